/** Judges the re-check `window`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { attend, RIGHT } from './reference.hidden.ts';

interface Case {
	readonly values: TensorValue;
	readonly keys: TensorValue;
	readonly queries: TensorValue;
	readonly width: number;
}

const NAME = 'slidingAttention';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The output differs for some batch, length or width.' },
	named: {
		'whole-past': 'A token still sees more than its window: its whole past.',
		'window-too-long': 'A token sees one token more than its window holds. The token itself counts.',
		'window-too-short': 'A token sees one token less than its window holds.',
		'no-mask': 'A token sees what comes after it.',
		'no-scale': 'The scores are not scaled by the width of a head.',
		'queries-and-keys-swapped': 'The rows belong to the keys instead of the queries. Look at the order of the arguments.',
	},
};

function makeCase(random: () => number): Case {
	const lead = [[], [2], [2, 2]][integerBetween(random, 0, 2)] ?? [];
	const time = integerBetween(random, 3, 8);
	const shape = [...lead, time, integerBetween(random, 2, 6)];
	const values = randomTensor(random, [...lead, time, integerBetween(random, 1, 4)]);
	return {
		values,
		keys: randomTensor(random, shape, 1.3),
		queries: randomTensor(random, shape, 1.3),
		width: integerBetween(random, 1, time),
	};
}

function verdictOn({ values, keys, queries, width }: Case, got: unknown): CaseVerdict {
	const output = (change: Partial<typeof RIGHT>) => () => attend(queries, keys, values, { ...RIGHT, mask: { window: width }, ...change });
	const expected = output({})();
	if (!isTensorValue(got) || got.shape.join() !== expected.shape.join()) return { diagnosis: null };
	if (firstDifference(got, expected, FORWARD) === null) return 'right';
	const diagnosis = matchesMutant(got, [
		{ diagnosis: 'window-too-long', output: output({ mask: { window: width + 1 } }) },
		{ diagnosis: 'window-too-short', output: output({ mask: { window: width - 1 } }) },
		{ diagnosis: 'whole-past', output: output({ mask: 'causal' }) },
		{ diagnosis: 'no-mask', output: output({ mask: 'none' }) },
		{ diagnosis: 'no-scale', output: output({ scale: () => 1 }) },
		{ diagnosis: 'queries-and-keys-swapped', output: output({ swapped: true }) },
	]);
	return { diagnosis };
}

const window: Check = {
	id: 'window',
	title: 'A token sees its window and nothing else',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const result = await subject.call(NAME, [each.values, each.keys, each.queries, each.width]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [window];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function slidingAttention(values: tf.Tensor, keys: tf.Tensor, queries: tf.Tensor, width: number): tf.Tensor {
	return tf.tidy(() => {
		const position = tf.range(0, queries.shape.at(-2) ?? 1);
		const age = position.expandDims(1).sub(position.expandDims(0)); // how far back the key lies
		const isSeen = age.greaterEqual(0).logicalAnd(age.less(width));
		const scores = queries.matMul(keys, false, true).div(Math.sqrt(queries.shape.at(-1) ?? 1));
		return tf.where(isSeen, scores, -1e9).softmax(-1).matMul(values);
	});
}
`;
