/**
 * Borrowed: the switchable block of lab 2.7 for a learner who has not passed it. It stands in for `my/modernise` until then.
 * Same exports; the heads stay packed and the engine's own op shares keys, values and angles out.
 */
import * as tf from '@tensorflow/tfjs';
import { type BlockWeights, causalAttention, gelu, layerNorm, linear, rmsNorm, type Switches, swiglu } from 'gradus';

function at(weights: BlockWeights, name: string): tf.Tensor {
	const value = weights[name];
	if (!value) throw new Error(`This block lacks ${name}.`);
	return value;
}

export function block(x: tf.Tensor3D, weights: BlockWeights, switches: Switches): tf.Tensor {
	const project = (y: tf.Tensor, name: string, residual?: tf.Tensor): tf.Tensor =>
		linear(y, at(weights, `${name}.weight`), weights[`${name}.bias`], { residual });
	const evened = (y: tf.Tensor, name: string): tf.Tensor =>
		switches.norm === 'layer'
			? layerNorm(y, at(weights, `${name}.scale`), at(weights, `${name}.shift`))
			: rmsNorm(y, at(weights, `${name}.scale`));
	return tf.tidy(() => {
		const first = evened(x, 'norm1');
		const packed = tf.concat(
			['query', 'key', 'value'].map((name) => project(first, name)),
			-1,
		);
		const { heads, kvHeads } = switches;
		const read = causalAttention(packed, { heads, kvHeads, rope: switches.positions === 'learned' ? null : { base: 1e4 } });
		const stream = project(read, 'output', x);
		const second = evened(stream, 'norm2');
		const up = project(second, 'up');
		return project(switches.mlp === 'gelu' ? gelu(up) : swiglu(project(second, 'gate'), up), 'down', stream);
	});
}

const QUANTILES: readonly number[] = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

export function effect(before: readonly number[], after: readonly number[]) {
	const differences = before.map((loss, i) => (after[i] ?? Number.NaN) - loss);
	const total = differences.reduce((x, y) => x + y, 0);
	const mean = total / differences.length;
	const squares = differences.reduce((x, y) => x + y * y, 0) - total * mean;
	const freedom = differences.length - 1;
	const reach = (QUANTILES[freedom - 1] ?? 1.96) * Math.sqrt(Math.max(0, squares) / freedom / differences.length);
	const sure = Math.abs(mean) > reach;
	const verdict: 'better' | 'worse' | 'no visible effect' = sure ? (mean < 0 ? 'better' : 'worse') : 'no visible effect';
	return { mean, low: mean - reach, high: mean + reach, verdict };
}
