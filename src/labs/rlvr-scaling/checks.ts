/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by examples with stored
 * results; none holds a way to compute the answer.
 */
import type { Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

interface Question {
	readonly id: string;
	readonly title: string;
	readonly points: number;
	/** Function of the harness, and the learner's export that it calls. */
	readonly ask: string;
	readonly of: string;
	readonly cases: readonly Value[];
	/** Every number that came back, in order; one that is missing or no number is NaN. */
	readonly judge: (got: (place: number) => number) => CheckOutcome;
}

function question({ id, title, points, ask, of, cases, judge }: Question): Check {
	return {
		id,
		title,
		visibility: 'public',
		points,
		async run({ subject }: CheckContext): Promise<CheckOutcome> {
			const result = await subject.harness(ask, [cases]);
			const failure = failureOfCall(result, of);
			if (failure !== null || result.status !== 'ok') return failure ?? PASS;
			const numbers = (Array.isArray(result.value) ? result.value : []).flat();
			return judge((place) => (typeof numbers[place] === 'number' ? numbers[place] : Number.NaN));
		},
	};
}

const near = (a: number, b: number, tolerance = 1e-4): boolean => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

/** Diagnosis of the first stored number that was met. */
function named(got: number, numbers: Readonly<Record<string, number>>, otherwise: string): string {
	return Object.entries(numbers).find(([, number]) => near(got, number, 1e-3))?.[0] ?? otherwise;
}

const tries = question({
	id: 'tries',
	title: 'Two tries of ten samples, three of them right',
	points: 2,
	ask: 'passes',
	of: 'passAtK',
	cases: [
		{ n: 10, c: 3, k: 2 },
		{ n: 10, c: 3, k: 1 },
	],
	judge(got) {
		if (near(got(0), 0.533333) && near(got(1), 0.3)) return PASS;
		const mistakes = { 'k-ignored': 0.3, 'with-replacement': 0.51, 'all-of-k': 0.066667, 'all-wrong': 0.466667, 'adds-chances': 0.6 };
		return fail(named(got(0), mistakes, 'wrong-pass'), `It gives ${numberText(got(0))}; 0.3 for one try, 0.5333 for two.`);
	},
});

const certain = question({
	id: 'certain',
	title: 'None right, all right, too few wrong ones',
	points: 1,
	ask: 'passes',
	of: 'passAtK',
	cases: [
		{ n: 10, c: 0, k: 5 },
		{ n: 10, c: 10, k: 4 },
		{ n: 10, c: 8, k: 5 },
	],
	judge(got) {
		if (near(got(0), 0) && near(got(1), 1) && near(got(2), 1)) return PASS;
		const detail = `None right of ten gives ${numberText(got(0))}, all right ${numberText(got(1))}, two wrong ones and five tries ${numberText(got(2))}.`;
		return fail('wrong-pass', detail);
	},
});

const many = question({
	id: 'many',
	title: 'A thousand samples',
	points: 1,
	ask: 'passes',
	of: 'passAtK',
	cases: [
		{ n: 1_000, c: 10, k: 100 },
		{ n: 1_000, c: 2, k: 500 },
	],
	judge(got) {
		if (near(got(0), 0.653069) && near(got(1), 0.75025)) return PASS;
		if (!Number.isFinite(got(0)) || !Number.isFinite(got(1))) return fail('overflows');
		return fail('wrong-pass', `Ten of a thousand right and a hundred tries give ${numberText(got(0))}; expected 0.6531.`);
	},
});

const RISE = { floor: 0.2, ceiling: 0.8, middle: 40, steepness: 1.5 };

const ends = question({
	id: 'ends',
	title: 'The curve goes from its floor to its ceiling',
	points: 1,
	ask: 'curves',
	of: 'sigmoid',
	cases: [{ rise: RISE, steps: [0.000_01, 10_000_000] }],
	judge(got) {
		const [low, high] = [got(0), got(1)];
		if (near(low, 0.2) && near(high, 0.8)) return PASS;
		const detail = `With a floor of 0.2 and a ceiling of 0.8 it begins at ${numberText(low)} and ends at ${numberText(high)}.`;
		if (near(low, high)) return fail('flat', detail);
		if (near(low, 0)) return fail('no-floor', detail);
		if (near(low, 0.8) && near(high, 0.2)) return fail('falls', detail);
		return fail(near(high, 1) ? 'overshoots' : 'wrong-curve', detail);
	},
});

const way = question({
	id: 'way',
	title: 'Half the rise at the middle, and the same way from there by ratios',
	points: 2,
	ask: 'curves',
	of: 'sigmoid',
	cases: [{ rise: RISE, steps: [40, 20, 80, 160] }],
	judge(got) {
		const detail = `At 20, 40, 80 and 160 steps it is ${[1, 0, 2, 3].map((i) => numberText(got(i))).join(', ')}.`;
		if (!near(got(0), 0.5)) return fail('steepness-misplaced', detail);
		if (near(got(1), 0.356725) && near(got(2), 0.643275) && near(got(3), 0.733333)) return PASS;
		return fail(near(got(2), 0.8, 0.02) ? 'not-log' : 'wrong-curve', detail);
	},
});

const width = question({
	id: 'width',
	title: 'Where the curve is nearly straight',
	points: 2,
	ask: 'ranges',
	of: 'straightRange',
	cases: [
		{ floor: 0, ceiling: 1, middle: 40, steepness: 2 },
		{ floor: 0, ceiling: 1, middle: 40, steepness: 1 },
		{ floor: 0.1, ceiling: 0.9, middle: 40, steepness: 2 },
	],
	judge(got) {
		const [from, to, gentleFrom, gentleTo, highFrom, highTo] = [0, 1, 2, 3, 4, 5].map(got);
		const isOf = (a: number | undefined, b: number | undefined, low: number, high: number): boolean =>
			near(a ?? Number.NaN, low) && near(b ?? Number.NaN, high);
		if (isOf(from, to, 20, 80) && isOf(gentleFrom, gentleTo, 10, 160) && isOf(highFrom, highTo, 20, 80)) return PASS;
		const detail = `For a middle of 40 and a steepness of 2 it goes from ${numberText(from ?? Number.NaN)} to ${numberText(to ?? Number.NaN)}.`;
		if (isOf(from, to, 40, 40)) return fail('no-width', detail);
		if (isOf(from, to, 80, 20)) return fail('ends-swapped', detail);
		if (isOf(from, to, 10, 160) && isOf(gentleFrom, gentleTo, 10, 160)) return fail('same-width', detail);
		if (isOf(from, to, 2.5, 640)) return fail('steeper-wider', detail);
		if (isOf(from, to, 13.3333, 120)) return fail('tenth-of-rise', detail);
		if (isOf(from, to, 20, 60)) return fail('linear-range', detail);
		return fail(isOf(from, to, 20, 80) && isOf(gentleFrom, gentleTo, 10, 160) ? 'of-accuracy' : 'wrong-range', detail);
	},
});

/** On 0.1 + 0.2 per decade. */
const STRAIGHT = [1, 10, 100, 1_000].map((step, i) => ({ step, accuracy: 0.1 + 0.2 * i }));

const line = question({
	id: 'line',
	title: 'The line through points that lie on one',
	points: 2,
	ask: 'lines',
	of: 'fitLine',
	cases: [{ points: STRAIGHT, range: [1, 1_000] }],
	judge(got) {
		if (near(got(0), 0.1) && near(got(1), 0.2)) return PASS;
		const detail = `It begins at ${numberText(got(0))} and gains ${numberText(got(1))} per decade; expected 0.1 and 0.2.`;
		if (near(got(0), 0) && near(got(1), 0)) return fail('no-line', detail);
		if (near(got(0), 0)) return fail('no-intercept', detail);
		if (near(got(0), 0.1) && near(got(1), 0.086859)) return fail('natural-log', detail);
		return fail(near(got(1), 0.000458, 1e-4) ? 'linear-steps' : 'wrong-line', detail);
	},
});

const inside = question({
	id: 'inside',
	title: 'Only points of the range, all of them, and least squares',
	points: 2,
	ask: 'lines',
	of: 'fitLine',
	cases: [
		// A point before the range, and one after it where the curve is flat.
		{ points: [{ step: 0.1, accuracy: 0.3 }, ...STRAIGHT, { step: 10_000, accuracy: 0.7 }], range: [1, 1_000] },
		{ points: STRAIGHT.map(({ step, accuracy }, i) => ({ step, accuracy: accuracy + (i === 0 || i === 3 ? 0.1 : 0) })), range: [1, 1_000] },
		{ points: STRAIGHT.map(({ step, accuracy }, i) => ({ step, accuracy: accuracy + (i === 1 ? 0.1 : 0) })), range: [1, 1_000] },
	],
	judge(got) {
		const detail = `Three lines gain ${[1, 3, 5].map((i) => numberText(got(i))).join(', ')} per decade; expected 0.2, 0.2, 0.19.`;
		if (!near(got(0), 0.1) || !near(got(1), 0.2)) return fail('through-saturation', detail);
		if (near(got(2), 0.15) && near(got(3), 0.2) && near(got(4), 0.14) && near(got(5), 0.19)) return PASS;
		if (near(got(2), 0.1) && near(got(3), 0.2)) return fail('ends-left-out', detail);
		if (near(got(5), 0.2)) return fail('two-points', detail);
		return fail(near(got(5), 0.197368, 5e-4) ? 'swapped-axes' : 'wrong-line', detail);
	},
});

export const checks: readonly Check[] = [tries, certain, many, ends, way, width, line, inside];
