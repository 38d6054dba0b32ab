/** Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples; none computes one. */
import type { Check } from '#grading/core/check.ts';
import { storedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { CHOICES, FORCED, PREDICTIONS } from './example.ts';
import { textOf } from './texts.ts';

const FORCE = { harness: 'forced', name: 'force', examples: FORCED, otherwise: 'wrong-force' };
const PREDICT = { harness: 'predicted', name: 'predictAccuracy', examples: PREDICTIONS, otherwise: 'wrong-prediction' };
const CHOOSE = { harness: 'chosen', name: 'cheapestBudget', examples: CHOICES, otherwise: 'wrong-choice' };

export const checks: readonly Check[] = [
	storedCheck({ id: 'cut', title: 'A thought ends after its budget', points: 1, ...FORCE, which: [0, 1, 2], textOf }),
	storedCheck({ id: 'ended', title: 'A thought that has ended ends once', points: 1, ...FORCE, which: [3, 4], textOf }),
	storedCheck({ id: 'unfinished', title: 'Half a step is no step', points: 1, ...FORCE, which: [5, 6], textOf }),
	storedCheck({ id: 'fits', title: 'A problem that fits its budget is right', points: 1, ...PREDICT, which: [0], textOf }),
	storedCheck({ id: 'guesses', title: 'One that does not fit is guessed', points: 1, ...PREDICT, which: [1, 2], textOf }),
	storedCheck({ id: 'cheapest', title: 'The cheapest budget that is good enough', points: 1, ...CHOOSE, which: [0, 1], textOf }),
	storedCheck({
		id: 'out-of-reach',
		title: 'A goal that is met exactly, and one that is out of reach',
		points: 1,
		...CHOOSE,
		which: [2, 3],
		textOf,
	}),
];
