/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Check } from '#grading/core/check.ts';
import { generatedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { integerBetween } from '#grading/core/random.ts';
import {
	CHOICE_BUGS,
	type ChoiceInput,
	choiceOf,
	FORCE_BUGS,
	type ForceInput,
	forceOf,
	PREDICT_BUGS,
	type PredictInput,
	predictionOf,
} from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

type Random = () => number;

function drawThought(random: Random, index: number): ForceInput {
	const digit = (): number => integerBetween(random, 0, 9);
	const steps = Array.from({ length: integerBetween(random, 0, 6) }, () => `+${digit()}${digit()}`).join('');
	const ending = ['', `#${digit()}.`, '-', `*${digit()}`, '#'][index % 5] ?? '';
	return { thought: steps + ending, budget: integerBetween(random, 0, 6) };
}

const forced = generatedCheck<ForceInput>({
	id: 'hidden-force',
	title: 'Any thought, any budget',
	harness: 'forced',
	name: 'force',
	make: drawThought,
	args: ({ thought, budget }) => [thought, budget],
	output: forceOf,
	bugs: FORCE_BUGS,
	otherwise: 'wrong-force',
	texts: TEXTS,
});

const predicted = generatedCheck<PredictInput>({
	id: 'hidden-predictions',
	title: 'Any mix of lengths',
	harness: 'predicted',
	name: 'predictAccuracy',
	make: (random) => ({
		lengths: Array.from({ length: integerBetween(random, 3, 12) }, () => integerBetween(random, 1, 8)),
		budget: integerBetween(random, 0, 8),
		guess: 0.05 + 0.4 * random(),
	}),
	args: ({ lengths, budget, guess }) => [lengths, budget, guess],
	output: predictionOf,
	bugs: PREDICT_BUGS,
	otherwise: 'wrong-prediction',
	texts: TEXTS,
});

const chosen = generatedCheck<ChoiceInput>({
	id: 'hidden-choices',
	title: 'Any points and goals',
	harness: 'chosen',
	name: 'cheapestBudget',
	make(random) {
		const points = Array.from({ length: integerBetween(random, 3, 8) }, (_, budget): [number, number, number] => [
			budget,
			integerBetween(random, 4, 300) / 10,
			integerBetween(random, 2, 10) / 10,
		]);
		return { points, goal: (random() < 0.5 ? points[0]?.[2] : 0.55) ?? 0.55 };
	},
	args: ({ points, goal }) => [points, goal],
	output: choiceOf,
	bugs: CHOICE_BUGS,
	otherwise: 'wrong-choice',
	texts: TEXTS,
});

export const hiddenChecks: readonly Check[] = [forced, predicted, chosen];
