/** Judges the re-check `leave-one-out`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';

const TEXTS: CaseTexts = {
	otherwise: { message: 'The gains differ for some groups.' },
	named: {
		'mean-of-all': 'A sample is compared with a mean that it is part of itself.',
		'no-cap': 'Ratios above the cap count in full.',
		'lower-limit': 'Small ratios are raised.',
		'mask-ignored': 'Padding has a gain.',
	},
};
const BUGS = ['mean-of-all', 'no-cap', 'lower-limit', 'mask-ignored'] as const;
type Bug = (typeof BUGS)[number] | null;

interface Case {
	readonly size: number;
	readonly time: number;
	readonly logRatio: readonly number[];
	readonly rewards: readonly number[];
	readonly mask: readonly number[];
	readonly cap: number;
}

function makeCase(random: () => number): Case {
	const [size, time] = [integerBetween(random, 2, 6), integerBetween(random, 1, 5)];
	const lengths = Array.from({ length: size }, () => integerBetween(random, 1, time));
	const places = Array.from({ length: size * time }, (_, i) => i);
	return {
		size,
		time,
		logRatio: places.map(() => 0.6 * normal(random)),
		rewards: lengths.map(() => (random() < 0.5 ? 1 : 0) + 0.5 * random()),
		mask: places.map((i) => (i % time < (lengths[Math.floor(i / time)] ?? 0) ? 1 : 0)),
		cap: 1.1 + 0.4 * random(),
	};
}

function gains({ size, time, logRatio, rewards, mask, cap }: Case, bug: Bug): TensorValue {
	const total = rewards.reduce((a, b) => a + b, 0);
	const values = logRatio.map((log, i) => {
		const reward = rewards[Math.floor(i / time)] ?? 0;
		const mean = bug === 'mean-of-all' ? total / size : (total - reward) / (size - 1);
		const capped = bug === 'no-cap' ? Math.exp(log) : Math.min(cap, Math.exp(log));
		const ratio = bug === 'lower-limit' ? Math.max(1 / cap, capped) : capped;
		return ratio * (reward - mean) * (bug === 'mask-ignored' ? 1 : (mask[i] ?? 0));
	});
	return tensorValue(values, [size, time]);
}

function verdictOn(input: Case, got: unknown): CaseVerdict {
	if (!isTensorValue(got) || got.shape.join() !== `${input.size},${input.time}`) return { diagnosis: null };
	if (firstDifference(got, gains(input, null), FORWARD) === null) return 'right';
	return {
		diagnosis: matchesMutant(
			got,
			BUGS.map((diagnosis) => ({ diagnosis, output: () => gains(input, diagnosis) })),
		),
	};
}

const leaveOneOut: Check = {
	id: 'leave-one-out',
	title: 'Any group, any lengths',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const { size, time, logRatio, rewards, mask, cap } = each;
			const args = [tensorValue(logRatio, [size, time]), tensorValue(rewards, [size]), tensorValue(mask, [size, time]), cap];
			const result = await subject.call('tokenGain', args);
			const failure = failureOfCall(result, 'tokenGain');
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [leaveOneOut];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function tokenGain(logRatio: tf.Tensor2D, rewards: tf.Tensor1D, mask: tf.Tensor2D, cap: number): tf.Tensor2D {
	return tf.tidy(() => {
		const size = rewards.shape[0];
		const others = rewards.sum().sub(rewards).div(size - 1); // [size]: the mean of everybody else
		const ratio = tf.minimum(logRatio.exp(), cap);
		return ratio.mul(rewards.sub(others).expandDims(1)).mul<tf.Tensor2D>(mask);
	});
}
`;
