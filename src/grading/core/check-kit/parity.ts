/**
 * Component parity: "equals the reference with these weights". The same weights and inputs go into the learner's component and into ours; outputs must
 * agree within the band, and gradients where they are asked for. For hidden checks: who holds the reference holds the answer.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { CheckOutcome } from '../check.ts';
import { saysNoGradient } from '../failure.ts';
import type { Subject } from '../subject.ts';
import { judgeTensor, moved, mutantsOf, slopeOf } from './answers.ts';
import { askHarness, isFailure } from './asked.ts';
import { type CaseTexts, type CaseVerdict, MIN_CASES, outcomeOfCases } from './cases.ts';
import { compareTensor } from './expect-tensor.ts';
import { bandFor, firstDifference, GRADIENT, indexOf, type Tolerance } from './numbers.ts';
import { dot, randomTensor } from './properties.ts';

export interface Parity<Case, Bug extends string = string> {
	/** The learner's export. */
	readonly name: string;
	/** Takes a list of cases, loads the weights of each into the learner's component, and gives one output for each. */
	readonly harness: string;
	/** At least twenty give one outcome with authored words; fewer give the first difference, with numbers. */
	readonly cases: readonly Case[];
	/** Weights, inputs and settings of a case, as the harness takes them. */
	readonly send: (each: Case) => Value;
	/** The reference with the same weights, or with one mistake in it. */
	readonly reference: (each: Case, bug: Bug | null) => TensorValue;
	readonly bugs: readonly Bug[];
	readonly texts: CaseTexts;
	/** What an output is, as a sentence's subject, and its axes: they say where the outputs differ. */
	readonly what: string;
	readonly axes: readonly string[];
	/** Default: the band of the reference's dtype. */
	readonly tolerance?: Tolerance;
	readonly gradients?: ParityGradients<Case>;
}

export interface ParityGradients<Case> {
	/** As the other harness, with `cotangent` in each case; gives the gradients by `parts`, joined into one flat tensor. */
	readonly harness: string;
	readonly random: () => number;
	/** Weights and inputs, in the harness's order. */
	readonly parts: (each: Case) => readonly TensorValue[];
	/** Which of them are moved; the function must be smooth in them. */
	readonly along: readonly number[];
	readonly withParts: (each: Case, parts: readonly TensorValue[]) => Case;
	readonly diagnosis: string;
}

const STEP = 1e-2;

export async function equalsReference<Case, Bug extends string>(subject: Subject, parity: Parity<Case, Bug>): Promise<CheckOutcome> {
	const { name, harness, cases, send, reference, bugs, texts, gradients } = parity;
	const outputs = await askHarness(subject, { harness, name, toCase: ([each]) => each ?? null }).run(cases.map((each) => [send(each)]));
	if (isFailure(outputs)) return outputs;
	if (cases.length < MIN_CASES) return firstFailure(parity, outputs);
	const expected = cases.map((each) => reference(each, null));
	const tolerance = parity.tolerance ?? bandFor(expected[0]?.dtype ?? 'float32');
	const verdicts = cases.map((each, i) =>
		judge(
			outputs[i] ?? null,
			expected[i],
			mutantsOf(bugs, (bug) => reference(each, bug)),
			tolerance,
		),
	);
	const outcome = outcomeOfCases(verdicts, texts);
	if (outcome.outcome === 'fail' && outcome.diagnosis === texts.otherwise.diagnosis)
		return { ...outcome, message: `${outcome.message}${commonPlace(outputs, expected, parity.axes, tolerance)}` };
	if (outcome.outcome === 'fail' || gradients === undefined) return outcome;
	return sameGradients(subject, parity, gradients);
}

function judge(
	got: Value,
	expected: TensorValue | undefined,
	mutants: Readonly<Record<string, () => TensorValue>>,
	tolerance: Tolerance,
): CaseVerdict {
	return expected === undefined ? { diagnosis: null } : judgeTensor(got, expected, mutants, tolerance);
}

function firstFailure<Case, Bug extends string>(
	{ cases, reference, bugs, texts, what, axes, tolerance }: Parity<Case, Bug>,
	outputs: readonly Value[],
): CheckOutcome {
	for (const [i, each] of cases.entries()) {
		const [got, expected] = [outputs[i] ?? null, reference(each, null)];
		const failure = compareTensor(got, expected, { what, axes, ...(tolerance === undefined ? {} : { tolerance }) });
		if (failure === null) continue;
		const verdict = judge(
			got,
			expected,
			mutantsOf(bugs, (bug) => reference(each, bug)),
			tolerance ?? bandFor(expected.dtype),
		);
		const diagnosis = (verdict === 'right' ? null : verdict.diagnosis) ?? texts.otherwise.diagnosis;
		const idea = diagnosis === undefined ? texts.otherwise.message : (texts.named[diagnosis] ?? texts.otherwise.message);
		return { ...failure, message: `${idea} ${failure.message}`, hiddenMessage: idea, ...(diagnosis === undefined ? {} : { diagnosis }) };
	}
	return { outcome: 'pass' };
}

/** Where all outputs that differ do so first, along the axes in which they agree: a place, and no number of the data. */
function commonPlace(outputs: readonly Value[], expected: readonly TensorValue[], axes: readonly string[], tolerance: Tolerance): string {
	const places = expected.flatMap((right, i) => {
		const got = outputs[i] ?? null;
		if (!isTensorValue(got) || got.shape.join() !== right.shape.join()) return [];
		const at = firstDifference(got, right, tolerance);
		return at === null ? [] : [indexOf(at, right.shape)];
	});
	const [first = []] = places;
	const said = axes.flatMap((axis, i) =>
		places.every((place) => place[i] === first[i]) && (first[i] ?? 0) > 0 ? [`${axis} ${first[i]}`] : [],
	);
	return said.length === 0 ? '' : ` Where it does, the first difference is at ${said.join(', ')}.`;
}

/** Learner's gradients against central differences of the reference, along one random direction in each case. */
async function sameGradients<Case, Bug extends string>(
	subject: Subject,
	{ name, cases, send, reference, texts }: Parity<Case, Bug>,
	{ harness, random, parts, along, withParts, diagnosis }: ParityGradients<Case>,
): Promise<CheckOutcome> {
	const cotangents = cases.map((each) => randomTensor(random, reference(each, null).shape));
	const sent = cases.map((each, i): Value => {
		const value = send(each);
		return typeof value === 'object' && value !== null ? { ...value, cotangent: cotangents[i] ?? null } : value;
	});
	const answers = await askHarness(subject, { harness, name, toCase: ([each]) => each ?? null }).run(sent.map((each) => [each]));
	const message = texts.named[diagnosis] ?? texts.otherwise.message;
	// tfjs itself throws where no gradient reaches a part.
	if (isFailure(answers)) return saysNoGradient(answers.message) ? { ...answers, diagnosis, message } : answers;
	const verdicts = cases.map((each, i): CaseVerdict => {
		const all = parts(each);
		const cotangent = cotangents[i] ?? randomTensor(random, []);
		const directions = all.map((part, at) =>
			along.includes(at) ? randomTensor(random, part.shape) : { ...part, data: part.data.map(() => 0) },
		);
		const at = (step: number): number =>
			dot(
				reference(
					withParts(
						each,
						all.map((part, j) => moved(part, directions[j] ?? part, step)),
					),
					null,
				),
				cotangent,
			);
		const joined = Float32Array.from(directions.flatMap(({ data }) => Array.from(data)));
		const got = slopeOf(answers[i], { kind: 'tensor', shape: [joined.length], dtype: 'float32', data: joined });
		const expected = (at(STEP) - at(-STEP)) / (2 * STEP);
		return Math.abs(got - expected) <= GRADIENT.absolute + GRADIENT.relative * Math.abs(expected) ? 'right' : { diagnosis };
	});
	return outcomeOfCases(verdicts, { ...texts, named: { ...texts.named, [diagnosis]: message } });
}
