/** AdamW in plain tfjs, tensor by tensor: for backends that do not record, and the reference of the fused update. */
import * as tf from '@tensorflow/tfjs';
import type { Gradients, Parameters, Settings, Updater } from './adamw.ts';

export function plainAdamW(parameters: Parameters, settings: Settings): Updater {
	const zeros = (): Map<string, tf.Variable> =>
		new Map([...parameters].map(([name, { shape }]) => [name, tf.tidy(() => tf.variable(tf.zeros(shape), false))]));
	const moments = { m: zeros(), v: zeros() };
	const seen = zeros();
	return {
		...moments,
		gradients: seen,
		update(gradients, hyper) {
			const [rate, correct1, correct2] = tf.unstack(hyper);
			if (rate === undefined || correct1 === undefined || correct2 === undefined)
				throw new Error('AdamW needs a rate and two corrections.');
			// The tensors themselves, not copies of them.
			for (const [name, grad] of gradients) seen.get(name)?.assign(grad);
			const { beta1, beta2, epsilon, weightDecay, decays } = settings;
			const clipped = settings.maxNorm === null ? gradients : clip(gradients, settings.maxNorm);
			for (const [name, parameter] of parameters) {
				const [grad, m, v] = [clipped.get(name), moments.m.get(name), moments.v.get(name)];
				if (grad === undefined || m === undefined || v === undefined) continue;
				m.assign(tf.add(tf.mul(m, beta1), tf.mul(grad, 1 - beta1)));
				v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(grad), 1 - beta2)));
				const ratio = tf.div(tf.div(m, correct1), tf.add(tf.sqrt(tf.div(v, correct2)), epsilon));
				const kept = decays(name, parameter.shape) ? tf.mul(parameter, tf.sub(1, tf.mul(rate, weightDecay))) : parameter;
				parameter.assign(tf.sub(kept, tf.mul(ratio, rate)));
			}
		},
		load(which, name, values) {
			moments[which].get(name)?.assign(values);
		},
		dispose() {
			tf.dispose([...moments.m.values(), ...moments.v.values(), ...seen.values()]);
		},
	};
}

function clip(gradients: Gradients, maxNorm: number): Map<string, tf.Tensor> {
	const squares = [...gradients.values()].map((grad) => tf.sum(tf.square(grad)));
	const scale = tf.minimum(1, tf.div(maxNorm, tf.add(tf.sqrt(tf.addN(squares)), 1e-12)));
	return new Map([...gradients].map(([name, grad]) => [name, tf.mul(grad, scale)]));
}
