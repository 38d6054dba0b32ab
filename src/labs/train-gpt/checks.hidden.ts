/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { trainsLike } from '#grading/core/check-kit/training-run.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { LOSS_BUGS, type LossInput, lossOf, rateOf, STEP_BUGS, type StepInput, stepsOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
const TRAIN_STEPS = 24;
/** Of the harness's toy model. */
const TOY_VOCABULARY = 115;

type Random = () => number;
const numbers = (random: Random, count: number, scale: number): number[] => Array.from({ length: count }, () => normal(random) * scale);

/** Numbers in a row: a loss may come as a scalar or as one entry, parameters come joined. */
const flat = (values: ArrayLike<number>): TensorValue => tensorValue(values, [values.length]);

function judge(got: Value | undefined, expected: readonly number[], mutants: Readonly<Record<string, () => TensorValue>>): CaseVerdict {
	const value = got ?? null;
	return judgeTensor(isTensorValue(value) ? flat(value.data) : value, flat(expected), mutants);
}

function lossInput(random: Random): LossInput {
	const [vocabulary, batch, time] = [integerBetween(random, 3, 12), integerBetween(random, 2, 4), integerBetween(random, 3, 8)];
	const ids = (): number[] => Array.from({ length: batch * time }, () => integerBetween(random, 0, vocabulary - 1));
	return { vocabulary, batch, time, table: Float32Array.from(numbers(random, vocabulary ** 2, 2)), tokens: ids(), targets: ids() };
}

const anyLoss = hiddenCheck('hidden-loss', 'Any text, any model', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, lossInput);
	const args = cases.map(({ vocabulary, batch, time, table, tokens, targets }) => [
		tensorValue(table, [vocabulary, vocabulary]),
		tensorValue(tokens, [batch, time], 'int32'),
		tensorValue(targets, [batch, time], 'int32'),
	]);
	const result = await subject.harness('losses', [args]);
	const failure = failureOfCall(result, 'loss');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const got = answersOf(result);
	const verdicts = cases.map((input, i) => {
		const mutants = Object.fromEntries(Object.entries(LOSS_BUGS).map(([name, bug]) => [name, () => flat([lossOf(input, bug)])]));
		return judge(got[i], [lossOf(input)], mutants);
	});
	return outcomeOfCases(verdicts, {
		named: TEXTS,
		otherwise: { message: 'The loss differs from the mean surprise for some texts or shapes.' },
	});
});

function stepInput(random: Random): StepInput {
	const shapes = [
		[integerBetween(random, 1, 4), integerBetween(random, 1, 4)],
		[integerBetween(random, 1, 5)],
		[2, integerBetween(random, 1, 3)],
	];
	const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
	const length = integerBetween(random, 2, 4);
	return {
		names: ['a.weight', 'a.bias', 'b.weight'],
		shapes,
		params: sizes.map((size) => numbers(random, size, 1)),
		// The first gradient is long enough to be clipped, the later ones mostly not.
		grads: Array.from({ length }, (_, i) => sizes.map((size) => numbers(random, size, i === 0 ? 4 : 0.2))),
		rates: Array.from({ length }, () => 0.02 + 0.1 * random()),
	};
}

const anyStep = hiddenCheck('hidden-steps', 'Several steps on any parameters', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, stepInput);
	const args = cases.map(({ names, shapes, params, grads, rates }) => {
		const record = (values: readonly (readonly number[])[]) =>
			Object.fromEntries(names.map((name, i) => [name, tensorValue(values[i] ?? [], shapes[i] ?? [])]));
		return { params: record(params), grads: grads.map(record), rates };
	});
	const result = await subject.harness('steps', [args]);
	const failure = failureOfCall(result, 'adamwStep');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const got = answersOf(result);
	const verdicts = cases.map((input, i) => {
		const mutants = Object.fromEntries(Object.entries(STEP_BUGS).map(([name, bug]) => [name, () => flat(stepsOf(input, bug))]));
		return judge(got[i], stepsOf(input), mutants);
	});
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-step'), diagnosis: 'wrong-step' } });
});

const anySchedule = hiddenCheck('hidden-schedule', 'Plans of any length', 2, async ({ subject, random }) => {
	const totals = generateCases(COUNT, random, () => integerBetween(random, 41, 300));
	const result = await subject.harness('rates', [totals.map((total) => total)]);
	const failure = failureOfCall(result, 'learningRate');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const runs: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const verdicts = totals.map((total, i): CaseVerdict => {
		const run = runs[i];
		const right =
			isTensorValue(run) && run.data.length === total && run.data.every((rate, step) => Math.abs(rate - rateOf(step, total)) < 1e-7);
		return right ? 'right' : { diagnosis: 'wrong-schedule' };
	});
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-schedule') } });
});

/**
 * One run of a toy model: the four functions together must learn, and as the reference does. The bands are its losses under this seed, wide enough
 * for other spellings of the same sums (`trainLosses(solution, 24, 11)` of harness.ts, on the CPU: 5.236, 4.850, 4.234, 3.542).
 */
const trains = hiddenCheck('hidden-trains', 'A toy model learns with it', 2, async ({ subject }) => {
	const run = { subject, harness: 'trainLosses', about: 'adamwStep', steps: TRAIN_STEPS, seed: 11 };
	const near = (step: number, loss: number) => ({ step, low: loss - 0.06, high: loss + 0.06 });
	const bands = [near(0, 5.2364), near(6, 4.8498), near(12, 4.2342), near(23, 3.5416)];
	const failure = await trainsLike(run, { vocab: TOY_VOCABULARY, leastDrop: 0.5, bands });
	if (failure === null || failure.diagnosis === 'threw') return failure ?? { outcome: 'pass' };
	// The other checks name what is wrong; this one says what comes of it.
	const { diagnosis: _, ...told } = failure;
	return told;
});

export const hiddenChecks: readonly Check[] = [anyLoss, anyStep, anySchedule, trains];
