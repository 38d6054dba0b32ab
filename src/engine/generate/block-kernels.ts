/**
 * A block of the model for one position of every row, in three kernels: keys and values into the cache; attention with its projections;
 * the MLP. Each takes its rows from norm to residual in one workgroup, so that nothing but the residual stream goes through memory.
 * Numbers that a kernel keeps for its rows are in the order [row of the group, column].
 */
import type * as tf from '@tensorflow/tfjs';
import type { DecodeLayout } from './decode-layout.ts';
import type { Block, Dense, Norm } from './model-weights.ts';
import { type Kernel, MAIN, normTensors, normWgsl, streamConstants } from './stream-wgsl.ts';

interface BlockCall {
	readonly layout: DecodeLayout;
	readonly block: Block;
	readonly isRotated: boolean;
	readonly stream: tf.Tensor;
	/** Of this layer. */
	readonly cache: tf.Tensor;
}

/** `names`: by a short name each, the dense layers that a kernel reads. */
function denseTensors(names: Readonly<Record<string, Dense>>): Record<string, tf.Tensor> {
	const entries = Object.entries(names).flatMap(([name, { weight, bias }]) => [
		[`${name}_weight`, weight] as const,
		...(bias === null ? [] : [[`${name}_bias`, bias] as const]),
	]);
	return Object.fromEntries(entries);
}

const biasOf = (name: string, { bias }: Dense, at: string): string => (bias === null ? '0.0' : `${name}_bias[${at}]`);

/** Part of a kernel's name: which weights it has. */
function variantOf(norm: Norm, isRotated: boolean, ...layers: readonly Dense[]): string {
	const biases = layers.map(({ bias }) => (bias === null ? 'n' : 'b')).join('');
	return `${norm.shift === null ? 'Rms' : 'Layer'}${isRotated ? 'Rope' : ''}${biases}`;
}

/** First half of a head turns with the second (ops/rope.ts). `heads` of them lie side by side in `array`. */
function turnWgsl(array: string, heads: string): string {
	return `
	for (var i = lane; i < ROWS * ${heads} * HEAD_DIM / 2u; i += GROUP) {
		let pair = i % (HEAD_DIM / 2u);
		let low = i / (HEAD_DIM / 2u) * HEAD_DIM + pair;
		let high = low + HEAD_DIM / 2u;
		let turns = TURNS + (first + i / (${heads} * HEAD_DIM / 2u)) * HEAD_DIM + pair;
		let turned = vec2f(${array}[low], ${array}[high]) * stream[turns] + vec2f(-${array}[high], ${array}[low]) * stream[turns + HEAD_DIM / 2u];
		${array}[low] = turned.x;
		${array}[high] = turned.y;
	}
	workgroupBarrier();`;
}

export function keyValueKernel({ layout, block, isRotated, stream, cache }: BlockCall): Kernel {
	const { norm1, key, value } = block;
	const { capacity, rows, kvHeads, maxTime, cacheSize, width, headDim } = layout;
	return {
		name: `decodeKeyValue${variantOf(norm1, isRotated, key, value)}`,
		source: `${normWgsl(norm1)}
var<workgroup> keys: array<f32, ROWS * KV_WIDTH>;
${MAIN} {
	let first = id.x * ROWS;
	let count = positions(first, lane);
	if (count == 0u) { return; }
	normalise(first, lane);
	let place = count - 1u;
	for (var i = lane; i < ROWS * KV_WIDTH; i += GROUP) {
		let column = i % KV_WIDTH;
		let base = i / KV_WIDTH * WIDTH;
		var k = ${biasOf('key', key, 'column')};
		var v = ${biasOf('value', value, 'column')};
		for (var j = 0u; j < WIDTH; j++) {
			k += inner[base + j] * key_weight[j * KV_WIDTH + column];
			v += inner[base + j] * value_weight[j * KV_WIDTH + column];
		}
		keys[i] = k;
		let head = first * KV_HEADS + i / HEAD_DIM;
		cache[VALUES + (head * MAX_TIME + place) * HEAD_DIM + i % HEAD_DIM] = v;
	}
	workgroupBarrier();${isRotated ? turnWgsl('keys', 'KV_HEADS') : ''}
	for (var i = lane; i < ROWS * KV_WIDTH; i += GROUP) {
		cache[(first * KV_WIDTH + i) * MAX_TIME + place] = keys[i];
	}
}`,
		constants: {
			...streamConstants(layout),
			...{ KV_HEADS: kvHeads, KV_WIDTH: kvHeads * headDim, MAX_TIME: maxTime, VALUES: cacheSize / 2 },
		},
		inputs: { stream, ...normTensors(norm1), ...denseTensors({ key, value }) },
		inPlace: { cache },
		outputs: {},
		grid: [capacity / rows, 1, 1],
		flops: 4 * capacity * width * kvHeads * headDim,
	};
}

/** Softmax over spans of positions, with a running maximum (Milakov and Gimelshein 2018). */
export function attendKernel({ layout, block, isRotated, stream, cache }: BlockCall): Kernel {
	const { norm1, query, output } = block;
	const { capacity, rows, heads, kvHeads, maxTime, cacheSize, width, group, headDim, span } = layout;
	return {
		name: `decodeAttend${variantOf(norm1, isRotated, query, output)}`,
		source: `${normWgsl(norm1)}
var<workgroup> queries: array<f32, ROWS * WIDTH>;
var<workgroup> scores: array<f32, ROWS * HEADS * SPAN>;
var<workgroup> shares: array<f32, ROWS * HEADS * SPAN>;
var<workgroup> before: array<f32, ROWS * HEADS>;
var<workgroup> after: array<f32, ROWS * HEADS>;
${MAIN} {
	let first = id.x * ROWS;
	let count = positions(first, lane);
	if (count == 0u) { return; }
	normalise(first, lane);
	for (var i = lane; i < ROWS * WIDTH; i += GROUP) {
		let base = i / WIDTH * WIDTH;
		var q = ${biasOf('query', query, 'i % WIDTH')};
		for (var j = 0u; j < WIDTH; j++) { q += inner[base + j] * query_weight[j * WIDTH + i % WIDTH]; }
		queries[i] = q;
	}
	for (var i = lane; i < ROWS * HEADS; i += GROUP) { before[i] = LOWEST; }
	workgroupBarrier();${isRotated ? turnWgsl('queries', 'HEADS') : ''}
	var mixed: array<f32, COLUMNS>;
	var total: array<f32, COLUMNS>;
	for (var start = 0u; start < count; start += SPAN) {
		for (var i = lane; i < ROWS * HEADS * SPAN; i += GROUP) {
			let place = start + i % SPAN;
			let head = i / SPAN;
			var score = LOWEST;
			if (place < count) {
				let shared_head = (first + head / HEADS) * KV_HEADS + head % HEADS / (HEADS / KV_HEADS);
				score = 0.0;
				for (var d = 0u; d < HEAD_DIM; d++) {
					score += queries[head * HEAD_DIM + d] * cache[(shared_head * HEAD_DIM + d) * MAX_TIME + place];
				}
				score *= SCALE;
			}
			scores[i] = score;
		}
		workgroupBarrier();
		for (var i = lane; i < ROWS * HEADS * SPAN; i += GROUP) {
			let head = i / SPAN;
			var highest = before[head];
			for (var j = head * SPAN; j < (head + 1u) * SPAN; j++) { highest = max(highest, scores[j]); }
			shares[i] = exp(scores[i] - highest);
			if (i % SPAN == 0u) { after[head] = highest; }
		}
		workgroupBarrier();
		for (var c = 0u; c < COLUMNS; c++) {
			let i = lane + c * GROUP;
			if (i < ROWS * WIDTH) {
				let head = i / HEAD_DIM;
				let shared_head = (first + head / HEADS) * KV_HEADS + head % HEADS / (HEADS / KV_HEADS);
				let fade = exp(before[head] - after[head]);
				var sum = total[c] * fade;
				var mix = mixed[c] * fade;
				for (var j = 0u; j < min(SPAN, count - start); j++) {
					let share = shares[head * SPAN + j];
					sum += share;
					mix += share * cache[VALUES + (shared_head * MAX_TIME + start + j) * HEAD_DIM + i % HEAD_DIM];
				}
				total[c] = sum;
				mixed[c] = mix;
			}
		}
		workgroupBarrier();
		for (var i = lane; i < ROWS * HEADS; i += GROUP) { before[i] = after[i]; }
	}
	for (var c = 0u; c < COLUMNS; c++) {
		let i = lane + c * GROUP;
		if (i < ROWS * WIDTH) { inner[i] = mixed[c] / total[c]; }
	}
	workgroupBarrier();
	for (var i = lane; i < ROWS * WIDTH; i += GROUP) {
		let base = i / WIDTH * WIDTH;
		var y = ${biasOf('output', output, 'i % WIDTH')};
		for (var j = 0u; j < WIDTH; j++) { y += inner[base + j] * output_weight[j * WIDTH + i % WIDTH]; }
		stream[first * WIDTH + i] += y;
	}
}`,
		constants: {
			...streamConstants(layout),
			...{ HEADS: heads, KV_HEADS: kvHeads, MAX_TIME: maxTime, VALUES: cacheSize / 2, SPAN: span },
			...{ COLUMNS: Math.ceil((rows * width) / group), SCALE: `f32(${1 / Math.sqrt(headDim)})`, LOWEST: '-1e30' },
		},
		inputs: { cache, ...normTensors(norm1), ...denseTensors({ query, output }) },
		inPlace: { stream },
		outputs: {},
		grid: [capacity / rows, 1, 1],
		flops: 4 * capacity * width * (width + maxTime / 2),
	};
}

/** GELU in the tanh form; tanh is given no more than it can take, since some drivers overflow in it. */
const GELU = 'h = 0.5 * h * (1.0 + tanh(clamp(0.7978845608 * (h + 0.044715 * h * h * h), -15.0, 15.0)));';
const SWIGLU = 'h *= g / (1.0 + exp(-g));';

/** The hidden numbers pass by in pieces of one workgroup's threads, so that any width of the MLP fits. */
export function thinkKernel({ layout, block, stream }: Omit<BlockCall, 'cache' | 'isRotated'>): Kernel {
	const { norm2, up, gate, down } = block;
	const { capacity, rows, width, group, hidden } = layout;
	const gated = gate === null ? '' : 'g += inner[base + j] * gate_weight[j * HIDDEN + unit];';
	return {
		name: `decodeThink${gate === null ? 'Gelu' : 'Swiglu'}${variantOf(norm2, false, up, down)}`,
		source: `${normWgsl(norm2)}
var<workgroup> units: array<f32, ROWS * GROUP>;
${MAIN} {
	let first = id.x * ROWS;
	if (positions(first, lane) == 0u) { return; }
	normalise(first, lane);
	var y: array<f32, COLUMNS>;
	for (var start = 0u; start < HIDDEN; start += GROUP) {
		let unit = start + lane;
		for (var r = 0u; r < ROWS; r++) {
			let base = r * WIDTH;
			var h = 0.0;
			var g = 0.0;
			if (unit < HIDDEN) {
				h = ${biasOf('up', up, 'unit')};
				for (var j = 0u; j < WIDTH; j++) {
					h += inner[base + j] * up_weight[j * HIDDEN + unit];
					${gated}
				}
			}
			${gate === null ? GELU : SWIGLU}
			units[r * GROUP + lane] = h;
		}
		workgroupBarrier();
		for (var c = 0u; c < COLUMNS; c++) {
			let i = lane + c * GROUP;
			if (i < ROWS * WIDTH) {
				var sum = y[c];
				for (var j = 0u; j < min(GROUP, HIDDEN - start); j++) {
					sum += units[i / WIDTH * GROUP + j] * down_weight[(start + j) * WIDTH + i % WIDTH];
				}
				y[c] = sum;
			}
		}
		workgroupBarrier();
	}
	for (var c = 0u; c < COLUMNS; c++) {
		let i = lane + c * GROUP;
		if (i < ROWS * WIDTH) { stream[first * WIDTH + i] += y[c] + ${biasOf('down', down, 'i % WIDTH')}; }
	}
}`,
		constants: { ...streamConstants(layout), HIDDEN: hidden, COLUMNS: Math.ceil((rows * width) / group) },
		inputs: { ...normTensors(norm2), ...denseTensors({ up, down }), ...(gate === null ? {} : { gate_weight: gate }) },
		inPlace: { stream },
		outputs: {},
		grid: [capacity / rows, 1, 1],
		flops: (gate === null ? 4 : 6) * capacity * width * hidden,
	};
}
