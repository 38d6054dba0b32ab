/** Shift+Enter in lab 6.2: the kit's loop with the learner's three functions, paid by the learner's own verifier from lab 6.1. */
import { type GrpoObjective, type Train, trainGrpo } from 'gradus';
import { verify } from 'my/verifier';

const NAMES = ['groupAdvantage', 'klToReference', 'grpoLoss'] as const;

export const train: Train = (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function; what they return is checked by the loop.
	const objective = learner as unknown as GrpoObjective;
	return trainGrpo({ lab: 'grpo', host, objective, reward: ({ a, b }, solution) => verify(a, b, solution) });
};
