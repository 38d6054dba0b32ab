/** Shift+Enter in lab 7.1: the kit's loop with the learner's three functions. */
import { type Scratchpad, type Train, trainScratchpad } from 'gradus';

const NAMES = ['trace', 'example', 'readAnswer'] as const;

export const train: Train = (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function; what they return is checked by the loop.
	return trainScratchpad({ lab: 'scratchpad', host, scratchpad: learner as unknown as Scratchpad });
};
