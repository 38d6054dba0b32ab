/**
 * Public checks: the tests that came with the patch, what was right in it, and the form of the review. They say nothing of the three defects:
 * finding those is the lab.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { askHarness } from '#grading/core/check-kit/asked.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { idempotent } from '#grading/core/check-kit/relations.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const LINES = 50;

function fail(diagnosis: string): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: textOf(diagnosis) };
}

/** Pass when the call gives exactly this as JSON. */
async function expectJson({ subject }: CheckContext, call: readonly [string, string, unknown[][]], expected: unknown, diagnosis: string) {
	const [harness, name, cases] = call;
	// Arrays of numbers, as written below.
	const result = await subject.harness(harness, [cases as number[][][]]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	return JSON.stringify(result.value) === JSON.stringify(expected) ? PASS : fail(diagnosis);
}

const reviews = publicCheck('findings', 'The review names three lines', 2, async ({ subject }) => {
	const result = await subject.call('findings', []);
	const failure = failureOfCall(result, 'findings');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const lines: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	if (lines.length === 0) return fail('no-findings');
	if (lines.some((line) => !Number.isInteger(line) || Number(line) < 1 || Number(line) > LINES)) return fail('not-a-line');
	return new Set(lines).size === 3 && lines.length === 3 ? PASS : fail('too-many-findings');
});

const counts = publicCheck('test-split', 'Its own test: one window in four is held out', 1, async ({ subject }) => {
	const documents = Array.from({ length: 8 }, (_, i) => [i, i, i, i]);
	const result = await subject.harness('splits', [[[documents, 4, 4]]]);
	const failure = failureOfCall(result, 'splitDocuments');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const [text] = Array.isArray(result.value) ? result.value : [];
	const first: unknown = typeof text === 'string' ? JSON.parse(text) : null;
	const windows = (side: string): readonly unknown[] => {
		const list: unknown = typeof first === 'object' && first !== null && side in first ? Reflect.get(first, side) : null;
		return Array.isArray(list) ? list : [];
	};
	const [train, heldOut] = [windows('train'), windows('heldOut')];
	const isWindow = (window: unknown): boolean => Array.isArray(window) && window.length === 4;
	const fits = heldOut.length > 0 && train.length > heldOut.length && [...train, ...heldOut].every(isWindow);
	return fits ? PASS : fail('own-tests-fail');
});

const equalBatches = publicCheck('test-mean', 'Its own test: two micro-batches of equal size', 1, ({ subject }) =>
	sameTensors(
		subject,
		[
			'gradients',
			'meanGradient',
			[
				[
					[tensorValue([2, 4], [2]), tensorValue([4, 0], [2])],
					[8, 8],
				],
			],
		],
		{
			expected: [tensorValue([3, 2], [2])],
			diagnosis: 'own-tests-fail',
		},
	),
);

const rising = publicCheck('test-stop', 'Its own test: a loss that only rises stops the run', 1, (context) => {
	const cases = [
		[[3, 2, 2.5, 2.6, 2.7], 3],
		[[3, 2, 1], 2],
	];
	return expectJson(context, ['stops', 'shouldStop', cases], [true, false], 'own-tests-fail');
});

type Call = readonly [harness: string, name: string, cases: readonly (readonly unknown[])[]];

async function sameTensors(
	subject: CheckContext['subject'],
	[harness, name, cases]: Call,
	{ expected, diagnosis }: { readonly expected: readonly TensorValue[]; readonly diagnosis: string },
): Promise<CheckOutcome> {
	// Tensors and numbers, as written at each call.
	const result = await subject.harness(harness, [cases as TensorValue[][]]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const isSame = (each: TensorValue, i: number): boolean => {
		const value = got[i];
		return isTensorValue(value) && value.shape.join() === each.shape.join() && firstDifference(value, each, FORWARD) === null;
	};
	return got.length === expected.length && expected.every(isSame) ? PASS : fail(diagnosis);
}

const CLIPPED: Call = [
	'clips',
	'clipByNorm',
	[
		[[tensorValue([3, 0], [2]), tensorValue([4], [1])], 1],
		[[tensorValue([0.3, 0], [2]), tensorValue([0.4], [1])], 1],
	],
];

const clipping = publicCheck('clip', 'Clipping keeps its promise', 1, async ({ subject }) => {
	const expected = [tensorValue([0.6, 0], [2]), tensorValue([0.8], [1]), tensorValue([0.3, 0], [2]), tensorValue([0.4], [1])];
	const outcome = await sameTensors(subject, CLIPPED, { expected, diagnosis: 'broke-clip' });
	if (outcome.outcome === 'fail') return outcome;
	const asked = askHarness(subject, { harness: 'clips', name: 'clipByNorm', toCase: ([gradient = null]) => [[gradient], 1] });
	const question = { inputs: [tensorValue([3, -4], [2])], at: 0, idea: `${textOf('broke-clip')} What is short enough stays as it is.` };
	return (await idempotent(asked, { ...question, axes: ['entry'], diagnosis: 'broke-clip' })) ?? PASS;
});

const warming = publicCheck('warm-up', 'Warm-up keeps its promise', 1, (context) => {
	const cases = [
		[0, 4],
		[3, 4],
		[9, 4],
	];
	return expectJson(context, ['warmUps', 'warmUp', cases], [0.25, 1, 1], 'broke-warm-up');
});

export const checks: readonly Check[] = [counts, equalBatches, rising, clipping, warming, reviews];
