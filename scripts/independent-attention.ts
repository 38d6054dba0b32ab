/**
 * Twelve ways to write causal attention, each begun from the starter and written without looking at the others: what a cohort's
 * own work looks like. Text only; the similarity report is measured on it, and the demo shows it.
 */
const HEAD = `import * as tf from '@tensorflow/tfjs';

/** One causal attention head. */
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
`;

const BODIES = [
	`	return tf.tidy(() => {
		const d = q.shape[q.shape.length - 1]!;
		const T = q.shape[q.shape.length - 2]!;
		let scores = tf.matMul(q, k, false, true);
		scores = scores.mul(1 / Math.sqrt(d));
		const mask = tf.linalg.bandPart(tf.ones([T, T]), -1, 0);
		const hidden = tf.scalar(1).sub(mask).mul(-1e9);
		const weights = tf.softmax(scores.add(hidden));
		return tf.matMul(weights, v);
	});`,
	`	return tf.tidy(() => {
		const [time, width] = q.shape.slice(-2) as [number, number];
		const rows: number[][] = [];
		for (let i = 0; i < time; i++) {
			const row: number[] = [];
			for (let j = 0; j < time; j++) row.push(j > i ? -Infinity : 0);
			rows.push(row);
		}
		const mask = tf.tensor2d(rows);
		const scores = q.matMul(k, false, true).div(tf.sqrt(tf.scalar(width)));
		return scores.add(mask).softmax().matMul(v);
	});`,
	`	return tf.tidy(() => {
		const rank = q.rank;
		const time = q.shape[rank - 2] as number;
		const headDim = q.shape[rank - 1] as number;
		const qk = q.matMul(k.transpose([...Array(rank - 2).keys(), rank - 1, rank - 2]));
		const scaled = qk.div(headDim ** 0.5);
		const i = tf.range(0, time).reshape([time, 1]);
		const j = tf.range(0, time).reshape([1, time]);
		const past = j.lessEqual(i);
		const masked = tf.where(past, scaled, tf.fill(scaled.shape, -1e30));
		const weights = masked.softmax(-1);
		return weights.matMul(v);
	});`,
	`	return tf.tidy(() => {
		const n = k.shape.at(-2) as number;
		const size = k.shape.at(-1) as number;
		const lower = tf.buffer([n, n]);
		for (let r = 0; r < n; r++) for (let c = 0; c <= r; c++) lower.set(1, r, c);
		const keep = lower.toTensor();
		const logits = tf.matMul(q, k, false, true).mul(tf.rsqrt(size));
		const shifted = logits.sub(logits.max(-1, true));
		const e = shifted.exp().mul(keep);
		return e.div(e.sum(-1, true)).matMul(v);
	});`,
	`	const scale = Math.pow(q.shape[q.shape.length - 1] ?? 1, -0.5);
	const steps = q.shape[q.shape.length - 2] ?? 1;
	return tf.tidy(() => {
		const attention = tf.softmax(causal(tf.matMul(q.mul(scale), k, false, true), steps), -1);
		return attention.matMul(v);
	});
}

function causal(scores: tf.Tensor, steps: number): tf.Tensor {
	const ones = tf.ones([steps, steps]);
	const upper = ones.sub(tf.linalg.bandPart(ones, -1, 0));
	return scores.sub(upper.mul(1e9));`,
	`	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 0;
		const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape.at(-1) ?? 1));
		const flat = Array.from({ length: time * time }, (_, n) => (n % time > Math.floor(n / time) ? 1 : 0));
		const future = tf.tensor(flat, [time, time], 'bool');
		const low = tf.onesLike(scores).mul(-1e8);
		return tf.where(future, low, scores).softmax().matMul(v);
	});`,
	`	return tf.tidy(() => {
		const shape = q.shape;
		const L = shape[shape.length - 2]!;
		const D = shape[shape.length - 1]!;
		const a = tf.einsum('...qd,...kd->...qk', q, k).div(tf.scalar(Math.sqrt(D)));
		const idx = tf.range(0, L, 1, 'int32');
		const allowed = tf.greaterEqual(idx.expandDims(1), idx.expandDims(0)).cast('float32');
		const neg = allowed.mul(1e9).sub(1e9);
		const w = tf.softmax(tf.add(a, neg));
		return tf.einsum('...qk,...kv->...qv', w, v);
	});`,
	`	return tf.tidy(() => {
		const length = Number(q.shape[q.rank - 2]);
		const dim = Number(q.shape[q.rank - 1]);
		// mask[i][j] is 0 where j may be seen
		const mask = tf.tidy(() => {
			const values = new Float32Array(length * length);
			values.forEach((_, at) => {
				const query = Math.floor(at / length);
				const key = at - query * length;
				values[at] = key <= query ? 0 : -1e9;
			});
			return tf.tensor2d(values, [length, length]);
		});
		const weights = q.matMul(k, false, true).div(Math.sqrt(dim)).add(mask).softmax(-1);
		return weights.matMul(v);
	});`,
	`	return tf.tidy(() => {
		const T = q.shape.slice(-2)[0]!;
		const dk = q.shape.slice(-1)[0]!;
		const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(dk));
		const tri = tf.cumsum(tf.eye(T), 0);
		const visible = tri.greater(0);
		const filled = visible.logicalNot().cast('float32').mul(-1e9).add(scores);
		const probabilities = tf.softmax(filled, filled.rank - 1);
		return tf.matMul(probabilities, v);
	});`,
	`	return tf.tidy(() => {
		const out: tf.Tensor[] = [];
		const time = q.shape.at(-2) as number;
		const root = Math.sqrt(q.shape.at(-1) as number);
		const axis = q.rank - 2;
		for (let t = 0; t < time; t++) {
			const query = tf.gather(q, [t], axis);
			const seen = tf.range(0, t + 1, 1, 'int32');
			const keys = tf.gather(k, seen, axis);
			const values = tf.gather(v, seen, axis);
			const share = query.matMul(keys, false, true).div(root).softmax();
			out.push(share.matMul(values));
		}
		return tf.concat(out, axis);
	});`,
	`	const headDim = q.shape[q.shape.length - 1] ?? 1;
	const time = q.shape[q.shape.length - 2] ?? 1;
	return tf.tidy(() => {
		const fits = q.matMul(k, false, true);
		const scaled = fits.div(Math.sqrt(headDim));
		const row = tf.range(0, time).expandDims(1).tile([1, time]);
		const column = tf.range(0, time).expandDims(0).tile([time, 1]);
		const penalty = column.greater(row).toFloat().mul(-1e9);
		const weights = scaled.add(penalty).softmax(-1);
		return weights.matMul(v);
	});`,
	`	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const scores = q.matMul(k, false, true).mul((q.shape.at(-1) ?? 1) ** -0.5);
		const list = scores.reshape([-1, time, time]);
		const batch = list.shape[0] ?? 1;
		const visible = tf.linalg.bandPart(tf.onesLike(list), -1, 0);
		const kept = tf.where(tf.equal(visible, 1), list, tf.fill([batch, time, time], -1e10));
		const weights = kept.softmax(2).reshape(scores.shape);
		return weights.matMul(v);
	});`,
];

export const INDEPENDENT_ATTENTION: readonly string[] = BODIES.map((body) => `${HEAD}${body}\n}\n`);
