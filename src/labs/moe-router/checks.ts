/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server.
 * Weights are judged by what must hold of any of them, seats by who sits there; one worked example ties the numbers down.
 */
import { type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext } from '#grading/core/check.ts';
import { answersOf, tensorAt } from '#grading/core/check-kit/answers.ts';
import { type Asked, askHarness } from '#grading/core/check-kit/asked.ts';
import { compareTensor, type Failure } from '#grading/core/check-kit/expect-tensor.ts';
import { gradientsMatch } from '#grading/core/check-kit/gradients.ts';
import { numberText, shapeText } from '#grading/core/check-kit/numbers.ts';
import { randomTensor, rowsOf, rowsSumToOne } from '#grading/core/check-kit/properties.ts';
import { PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { batchIndependent, linear, rowMembers } from '#grading/core/check-kit/relations.ts';
import { usesAtMost } from '#grading/core/check-kit/resources.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { readSeats } from './read-seats.ts';
import { TEXTS } from './texts.ts';

/** What was seen, then what its diagnosis says. */
function fails(diagnosis: string, seen = ''): Failure {
	return { outcome: 'fail', diagnosis, message: [seen, TEXTS[diagnosis]].filter(Boolean).join(' ') };
}

interface Gate {
	readonly experts: number[][];
	readonly weights: number[][];
}

/** What `route` gave for each case, as rows. */
async function gatesOf({ subject }: CheckContext, cases: readonly (readonly [TensorValue, number])[]): Promise<Gate[] | Failure> {
	const result = await subject.harness('gates', [cases]);
	const failure = failureOfCall(result, 'route');
	if (failure !== null) return failure;
	const list = answersOf(result);
	const gates: Gate[] = [];
	for (const [i, [logits, k]] of cases.entries()) {
		const shape = [logits.shape[0] ?? 0, k];
		const [experts, weights] = ['experts', 'weights'].map((key) => tensorAt(list[i], key));
		if (!experts || !weights) return { outcome: 'fail', message: 'route must return { experts, weights }, two tensors.' };
		const wrong = [experts, weights].find((each) => each.shape.join() !== shape.join());
		if (wrong !== undefined) {
			const name = wrong === experts ? 'experts' : 'weights';
			return {
				outcome: 'fail',
				message: `${name} has shape ${shapeText(wrong.shape)}; one entry for each token and choice is ${shapeText(shape)}.`,
			};
		}
		gates.push({ experts: rowsOf(experts), weights: rowsOf(weights) });
	}
	return gates;
}

const weightsIn = (value: Value): Value => tensorAt(value, 'weights');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 + 1e-3 * Math.abs(b);

/** Token 0 has the logits 1, 2 and 0: probabilities 0.245, 0.665 and 0.090, as in the task. */
const example = publicCheck('gate-example', 'The worked example from the task', 1, async (context) => {
	const gates = await gatesOf(context, [[tensorValue([1, 2, 0, 3, 0, 1], [2, 3]), 2]]);
	if (!Array.isArray(gates)) return gates;
	const [weights = [], experts = []] = [gates[0]?.weights[0], gates[0]?.experts[0]];
	if (experts.join() !== '1,0') return fails('wrong-experts', `Experts ${experts.join(' and ')} were chosen.`);
	const [first = 0, second = 0] = weights;
	const seen = `The weights are ${numberText(first)} and ${numberText(second)}.`;
	if (near(first, 1) && near(second, 1)) return fails('not-started', seen);
	if (near(first, 0.7311) && near(second, 0.2689)) return fails('softmax-over-chosen', seen);
	if (near(first, 2) && near(second, 1)) return fails('raw-logits', seen);
	if (near(first, 0.2447) && near(second, 0.6652)) return fails('weights-in-expert-order', seen);
	if (near(first, 0.6652) && near(second, 0.2447)) return PASS;
	return { outcome: 'fail', message: `${seen} Expected 0.665 and 0.245.` };
});

/** Properties of any gate: with all experts chosen it is a whole, a row stands alone, and its ratios follow the logits. */
const gate = publicCheck('gate', 'Weights are probabilities among all experts', 1, async (context) => {
	const logits = randomTensor(context.random, [5, 4], 1.5);
	const gates = await gatesOf(context, [
		[logits, 4],
		[logits, 2],
	]);
	if (!Array.isArray(gates)) return gates;
	const [all, two] = gates;
	const asked = askHarness(context.subject, { harness: 'gates', name: 'route', toCase: ([each = null]) => [each, 2], read: weightsIn });
	const question = { members: rowMembers(logits), thing: 'token', axes: ['token', 'choice'] };
	const mixed = await batchIndependent(asked, { ...question, idea: TEXTS['wrong-softmax-axis'] ?? '', diagnosis: 'wrong-softmax-axis' });
	if (mixed !== null) return mixed;
	const whole = { what: 'the weights', axes: ['token', 'choice'], idea: 'With every expert chosen, the weights of each token sum to one.' };
	const broken = rowsSumToOne(tensorValue((all?.weights ?? []).flat(), logits.shape), whole);
	if (broken !== null) return broken;
	const partial = (two?.weights ?? []).map(sum);
	if (partial.every((total) => near(total, 1))) return fails('softmax-over-chosen');
	return fitsLogits(two, rowsOf(logits)) ? PASS : fails('weights-in-expert-order');
});

/** The ratio of two weights is e to the difference of their logits. */
function fitsLogits(given: Gate | undefined, logits: readonly number[][]): boolean {
	return (given?.experts ?? []).every(([a = 0, b = 0], token) => {
		const [first = 0, second = 1] = given?.weights[token] ?? [];
		return Math.abs(Math.log(first / second) - ((logits[token]?.[a] ?? 0) - (logits[token]?.[b] ?? 0))) < 1e-2;
	});
}

const gateGradient = publicCheck('gate-gradient', 'The router learns through the weights, with one choice too', 1, async (context) => {
	const { subject, random } = context;
	const logits = randomTensor(random, [3, 4]);
	for (const k of [1, 2]) {
		const cotangent = randomTensor(random, [3, k]);
		const asked = askHarness(subject, { harness: 'gates', name: 'route', toCase: ([each = null]) => [each, k], read: weightsIn });
		// The step is too small to change a choice of the seeds in use.
		const failure = await gradientsMatch(asked, {
			inputs: [logits],
			by: [{ input: 0, name: 'the logits' }],
			cotangent,
			gradients: () => subject.harness('gateGradients', [[[logits, k, cotangent]]]),
			random,
			idea: `With k = ${k}: ${TEXTS['no-gate-gradient'] ?? ''}`,
			diagnosis: 'no-gate-gradient',
		});
		if (failure !== null) return failure;
	}
	return PASS;
});

interface Mixture {
	readonly x: TensorValue;
	readonly experts: TensorValue;
	readonly weights: TensorValue;
	readonly maps: TensorValue;
	readonly capacity: number;
}

/** Six tokens, three experts, two choices each; four tokens want expert 0. */
const CHOICES = [0, 1, 1, 0, 0, 2, 2, 1, 0, 2, 1, 2];

function mixture(random: () => number, capacity: number): Mixture {
	return {
		x: randomTensor(random, [6, 3], 1.5),
		experts: tensorValue(CHOICES, [6, 2], 'int32'),
		weights: tensorValue(
			Array.from({ length: 12 }, () => 0.1 + 0.8 * random()),
			[6, 2],
		),
		maps: randomTensor(random, [3, 3, 3]),
		capacity,
	};
}

interface Mixed {
	readonly output: TensorValue;
	readonly inputs: TensorValue | null;
}

async function mixturesOf({ subject }: CheckContext, cases: readonly Mixture[]): Promise<Mixed[] | Failure> {
	const result = await subject.harness('mixtures', [cases.map((each) => ({ ...each }))]);
	const failure = failureOfCall(result, 'moe');
	if (failure !== null) return failure;
	const list = answersOf(result);
	const mixed: Mixed[] = [];
	for (const [i, { x }] of cases.entries()) {
		const output = tensorAt(list[i], 'output');
		const wrong = compareTensor(output, output?.shape.join() === x.shape.join() ? output : x, { what: 'The output of moe' });
		if (wrong !== null || output === null) return wrong ?? { outcome: 'fail', message: 'moe gives no tensor.' };
		mixed.push({ output, inputs: tensorAt(list[i], 'inputs') });
	}
	return mixed;
}

/** moe of the tokens and the weights; the rest as in `given`. */
function askMoe({ subject }: CheckContext, given: Mixture): Asked {
	return askHarness(subject, {
		harness: 'mixtures',
		name: 'moe',
		toCase: ([x = null, weights = null]) => ({ ...given, x, weights }),
		read: (value) => tensorAt(value, 'output'),
	});
}

function seatsCheck(id: string, title: string, capacity: number): Check {
	return publicCheck(id, title, 1, async (context) => {
		const given = mixture(context.random, capacity);
		const mixed = await mixturesOf(context, [given]);
		if (!Array.isArray(mixed)) return mixed;
		const reading = readSeats(mixed[0]?.inputs, { ...given, count: 3 });
		return reading === null ? PASS : { outcome: 'fail', ...reading };
	});
}

const seats = seatsCheck('seats', 'Each expert is given the tokens that chose it, in order', 4);
const overflow = seatsCheck('overflow', 'A token that comes too late finds no seat', 2);

/** With identical experts, what comes back is one expert's answer times the sum of the weights; and twice the weights give twice the output. */
const combine = publicCheck('combine', 'What comes back is added with its weights', 1, async (context) => {
	const { random } = context;
	const given = mixture(random, 6);
	const one = given.maps.data.slice(0, 9);
	const same = { ...given, maps: tensorValue([...one, ...one, ...one], [3, 3, 3]) };
	const scale = (by: number, only?: number): TensorValue => ({
		...given.weights,
		data: given.weights.data.map((n, i) => (only === undefined || i % 2 === only ? by * n : n)),
	});
	const cases = [same, { ...same, weights: scale(0, 1) }, { ...same, weights: scale(0) }];
	const mixed = await mixturesOf(context, cases);
	if (!Array.isArray(mixed)) return mixed;
	const [plain = [], first = [], none = []] = mixed.map(({ output }) => Array.from(output.data));
	if (none.some((n) => Math.abs(n) > 1e-4))
		return none.every((n, i) => near(n, plain[i] ?? 0))
			? fails('weights-unused')
			: { outcome: 'fail', message: 'With all weights at 0 the output is not 0.' };
	const sums = await linear(askMoe(context, same), {
		inputs: [same.x, same.weights],
		at: 1,
		argument: 'the weights',
		axes: ['token', 'feature'],
		diagnosis: 'wrong-mixture',
	});
	if (sums !== null) return sums;
	if (first.every((n, i) => near(n, plain[i] ?? 0))) return fails('first-choice-only');
	const answer = (token: number, j: number) =>
		Math.tanh(sum([0, 1, 2].map((i) => (given.x.data[3 * token + i] ?? 0) * (one[3 * i + j] ?? 0))));
	const total = (token: number) => (given.weights.data[2 * token] ?? 0) + (given.weights.data[2 * token + 1] ?? 0);
	const at = plain.findIndex((n, i) => !near(n, total(Math.floor(i / 3)) * answer(Math.floor(i / 3), i % 3)));
	if (at < 0) return PASS;
	return fails(
		'wrong-mixture',
		`With identical experts, token ${Math.floor(at / 3)} gets another output than one expert's answer times its weights.`,
	);
});

const mixtureGradient = publicCheck('mixture-gradient', 'Gradients reach the tokens and the weights', 1, async (context) => {
	const { subject, random } = context;
	const given = mixture(random, 3);
	const cotangent = randomTensor(random, [6, 3]);
	const failure = await gradientsMatch(askMoe(context, given), {
		inputs: [given.x, given.weights],
		by: ['the tokens', 'the weights'].map((name, input) => ({ input, name })),
		cotangent,
		gradients: () => subject.harness('mixtureGradients', [[{ ...given, cotangent }]]),
		random,
		idea: TEXTS['no-mixture-gradient'] ?? '',
		diagnosis: 'no-mixture-gradient',
	});
	return failure ?? PASS;
});

/** Sixteen tokens of width 96: the experts are three quarters of the work, and the ways there and back the rest. */
const work = publicCheck('work', 'The experts compute each seat once', 1, async ({ subject, random }) => {
	const [count, capacity, width] = [4, 10, 96];
	const given = () => ({
		x: randomTensor(random, [16, width]),
		experts: tensorValue(Array.from({ length: 16 }, () => chosenPair(random, count)).flat(), [16, 2], 'int32'),
		weights: randomTensor(random, [16, 2], 0.2),
		maps: randomTensor(random, [count, width, width], 0.1),
		capacity,
	});
	const call = { subject, how: 'harness', call: 'outputs', about: 'moe', args: [[given()]], others: [[given()]] } as const;
	const flops = 2 * (2 * count * capacity * width ** 2);
	return (await usesAtMost({ flops }, { ...call, ...(TEXTS['too-much-work'] ? { hint: TEXTS['too-much-work'] } : {}) })) ?? PASS;
});

/** Two different experts. */
function chosenPair(random: () => number, count: number): readonly [number, number] {
	const first = Math.floor(random() * count);
	return [first, (first + 1 + Math.floor(random() * (count - 1))) % count];
}

export const checks: readonly Check[] = [example, gate, gateGradient, seats, overflow, combine, mixtureGradient, work];
