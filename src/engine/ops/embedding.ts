/**
 * Token embedding with learned positions, fused on the GPU: one dispatch forward, one backward. The gradient of a table row is summed by
 * one workgroup, which looks through all ids in a fixed order: no float atomics, so the same bits in every run.
 */
import * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { f32, gpuRunner, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { lastAxis, requireFloats } from './check-tensor.ts';
import { THREADS } from './row-layout.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Row table[id] for each id, plus row positions[t] for the t-th id along the last axis where a table of positions is given.
 * table [vocab, width], ids int32 [..., time], positions [at least time, width]; gives [..., time, width]. An id outside 0 … vocab - 1
 * gives NaN on the GPU and throws elsewhere. Differentiable by both tables; on the GPU its gradient is not differentiable again.
 * @throws when a table is not a matrix of float32, the widths differ, or there are fewer positions than the ids' last axis
 */
export function embedding(table: tf.Tensor, ids: tf.Tensor, positions?: tf.Tensor): tf.Tensor {
	const time = lastAxis('embedding', 'ids', ids);
	requireTable('table', table);
	if (positions !== undefined) requirePositions(positions, time, table.shape[1] ?? 0);
	const runner = gpuRunner();
	if (runner === null || ids.size * table.size === 0) return embeddingReference(table, ids, positions);
	return tf.tidy(() => fused(runner, table, tf.cast(ids, 'int32'), positions ?? null));
}

/** The same in plain tfjs. */
export function embeddingReference(table: tf.Tensor, ids: tf.Tensor, positions?: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const tokens = tf.gather(table, tf.cast(ids, 'int32'));
		return positions === undefined ? tokens : tf.add(tokens, tf.slice(positions, [0, 0], [ids.shape.at(-1) ?? 0, -1]));
	});
}

function requireTable(name: string, table: tf.Tensor): void {
	requireFloats('embedding', { [name]: table });
	if (table.rank === 2) return;
	throw new Error(`embedding: ${name} has the shape [${table.shape.join()}], but needs two axes: a row of numbers for each entry.`);
}

function requirePositions(positions: tf.Tensor, time: number, width: number): void {
	requireTable('positions', positions);
	const [rows = 0, columns = 0] = positions.shape;
	if (rows >= time && columns === width) return;
	throw new Error(
		`embedding: positions has the shape [${rows},${columns}], but needs at least ${time} rows of ${width}: one for each place of ids' last axis, as wide as the table's.`,
	);
}

function fused(runner: KernelRunner, table: tf.Tensor, ids: tf.Tensor, positions: tf.Tensor | null): tf.Tensor {
	const tables = positions === null ? [table] : [table, positions];
	const shapes = tables.map(({ shape }) => shape);
	return withGradient(tables, () => ({
		value: forward(runner, table, ids, positions),
		saved: [ids],
		gradient: (dy, [kept]) => backward(runner, dy, kept, shapes),
	}));
}

/** Columns go four by four where the width allows. */
function unitsOf(width: number): { size: 1 | 4; units: number } {
	return width % 4 === 0 ? { size: 4, units: width / 4 } : { size: 1, units: width };
}

function forward(runner: KernelRunner, table: tf.Tensor, ids: tf.Tensor, positions: tf.Tensor | null): tf.Tensor {
	const [vocab = 1, width = 1] = table.shape;
	const { size, units } = unitsOf(width);
	const tensors = ['y', 'table', ...(positions === null ? [] : ['positions'])];
	const { y } = runKernel(runner, {
		name: positions === null ? 'embedding' : 'embeddingWithPositions',
		source: forwardWgsl(size, positions !== null),
		constants: { UNITS: units },
		inputs: positions === null ? { table, ids } : { table, ids, positions },
		outputs: { y: { shape: [...ids.shape, width] } },
		uniforms: { rows: u32(ids.size), time: u32(ids.shape.at(-1) ?? 1), vocab: u32(vocab), nan: f32(Number.NaN) },
		...(size === 4 ? { vec4: tensors } : {}),
		grid: foldedGrid(Math.ceil((ids.size * units) / THREADS)),
		flops: positions === null ? 0 : ids.size * width,
	});
	return y;
}

/** Gradients by the table and, where there is one, by the table of positions. */
function backward(runner: KernelRunner, dy: tf.Tensor, ids: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
	const [[vocab = 1, width = 1] = [], positions] = shapes;
	const { size, units } = unitsOf(width);
	const lanes = lanesFor(units);
	const names = positions === undefined ? ['dtable'] : ['dtable', 'dpositions'];
	const made = runKernel(runner, {
		name: positions === undefined ? 'embeddingGradient' : 'embeddingWithPositionsGradient',
		source: backwardWgsl(size, positions !== undefined),
		constants: { UNITS: units, LANES: lanes, PARTS: THREADS / lanes, SLOTS: Math.ceil(units / lanes) },
		inputs: { dy, ids },
		outputs: Object.fromEntries(names.map((name, i) => [name, { shape: shapes[i] ?? [] }])),
		uniforms: { rows: u32(ids.size), time: u32(ids.shape.at(-1) ?? 1), vocab: u32(vocab), positions: u32(positions?.[0] ?? 0) },
		...(size === 4 ? { vec4: ['dy', ...names] } : {}),
		grid: foldedGrid(vocab + (positions?.[0] ?? 0)),
		flops: names.length * dy.size,
	});
	return Object.values<tf.Tensor>(made);
}

/** Few lanes a row, so that the ids of a frequent token are divided among many parts of the workgroup. */
function lanesFor(units: number): number {
	let lanes = 4;
	while (lanes < 32 && lanes < units) lanes *= 2;
	return lanes;
}

const valueWgsl = (size: 1 | 4): string => `alias Value = ${size === 4 ? 'vec4f' : 'f32'};`;

function forwardWgsl(size: 1 | 4, hasPositions: boolean): string {
	return `${valueWgsl(size)}${GROUP_INDEX_WGSL}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let i = group_index(group) * ${THREADS}u + thread;
	let row = i / UNITS;
	if (row >= params.rows) { return; }
	let c = i % UNITS;
	let id = ids[row];
	var value = Value(params.nan);
	if (id >= 0 && id < i32(params.vocab)) { value = table[u32(id) * UNITS + c]; }
	y[i] = value${hasPositions ? ' + positions[row % params.time * UNITS + c]' : ''};
}`;
}

/**
 * One workgroup for each row of the table, and behind them one for each position. In rounds, thread t marks which of the ids t, t + 256,
 * … are the row's, one bit each; then each part of the workgroup adds up the rows of dy for its share of the marks.
 */
function backwardWgsl(size: 1 | 4, hasPositions: boolean): string {
	const ofPosition = `
		let time = entry - params.vocab;
		for (var row = part * params.time + time; time < params.time && row < params.rows; row += PARTS * params.time) {
			for (var k = 0u; k < SLOTS; k++) {
				if (lane + k * LANES < UNITS) { sums[k] += dy[row * UNITS + lane + k * LANES]; }
			}
		}`;
	const toPositions = 'if (entry >= params.vocab) { dpositions[(entry - params.vocab) * UNITS + c] = total; }';
	return `${valueWgsl(size)}${GROUP_INDEX_WGSL}
const ROUND = ${32 * THREADS}u;
var<workgroup> marks: array<u32, ${THREADS}>;
var<workgroup> values: array<Value, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let entry = group_index(group);
	if (entry >= params.vocab + params.positions) { return; }
	let lane = thread % LANES;
	let part = thread / LANES;
	var sums: array<Value, SLOTS>;
	if (entry < params.vocab) {
		for (var start = 0u; start < params.rows; start += ROUND) {
			var mark = 0u;
			for (var bit = 0u; bit < 32u && start + bit * ${THREADS}u < params.rows; bit++) {
				let row = start + bit * ${THREADS}u + thread;
				if (row < params.rows && ids[row] == i32(entry)) { mark |= 1u << bit; }
			}
			workgroupBarrier();
			marks[thread] = mark;
			workgroupBarrier();
			for (var t = part; t < ${THREADS}u; t += PARTS) {
				for (var rest = marks[t]; rest != 0u; rest &= rest - 1u) {
					let row = start + firstTrailingBit(rest) * ${THREADS}u + t;
					for (var k = 0u; k < SLOTS; k++) {
						if (lane + k * LANES < UNITS) { sums[k] += dy[row * UNITS + lane + k * LANES]; }
					}
				}
			}
		}
	} ${hasPositions ? `else {${ofPosition}\n\t}` : ''}
	for (var k = 0u; k < SLOTS; k++) {
		let c = lane + k * LANES;
		workgroupBarrier();
		values[thread] = sums[k];
		workgroupBarrier();
		if (part == 0u && c < UNITS) {
			var total = values[lane];
			for (var p = 1u; p < PARTS; p++) { total += values[p * LANES + lane]; }
			${hasPositions ? toPositions : ''}
			if (entry < params.vocab) { dtable[entry * UNITS + c] = total; }
		}
	}
}`;
}
