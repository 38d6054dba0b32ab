/** Judges the re-check `slack`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { randomTensor, rowsOf } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';

const NAME = 'slackLoss';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The slopes differ for some batch, drift or slack.' },
	named: {
		'no-slack': 'Every nat of drift costs, also the free ones.',
		'own-included': 'The baseline of a message counts its own reward too.',
		'pays-for-staying': 'A message that strayed less than the slack is paid for it.',
		'pushes-away': 'Messages that earned more than the others become less likely.',
	},
};

interface Case {
	readonly slack: number;
	readonly beta: number;
	readonly rewards: readonly number[];
	readonly reference: TensorValue;
	readonly sampled: TensorValue;
}

type Bug = 'no-slack' | 'own-included' | 'pays-for-staying' | 'pushes-away' | null;
const BUGS = ['no-slack', 'own-included', 'pays-for-staying', 'pushes-away'] as const;

function makeCase(random: () => number): Case {
	const shape = [integerBetween(random, 3, 5), integerBetween(random, 2, 4)];
	const rewards = Array.from({ length: shape[0] ?? 3 }, () => Math.fround(normal(random)));
	return {
		slack: Math.fround(0.3 + random()),
		beta: Math.fround(0.3 + random()),
		rewards,
		reference: randomTensor(random, shape),
		sampled: randomTensor(random, shape),
	};
}

function slopes({ slack, beta, rewards, reference, sampled }: Case, bug: Bug): TensorValue {
	const drawn = rowsOf(sampled);
	const base = rowsOf(reference);
	const earned = rewards.map((reward, i) => {
		const drift = (drawn[i] ?? []).reduce((sum, value, t) => sum + value - (base[i]?.[t] ?? 0), 0);
		const over = bug === 'no-slack' ? drift : drift - slack;
		return reward - beta * (bug === 'no-slack' || bug === 'pays-for-staying' ? over : Math.max(0, over));
	});
	const total = earned.reduce((sum, each) => sum + each, 0);
	const [batch, time] = [rewards.length, sampled.shape[1] ?? 1];
	const data = earned.flatMap((each) => {
		const baseline = bug === 'own-included' ? total / batch : (total - each) / (batch - 1);
		return Array.from({ length: time }, () => ((bug === 'pushes-away' ? 1 : -1) * (each - baseline)) / batch);
	});
	return tensorValue(data, sampled.shape);
}

function verdictOn(input: Case, got: unknown): CaseVerdict {
	const [value]: unknown[] = Array.isArray(got) ? got : [];
	if (!isTensorValue(value) || value.shape.join() !== input.sampled.shape.join()) return { diagnosis: null };
	if (firstDifference(value, slopes(input, null), FORWARD) === null) return 'right';
	const mutants = BUGS.map((diagnosis) => ({ diagnosis, output: () => slopes(input, diagnosis) }));
	return { diagnosis: matchesMutant(value, mutants) };
}

const slack: Check = {
	id: 'slack',
	title: 'Any batch, any slack',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const rewards = tensorValue(each.rewards, [each.rewards.length]);
			const args = [each.slack, each.beta, rewards, each.reference, each.sampled, each.sampled];
			const result = await subject.gradient(NAME, args, [5], tensorValue([1], []));
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [slack];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function slackLoss(
	slack: number,
	beta: number,
	rewards: tf.Tensor,
	reference: tf.Tensor,
	sampled: tf.Tensor,
	logProbs: tf.Tensor,
): tf.Scalar {
	return tf.tidy(() => {
		const over = sampled.sub(reference).sum(-1).sub(slack).relu(); // [batch]
		const earned = rewards.sub(over.mul(beta));
		const others = earned.sum().sub(earned).div(earned.size - 1); // mean of the rest
		return earned.sub(others).mul(logProbs.sum(-1)).mean().neg().asScalar();
	});
}
`;
