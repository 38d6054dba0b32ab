/** Judges the re-check `partial`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { RIGHT, turn } from './reference.hidden.ts';

interface Case {
	readonly positions: readonly number[];
	readonly x: TensorValue;
	readonly turned: number;
	readonly base: number;
}

const NAME = 'partialRope';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The output differs for some width, part or list of positions.' },
	named: {
		'turns-everything': 'The whole row is turned, not only its first part.',
		'speeds-of-the-whole-row': 'The speeds are those of the whole row. The turned part counts as a row of its own.',
		'positions-ignored': 'The rows are turned as positions 0, 1, 2 and so on, whatever positions were given.',
		'turns-the-end': 'The last dimensions are turned, not the first.',
	},
};

function makeCase(random: () => number): Case {
	const lead = [[], [2], [2, 2]][integerBetween(random, 0, 2)] ?? [];
	const time = integerBetween(random, 2, 6);
	const headDim = [6, 8, 12][integerBetween(random, 0, 2)] ?? 8;
	return {
		positions: Array.from({ length: time }, () => integerBetween(random, 1, 30)),
		x: randomTensor(random, [...lead, time, headDim]),
		turned: [2, 4][integerBetween(random, 0, 1)] ?? 4,
		base: [50, 10_000][integerBetween(random, 0, 1)] ?? 50,
	};
}

interface Change {
	/** Dimensions that are turned, from `from` on. */
	readonly count?: number;
	readonly from?: number;
	/** Width that the speeds are shared over. */
	readonly width?: number;
	readonly isCounted?: boolean;
}

function expected(
	{ positions, x, turned, base }: Case,
	{ count = turned, from = 0, width = count, isCounted = false }: Change = {},
): TensorValue {
	const [time, headDim] = [x.shape.at(-2) ?? 1, x.shape.at(-1) ?? 2];
	const data = Float32Array.from(x.data);
	for (let row = 0; row < x.data.length / headDim; row += 1) {
		const start = row * headDim + from;
		const position = isCounted ? row % time : (positions[row % time] ?? 0);
		const part = tensorValue(x.data.slice(start, start + count), [1, count]);
		const recipe = { ...RIGHT, speed: (pair: number, _: number, by: number) => by ** ((-2 * pair) / width) };
		data.set(turn(part, base, position, recipe).data, start);
	}
	return tensorValue(data, x.shape);
}

function verdictOn(each: Case, got: unknown): CaseVerdict {
	const right = expected(each);
	if (!isTensorValue(got) || got.shape.join() !== right.shape.join()) return { diagnosis: null };
	if (firstDifference(got, right, FORWARD) === null) return 'right';
	const headDim = each.x.shape.at(-1) ?? 2;
	const diagnosis = matchesMutant(got, [
		{ diagnosis: 'turns-everything', output: () => expected(each, { count: headDim }) },
		{ diagnosis: 'speeds-of-the-whole-row', output: () => expected(each, { width: headDim }) },
		{ diagnosis: 'positions-ignored', output: () => expected(each, { isCounted: true }) },
		{ diagnosis: 'turns-the-end', output: () => expected(each, { from: headDim - each.turned }) },
	]);
	return { diagnosis };
}

const partial: Check = {
	id: 'partial',
	title: 'A part of each row is turned, at the positions given',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const result = await subject.call(NAME, [each.positions, each.x, each.turned, each.base]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [partial];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function partialRope(positions: readonly number[], x: tf.Tensor, turned: number, base: number): tf.Tensor {
	return tf.tidy(() => {
		const headDim = x.shape.at(-1) ?? 2;
		const half = turned / 2;
		const speeds = tf.pow(base, tf.range(0, half).mul(-2 / turned));
		const angles = tf.tensor1d([...positions]).expandDims(1).mul(speeds); // [time, half]
		const [a, b, rest] = tf.split(x, [half, half, headDim - turned], -1);
		const turnedA = a.mul(angles.cos()).sub(b.mul(angles.sin()));
		const turnedB = b.mul(angles.cos()).add(a.mul(angles.sin()));
		return tf.concat([turnedA, turnedB, rest], -1);
	});
}
`;
