/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server.
 * A few choices are small enough to be counted by hand; everything else is judged by what must hold.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext } from '#grading/core/check.ts';
import { answersOf, tensorAt } from '#grading/core/check-kit/answers.ts';
import { askHarness } from '#grading/core/check-kit/asked.ts';
import type { Failure } from '#grading/core/check-kit/expect-tensor.ts';
import { gradientsMatch } from '#grading/core/check-kit/gradients.ts';
import { numberText, shapeText } from '#grading/core/check-kit/numbers.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall, saysNoGradient } from '#grading/core/failure.ts';
import { TEXTS } from './texts.ts';

/** What was seen, then what its diagnosis says. */
function fails(diagnosis: string, seen = ''): Failure {
	return { outcome: 'fail', diagnosis, message: [seen, TEXTS[diagnosis]].filter(Boolean).join(' ') };
}

const int = (data: readonly number[], shape: readonly number[]): TensorValue => tensorValue(data, shape, 'int32');
const list = (numbers: ArrayLike<number>): string => Array.from(numbers, numberText).join(', ');
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 + 1e-3 * Math.abs(b);
const isLike = (got: ArrayLike<number>, expected: readonly number[]): boolean =>
	got.length === expected.length && expected.every((n, i) => near(got[i] ?? Number.NaN, n));

/** One tensor of the expected size for each case. */
async function tensorsOf(
	{ subject }: CheckContext,
	harness: string,
	name: string,
	cases: readonly Value[],
	shape: readonly number[],
): Promise<TensorValue[] | Failure> {
	const result = await subject.harness(harness, [cases]);
	const failure = failureOfCall(result, name);
	if (failure !== null) return failure;
	const tensors: TensorValue[] = [];
	for (const value of answersOf(result)) {
		if (!isTensorValue(value)) return { outcome: 'fail', message: `${name} gives no tensor. Is a "return" missing?` };
		if (value.shape.join() !== shape.join())
			return { outcome: 'fail', message: `${name} gives the shape ${shapeText(value.shape)}, expected ${shapeText(shape)}.` };
		tensors.push(value);
	}
	return tensors;
}

/** Four tokens, two choices each, four experts: 4, 2, 1 and 1 of the eight choices. */
const CHOICES = [0, 1, 0, 1, 0, 2, 0, 3];

const load = publicCheck('load', 'The load is the share of all choices', 1, async (context) => {
	const twice = [...CHOICES, ...CHOICES];
	const tensors = await tensorsOf(
		context,
		'loads',
		'loadOf',
		[
			[int(CHOICES, [4, 2]), 4],
			[int(twice, [8, 2]), 4],
		],
		[4],
	);
	if (!Array.isArray(tensors)) return tensors;
	const [one, two] = tensors.map(({ data }) => data);
	const seen = `Of eight choices 4, 2, 1 and 1 went to the four experts; the load is ${list(one ?? [])}.`;
	if (isLike(one ?? [], [0.25, 0.25, 0.25, 0.25])) return fails('not-started', seen);
	if (isLike(one ?? [], [4, 2, 1, 1]) && isLike(two ?? [], [8, 4, 2, 2])) return fails('counts-not-shares', seen);
	if (isLike(one ?? [], [1, 0.5, 0.25, 0.25])) return fails('share-of-tokens', seen);
	if (isLike(one ?? [], [1, 0, 0, 0])) return fails('first-choice-load', seen);
	return isLike(one ?? [], [0.5, 0.25, 0.125, 0.125]) && isLike(two ?? [], [0.5, 0.25, 0.125, 0.125]) ? PASS : fails('wrong-load', seen);
});

/** Probabilities of three tokens among four experts: the same row for each. */
function rows(row: readonly number[]): TensorValue {
	return tensorValue([...row, ...row, ...row], [3, 4]);
}

const EVEN = [0.25, 0.25, 0.25, 0.25];
const SKEWED = [0.7, 0.1, 0.1, 0.1];

const loss = publicCheck(
	'loss',
	'The loss is 1 at an even load, and the number of experts when one does everything',
	1,
	async (context) => {
		const one = int([0, 0, 0], [3, 1]);
		const last = int([3, 3, 3], [3, 1]);
		const cases = [
			[rows(EVEN), one],
			[rows([1, 0, 0, 0]), one],
			[rows(SKEWED), one],
			[rows(SKEWED), last],
		];
		const tensors = await tensorsOf(context, 'losses', 'balanceLoss', cases, []);
		if (!Array.isArray(tensors)) return tensors;
		const [even = 0, all = 0, skewed = 0, other = 0] = tensors.map(({ data }) => data[0] ?? Number.NaN);
		const seen = `With even probabilities it is ${numberText(even)}; when one of four experts has everything, ${numberText(all)}.`;
		if ([even, all, skewed, other].every((n) => near(n, 1))) return fails('loss-not-started', seen);
		if (near(even, 0.25) && near(all, 1)) return fails('loss-not-scaled', seen);
		if (near(skewed, other) && near(all, 4)) return fails(near(skewed, 4) ? 'loss-of-load' : 'loss-of-probabilities');
		if (!near(even, 1) || !near(all, 4)) return fails('wrong-loss', seen);
		const middle = `For probabilities 0.7, 0.1, 0.1, 0.1 it is ${numberText(skewed)} when the first expert was chosen, ${numberText(other)} when the last was.`;
		return near(skewed, 2.8) && near(other, 0.4) ? PASS : fails('wrong-loss', middle);
	},
);

const lossGradient = publicCheck('loss-gradient', 'The gradient asks the router for less of what is busy', 1, async (context) => {
	const { subject } = context;
	const result = await subject.harness('lossGradients', [[[rows(SKEWED), int([0, 0, 1], [3, 1])]]]);
	if (result.status === 'threw' && saysNoGradient(result.message)) return fails('no-loss-gradient', result.message);
	const failure = failureOfCall(result, 'balanceLoss');
	if (failure !== null) return failure;
	const gradient = answersOf(result)[0] ?? null;
	if (!isTensorValue(gradient) || gradient.data.every((n) => n === 0)) return fails('no-loss-gradient');
	const row = Array.from(gradient.data.slice(0, 4));
	return isLike(row, [0.888889, 0.444444, 0, 0])
		? PASS
		: fails(
				'wrong-loss',
				`Its gradient by the probabilities of a token is ${list(row)}; expert 0 got two of three choices, expert 1 the third.`,
			);
});

/** Probabilities 0.665, 0.245, 0.090 of three experts; a bias of 0.5 lifts the last above the second, on the logits it would not. */
const LOGITS = tensorValue([2, 1, 0], [1, 3]);

async function routingsOf({ subject }: CheckContext, cases: readonly Value[]): Promise<{ experts: string; weights: number[] }[] | Failure> {
	const result = await subject.harness('routings', [cases]);
	const failure = failureOfCall(result, 'routeWithBias');
	if (failure !== null) return failure;
	const routings = answersOf(result).map((value) => [tensorAt(value, 'experts'), tensorAt(value, 'weights')] as const);
	if (routings.some(([experts, weights]) => experts === null || weights === null))
		return { outcome: 'fail', message: 'routeWithBias must return { experts, weights }, two tensors.' };
	return routings.map(([experts, weights]) => ({ experts: (experts?.data ?? []).join(), weights: Array.from(weights?.data ?? []) }));
}

const route = publicCheck('route', 'The bias moves the choice and not the weight', 1, async (context) => {
	const none = tensorValue([0, 0, 0], [3]);
	const lift = tensorValue([0, 0, 0.5], [3]);
	const high = tensorValue([0, 0, 0.9], [3]);
	const far = tensorValue([0, 0, 1.5], [3]);
	const routings = await routingsOf(context, [
		[LOGITS, none, 2],
		[LOGITS, lift, 2],
		[LOGITS, high, 1],
		[LOGITS, far, 2],
	]);
	if (!Array.isArray(routings)) return routings;
	const [plain, lifted, top, farther] = routings;
	const weights = plain?.weights ?? [];
	if (isLike(weights, [1, 1])) return fails('weights-not-started');
	if (plain?.experts !== '0,1' || !isLike(weights, [0.665241, 0.244728]))
		return fails(
			'wrong-weights',
			`Without a bias experts 0 and 1 were expected, with 0.665 and 0.245; it is ${plain?.experts} with ${list(weights)}.`,
		);
	if (farther?.experts === '0,1') return fails('bias-unused');
	if (lifted?.experts === '0,1') return fails('bias-on-logits');
	const seen = `With a bias of 0.5 for expert 2 the weights are ${list(lifted?.weights ?? [])}.`;
	if (isLike(lifted?.weights ?? [], [0.665241, 0.590031]) || isLike(top?.weights ?? [], [0.990031])) return fails('bias-in-gate', seen);
	const isRight =
		lifted?.experts === '0,2' && isLike(lifted.weights, [0.665241, 0.090031]) && top?.experts === '2' && isLike(top.weights, [0.090031]);
	return isRight ? PASS : fails('wrong-weights', seen);
});

const routeGradient = publicCheck('route-gradient', 'The router still learns through its weights', 1, async ({ subject, random }) => {
	const [logits, bias, cotangent] = [randomTensor(random, [3, 4]), randomTensor(random, [4], 0.2), randomTensor(random, [3, 2])];
	const toCase = ([moved = null]: readonly Value[]): Value => [moved, bias, 2];
	const asked = askHarness(subject, { harness: 'routings', name: 'routeWithBias', toCase, read: (value) => tensorAt(value, 'weights') });
	const failure = await gradientsMatch(asked, {
		inputs: [logits],
		by: [{ input: 0, name: 'the logits' }],
		cotangent,
		gradients: () => subject.harness('routeGradients', [[[logits, bias, 2, cotangent]]]),
		random,
		// So small that it changes no choice.
		step: 1e-3,
		idea: TEXTS['no-gate-gradient'] ?? '',
		diagnosis: 'no-gate-gradient',
	});
	return failure ?? PASS;
});

/** Loads of four experts: too much, exactly its share, too little, nothing. */
const bias = publicCheck('bias', 'The bias moves by the rate, towards an even load', 1, async (context) => {
	const old = tensorValue([0.5, 0.25, 0, -0.5], [4]);
	const uneven = tensorValue([0.625, 0.25, 0.125, 0], [4]);
	const tensors = await tensorsOf(context, 'biases', 'nextBias', [[old, uneven, 0.125]], [4]);
	if (!Array.isArray(tensors)) return tensors;
	const next = tensors[0]?.data ?? [];
	const seen = `Loads 0.625, 0.25, 0.125 and 0 change a bias of 0.5, 0.25, 0, −0.5 to ${list(next)}, at a rate of 0.125.`;
	const by = (steps: readonly number[]) =>
		isLike(
			next,
			steps.map((n, i) => (old.data[i] ?? 0) + n),
		);
	if (by([0, 0, 0, 0])) return fails('bias-not-started', seen);
	if (by([0.125, 0, -0.125, -0.125])) return fails('wrong-direction', seen);
	if (by([-0.046875, 0, 0.015625, 0.03125]) || by([-0.1875, 0, 0.0625, 0.125])) return fails('proportional-step', seen);
	if (by([-0.125, 0.125, 0.125, 0.125]) || by([-0.125, -0.125, 0.125, 0.125])) return fails('even-share-moves', seen);
	if (by([-0.125, -0.125, -0.125, 0]) || by([0.125, 0.125, 0.125, 0.125])) return fails('compared-with-zero', seen);
	if (isLike(next, [-0.125, 0, 0.125, 0.125])) return fails('bias-replaced', seen);
	return by([-0.125, 0, 0.125, 0.125]) ? PASS : fails('wrong-bias', seen);
});

export const checks: readonly Check[] = [load, loss, lossGradient, route, routeGradient, bias];
