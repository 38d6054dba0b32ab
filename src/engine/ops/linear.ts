/**
 * A dense layer in one dispatch, with what usually follows it: x·weight + bias, then GELU, then a residual. Its gradients are a product for
 * x, and one for the weight that sums the bias's gradient on its way.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner } from '../gpu/kernel.ts';
import { lastAxis, requireFloats, requireShape } from './check-tensor.ts';
import { elementwise } from './elementwise.ts';
import { geluReference } from './gelu.ts';
import { multiply, type Precision, tensorOf } from './matmul.ts';
import { GELU_WGSL } from './matmul-wgsl.ts';
import { withGradient } from './with-gradient.ts';

export interface LinearOptions {
	/** GELU in its tanh form, after the bias. */
	readonly activation?: 'gelu' | undefined;
	/** Added last, of the result's shape. */
	readonly residual?: tf.Tensor | undefined;
	/** 'f16' rounds the factors of all three products to 16 bits, on devices that can; ignored on wasm and cpu. Default 'f32'. */
	readonly precision?: Precision | undefined;
}

/**
 * x [..., from] · weight [from, to] + bias [to] → [..., to]. One dispatch; backward two or three, and one more with GELU.
 * On the GPU its gradient is not differentiable again.
 * @throws when shapes do not fit or a tensor is not float32; when precision is 'f16' on a device without it
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor, options: LinearOptions = {}): tf.Tensor {
	const { activation, residual, precision = 'f32' } = options;
	const size = sizesOf('linear', x, weight, bias, residual);
	const runner = gpuRunner();
	if (runner === null || x.size === 0 || weight.size === 0) return linearReference(x, weight, bias, options);
	const inputs = [x, weight, bias, residual].filter((tensor) => tensor !== undefined);
	return withGradient(inputs, () => {
		const layer = { x, weight, bias, activation, residual, precision, keepsPre: activation === 'gelu' && isTraining() };
		const { y, pre } = denseForward(runner, size, layer);
		return {
			value: y,
			saved: pre === undefined ? [x, weight] : [x, weight, pre],
			gradient: (dy, [keptX, keptWeight, keptPre]) => {
				const before = keptPre === undefined ? dy : geluBackward(runner, keptPre, dy);
				const dx = denseInputGradient(runner, size, { dy: before, weight: given(keptWeight), shape: x.shape, precision });
				const { dWeight, dBias } = denseWeightGradient(runner, size, {
					x: given(keptX),
					dy: before,
					withBias: bias !== undefined,
					precision,
				});
				if (before !== dy) before.dispose();
				return [dx, dWeight, dBias, residual === undefined ? undefined : dy.clone()].filter((tensor) => tensor !== undefined);
			},
		};
	});
}

/** The same in plain tfjs. */
export function linearReference(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor, options: LinearOptions = {}): tf.Tensor {
	return tf.tidy(() => {
		const [from = 1, to = 1] = weight.shape;
		const product = tf.matMul(tf.reshape(x, [x.size / from, from]), tf.reshape(weight, [from, to]));
		const summed = tf.reshape(bias === undefined ? product : tf.add(product, bias), [...x.shape.slice(0, -1), to]);
		const activated = options.activation === 'gelu' ? geluReference(summed) : summed;
		return options.residual === undefined ? activated : tf.add(activated, options.residual);
	});
}

export interface DenseSizes {
	/** Product of x's leading axes. */
	readonly rows: number;
	readonly from: number;
	readonly to: number;
}

/** @throws when shapes do not fit or a tensor is not float32 */
export function sizesOf(op: string, x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor, residual?: tf.Tensor): DenseSizes {
	const from = lastAxis(op, 'x', x);
	const to = lastAxis(op, 'weight', weight);
	requireShape(op, 'weight', weight, [from, to], 'as many rows as the last axis of x is long, and a column for each output');
	if (bias !== undefined) requireShape(op, 'bias', bias, [to], 'one number for each column of weight');
	if (residual !== undefined) requireShape(op, 'residual', residual, [...x.shape.slice(0, -1), to], 'the shape of the result');
	requireFloats(op, { x, weight, ...(bias !== undefined && { bias }), ...(residual !== undefined && { residual }) });
	return { rows: x.size / Math.max(1, from), from, to };
}

/** Whether a gradient may be asked for: outside of training nothing is kept. */
export function isTraining(): boolean {
	return tf.engine().state.gradientDepth > 0;
}

interface DenseLayer {
	readonly x: tf.Tensor;
	readonly weight: tf.Tensor;
	readonly bias: tf.Tensor | undefined;
	readonly activation: 'gelu' | undefined;
	readonly residual: tf.Tensor | undefined;
	readonly precision: Precision;
	readonly keepsPre: boolean;
}

export function denseForward(
	runner: KernelRunner,
	{ rows, from, to }: DenseSizes,
	{ x, weight, ...rest }: DenseLayer,
): { readonly y: tf.Tensor; readonly pre: tf.Tensor | undefined } {
	const shape = [...x.shape.slice(0, -1), to];
	const { c, pre } = multiply(runner, { a: x, b: weight, m: rows, n: to, k: from, shape, ...rest });
	return { y: tensorOf(c), pre: pre === undefined ? undefined : tensorOf(pre) };
}

/** dy [..., to] → [..., from]; with `slopeOf`, times GELU' of it. */
export function denseInputGradient(
	runner: KernelRunner,
	{ rows, from, to }: DenseSizes,
	call: {
		readonly dy: tf.Tensor;
		readonly weight: tf.Tensor;
		readonly shape: readonly number[];
		readonly slopeOf?: tf.Tensor;
		readonly precision: Precision;
	},
): tf.Tensor {
	const { dy, weight, ...rest } = call;
	return tensorOf(multiply(runner, { a: dy, b: weight, m: rows, n: from, k: to, transposeB: true, ...rest }).c);
}

export function denseWeightGradient(
	runner: KernelRunner,
	{ rows, from, to }: DenseSizes,
	call: { readonly x: tf.Tensor; readonly dy: tf.Tensor; readonly withBias: boolean; readonly precision: Precision },
): { readonly dWeight: tf.Tensor; readonly dBias: tf.Tensor | undefined } {
	const { x, dy, withBias, precision } = call;
	const product = { a: x, b: dy, m: from, n: to, k: rows, transposeA: true, shape: [from, to], precision };
	const { c, columnSums } = multiply(runner, { ...product, columnSums: withBias });
	return { dWeight: tensorOf(c), dBias: columnSums === undefined ? undefined : tensorOf(columnSums) };
}

function geluBackward(runner: KernelRunner, pre: tf.Tensor, dy: tf.Tensor): tf.Tensor {
	return elementwise(runner, pre.shape, {
		name: 'linearGeluGradient',
		functions: GELU_WGSL,
		body: 'dx[i] = dy[i] * geluSlope(x[i]);',
		inputs: { x: pre, dy },
		outputs: ['dx'],
		flops: 18,
	}).dx;
}

function given(tensor: tf.Tensor | undefined): tf.Tensor {
	if (tensor === undefined) throw new Error('A dense layer lost a tensor that it had saved. This is a fault of Gradus.');
	return tensor;
}
