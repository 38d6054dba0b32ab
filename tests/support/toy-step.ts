/** One linear layer that descends, for tests of what a compiled step may and may not do. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type CompiledStep, compile } from '#engine/compile.ts';

export interface Toy {
	readonly weight: tf.Variable;
	/** Squared error of one linear layer, and its gradient step. */
	readonly descend: (x: tf.Tensor, rate: tf.Tensor | number, between?: (hidden: tf.Tensor) => tf.Tensor) => tf.Scalar;
}

export function makeToy(): Toy {
	const weight = tf.tidy(() => tf.variable(tf.tensor2d([0.5, -0.25, 0.125, 1, -1, 0.75], [3, 2])));
	const descend: Toy['descend'] = (x, rate, between = (hidden) => hidden) => {
		const { value, grads } = tf.variableGrads(
			() => tf.mean(tf.square(tf.sub(between(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)), 1))) as tf.Scalar,
			[weight],
		);
		const grad = grads[weight.name];
		if (grad === undefined) throw new Error('no gradient');
		weight.assign(tf.sub(weight, tf.mul(grad, rate)));
		return value;
	};
	return { weight, descend };
}

export const inputs = (step: number): tf.Tensor2D => tf.tensor2d([1, step, 2, 0.5, -1, step / 3], [2, 3]);

/** Losses and last weights of `steps` steps, as written or compiled. Host state lives in the closure that `make` returns. */
async function run(
	make: (toy: Toy) => (x: tf.Tensor) => tf.Scalar,
	steps: number,
	isCompiled: boolean,
): Promise<{ losses: number[]; weights: number[]; step: CompiledStep<[tf.Tensor]> }> {
	const toy = makeToy();
	const body = make(toy);
	const step = compile<[tf.Tensor]>(body);
	const losses: number[] = [];
	for (let i = 0; i < steps; i += 1) {
		const x = inputs(i);
		if (isCompiled) losses.push(await (await step(x)).read());
		else {
			const loss = tf.tidy(() => body(x));
			losses.push((await loss.data())[0] ?? Number.NaN);
			loss.dispose();
		}
		x.dispose();
	}
	const weights = Array.from(await toy.weight.data());
	step.dispose();
	toy.weight.dispose();
	return { losses, weights, step };
}

/** Runs it both ways and gives what the compiled step says of itself. */
export async function sameBothWays(
	make: (toy: Toy) => (x: tf.Tensor) => tf.Scalar,
	steps = 8,
): Promise<CompiledStep<[tf.Tensor]>['status']> {
	const eager = await run(make, steps, false);
	const compiled = await run(make, steps, true);
	expect(compiled.losses).toEqual(eager.losses);
	expect(compiled.weights).toEqual(eager.weights);
	return compiled.step.status;
}
