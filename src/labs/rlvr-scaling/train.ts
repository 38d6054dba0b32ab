/** Shift+Enter in lab 6.3: the kit trains with the GRPO of lab 6.2, the learner's own where it was accepted, and draws with the learner's functions. */
import { type CurveMaker, type Train, trainQuiz } from 'gradus';
import { groupAdvantage, grpoLoss } from 'my/grpo';

const NAMES = ['passAtK', 'sigmoid', 'straightRange', 'fitLine'] as const;

export const train: Train = (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the four was just seen to be a function; what they return is checked where it is drawn.
	const maker = learner as unknown as CurveMaker;
	return trainQuiz({ lab: 'rlvr-scaling', host, objective: { groupAdvantage, grpoLoss }, maker });
};
