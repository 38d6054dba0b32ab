/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server.
 * Accounts are compared with three models counted by hand, and a number that some slip gives is recognised; the layer is judged by what must hold.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext } from '#grading/core/check.ts';
import { answersOf } from '#grading/core/check-kit/answers.ts';
import { askHarness } from '#grading/core/check-kit/asked.ts';
import { compareTensor, type Failure } from '#grading/core/check-kit/expect-tensor.ts';
import { gradientsMatch } from '#grading/core/check-kit/gradients.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { followsOrder } from '#grading/core/check-kit/relations.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import type { CallResult } from '#grading/core/subject.ts';
import { TEXTS } from './texts.ts';

/** What was seen, then what its diagnosis says. */
function fails(diagnosis: string, seen = ''): Failure {
	return { outcome: 'fail', diagnosis, message: [seen, TEXTS[diagnosis]].filter(Boolean).join(' ') };
}

/** The mixture of the task: two layers, six experts, two choices. */
const MIXTURE = { layers: 2, width: 16, heads: 2, time: 8, vocabulary: 50, experts: 6, hidden: 20, choices: 2 };
const ODD = { ...MIXTURE, experts: 5 };
const DENSE = { ...MIXTURE, experts: 0, hidden: 43 };
const NAMES = ['total', 'active', 'flops'] as const;
/** Counted by hand: total, active, FLOPs of a token. */
const COUNTED = [11_728, 6_608, 11_200];
/** What slips give for the same model, by which of the three numbers. */
const SLIPS: readonly Readonly<Record<number, string>>[] = [
	{
		1600: 'not-started',
		11536: 'forgets-router',
		7888: 'one-matrix-an-expert',
		10928: 'head-not-counted',
		6736: 'layers-once',
		11648: 'norms-forgotten',
	},
	{ 11728: 'all-experts-active', 5328: 'ignores-choices', 6416: 'forgets-router' },
	{
		13216: 'embedding-in-flops',
		5600: 'one-flop-a-weight',
		21440: 'all-experts-computed',
		8640: 'ignores-choices',
		10816: 'forgets-router',
	},
];

/** Rows of numbers, one for each model. */
async function numbersOf({ subject }: CheckContext, harness: string, name: string, specs: readonly Value[]): Promise<number[][] | Failure> {
	const result = await subject.harness(harness, [specs]);
	const failure = failureOfCall(result, name);
	if (failure !== null) return failure;
	return answersOf(result).map((row) => (Array.isArray(row) ? row.map(Number) : []));
}

const accounts = publicCheck('account', 'The worked example from the task', 1, async (context) => {
	const rows = await numbersOf(context, 'costs', 'account', [MIXTURE]);
	if (!Array.isArray(rows)) return rows;
	for (const [i, expected] of COUNTED.entries()) {
		const got = rows[0]?.[i] ?? Number.NaN;
		if (got === expected) continue;
		const seen = `${NAMES[i]} is ${numberText(got)}, expected ${numberText(expected)}.`;
		const slip = SLIPS[i]?.[got];
		return slip === undefined ? { outcome: 'fail', message: `${seen} Count the parts of the task's table one by one.` } : fails(slip, seen);
	}
	return PASS;
});

const dense = publicCheck('dense', 'A model without experts is counted too', 1, async (context) => {
	const rows = await numbersOf(context, 'costs', 'account', [DENSE]);
	if (!Array.isArray(rows)) return rows;
	const isRight = (rows[0] ?? []).join() === '6608,6608,11200';
	return isRight
		? PASS
		: fails('dense-miscounted', `With experts: 0 and hidden: 43 the three numbers are ${(rows[0] ?? []).map(numberText).join(', ')}.`);
});

const twins = publicCheck('twins', 'The dense twins get the benefit of the doubt', 1, async (context) => {
	const rows = await numbersOf(context, 'twins', 'denseTwins', [MIXTURE, ODD]);
	if (!Array.isArray(rows)) return rows;
	const [[active = 0, total = 0] = [], [oddActive = 0, oddTotal = 0] = []] = rows;
	const seen = `For the mixture of the task the twins have ${active} and ${total} hidden units; with five experts ${oddActive} and ${oddTotal}.`;
	if (active === 123 && total === 43) return fails('twins-swapped', seen);
	if (active === 40 && total === 120) return fails('twin-forgets-router', seen);
	if (active === 20 || active === 23) return fails('twin-ignores-choices', seen);
	const pairs = [
		[active, 43],
		[total, 123],
		[oddActive, 43],
		[oddTotal, 103],
	] as const;
	if (pairs.some(([got, least]) => !(got >= least))) return fails('twin-too-small', seen);
	return pairs.every(([got, least]) => got === least) ? PASS : fails('twin-too-large', seen);
});

interface LayerCase {
	readonly x: TensorValue;
	readonly router: TensorValue;
	readonly up: TensorValue;
	readonly down: TensorValue;
	readonly k: number;
	readonly capacity: number;
}

/**
 * Four tokens of width 3; two experts with four hidden units. The router sends by the sign of the first number. Of each expert two units speak for
 * a positive first number and two for a negative one, loudly enough that no unit is near its bend.
 */
function layerCase(random: () => number): LayerCase {
	const signs = [1.5, -1, 0.8, -2];
	const x = randomTensor(random, [4, 3], 0.3);
	const up = randomTensor(random, [2, 3, 4], 0.3);
	return {
		x: { ...x, data: x.data.map((n, i) => (i % 3 === 0 ? (signs[i / 3] ?? n) : n)) },
		router: tensorValue([1, -1, 0, 0, 0, 0], [3, 2]),
		up: { ...up, data: up.data.map((n, i) => (i % 12 < 4 ? n + (i % 4 < 2 ? 3 : -3) : n)) },
		down: randomTensor(random, [2, 4, 3]),
		k: 1,
		capacity: 4,
	};
}

async function layersOf({ subject }: CheckContext, cases: readonly LayerCase[]): Promise<TensorValue[] | Failure> {
	const result = await subject.harness('layers', [cases.map((each) => ({ ...each }))]);
	const failure = failureOfCall(result, 'expertLayer');
	if (failure !== null) return failure;
	const outputs: TensorValue[] = [];
	for (const [i, { x }] of cases.entries()) {
		const output = answersOf(result)[i] ?? null;
		const isTensor = isTensorValue(output);
		const wrong = compareTensor(output, isTensor && output.shape.join() === x.shape.join() ? output : x, {
			what: 'The output of expertLayer',
		});
		if (wrong !== null || !isTensor) return wrong ?? { outcome: 'fail', message: 'expertLayer gives no tensor.' };
		outputs.push(output);
	}
	return outputs;
}

const same = (a: TensorValue | undefined, b: TensorValue | undefined): boolean =>
	a !== undefined && b !== undefined && a.data.every((n, i) => Math.abs(n - (b.data[i] ?? Number.NaN)) < 1e-4);
const scaled = (value: TensorValue, by: number): TensorValue => ({ ...value, data: value.data.map((n) => by * n) });
const without = (value: TensorValue, expert: number): TensorValue => ({
	...value,
	data: value.data.map((n, i) => (Math.floor(i / (value.data.length / 2)) === expert ? 0 : n)),
});

/** Silence shows who speaks: without down nobody does, with one expert silenced only its own tokens fall silent. */
const layer = publicCheck('layer', 'Each token is answered by the experts that it chose', 1, async (context) => {
	const given = layerCase(context.random);
	const outputs = await layersOf(context, [
		given,
		{ ...given, down: scaled(given.down, 0) },
		{ ...given, down: without(given.down, 0) },
		{ ...given, down: without(given.down, 1) },
		{ ...given, k: 2 },
		{ ...given, up: scaled(given.up, -1), down: scaled(given.down, -1) },
	]);
	if (!Array.isArray(outputs)) return outputs;
	const [plain, silent, second, first, both, mirrored] = outputs;
	if (same(plain, given.x)) return fails('layer-not-started');
	if (same(silent, given.x)) return fails('residual-added');
	if (silent?.data.some((n) => Math.abs(n) > 1e-5)) return fails('wrong-layer', 'With down at 0 the output is not 0.');
	if (same(mirrored, plain)) return fails('no-activation');
	const isSilent = (output: TensorValue | undefined, token: number) =>
		[0, 1, 2].every((j) => Math.abs(output?.data[3 * token + j] ?? 1) < 1e-6);
	const wanted = [0, 1, 0, 1];
	const answered = wanted.map((_, token) => (isSilent(second, token) ? 0 : isSilent(first, token) ? 1 : -1));
	if (new Set(answered).size === 1 && answered[0] !== -1) return fails('one-expert-for-all');
	if (answered.join() !== wanted.join())
		return fails('wrong-layer', 'With one expert silenced, other tokens fall silent than those that chose it.');
	if (same(both, plain)) return fails('choices-ignored');
	const asked = askHarness(context.subject, { harness: 'layers', name: 'expertLayer', toCase: ([x = null]) => ({ ...given, x }) });
	// Every expert has a seat for each token, so nobody depends on who came before.
	const question = { inputs: [given.x], moves: [{ input: 0, axis: 0 }], follows: 0, thing: 'token', axes: ['token', 'feature'] };
	return (await followsOrder(asked, { ...question, random: context.random, diagnosis: 'wrong-layer' })) ?? PASS;
});

/** One token, router logits ±1: probability 0.881 of expert 0; relu of (1, −1) is (1, 0), down gives 2 and 0.5. */
const layerExample = publicCheck('layer-example', 'One token by hand', 1, async (context) => {
	const given: LayerCase = {
		x: tensorValue([1, 0], [1, 2]),
		router: tensorValue([1, -1, 0, 0], [2, 2]),
		up: tensorValue([1, -1, 0, 0, 9, 9, 9, 9], [2, 2, 2]),
		down: tensorValue([2, 0.5, 7, 7, 9, 9, 9, 9], [2, 2, 2]),
		k: 1,
		capacity: 1,
	};
	const outputs = await layersOf(context, [given]);
	if (!Array.isArray(outputs)) return outputs;
	const wrong = compareTensor(outputs[0] ?? null, tensorValue([1.761594, 0.440399], [1, 2]), {
		what: 'The output',
		axes: ['token', 'feature'],
		diagnosis: 'wrong-layer',
	});
	return wrong ?? PASS;
});

const seats = publicCheck('seats', 'An expert answers no more tokens than it has seats', 1, async (context) => {
	const given = layerCase(context.random);
	const outputs = await layersOf(context, [given, { ...given, capacity: 1 }]);
	if (!Array.isArray(outputs)) return outputs;
	const late = outputs[1]?.data.slice(6) ?? [];
	return late.some((n) => Math.abs(n) > 1e-6) ? fails('capacity-ignored', 'Tokens 2 and 3 come second at their experts.') : PASS;
});

const KEYS = ['x', 'router', 'up', 'down'] as const;

/** The harness joins the four gradients of a case, because twenty-four cases of four would be more tensors than a call may carry. */
function parted(result: CallResult, given: LayerCase): CallResult {
	const joined = answersOf(result)[0] ?? null;
	if (result.status !== 'ok' || !isTensorValue(joined)) return result;
	let at = 0;
	const value = KEYS.map((key) => {
		const { shape, data } = given[key];
		at += data.length;
		return tensorValue(joined.data.slice(at - data.length, at), shape);
	});
	return { status: 'ok', value };
}

const gradients = publicCheck('layer-gradient', 'Gradients reach tokens, router and experts', 1, async ({ subject, random }) => {
	const given = layerCase(random);
	const cotangent = randomTensor(random, [4, 3]);
	const toCase = (inputs: readonly Value[]): Value => ({ ...given, ...Object.fromEntries(KEYS.map((key, i) => [key, inputs[i] ?? null])) });
	const failure = await gradientsMatch(askHarness(subject, { harness: 'layers', name: 'expertLayer', toCase }), {
		inputs: KEYS.map((key) => given[key]),
		by: ['the tokens', 'the router', 'the matrices up', 'the matrices down'].map((name, input) => ({ input, name })),
		cotangent,
		gradients: async () => parted(await subject.harness('layerGradients', [[{ ...given, cotangent }]]), given),
		random,
		// So small that it changes no choice, and hardly ever the sign of a hidden unit.
		step: 3e-3,
		idea: TEXTS['no-layer-gradient'] ?? '',
		diagnosis: 'no-layer-gradient',
	});
	return failure ?? PASS;
});

export const checks: readonly Check[] = [accounts, dense, twins, layer, layerExample, seats, gradients];
