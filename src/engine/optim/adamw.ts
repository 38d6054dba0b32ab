/**
 * AdamW (Loshchilov and Hutter, 2019) with clipping by the global norm. On our GPU backend all parameters lie in one buffer and an update
 * is two kernels, whatever the number of tensors; elsewhere it is plain tfjs, tensor by tensor. The numbers are the same.
 */
import * as tf from '@tensorflow/tfjs';
import { graphBackend } from '../gpu/kernel.ts';
import { perStep } from '../per-step.ts';
import { flatAdamW } from './adamw-flat.ts';
import { plainAdamW } from './adamw-plain.ts';

export interface AdamWOptions {
	/** A number, or the rate of each step, counted from 0. Called once a step, also when the step is replayed. */
	readonly learningRate: number | ((step: number) => number);
	readonly beta1?: number;
	readonly beta2?: number;
	readonly epsilon?: number;
	readonly weightDecay?: number;
	/** The gradient of all parameters together is shortened to this length; null leaves it as it is. */
	readonly maxNorm?: number | null;
	/** Which parameters decay. Usual: those of two or more dimensions. */
	readonly decays?: (name: string, shape: readonly number[]) => boolean;
}

export type Settings = Required<Omit<AdamWOptions, 'learningRate'>>;
export type Parameters = ReadonlyMap<string, tf.Variable>;
export type Gradients = ReadonlyMap<string, tf.Tensor>;

/** One way to make the update. `hyper` holds learning rate, 1 − β₁ᵗ, 1 − β₂ᵗ. */
export interface Updater {
	readonly m: ReadonlyMap<string, tf.Tensor>;
	readonly v: ReadonlyMap<string, tf.Tensor>;
	readonly gradients: ReadonlyMap<string, tf.Tensor>;
	update(gradients: Gradients, hyper: tf.Tensor1D): void;
	/** Sets a moment to given numbers. */
	load(which: 'm' | 'v', name: string, values: tf.Tensor): void;
	dispose(): void;
}

export interface AdamW {
	/** One step: the loss's gradient, then the update. The loss is a scalar of the parameters. Inside `compile` it is replayed. */
	minimize(loss: () => tf.Scalar): tf.Scalar;
	/** The update alone, with gradients of all parameters. */
	apply(gradients: Gradients): void;
	/** Updates made so far. */
	readonly step: number;
	/** First and second moments by parameter. Do not dispose them. */
	readonly m: ReadonlyMap<string, tf.Tensor>;
	readonly v: ReadonlyMap<string, tf.Tensor>;
	/** Of the last step, before they were shortened. Do not dispose them. */
	readonly gradients: ReadonlyMap<string, tf.Tensor>;
	/** Goes on from an earlier run. Moments that are not given stay as they are. */
	load(step: number, m: ReadonlyMap<string, tf.Tensor>, v: ReadonlyMap<string, tf.Tensor>): void;
	/** Frees the moments. The parameters keep their values. */
	dispose(): void;
}

const DEFAULTS: Settings = {
	beta1: 0.9,
	beta2: 0.95,
	epsilon: 1e-8,
	weightDecay: 0.1,
	maxNorm: 1,
	decays: (_, shape) => shape.length >= 2,
};

/** @throws when there are no parameters, or the loss does not depend on one of them */
export function adamw(parameters: Parameters, { learningRate, ...given }: AdamWOptions): AdamW {
	if (parameters.size === 0) throw new Error('adamw was given no parameters to train.');
	const settings: Settings = { ...DEFAULTS, ...given };
	const backend = graphBackend();
	const updater = backend === null ? plainAdamW(parameters, settings) : flatAdamW(backend, parameters, settings);
	const rate = typeof learningRate === 'number' ? () => learningRate : learningRate;
	let step = 0;

	function nextHyper(): number[] {
		const lr = rate(step);
		step += 1;
		return [lr, 1 - settings.beta1 ** step, 1 - settings.beta2 ** step];
	}

	function apply(gradients: Gradients): void {
		tf.tidy(() => {
			for (const name of parameters.keys())
				if (!gradients.has(name)) throw new Error(`adamw lacks the gradient of ${name}: the loss does not depend on it.`);
			// Three numbers of rank 1, as asked for.
			updater.update(gradients, perStep(nextHyper, [3]) as tf.Tensor1D);
		});
	}

	return {
		apply,
		minimize(loss) {
			return tf.tidy(() => {
				const { value, grads } = tf.variableGrads(loss, [...parameters.values()]);
				const byName = new Map<string, tf.Tensor>();
				for (const [name, variable] of parameters) {
					const grad = grads[variable.name];
					if (grad !== undefined && grad !== null) byName.set(name, grad);
				}
				apply(byName);
				return value;
			});
		},
		get step() {
			return step;
		},
		m: updater.m,
		v: updater.v,
		gradients: updater.gradients,
		load(at, m, v) {
			step = at;
			for (const [which, moments] of [
				['m', m],
				['v', v],
			] as const)
				for (const [name, values] of moments) updater.load(which, name, values);
		},
		dispose: () => updater.dispose(),
	};
}
