import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { functionSubject } from '../../../../tests/support/function-subject.ts';
import { normal, seededRandom } from '../random.ts';
import { equalsReference, type Parity } from './parity.ts';
import { dot, randomTensor } from './properties.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

interface Dense {
	readonly x: TensorValue;
	readonly weight: TensorValue;
	readonly bias: TensorValue;
}
type Bug = 'no-bias' | 'bias-twice';

/** x · weight + bias, for x [2, 3] and weight [3, 2]. */
function dense({ x, weight, bias }: Dense, bug: Bug | null): TensorValue {
	const times = bug === null ? 1 : bug === 'no-bias' ? 0 : 2;
	const at = (i: number, j: number) =>
		dot(
			tensorValue(x.data.slice(3 * i, 3 * i + 3), [3]),
			tensorValue(
				[0, 1, 2].map((r) => weight.data[2 * r + j] ?? 0),
				[3],
			),
		);
	return tensorValue(
		[0, 1].flatMap((i) => [0, 1].map((j) => at(i, j) + times * (bias.data[j] ?? 0))),
		[2, 2],
	);
}

function parity(count: number, withGradients = false): Parity<Dense, Bug> {
	const random = seededRandom(5);
	const cases = Array.from({ length: count }, () => ({
		x: randomTensor(random, [2, 3]),
		weight: randomTensor(random, [3, 2]),
		bias: tensorValue([1 + Math.abs(normal(random)), 1], [2]),
	}));
	return {
		name: 'fn',
		harness: 'many',
		cases,
		send: ({ x, weight, bias }) => [x, weight, bias],
		reference: dense,
		bugs: ['no-bias', 'bias-twice'],
		texts: {
			named: {
				'no-bias': 'The bias plays no part.',
				'bias-twice': 'The bias counts twice.',
				'no-gradient': 'No gradient reaches the weight.',
			},
			otherwise: { message: 'The layer differs.', diagnosis: 'wrong-layer' },
		},
		what: 'The output',
		axes: ['row', 'unit'],
		...(withGradients ? { gradients: gradientsOf() } : {}),
	};
}

function gradientsOf(): NonNullable<Parity<Dense, Bug>['gradients']> {
	return {
		harness: 'manyGradients',
		random: seededRandom(6),
		parts: ({ x, weight, bias }) => [x, weight, bias],
		along: [0, 1, 2],
		withParts: (each, [x = each.x, weight = each.weight, bias = each.bias]) => ({ x, weight, bias }),
		diagnosis: 'no-gradient',
	};
}

type Layer = (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D) => tf.Tensor;
const right: Layer = (x, weight, bias) => tf.add(tf.matMul(x, weight), bias);

test('the same weights give the same outputs, or the one mistake that does is named', async () => {
	const ask = (fn: Layer) => equalsReference(functionSubject(fn), parity(20));

	expect(await ask(right)).toEqual({ outcome: 'pass' });
	expect(await ask((x, weight) => tf.matMul(x, weight))).toEqual({
		outcome: 'fail',
		diagnosis: 'no-bias',
		message: 'The bias plays no part.',
	});
	expect(await ask((x) => tf.slice(x, [0, 0], [2, 1]))).toEqual({
		outcome: 'fail',
		diagnosis: 'wrong-layer',
		message: 'The layer differs.',
	});
});

test('where no mistake fits, the place that all cases share is told with its axis, and no number of the data', async () => {
	const lastUnit: Layer = (x, weight, bias) => tf.add(right(x, weight, bias), [0, 1]);

	expect(await equalsReference(functionSubject(lastUnit), parity(20))).toEqual({
		outcome: 'fail',
		diagnosis: 'wrong-layer',
		message: 'The layer differs. Where it does, the first difference is at unit 1.',
	});
});

test('a few cases tell the first difference with axes and numbers, and keep them from hidden checks', async () => {
	const outcome = await equalsReference(functionSubject(((x, weight) => tf.matMul(x, weight)) satisfies Layer), parity(1));

	expect(await equalsReference(functionSubject(right), parity(1))).toEqual({ outcome: 'pass' });
	expect(outcome).toMatchObject({ diagnosis: 'no-bias', showsData: true, hiddenMessage: 'The bias plays no part.' });
	expect(outcome.message).toMatch(/^The bias plays no part\. The output is \S+ at row 0, unit 0, expected /);
});

test('gradients by the weights are compared where they are asked for', async () => {
	const harness = (fn: Layer) => {
		const subject = functionSubject(fn);
		const gradients =
			(isWrong: boolean): typeof subject.harness =>
			async (name, args, options) => {
				if (name !== 'manyGradients') {
					const lists = (args[0] as readonly { readonly [key: string]: TensorValue }[]).map(
						(each) => [each['0'], each['1'], each['2']] as TensorValue[],
					);
					return subject.harness('many', [lists], options);
				}
				const cases = args[0] as unknown as readonly { readonly [key: string]: TensorValue }[];
				const values: TensorValue[] = [];
				for (const each of cases) {
					const [x, weight, bias, cotangent] = [each['0'], each['1'], each['2'], each['cotangent']] as [
						TensorValue,
						TensorValue,
						TensorValue,
						TensorValue,
					];
					const result = await subject.gradient('fn', [x, weight, bias], [0, 1, 2], cotangent);
					const grads = result.status === 'ok' ? (result.value as readonly TensorValue[]) : [];
					const data = grads.flatMap((grad, i) => Array.from(grad.data, (n) => (isWrong && i === 1 ? 2 * n : n)));
					values.push(tensorValue(data, [data.length]));
				}
				return { status: 'ok', value: values };
			};
		return (isWrong: boolean) => ({ ...subject, harness: gradients(isWrong) });
	};
	const send = ({ x, weight, bias }: Dense) => ({ 0: x, 1: weight, 2: bias });

	expect(await equalsReference(harness(right)(false), { ...parity(20, true), send })).toEqual({ outcome: 'pass' });
	expect(await equalsReference(harness(right)(true), { ...parity(20, true), send })).toEqual({
		outcome: 'fail',
		diagnosis: 'no-gradient',
		message: 'No gradient reaches the weight.',
	});
});

test('a throw in the gradient call is about gradients where tfjs says so, and otherwise a throw', async () => {
	const subject = functionSubject(right);
	const throwing = (message: string) => {
		const harness: typeof subject.harness = async (name, args) =>
			name === 'many' ? subject.harness(name, args) : { status: 'threw', kind: 'TypeError', message, line: 3 };
		return equalsReference({ ...subject, harness }, parity(20, true));
	};

	expect(await throwing('Cannot compute gradient: gradient function not found for TopK.')).toMatchObject({
		diagnosis: 'no-gradient',
		message: 'No gradient reaches the weight.',
	});
	expect(await throwing('x.sqare is not a function')).toMatchObject({
		diagnosis: 'threw',
		message: 'fn threw a TypeError: x.sqare is not a function',
		line: 3,
	});
});
