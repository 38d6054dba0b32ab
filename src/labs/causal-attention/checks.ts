/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server.
 * All of them judge by properties and by one worked example; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type Asked, askHarness } from '#grading/core/check-kit/asked.ts';
import { explained } from '#grading/core/check-kit/diagnose.ts';
import { compareTensor, expectTensor, type Failure } from '#grading/core/check-kit/expect-tensor.ts';
import { gradientsMatch } from '#grading/core/check-kit/gradients.ts';
import { shapeText } from '#grading/core/check-kit/numbers.ts';
import { causal, randomTensor, rowsNotSummingToOne, rowsOf } from '#grading/core/check-kit/properties.ts';
import { batchIndependent } from '#grading/core/check-kit/relations.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import type { Subject } from '#grading/core/subject.ts';
import { readWeights } from './read-weights.ts';

const NAME = 'causalAttention';
const TIME = 5;
const HEAD_DIM = 4;
const PASS: CheckOutcome = { outcome: 'pass' };

/** Weights of one head on five random tokens, with the raw scores beside them. */
async function observe({ subject, random }: CheckContext): Promise<{ weights: TensorValue; scores: number[][] } | Failure> {
	const q = randomTensor(random, [TIME, HEAD_DIM], 1.5);
	const k = randomTensor(random, [TIME, HEAD_DIM], 1.5);
	const identity = tensorValue(
		Array.from({ length: TIME * TIME }, (_, i) => (i % (TIME + 1) === 0 ? 1 : 0)),
		[TIME, TIME],
	);
	const result = await subject.call(NAME, [q, k, identity]);
	const failure = failureOfCall(result, NAME);
	if (failure !== null) return failure;
	const scores = rowsOf(q).map((query) => rowsOf(k).map((key) => query.reduce((sum, n, i) => sum + n * (key[i] ?? 0), 0)));
	const value = result.status === 'ok' ? result.value : null;
	if (isTensorValue(value) && value.shape.join() === `${TIME},${TIME}`) return { weights: value, scores };
	return compareTensor(value, identity, { what: 'The output' }) ?? { outcome: 'fail', message: 'The output has the wrong shape.' };
}

/** All cases in one call of the harness: on the server each call costs a fresh realm. */
const asking = (subject: Subject): Asked => askHarness(subject, { harness: 'many', name: NAME });

/** A check that fails without a name gets it from reading the weights. */
const read = (check: Check): Check =>
	explained(check, {
		async observe(context) {
			const observed = await observe(context);
			return 'weights' in observed ? { seen: { ...observed, headDim: HEAD_DIM } } : observed;
		},
		diagnose: readWeights,
	});

/** Fails when `isWrong` says so; what is said comes from reading the weights. */
function weightsCheck(id: string, title: string, isWrong: (weights: TensorValue) => boolean): Check {
	return {
		id,
		title,
		visibility: 'public',
		points: 1,
		async run(context) {
			const seen = await observe(context);
			if (!('weights' in seen)) return seen;
			const reading = readWeights({ ...seen, headDim: HEAD_DIM });
			return reading === null || !isWrong(seen.weights) ? PASS : { outcome: 'fail', ...reading };
		},
	};
}

const shape: Check = {
	id: 'shape',
	title: 'One row of values comes back for each token',
	visibility: 'public',
	points: 1,
	async run({ subject, random }) {
		const args = [randomTensor(random, [4, 3]), randomTensor(random, [4, 3]), randomTensor(random, [4, 2])];
		const result = await subject.call(NAME, args);
		const failure = failureOfCall(result, NAME);
		if (failure !== null || result.status !== 'ok') return failure ?? PASS;
		if (isTensorValue(result.value) && result.value.shape.join() === '4,4') {
			return {
				outcome: 'fail',
				diagnosis: 'forgot-values',
				message: `The output has shape ${shapeText([4, 4])}, one number for each pair of tokens: these are weights, and they have not mixed any values yet. Expected [4, 2].`,
			};
		}
		if (isTensorValue(result.value) && result.value.shape.join() === '4,2') return PASS;
		return compareTensor(result.value, tensorValue(new Float32Array(8), [4, 2]), { what: 'The output' }) ?? PASS;
	},
};

const causality = read({
	id: 'causality',
	title: 'Later tokens never change earlier outputs',
	visibility: 'public',
	points: 2,
	async run({ subject, random }) {
		const inputs = [randomTensor(random, [TIME, HEAD_DIM]), randomTensor(random, [TIME, HEAD_DIM]), randomTensor(random, [TIME, 3])];
		return (await causal(asking(subject), { inputs, random })) ?? PASS;
	},
});

const rows = weightsCheck('rows', 'Each row of weights sums to one', (weights) => rowsNotSummingToOne(weights).length > 0);

const past = weightsCheck('past', 'Every token sees itself and its whole past', (weights) =>
	rowsOf(weights).some((row, i) => row.slice(0, i + 1).some((n) => !(n > 0))),
);

const follow = weightsCheck('scores', 'The weights follow the scaled scores', () => true);

/** Worked by hand in the task: two tokens, headDim 4, scores 0 | 2 and 4, values 1 and 3. */
const example = read({
	id: 'example',
	title: 'The worked example from the task',
	visibility: 'public',
	points: 1,
	async run({ subject }) {
		const q = tensorValue([1, 0, 0, 0, 2, 0, 0, 0], [2, 4]);
		const k = tensorValue([1, 5, 0, 0, 2, 0, 5, 0], [2, 4]);
		const v = tensorValue([1, 3], [2, 1]);
		// Row 1: scores 2 and 4, halved to 1 and 2; weights 0.2689 and 0.7311; 0.2689·1 + 0.7311·3.
		const expected = tensorValue([1, 2.462117], [2, 1]);
		const result = await subject.call(NAME, [q, k, v]);
		return expectTensor(result, NAME, expected, { what: 'The output', axes: ['position', 'feature'] }) ?? PASS;
	},
});

const batches: Check = {
	id: 'batches',
	title: 'A batch and its heads do not mix',
	visibility: 'public',
	points: 2,
	async run({ subject, random }) {
		const members = Array.from({ length: 4 }, () => [0, 1, 2].map(() => randomTensor(random, [3, 2])));
		const failure = await batchIndependent(asking(subject), {
			members,
			leads: [[4], [2, 2]],
			thing: 'sequence',
			axes: ['position', 'feature'],
			idea: 'Two axes work; more do not: each sequence of a batch should come out as it does alone.',
			diagnosis: 'rank-two-only',
		});
		return failure ?? PASS;
	},
};

const gradients: Check = {
	id: 'gradients',
	title: 'Gradients reach queries, keys and values',
	visibility: 'public',
	points: 1,
	async run({ subject, random }) {
		const inputs = [randomTensor(random, [3, 2]), randomTensor(random, [3, 2]), randomTensor(random, [3, 2])];
		const cotangent = randomTensor(random, [3, 2]);
		const failure = await gradientsMatch(asking(subject), {
			inputs,
			by: ['the queries', 'the keys', 'the values'].map((name, input) => ({ input, name })),
			cotangent,
			gradients: () => subject.gradient(NAME, inputs, [0, 1, 2], cotangent),
			random,
			idea: 'A head learns by gradients that reach its queries, keys and values.',
			diagnosis: 'no-gradient',
		});
		return failure ?? PASS;
	},
};

export const checks: readonly Check[] = [shape, causality, rows, past, follow, example, batches, gradients];
