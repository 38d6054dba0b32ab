/**
 * Layer and RMS normalisation on the GPU, forward and backward: one kernel forward, one for the gradient by x with sums over blocks of
 * rows for the gradients by scale and shift, and one that adds up the blocks where there are several.
 */
import * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { f32, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { reduceRowWgsl, rowLayout, THREADS } from './row-layout.ts';
import { withGradient } from './with-gradient.ts';

export interface NormalizeOptions {
	/** Null for RMS normalisation: nothing is subtracted and nothing added. */
	readonly shift: tf.Tensor | null;
	readonly epsilon: number;
}

/** Differentiable once, by x, scale and shift. Shapes were checked; x has at least one entry. */
export function normalizeRows(runner: KernelRunner, x: tf.Tensor, scale: tf.Tensor, { shift, epsilon }: NormalizeOptions): tf.Tensor {
	return withGradient(shift === null ? [x, scale] : [x, scale, shift], () => {
		const { y, stats } = forward(runner, x, scale, shift, epsilon);
		return { value: y, saved: [x, scale, stats], gradient: (dy, saved) => backward(runner, dy, saved, shift !== null) };
	});
}

function forward(runner: KernelRunner, x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor | null, epsilon: number) {
	const { width, rows, layout } = sizesOf(x);
	const inputs = { x, scale };
	return runKernel(runner, {
		name: shift === null ? 'rmsNorm' : 'layerNorm',
		source: forwardWgsl(shift !== null),
		constants: { WIDTH: width, LANES: layout.lanes, ROWS: layout.rows },
		inputs: shift === null ? inputs : { ...inputs, shift },
		// A row's mean (0 for RMS) and the inverse of its deviation.
		outputs: { y: { shape: x.shape }, stats: { shape: [rows, 2] } },
		uniforms: { rows: u32(rows), epsilon: f32(epsilon) },
		grid: foldedGrid(Math.ceil(rows / layout.rows)),
		flops: (shift === null ? 4 : 7) * x.size,
	});
}

type Saved = readonly [x: tf.Tensor, scale: tf.Tensor, stats: tf.Tensor];

/** Gradients by x, scale and, where there is one, shift. */
function backward(runner: KernelRunner, dy: tf.Tensor, [x, scale, stats]: Saved, hasShift: boolean): tf.Tensor[] {
	const { width, rows, layout } = sizesOf(x);
	const blocks = Math.ceil(rows / layout.rows);
	const steps = Math.max(BLOCKS_PER_GROUP, Math.ceil(blocks / MAX_GROUPS));
	const groups = Math.ceil(blocks / steps);
	const sums = { shape: [groups, width] };
	const call = {
		name: hasShift ? 'layerNormGradient' : 'rmsNormGradient',
		source: backwardWgsl(hasShift),
		constants: { WIDTH: width, LANES: layout.lanes, ROWS: layout.rows, SLOTS: layout.slots },
		inputs: { x, dy, scale, stats },
		uniforms: { rows: u32(rows), steps: u32(steps) },
		grid: [groups, 1, 1],
		flops: (hasShift ? 14 : 12) * x.size,
	} as const;
	if (!hasShift) {
		const { dx, dscale } = runKernel(runner, { ...call, outputs: { dx: { shape: x.shape }, dscale: sums } });
		return [dx, ...addGroups(runner, [dscale], groups, width)];
	}
	const { dx, dscale, dshift } = runKernel(runner, { ...call, outputs: { dx: { shape: x.shape }, dscale: sums, dshift: sums } });
	return [dx, ...addGroups(runner, [dscale, dshift], groups, width)];
}

/** Sums of [groups, width] over the groups. */
function addGroups(runner: KernelRunner, partial: readonly tf.Tensor[], groups: number, width: number): tf.Tensor[] {
	if (groups === 1) return partial.map((sums) => tf.reshape(sums, [width]));
	const inputs = Object.fromEntries(partial.map((sums, i) => [`partial${i}`, sums]));
	const outputs = Object.fromEntries(partial.map((_, i) => [`total${i}`, { shape: [width] }]));
	const totals = runKernel(runner, {
		name: `addGroups${partial.length}`,
		source: addGroupsWgsl(partial.length),
		inputs,
		outputs,
		uniforms: { groups: u32(groups), width: u32(width) },
		grid: [Math.ceil(width / COLUMNS), 1, 1],
		flops: partial.length * groups * width,
	});
	return Object.values<tf.Tensor>(totals);
}

function sizesOf(x: tf.Tensor) {
	const width = x.shape.at(-1) ?? 1;
	return { width, rows: x.size / width, layout: rowLayout(width) };
}

/** At least so many blocks of rows for each group: fewer sums to write and to add up. */
const BLOCKS_PER_GROUP = 4;
/** Enough to fill a large GPU. */
const MAX_GROUPS = 512;
/** Columns of a workgroup when groups are added up. */
const COLUMNS = 16;

const SUM = 'fn combine(a: f32, b: f32) -> f32 { return a + b; }';
const SUM_PAIR = 'fn combine(a: vec2f, b: vec2f) -> vec2f { return a + b; }';

/** Mean first and then the mean square of what is left: the difference of two large sums would lose the variance. */
function forwardWgsl(isCentred: boolean): string {
	return `${SUM}${reduceRowWgsl('f32')}${GROUP_INDEX_WGSL}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let row = group_index(group) * ROWS + thread / LANES;
	let is_in = row < params.rows;
	let lane = thread % LANES;
	var sum = 0.0;
	var mean = 0.0;
	${
		isCentred
			? `if (is_in) { for (var c = lane; c < WIDTH; c += LANES) { sum += x[row * WIDTH + c]; } }
	mean = reduce_row(sum, thread) / f32(WIDTH);
	sum = 0.0;`
			: ''
	}
	if (is_in) {
		for (var c = lane; c < WIDTH; c += LANES) {
			let centred = x[row * WIDTH + c] - mean;
			sum += centred * centred;
		}
	}
	let inverse = inverseSqrt(reduce_row(sum, thread) / f32(WIDTH) + params.epsilon);
	if (!is_in) { return; }
	for (var c = lane; c < WIDTH; c += LANES) {
		y[row * WIDTH + c] = (x[row * WIDTH + c] - mean) * inverse * scale[c]${isCentred ? ' + shift[c]' : ''};
	}
	if (lane == 0u) {
		stats[2u * row] = mean;
		stats[2u * row + 1u] = inverse;
	}
}`;
}

/** With g = dy * scale and n the normalised row: dx = (g - mean(g) - n * mean(g * n)) / deviation; RMS lacks mean(g). */
function backwardWgsl(isCentred: boolean): string {
	return `${SUM_PAIR}${reduceRowWgsl('vec2f')}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let lane = thread % LANES;
	var column_sums: array<vec2f, SLOTS>;
	for (var step = 0u; step < params.steps; step++) {
		let row = (group.x * params.steps + step) * ROWS + thread / LANES;
		let is_in = row < params.rows;
		var sums = vec2f(0.0);
		var mean = 0.0;
		var inverse = 0.0;
		if (is_in) {
			mean = stats[2u * row];
			inverse = stats[2u * row + 1u];
			for (var k = 0u; k < SLOTS; k++) {
				let c = lane + k * LANES;
				if (c < WIDTH) {
					let d = dy[row * WIDTH + c];
					let n = (x[row * WIDTH + c] - mean) * inverse;
					column_sums[k] += vec2f(d * n, d);
					sums += d * scale[c] * vec2f(1.0, n);
				}
			}
		}
		let means = reduce_row(sums, thread) / f32(WIDTH);
		if (is_in) {
			for (var c = lane; c < WIDTH; c += LANES) {
				let n = (x[row * WIDTH + c] - mean) * inverse;
				dx[row * WIDTH + c] = inverse * (dy[row * WIDTH + c] * scale[c]${isCentred ? ' - means.x' : ''} - n * means.y);
			}
		}
	}
	for (var k = 0u; k < SLOTS; k++) {
		let c = lane + k * LANES;
		workgroupBarrier();
		row_values[thread] = column_sums[k];
		workgroupBarrier();
		if (thread < LANES && c < WIDTH) {
			var total = row_values[lane];
			for (var r = 1u; r < ROWS; r++) { total += row_values[r * LANES + lane]; }
			dscale[group.x * WIDTH + c] = total.x;
			${isCentred ? 'dshift[group.x * WIDTH + c] = total.y;' : ''}
		}
	}
}`;
}

function addGroupsWgsl(tensors: number): string {
	const each = (line: (i: number) => string): string => Array.from({ length: tensors }, (_, i) => line(i)).join('\n');
	return `
var<workgroup> values: array<vec2f, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let c = group.x * ${COLUMNS}u + thread % ${COLUMNS}u;
	var sum = vec2f(0.0);
	if (c < params.width) {
		for (var g = thread / ${COLUMNS}u; g < params.groups; g += ${THREADS / COLUMNS}u) {
			${each((i) => `sum[${i}] += partial${i}[g * params.width + c];`)}
		}
	}
	values[thread] = sum;
	workgroupBarrier();
	if (thread >= ${COLUMNS}u || c >= params.width) { return; }
	for (var at = thread + ${COLUMNS}u; at < ${THREADS}u; at += ${COLUMNS}u) { sum += values[at]; }
	${each((i) => `total${i}[c] = sum[${i}];`)}
}`;
}
