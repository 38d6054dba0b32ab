// diagnosis: leaves-tensors
import * as tf from '@tensorflow/tfjs';
import type { AdamState, Grads, Model, Params } from 'gradus';

const PEAK = 0.004;
const WARMUP = 20;
const LAST = 0.0004;
const BETA1 = 0.9;
const BETA2 = 0.95;
const EPSILON = 1e-8;
const DECAY = 0.1;
const MAX_NORM = 1;

export function loss(model: Model, tokens: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
	return tf.tidy(() => {
		const [batch, time] = tokens.shape;
		// The last token has no successor here, so nothing is predicted from it.
		const logits = model(tokens.slice([0, 0], [batch, time - 1]));
		const next = targets.slice([0, 1], [batch, time - 1]);
		const chosen = tf.oneHot(next, logits.shape[2]).mul(tf.logSoftmax(logits, -1)).sum(-1);
		return chosen.mean().neg().asScalar();
	});
}

export function decays(_name: string, shape: readonly number[]): boolean {
	return shape.length >= 2;
}

export function learningRate(step: number, total: number): number {
	if (step < WARMUP) return (PEAK * (step + 1)) / WARMUP;
	const progress = (step - WARMUP + 1) / (total - WARMUP);
	return LAST + 0.5 * (PEAK - LAST) * (1 + Math.cos(Math.PI * progress));
}

export function adamwStep(params: Params, grads: Grads, state: AdamState, lr: number): void {
	state.step += 1;
	const norm = tf.addN([...grads.values()].map((grad) => grad.square().sum())).sqrt();
	const scale = tf.minimum(1, tf.div(MAX_NORM, norm.add(1e-12)));
	for (const [name, param] of params) {
		const grad = grads.get(name)?.mul(scale);
		const m = state.m.get(name);
		const v = state.v.get(name);
		if (!grad || !m || !v) continue;
		m.assign(m.mul(BETA1).add(grad.mul(1 - BETA1)));
		v.assign(v.mul(BETA2).add(grad.square().mul(1 - BETA2)));
		const mHat = m.div(1 - BETA1 ** state.step);
		const vHat = v.div(1 - BETA2 ** state.step);
		const shrink = decays(name, param.shape) ? param.mul(DECAY) : tf.zerosLike(param);
		param.assign(param.sub(mHat.div(vHat.sqrt().add(EPSILON)).add(shrink).mul(lr)));
	}
}
