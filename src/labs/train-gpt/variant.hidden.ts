/** Judges the re-check `sign`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'signStep';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The new weight or the new memory differs for some shapes or numbers.' },
	named: {
		'no-clipping': 'A gradient longer than 1 is not shortened.',
		'decays-vectors': 'A tensor of one dimension decays.',
		'no-decay': 'A matrix does not decay.',
		'decay-inside-sign': 'The decay goes through the sign, where its size is lost.',
		'memory-first': 'The direction uses the memory of this step instead of the one before it.',
	},
};

interface Case {
	readonly memory: TensorValue;
	readonly weight: TensorValue;
	readonly gradient: TensorValue;
	readonly rate: number;
}

type Bug = 'no-clipping' | 'decays-vectors' | 'no-decay' | 'decay-inside-sign' | 'memory-first' | null;
const BUGS = ['no-clipping', 'decays-vectors', 'no-decay', 'decay-inside-sign', 'memory-first'] as const;

function makeCase(random: () => number, index: number): Case {
	const shape = Array.from({ length: 1 + (index % 3) }, () => integerBetween(random, 1, 4));
	const draw = (scale: number): TensorValue => randomTensor(random, shape, scale);
	return { memory: draw(0.05), weight: draw(2), gradient: draw(index % 2 === 0 ? 3 : 0.1), rate: 0.1 + random() };
}

/** New weight and new memory, one after the other. */
function step({ memory, weight, gradient, rate }: Case, bug: Bug): TensorValue {
	const length = Math.sqrt(Array.from(gradient.data).reduce((sum, x) => sum + x * x, 0));
	const scale = length > 1 && bug !== 'no-clipping' ? 1 / length : 1;
	const decays = bug === 'decays-vectors' || (weight.shape.length >= 2 && bug !== 'no-decay');
	const weights: number[] = [];
	const memories: number[] = [];
	weight.data.forEach((w, i) => {
		const [old, g] = [memory.data[i] ?? 0, (gradient.data[i] ?? 0) * scale];
		const next = 0.99 * old + 0.01 * g;
		const shrink = decays ? 0.05 * w : 0;
		const mixed = 0.9 * (bug === 'memory-first' ? next : old) + 0.1 * g;
		const inside = bug === 'decay-inside-sign';
		weights.push(w - rate * (Math.sign(inside ? mixed + shrink : mixed) + (inside ? 0 : shrink)));
		memories.push(next);
	});
	return tensorValue([...weights, ...memories], [2, ...weight.shape]);
}

function verdictOn(input: Case, got: unknown): CaseVerdict {
	const [weight, memory]: unknown[] = Array.isArray(got) ? got : [];
	const fits = (value: unknown): value is TensorValue => isTensorValue(value) && value.shape.join() === input.weight.shape.join();
	if (!fits(weight) || !fits(memory)) return { diagnosis: null };
	const joined = tensorValue([...weight.data, ...memory.data], [2, ...input.weight.shape]);
	if (firstDifference(joined, step(input, null), FORWARD) === null) return 'right';
	return {
		diagnosis: matchesMutant(
			joined,
			BUGS.map((diagnosis) => ({ diagnosis, output: () => step(input, diagnosis) })),
		),
	};
}

const sign: Check = {
	id: 'sign',
	title: 'Steps on any shapes',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [each.memory, each.weight, each.gradient, each.rate]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [sign];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function signStep(memory: tf.Tensor, weight: tf.Tensor, gradient: tf.Tensor, rate: number): [tf.Tensor, tf.Tensor] {
	return tf.tidy(() => {
		const short = gradient.mul(tf.minimum(1, tf.div(1, gradient.square().sum().sqrt()))); // length at most 1
		const direction = memory.mul(0.9).add(short.mul(0.1)).sign();
		const shrink = weight.shape.length >= 2 ? weight.mul(0.05) : tf.zerosLike(weight); // outside the sign
		return [weight.sub(direction.add(shrink).mul(rate)), memory.mul(0.99).add(short.mul(0.01))] as [tf.Tensor, tf.Tensor];
	});
}
`;
