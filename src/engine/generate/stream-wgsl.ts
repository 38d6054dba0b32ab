/**
 * What every kernel of a block begins with: how far its rows are, and the norm of their residual stream in workgroup memory.
 */
import type * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../gpu/kernel.ts';
import { type DecodeLayout, LANES } from './decode-layout.ts';
import type { Norm } from './model-weights.ts';

/** Changes tensors that exist; makes none. */
export type Kernel = KernelCall<never>;

export const MAIN = '@compute @workgroup_size(GROUP) fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32)';

/** Constants of every kernel that reads the stream. */
export function streamConstants({ width, rows, group, capacity, headDim, epsilon }: DecodeLayout): Record<string, number | string> {
	const places = capacity * width;
	return {
		...{ WIDTH: width, ROWS: rows, GROUP: group, LANES, HEAD_DIM: headDim },
		...{ PLACES: places, TURNS: places + capacity, EPSILON: `f32(${epsilon})` },
	};
}

/**
 * `positions(first)`: how many the rows from `first` have, the same for all that have not ended; 0 when all have, and the group may leave.
 * `normalise(first)`: fills `inner` with the norm of these rows. Two passes, as in the op (layer-norm.ts).
 */
export function normWgsl({ shift }: Norm): string {
	const [mean, shifted] = shift === null ? ['0.0', ''] : ['row_sum(r, false) / f32(WIDTH)', ' + shift[i % WIDTH]'];
	return `
var<workgroup> inner: array<f32, ROWS * WIDTH>;
var<workgroup> sums: array<f32, ROWS * LANES>;
var<workgroup> squares: array<f32, ROWS * LANES>;
var<workgroup> most: u32;

fn positions(first: u32, lane: u32) -> u32 {
	if (lane == 0u) {
		var found = 0.0;
		for (var r = 0u; r < ROWS; r++) { found = max(found, stream[PLACES + first + r]); }
		most = u32(found);
	}
	return workgroupUniformLoad(&most);
}
fn row_sum(r: u32, of_squares: bool) -> f32 {
	var sum = 0.0;
	for (var i = r * LANES; i < (r + 1u) * LANES; i++) { sum += select(sums[i], squares[i], of_squares); }
	return sum;
}
fn normalise(first: u32, lane: u32) {
	for (var i = lane; i < ROWS * WIDTH; i += GROUP) { inner[i] = stream[first * WIDTH + i]; }
	workgroupBarrier();
	let r = lane / LANES;
	if (r < ROWS) {
		var sum = 0.0;
		for (var k = lane % LANES; k < WIDTH; k += LANES) { sum += inner[r * WIDTH + k]; }
		sums[lane] = sum;
	}
	workgroupBarrier();
	if (r < ROWS) {
		let mean = ${mean};
		var sum = 0.0;
		for (var k = lane % LANES; k < WIDTH; k += LANES) {
			let apart = inner[r * WIDTH + k] - mean;
			sum += apart * apart;
		}
		squares[lane] = sum;
	}
	workgroupBarrier();
	for (var i = lane; i < ROWS * WIDTH; i += GROUP) {
		let r = i / WIDTH;
		let mean = ${mean};
		inner[i] = (inner[i] - mean) * inverseSqrt(row_sum(r, true) / f32(WIDTH) + EPSILON) * scale[i % WIDTH]${shifted};
	}
	workgroupBarrier();
}`;
}

export function normTensors({ scale, shift }: Norm): Record<string, tf.Tensor> {
	return shift === null ? { scale } : { scale, shift };
}
