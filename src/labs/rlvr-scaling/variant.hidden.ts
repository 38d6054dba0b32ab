/** Judges the re-check `steps-needed`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const TEXTS: CaseTexts = {
	otherwise: { message: 'Some curves reach the accuracy at another step, or some chances differ.' },
	named: {
		'of-ceiling': 'The steps are those to a share of the ceiling, as if the curve began at 0.',
		'put-back': 'The samples are drawn as if each were put back.',
		'no-limits': 'An accuracy outside the curve gives a number of steps.',
	},
};

interface Goal {
	readonly accuracy: number;
	readonly floor: number;
	readonly ceiling: number;
	readonly middle: number;
	readonly steepness: number;
}

function stepsOf({ accuracy, floor, ceiling, middle, steepness }: Goal): number {
	if (accuracy <= floor) return 0;
	if (accuracy >= ceiling) return Number.POSITIVE_INFINITY;
	return middle * ((accuracy - floor) / (ceiling - accuracy)) ** (1 / steepness);
}

const allRight = (n: number, c: number, k: number): number =>
	Array.from({ length: k }, (_, i) => Math.max(0, c - i) / (n - i)).reduce((product, each) => product * each, 1);

const close = (a: unknown, b: number): boolean =>
	typeof a === 'number' && (a === b || Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b)));

const goals: Check = {
	id: 'goals',
	title: 'Any curve, any goal',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		const cases = generateCases(24, random, (_, i): Goal => {
			const [floor, ceiling] = [0.1 + 0.2 * random(), 0.6 + 0.3 * random()];
			const share = [-0.2, 0.5, 1.2, 0.1, 0.7, 0.9][i % 6] ?? 0.5;
			return { floor, ceiling, middle: 5 + 100 * random(), steepness: 0.5 + 2 * random(), accuracy: floor + share * (ceiling - floor) };
		});
		for (const { accuracy, ...rise } of cases) {
			const result = await subject.call('stepsTo', [accuracy, rise]);
			const failure = failureOfCall(result, 'stepsTo');
			if (failure !== null) return failure;
			const got = result.status === 'ok' ? result.value : null;
			const isInside = accuracy > rise.floor && accuracy < rise.ceiling;
			const isRight = close(got, stepsOf({ accuracy, ...rise }));
			const fromZero = isInside && close(got, stepsOf({ accuracy, ...rise, floor: 0 }));
			verdicts.push(isRight ? 'right' : { diagnosis: isInside ? (fromZero ? 'of-ceiling' : null) : 'no-limits' });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

const luckless: Check = {
	id: 'luckless',
	title: 'All of any number of samples',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		const cases = generateCases(24, random, (_, i) => {
			const n = integerBetween(random, 4, 40);
			return { n, c: i % 6 === 0 ? 1 : integerBetween(random, 2, n), k: integerBetween(random, 2, 4) };
		});
		for (const { n, c, k } of cases) {
			const result = await subject.call('allOfK', [n, c, k]);
			const failure = failureOfCall(result, 'allOfK');
			if (failure !== null) return failure;
			const got = result.status === 'ok' ? result.value : null;
			verdicts.push(close(got, allRight(n, c, k)) ? 'right' : { diagnosis: close(got, (c / n) ** k) ? 'put-back' : null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [goals, luckless];

export const variantSolution = `export interface Curve {
	readonly floor: number;
	readonly ceiling: number;
	readonly middle: number;
	readonly steepness: number;
}

export function stepsTo(accuracy: number, { floor, ceiling, middle, steepness }: Curve): number {
	if (accuracy <= floor) return 0;
	if (accuracy >= ceiling) return Infinity;
	return middle / ((ceiling - accuracy) / (accuracy - floor)) ** (1 / steepness);
}

export function allOfK(n: number, c: number, k: number): number {
	let chance = 1;
	for (let i = 0; i < k; i++) chance *= Math.max(0, c - i) / (n - i);
	return chance;
}
`;
