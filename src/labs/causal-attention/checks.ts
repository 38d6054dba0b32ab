/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server.
 * All of them judge by properties and by one worked example; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { compareTensor, expectTensor, type Failure } from '#grading/core/check-kit/expect-tensor.ts';
import { numberText, shapeText } from '#grading/core/check-kit/numbers.ts';
import {
	gradientsAgree,
	laterChangesEarlier,
	type RunMany,
	randomTensor,
	rowsNotSummingToOne,
	rowsOf,
} from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import type { Subject } from '#grading/core/subject.ts';
import { type Reading, readWeights } from './read-weights.ts';

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
function runMany(subject: Subject): RunMany {
	return async (cases) => {
		const result = await subject.harness('many', [cases]);
		const outputs = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
		return outputs.length === cases.length && outputs.every(isTensorValue) ? outputs : null;
	};
}

/** Fails when `isWrong` says so; what is said comes from reading the weights. */
function weightsCheck(id: string, title: string, isWrong: (weights: TensorValue, reading: Reading) => boolean): Check {
	return {
		id,
		title,
		visibility: 'public',
		points: 1,
		async run(context) {
			const seen = await observe(context);
			if (!('weights' in seen)) return seen;
			const reading = readWeights(seen.weights, seen.scores, HEAD_DIM);
			return reading === null || !isWrong(seen.weights, reading) ? PASS : { outcome: 'fail', ...reading };
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

const causality: Check = {
	id: 'causality',
	title: 'Later tokens never change earlier outputs',
	visibility: 'public',
	points: 2,
	async run(context) {
		const { subject, random } = context;
		const inputs = [randomTensor(random, [TIME, HEAD_DIM]), randomTensor(random, [TIME, HEAD_DIM]), randomTensor(random, [TIME, 3])];
		const changed = await laterChangesEarlier(inputs, random, runMany(subject));
		if (changed === null) return PASS;
		const { position, token, before, after } = changed;
		const seen = await observe(context);
		const reading = 'weights' in seen ? readWeights(seen.weights, seen.scores, HEAD_DIM) : null;
		const message = `Position ${position} changed when token ${token} changed. ${reading?.message ?? 'The past may not depend on what comes later.'}`;
		const evidence = { label: `Output at position ${position}, before and after`, expected: before, got: after };
		return {
			outcome: 'fail',
			message,
			evidence: reading?.evidence ?? evidence,
			...(reading === null ? {} : { diagnosis: reading.diagnosis }),
		};
	},
};

const rows = weightsCheck('rows', 'Each row of weights sums to one', (weights) => rowsNotSummingToOne(weights).length > 0);

const past = weightsCheck('past', 'Every token sees itself and its whole past', (weights) =>
	rowsOf(weights).some((row, i) => row.slice(0, i + 1).some((n) => !(n > 0))),
);

const follow = weightsCheck('scores', 'The weights follow the scaled scores', () => true);

/** Worked by hand in the task: two tokens, headDim 4, scores 0 | 2 and 4, values 1 and 3. */
const example: Check = {
	id: 'example',
	title: 'The worked example from the task',
	visibility: 'public',
	points: 1,
	async run(context) {
		const q = tensorValue([1, 0, 0, 0, 2, 0, 0, 0], [2, 4]);
		const k = tensorValue([1, 5, 0, 0, 2, 0, 5, 0], [2, 4]);
		const v = tensorValue([1, 3], [2, 1]);
		// Row 1: scores 2 and 4, halved to 1 and 2; weights 0.2689 and 0.7311; 0.2689·1 + 0.7311·3.
		const expected = tensorValue([1, 2.462117], [2, 1]);
		const failure = expectTensor(await context.subject.call(NAME, [q, k, v]), NAME, expected, {
			what: 'The output',
			axes: ['position', 'feature'],
		});
		if (failure === null || failure.diagnosis !== undefined) return failure ?? PASS;
		return { ...failure, ...(await diagnosisOf(context)) };
	},
};

async function diagnosisOf(context: CheckContext): Promise<{ diagnosis?: string }> {
	const seen = await observe(context);
	const reading = 'weights' in seen ? readWeights(seen.weights, seen.scores, HEAD_DIM) : null;
	return reading === null ? {} : { diagnosis: reading.diagnosis };
}

const batches: Check = {
	id: 'batches',
	title: 'A batch and its heads do not mix',
	visibility: 'public',
	points: 2,
	async run({ subject, random }) {
		const heads = Array.from(
			{ length: 4 },
			() => [randomTensor(random, [3, 2]), randomTensor(random, [3, 2]), randomTensor(random, [3, 2])] as const,
		);
		const alone = await runMany(subject)(heads);
		if (alone === null)
			return { outcome: 'fail', message: 'The function does not give one tensor for each single head yet; the checks above say why.' };
		for (const lead of [[4], [2, 2]]) {
			const args = [0, 1, 2].map((i) =>
				join(
					heads.map((head) => head[i] ?? head[0]),
					lead,
				),
			);
			const failure = expectTensor(await subject.call(NAME, args), NAME, join(alone, lead), {
				what: `The output for inputs of shape ${shapeText([...lead, 3, 2])}`,
			});
			if (failure === null) continue;
			const said =
				failure.evidence === undefined
					? failure.message
					: 'Each sequence of the batch should come out as it does alone; the first one that differs is shown.';
			const message = `Two axes work; ${lead.length + 2} do not. ${said}`;
			return { ...failure, diagnosis: 'rank-two-only', message };
		}
		return PASS;
	},
};

function join(parts: readonly TensorValue[], lead: readonly number[]): TensorValue {
	return tensorValue(
		parts.flatMap((part) => Array.from(part.data)),
		[...lead, ...(parts[0]?.shape ?? [])],
	);
}

const gradients: Check = {
	id: 'gradients',
	title: 'Gradients reach queries, keys and values',
	visibility: 'public',
	points: 1,
	async run({ subject, random }) {
		const args = [randomTensor(random, [3, 2]), randomTensor(random, [3, 2]), randomTensor(random, [3, 2])];
		const cotangent = randomTensor(random, [3, 2]);
		const answer = await gradientsAgree(subject, {
			name: NAME,
			args,
			argNames: ['the queries', 'the keys', 'the values'],
			cotangent,
			random,
			run: runMany(subject),
		});
		switch (answer.status) {
			case 'agree':
				return PASS;
			case 'call-failed':
				return failureOfCall(answer.result, NAME) ?? { outcome: 'fail', message: 'The output is not a tensor, so it has no gradient.' };
			case 'none':
				return {
					outcome: 'fail',
					diagnosis: 'no-gradient',
					message: `No gradient reaches ${answer.argument}: between them and the output, tensors were turned into plain numbers.`,
				};
			case 'differ':
				return {
					outcome: 'fail',
					diagnosis: 'no-gradient',
					message: `The gradient of ${answer.argument} is ${numberText(answer.got)} along a test direction; moving them shows ${numberText(answer.expected)}. Part of the way to the output carries no gradient.`,
				};
		}
	},
};

export const checks: readonly Check[] = [shape, causality, rows, past, follow, example, batches, gradients];
