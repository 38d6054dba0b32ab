/**
 * Rotary position embedding (Su et al., RoFormer, 2021) in the half-split layout of GPT-NeoX and Llama: dimension i of the first half
 * turns with dimension i of the second half, by the angle position · base^(−2i / headDim).
 * Sines and cosines are made on the processor in double precision: WGSL promises no more than 2^-11 for them.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { requireFloats } from './check-tensor.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Turns queries or keys by their position: x [..., time, headDim] → the same shape. The first position is `offset`, which is part of a
 * recorded step: give the same one in each step.
 * @throws when headDim is odd, or base or offset is no usable number
 */
export function rope(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	checkRope(x, base, offset);
	const runner = gpuRunner();
	if (runner === null) return ropeReference(x, base, offset);
	return withGradient([x], () => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		const table = rotationTable(time, headDim, base, offset);
		return {
			value: rotate(runner, x, table, 'ropeForward', '-'),
			saved: [table],
			gradient: (dy, [kept]) => [rotate(runner, dy, kept, 'ropeBackward', '+')],
		};
	});
}

/** The same in plain tfjs, differentiable. */
export function ropeReference(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	checkRope(x, base, offset);
	return tf.tidy(() => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		const rows = tf.reshape(x, [-1, time, headDim]);
		const [cosine, sine] = halves(rotationTable(time, headDim, base, offset)); // [time, headDim / 2]
		const [low, high] = halves(rows);
		const turned = tf.concat([tf.sub(tf.mul(low, cosine), tf.mul(high, sine)), tf.add(tf.mul(high, cosine), tf.mul(low, sine))], -1);
		return tf.reshape(turned, x.shape);
	});
}

/** [time, headDim]: in each row the cosines of the headDim / 2 angles, then their sines. */
export function rotationTable(time: number, headDim: number, base: number, offset = 0): tf.Tensor {
	const key = `${time},${headDim},${base},${offset}`;
	const table = tables.get(key) ?? makeTable(time, headDim, base, offset);
	tables.set(key, table);
	const oldest = tables.keys().next();
	if (tables.size > MAX_TABLES && !oldest.done) tables.delete(oldest.value);
	return tf.tensor(table, [time, headDim]);
}

/** Every layer of every eager step asks for the same few tables. */
const tables = new Map<string, Float32Array>();
const MAX_TABLES = 8;

function makeTable(time: number, headDim: number, base: number, offset: number): Float32Array {
	const half = headDim / 2;
	return Float32Array.from({ length: time * headDim }, (_, at) => {
		const i = at % headDim;
		const angle = (offset + Math.floor(at / headDim)) * base ** ((-2 * (i % half)) / headDim);
		return i < half ? Math.cos(angle) : Math.sin(angle);
	});
}

function halves(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
	const half = (x.shape.at(-1) ?? 2) / 2;
	const start = x.shape.map(() => 0);
	const size = [...x.shape.slice(0, -1), half];
	return [tf.slice(x, start, size), tf.slice(x, [...start.slice(1), half], size)];
}

/** Threads in x; the rest goes to y, since no axis of a grid may be longer than 65,535 workgroups. */
const THREADS_ACROSS = 32_768 * 64;

/** `sign` is that of the sine in the first half: minus turns forward, plus back. */
function rotate(runner: KernelRunner, x: tf.Tensor, table: tf.Tensor, name: string, sign: '-' | '+'): tf.Tensor {
	const [time = 1, headDim = 2] = x.shape.slice(-2);
	const pairs = x.size / 2;
	const { y } = runKernel(runner, {
		name,
		source: `@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
			let pair = id.y * THREADS_ACROSS + id.x;
			if (pair >= params.pairs) { return; }
			let row = pair / HALF;
			let i = pair % HALF;
			let low = row * 2u * HALF + i;
			let at = (row % params.time) * 2u * HALF + i;
			y[low] = x[low] * table[at] ${sign} x[low + HALF] * table[at + HALF];
			y[low + HALF] = x[low + HALF] * table[at] ${sign === '-' ? '+' : '-'} x[low] * table[at + HALF];
		}`,
		constants: { HALF: headDim / 2, THREADS_ACROSS },
		inputs: { x, table },
		outputs: { y: { shape: x.shape } },
		uniforms: { pairs: u32(pairs), time: u32(time) },
		grid: [Math.ceil(Math.min(pairs, THREADS_ACROSS) / 64), Math.ceil(pairs / THREADS_ACROSS), 1],
		flops: 6 * pairs,
	});
	return y;
}

function checkRope(x: tf.Tensor, base: number, offset: number): void {
	requireFloats('rope', { x });
	const headDim = x.shape.at(-1) ?? 0;
	if (x.rank < 2 || headDim % 2 !== 0 || x.size === 0)
		throw new Error(`rope turns pairs of dimensions: it needs [..., time, headDim] with an even headDim, not [${x.shape.join(', ')}].`);
	checkBase(base);
	if (!Number.isInteger(offset) || offset < 0)
		throw new Error(`The offset of rope is the first position, a whole number from 0, not ${offset}.`);
}

/** @throws when no angle can be made from it */
export function checkBase(base: number): void {
	if (!(Number.isFinite(base) && base > 0)) throw new Error(`The base of rope must be a positive number such as 10000, not ${base}.`);
}
