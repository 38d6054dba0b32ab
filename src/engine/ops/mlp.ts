/**
 * The feed-forward half of a GPT-2 block, gelu(x·up)·down + residual, in two dispatches. As one op, the gradient through GELU is taken where
 * the product before it is stored: a kernel less than two linear layers, and the widest tensor of the block is read and written once less.
 */
import type * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner } from '../gpu/kernel.ts';
import { requireFloats, requireShape } from './check-tensor.ts';
import { type DenseSizes, denseForward, denseInputGradient, denseWeightGradient, isTraining, linearReference, sizesOf } from './linear.ts';
import type { Precision } from './matmul.ts';
import { withGradient } from './with-gradient.ts';

export interface Dense {
	/** [from, to] */
	readonly weight: tf.Tensor;
	/** [to] */
	readonly bias: tf.Tensor;
}

export interface MlpOptions {
	/** Added last, of the result's shape. */
	readonly residual?: tf.Tensor | undefined;
	/** As in `linear`. */
	readonly precision?: Precision | undefined;
}

/**
 * x [..., from] → [..., to], up from → hidden, down hidden → to. Two dispatches; backward four to six.
 * On the GPU its gradient is not differentiable again.
 * @throws when shapes do not fit or a tensor is not float32; when precision is 'f16' on a device without it
 */
export function mlp(x: tf.Tensor, up: Dense, down: Dense, { residual, precision = 'f32' }: MlpOptions = {}): tf.Tensor {
	const upSizes = sizesOf('mlp up', x, up.weight, up.bias);
	const downSizes = { rows: upSizes.rows, from: upSizes.to, to: down.bias.size };
	checkDown(down, downSizes, [...x.shape.slice(0, -1), downSizes.to], residual);
	const runner = gpuRunner();
	if (runner === null || [x, up.weight, down.weight].some(({ size }) => size === 0)) return mlpReference(x, up, down, { residual });
	const inputs = [x, up.weight, up.bias, down.weight, down.bias];
	return withGradient(residual === undefined ? inputs : [...inputs, residual], () => {
		const first = { x, ...up, activation: 'gelu', residual: undefined, precision, keepsPre: isTraining() } as const;
		const { y: inner, pre } = denseForward(runner, upSizes, first);
		const { y } = denseForward(runner, downSizes, { x: inner, ...down, activation: undefined, residual, precision, keepsPre: false });
		return {
			value: y,
			saved: [x, up.weight, down.weight, inner, pre ?? inner],
			gradient: (dy, kept) => [
				...gradients(runner, upSizes, downSizes, dy, kept, precision),
				...(residual === undefined ? [] : [dy.clone()]),
			],
		};
	});
}

function checkDown({ weight, bias }: Dense, { from, to }: DenseSizes, shape: readonly number[], residual: tf.Tensor | undefined): void {
	requireShape('mlp down', 'bias', bias, [to], 'one number for each column of weight');
	requireShape('mlp down', 'weight', weight, [from, to], 'a row for each column of up, and a column for each number of bias');
	if (residual !== undefined) requireShape('mlp', 'residual', residual, shape, 'the shape of the result');
	requireFloats('mlp down', { weight, bias, ...(residual !== undefined && { residual }) });
}

/** The same in plain tfjs. */
export function mlpReference(x: tf.Tensor, up: Dense, down: Dense, { residual }: MlpOptions = {}): tf.Tensor {
	return linearReference(linearReference(x, up.weight, up.bias, { activation: 'gelu' }), down.weight, down.bias, { residual });
}

type Kept = readonly [x: tf.Tensor, up: tf.Tensor, down: tf.Tensor, inner: tf.Tensor, pre: tf.Tensor];

/** By x, up's weight and bias, down's weight and bias. */
function gradients(
	runner: KernelRunner,
	upSizes: DenseSizes,
	downSizes: DenseSizes,
	dy: tf.Tensor,
	[x, up, down, inner, pre]: Kept,
	precision: Precision,
): tf.Tensor[] {
	const dPre = denseInputGradient(runner, downSizes, { dy, weight: down, shape: pre.shape, slopeOf: pre, precision });
	const byDown = denseWeightGradient(runner, downSizes, { x: inner, dy, withBias: true, precision });
	const dx = denseInputGradient(runner, upSizes, { dy: dPre, weight: up, shape: x.shape, precision });
	const byUp = denseWeightGradient(runner, upSizes, { x, dy: dPre, withBias: true, precision });
	dPre.dispose();
	return [dx, byUp.dWeight, byUp.dBias, byDown.dWeight, byDown.dBias].filter((tensor) => tensor !== undefined);
}
