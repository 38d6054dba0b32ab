/**
 * Softmax cross-entropy with a mask, fused on the GPU: two dispatches forward (a loss for each position, their mean), one backward.
 * The maximum and the sum of exponentials of a row are found in one pass (Milakov and Gimelshein 2018, "Online normalizer calculation for
 * softmax"), so that a large vocabulary is read once.
 */
import * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { f32, gpuRunner, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { lastAxis, requireFloats, requireShape } from './check-tensor.ts';
import { reduceRowWgsl, rowLayout, THREADS } from './row-layout.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Mean of -log p(target) over the positions whose mask is not 0, in nats per token. logits [..., vocab], targets and mask of the leading
 * shape; a scalar comes back. Other masks than 0 and 1 weigh: sum(mask · loss) / sum(mask). With all positions masked it is 0, and so is
 * its gradient. A masked position may have any target; elsewhere a target outside 0 … vocab - 1 makes the loss NaN.
 * Differentiable by the logits; on the GPU its gradient is not differentiable again.
 * @throws when targets or mask have another shape, or logits are not float32
 */
export function softmaxCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, mask?: tf.Tensor): tf.Scalar {
	lastAxis('softmaxCrossEntropy', 'logits', logits);
	requireFloats('softmaxCrossEntropy', { logits });
	const meaning = `one for each row of logits, whose shape is [${logits.shape.join()}]`;
	requireShape('softmaxCrossEntropy', 'targets', targets, logits.shape.slice(0, -1), meaning);
	if (mask !== undefined) requireShape('softmaxCrossEntropy', 'mask', mask, targets.shape, meaning);
	const runner = gpuRunner();
	if (runner === null || logits.size === 0) return softmaxCrossEntropyReference(logits, targets, mask);
	return tf.tidy(() => fused(runner, logits, tf.cast(targets, 'int32'), mask ?? null));
}

/** The same in plain tfjs. */
export function softmaxCrossEntropyReference(logits: tf.Tensor, targets: tf.Tensor, mask?: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const vocab = logits.shape.at(-1) ?? 1;
		const weights = mask === undefined ? tf.ones(targets.shape) : tf.cast(mask, 'float32');
		const classes = tf.cast(targets, 'int32');
		const isClass = tf.logicalAnd(tf.greaterEqual(classes, 0), tf.less(classes, vocab));
		const ofTarget = tf.sum(tf.mul(tf.logSoftmax(logits, -1), tf.oneHot(classes, vocab)), -1);
		const losses = tf.where(isClass, tf.neg(ofTarget), tf.fill(targets.shape, Number.NaN));
		const counted = tf.where(tf.notEqual(weights, 0), tf.mul(losses, weights), tf.zerosLike(losses));
		// The division is the weights' alone: its gradient at a sum of zero would be NaN.
		return tf.mul<tf.Scalar>(tf.sum(counted), tf.divNoNan(tf.scalar(1), tf.sum(weights)));
	});
}

function fused(runner: KernelRunner, logits: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor | null): tf.Scalar {
	const loss = withGradient([logits], () => {
		const { losses, stats } = lossOfEach(runner, logits, targets, mask);
		const { mean, inverse } = meanOf(runner, losses, mask);
		return {
			value: mean,
			// Without a mask its place is taken by a tensor that no kernel reads.
			saved: [logits, targets, stats, inverse, mask ?? inverse],
			gradient: (dy, kept) => [gradientOf(runner, dy, kept, mask !== null)],
		};
	});
	// A scalar by the shape that meanOf gives it.
	return loss as tf.Scalar;
}

/** Losses are 0 where masked. Stats: a row's largest logit, and one over the sum of exponentials of what lies below it. */
function lossOfEach(runner: KernelRunner, logits: tf.Tensor, targets: tf.Tensor, mask: tf.Tensor | null) {
	const { vocab, rows } = sizesOf(logits);
	const layout = rowLayout(vocab);
	return runKernel(runner, {
		name: mask === null ? 'crossEntropy' : 'crossEntropyMasked',
		source: lossWgsl(mask !== null),
		constants: { VOCAB: vocab, LANES: layout.lanes, ROWS: layout.rows },
		inputs: mask === null ? { logits, targets } : { logits, targets, mask },
		outputs: { losses: { shape: [rows] }, stats: { shape: [rows, 2] } },
		uniforms: { rows: u32(rows), nan: f32(Number.NaN) },
		grid: foldedGrid(Math.ceil(rows / layout.rows)),
		flops: 3 * logits.size,
	});
}

/** The mean, and one over the sum of the mask: 0 when that is 0. */
function meanOf(runner: KernelRunner, losses: tf.Tensor, mask: tf.Tensor | null) {
	return runKernel(runner, {
		name: mask === null ? 'crossEntropyMean' : 'crossEntropyMeanMasked',
		source: meanWgsl(mask !== null),
		inputs: mask === null ? { losses } : { losses, mask },
		outputs: { mean: { shape: [] }, inverse: { shape: [] } },
		uniforms: { rows: u32(losses.size) },
		grid: [1, 1, 1],
		flops: 2 * losses.size,
	});
}

type Saved = readonly [logits: tf.Tensor, targets: tf.Tensor, stats: tf.Tensor, inverse: tf.Tensor, mask: tf.Tensor];

function gradientOf(runner: KernelRunner, dy: tf.Tensor, [logits, targets, stats, inverse, mask]: Saved, hasMask: boolean): tf.Tensor {
	const { vocab, rows } = sizesOf(logits);
	const isVector = vocab % 4 === 0;
	const count = isVector ? logits.size / 4 : logits.size;
	const inputs = { logits, targets, stats, inverse, dy };
	const { dlogits } = runKernel(runner, {
		name: hasMask ? 'crossEntropyGradientMasked' : 'crossEntropyGradient',
		source: gradientWgsl(isVector, hasMask),
		constants: { VOCAB: vocab },
		inputs: hasMask ? { ...inputs, mask } : inputs,
		outputs: { dlogits: { shape: logits.shape } },
		uniforms: { rows: u32(rows) },
		...(isVector ? { vec4: ['dlogits', 'logits'] } : {}),
		grid: foldedGrid(Math.ceil(count / THREADS)),
		flops: 4 * logits.size,
	});
	return dlogits;
}

function sizesOf(logits: tf.Tensor): { vocab: number; rows: number } {
	const vocab = logits.shape.at(-1) ?? 1;
	return { vocab, rows: logits.size / vocab };
}

/**
 * A part of a row is (its maximum, the sum of exponentials of what lies below it). The empty part's maximum is finite, since the
 * difference of two infinities is none.
 */
function lossWgsl(hasMask: boolean): string {
	return `
fn combine(a: vec2f, b: vec2f) -> vec2f {
	let largest = max(a.x, b.x);
	return vec2f(largest, a.y * exp(a.x - largest) + b.y * exp(b.x - largest));
}
${reduceRowWgsl('vec2f')}${GROUP_INDEX_WGSL}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let row = group_index(group) * ROWS + thread / LANES;
	let is_in = row < params.rows;
	let lane = thread % LANES;
	var part = vec2f(-3e38, 0.0);
	if (is_in) {
		for (var c = lane; c < VOCAB; c += LANES) {
			let logit = logits[row * VOCAB + c];
			if (logit > part.x) {
				part = vec2f(logit, part.y * exp(part.x - logit) + 1.0);
			} else {
				part.y += exp(logit - part.x);
			}
		}
	}
	let whole = reduce_row(part, thread);
	if (!is_in || lane != 0u) { return; }
	stats[2u * row] = whole.x;
	stats[2u * row + 1u] = 1.0 / whole.y;
	let chosen = targets[row];
	var loss = params.nan;
	if (chosen >= 0 && chosen < i32(VOCAB)) { loss = log(whole.y) - (logits[row * VOCAB + u32(chosen)] - whole.x); }
	${hasMask ? 'if (f32(mask[row]) == 0.0) { loss = 0.0; }' : ''}
	losses[row] = loss;
}`;
}

function meanWgsl(hasMask: boolean): string {
	return `
var<workgroup> values: array<vec2f, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32) {
	var sum = vec2f(0.0);
	for (var row = thread; row < params.rows; row += ${THREADS}u) {
		let weight = ${hasMask ? 'f32(mask[row])' : '1.0'};
		sum += vec2f(losses[row] * weight, weight);
	}
	values[thread] = sum;
	workgroupBarrier();
	for (var half = ${THREADS / 2}u; half > 0u; half /= 2u) {
		if (thread < half) { values[thread] += values[thread + half]; }
		workgroupBarrier();
	}
	if (thread > 0u) { return; }
	var one_over = 0.0;
	if (values[0].y != 0.0) { one_over = 1.0 / values[0].y; }
	inverse[0] = one_over;
	mean[0] = values[0].x * one_over;
}`;
}

/** Probability less one for the target, times the row's share of the mean. */
function gradientWgsl(isVector: boolean, hasMask: boolean): string {
	const [type, index, width] = isVector ? ['vec4f', 'vec4u(0u, 1u, 2u, 3u) + c', 4] : ['f32', 'c', 1];
	return `${GROUP_INDEX_WGSL}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let i = group_index(group) * ${THREADS}u + thread;
	let row = i * ${width}u / VOCAB;
	if (row >= params.rows) { return; }
	let c = i * ${width}u % VOCAB;
	let chosen = targets[row];
	let share = dy[0] * inverse[0]${hasMask ? ' * f32(mask[row])' : ''};
	let probability = exp(logits[i] - stats[2u * row]) * stats[2u * row + 1u];
	let is_chosen = (${index}) == ${isVector ? 'vec4u(u32(chosen))' : 'u32(chosen)'};
	let gradient = share * (probability - select(${type}(0.0), ${type}(1.0), is_chosen));
	let is_counted = chosen >= 0 && chosen < i32(VOCAB)${hasMask ? ' && f32(mask[row]) != 0.0' : ''};
	dlogits[i] = select(${type}(0.0), gradient, is_counted);
}`;
}
