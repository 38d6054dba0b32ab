/** Judges the re-check `weighted`. Server only; the solution below is the test's proof that the variant can be solved. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { lossOf } from './reference.hidden.ts';

const NAME = 'lossOfAnswers';
const BUGS = ['shifted', 'counted', 'over-all'] as const;
const TEXTS: CaseTexts = {
	otherwise: { message: 'The loss differs for some marks, targets or logits.' },
	named: {
		shifted: 'Targets and marks are moved by a place, as in the lab. Here they stand where they belong.',
		counted: 'Every learned token counts the same, whatever its mark.',
		'over-all': 'The sum is divided by the number of all tokens.',
	},
};

interface Case {
	readonly shape: readonly [number, number, number];
	readonly logits: readonly number[];
	readonly targets: readonly number[];
	readonly marks: readonly number[];
}

function makeCase(random: () => number, index: number): Case {
	const [batch, time, vocabulary] = [integerBetween(random, 1, 3), integerBetween(random, 4, 7), integerBetween(random, 3, 8)];
	const mark = (): number => (index % 8 === 7 ? 0 : integerBetween(random, 0, 3) / 2);
	return {
		shape: [batch, time, vocabulary],
		logits: Array.from({ length: batch * time * vocabulary }, () => Math.fround(normal(random) * 2)),
		targets: Array.from({ length: batch * time }, () => integerBetween(random, 0, vocabulary - 1)),
		marks: Array.from({ length: batch * time }, mark),
	};
}

/** The reference of the lab on one token at a time: a row of two places, of which the second is learned. */
function weightedLoss({ shape, logits, targets, marks }: Case, bug: (typeof BUGS)[number] | null): TensorValue {
	const [batch, time, vocabulary] = shape;
	let [sum, whole] = [0, 0];
	for (let i = 0; i < batch * time; i++) {
		const last = (i + 1) % time === 0;
		if (bug === 'shifted' && last) continue;
		const at = bug === 'shifted' ? i + 1 : i;
		const row = logits.slice(i * vocabulary, (i + 1) * vocabulary);
		const surprise = lossOf({ shape: [1, 2, vocabulary], logits: [...row, ...row], tokens: [0, targets[at] ?? 0], learned: [0, 1] }, null);
		const mark = bug === 'counted' ? Math.sign(marks[at] ?? 0) : (marks[at] ?? 0);
		sum += mark * surprise;
		whole += mark;
	}
	const by = bug === 'over-all' ? batch * time : whole;
	return tensorValue([by === 0 ? 0 : sum / by], []);
}

const weighted: Check = {
	id: 'weighted',
	title: 'Any marks',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const flat = each.shape.slice(0, 2);
			const args = [tensorValue(each.marks, flat), tensorValue(each.targets, flat, 'int32'), tensorValue(each.logits, each.shape)];
			const result = await subject.call(NAME, args);
			const failure = failureOfCall(result, NAME);
			if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
			verdicts.push(
				judgeTensor(
					result.value,
					weightedLoss(each, null),
					mutantsOf(BUGS, (bug) => weightedLoss(each, bug)),
				),
			);
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [weighted];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';

export function lossOfAnswers(marks: tf.Tensor, targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const chosen = tf.oneHot(targets.toInt(), logits.shape[2] ?? 1).mul(logits.logSoftmax()).sum(-1); // [batch, time]
		return chosen.mul(marks).sum().neg().divNoNan(marks.sum()).asScalar();
	});
}
`;
