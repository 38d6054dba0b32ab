/**
 * What stands before and behind the blocks: reading the next token of every row into the stream, and scores for the token after it.
 * The embedding is the one place where a row moves on by a position.
 */
import type * as tf from '@tensorflow/tfjs';
import type { DecodeLayout } from './decode-layout.ts';
import type { ModelWeights } from './model-weights.ts';
import { type Kernel, MAIN, normTensors, normWgsl, streamConstants } from './stream-wgsl.ts';

interface EmbedCall {
	readonly layout: DecodeLayout;
	readonly token: tf.Tensor;
	/** [time, width] to add, or with RoPE the table of turns [maxTime, headDim]. */
	readonly position: tf.Tensor;
	readonly isRotated: boolean;
	readonly book: tf.Tensor;
	readonly stream: tf.Tensor;
}

/** A workgroup a row. */
export function embedKernel({ layout, token, position, isRotated, book, stream }: EmbedCall): Kernel {
	const { capacity, width, headDim, vocabulary, maxTime } = layout;
	const { place, ended, history } = layout.book;
	const added = isRotated ? '' : ' + position[(count - 1u) * WIDTH + i]';
	const turns = `
	for (var i = lane; i < HEAD_DIM; i += 64u) {
		stream[TURNS + row * HEAD_DIM + i] = position[(count - 1u) * HEAD_DIM + i];
	}`;
	return {
		name: `decodeEmbed${isRotated ? 'Rope' : 'Learned'}`,
		source: `
var<workgroup> counted: u32;
@compute @workgroup_size(64) fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
	let row = id.x;
	if (lane == 0u) {
		var now = 0;
		if (book[ENDED + row] == 0) {
			now = book[PLACE + row] + 1;
			book[PLACE + row] = now;
		}
		stream[PLACES + row] = f32(now);
		counted = u32(now);
	}
	let count = workgroupUniformLoad(&counted);
	if (count == 0u) { return; }
	let token_id = min(u32(book[HISTORY + row * MAX_TIME + count - 1u]), VOCABULARY - 1u);
	for (var i = lane; i < WIDTH; i += 64u) { stream[row * WIDTH + i] = token[token_id * WIDTH + i]${added}; }${isRotated ? turns : ''}
}`,
		constants: {
			...{ WIDTH: width, HEAD_DIM: headDim, VOCABULARY: vocabulary, MAX_TIME: maxTime },
			...{ PLACES: capacity * width, TURNS: capacity * (width + 1), PLACE: place, ENDED: ended, HISTORY: history },
		},
		inputs: { token, position },
		inPlace: { book, stream },
		outputs: {},
		grid: [capacity, 1, 1],
	};
}

/** Final norm and head: logits [capacity, vocabulary]. In y a workgroup for every `group` tokens of the vocabulary. */
export function headKernel(layout: DecodeLayout, { norm, head }: ModelWeights, stream: tf.Tensor, logits: tf.Tensor): Kernel {
	const { capacity, rows, width, group, vocabulary } = layout;
	return {
		name: `decodeHead${norm.shift === null ? 'Rms' : 'Layer'}`,
		source: `${normWgsl(norm)}
${MAIN} {
	let first = id.x * ROWS;
	if (positions(first, lane) == 0u) { return; }
	normalise(first, lane);
	let column = id.y * GROUP + lane;
	if (column >= VOCABULARY) { return; }
	for (var r = 0u; r < ROWS; r++) {
		var sum = 0.0;
		for (var j = 0u; j < WIDTH; j++) { sum += inner[r * WIDTH + j] * head[j * VOCABULARY + column]; }
		logits[(first + r) * VOCABULARY + column] = sum;
	}
}`,
		constants: { ...streamConstants(layout), VOCABULARY: vocabulary },
		inputs: { stream, ...normTensors(norm), head },
		inPlace: { logits },
		outputs: {},
		grid: [capacity / rows, Math.ceil(vocabulary / group), 1],
		flops: 2 * capacity * width * vocabulary,
	};
}
