/** Shift+Enter in lab 1.6: the kit's loop with the learner's four functions and the learner's own attention. */
import { type Recipe, runTraining, type Train } from 'gradus';
import { causalAttention } from 'my/causal-attention';

const NAMES = ['loss', 'decays', 'learningRate', 'adamwStep'] as const;

export const train: Train = (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the four was just seen to be a function; what they return is checked by the loop.
	return runTraining({ lab: 'train-gpt', host, recipe: learner as unknown as Recipe, attention: causalAttention });
};
