/** Judges the re-check `ties`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { lossOf } from './reference.hidden.ts';

const NAME = 'gradedLoss';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The loss differs from the cross-entropy for some labels or scores.' },
	named: {
		rounded: 'A label between 0 and 1 is treated as the nearer of the two.',
		turned: 'The labels count for the wrong side. Look at the order of the arguments.',
		summed: 'The loss grows with the number of pairs.',
	},
};

interface Case {
	readonly labels: readonly number[];
	readonly left: readonly number[];
	readonly right: readonly number[];
}

function makeCase(random: () => number, index: number): Case {
	const count = integerBetween(random, 2, 6);
	const scores = () => Array.from({ length: count }, () => Math.fround(normal(random) * (index % 5 === 4 ? 90 : 1.5)));
	return { labels: scores().map(() => Math.fround(integerBetween(random, 0, 4) / 4)), left: scores(), right: scores() };
}

/** Mean over pairs of label · surprise at left + (1 − label) · surprise at right. */
function gradedLossOf({ labels, left, right }: Case, readAs: (label: number) => number): number {
	const each = labels.map((label, i) => {
		const [a, b] = [left[i] ?? 0, right[i] ?? 0];
		const share = readAs(label);
		return share * lossOf([a], [b]) + (1 - share) * lossOf([b], [a]);
	});
	return each.reduce((sum, value) => sum + value, 0) / each.length;
}

function verdictOn(input: Case, got: unknown): CaseVerdict {
	if (!isTensorValue(got) || got.data.length !== 1) return { diagnosis: null };
	const is = (value: number) => firstDifference(tensorValue(got.data, [1]), tensorValue([value], [1]), FORWARD) === null;
	if (is(gradedLossOf(input, (label) => label))) return 'right';
	if (is(gradedLossOf(input, (label) => 1 - label))) return { diagnosis: 'turned' };
	if (is(gradedLossOf(input, Math.round))) return { diagnosis: 'rounded' };
	return { diagnosis: is(gradedLossOf(input, (label) => label) * input.labels.length) ? 'summed' : null };
}

const ties: Check = {
	id: 'ties',
	title: 'Labels between 0 and 1',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const args = [each.labels, each.left, each.right].map((values) => tensorValue(values, [values.length]));
			const result = await subject.call(NAME, args);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [ties];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function gradedLoss(labels: tf.Tensor1D, left: tf.Tensor1D, right: tf.Tensor1D): tf.Scalar {
	return tf.tidy(() => {
		const lead = left.sub(right);
		// log(1 + exp(−x)) for the share that says left, log(1 + exp(x)) for the rest.
		const cost = labels.mul(lead.neg().softplus()).add(tf.sub(1, labels).mul(lead.softplus()));
		return cost.mean().asScalar();
	});
}
`;
