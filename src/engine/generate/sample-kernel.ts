/**
 * Draws the next token of every row from its logits, with its log-probability, and decides whether the row has ended. A workgroup a row.
 * A cut is a search, bit by bit, for the highest logit above which there is still enough (tokens for top-k, mass for top-p): no sorting,
 * and sums in a fixed order. Its twin in JavaScript is sample-token.ts.
 */
import type * as tf from '@tensorflow/tfjs';
import { RANDOM_WGSL } from '../ops/random.ts';
import type { DecodeLayout } from './decode-layout.ts';
import { type Kernel, MAIN } from './stream-wgsl.ts';

/** float32; what may differ from rollout to rollout without a new recording. */
export const KNOBS = ['temperature', 'topK', 'topP', 'stopToken', 'padToken', 'maxNew'] as const;
export type Knobs = Readonly<Record<(typeof KNOBS)[number], number>>;

const knob = (name: (typeof KNOBS)[number]): string => `knobs[${KNOBS.indexOf(name)}]`;

const SOURCE = `${RANDOM_WGSL}
var<workgroup> lanes: array<f32, GROUP>;
var<workgroup> sides: array<f32, SIDE>;
var<workgroup> drawing: u32;

fn sum_of(lane: u32, mine: f32) -> f32 {
	workgroupBarrier();
	lanes[lane] = mine;
	workgroupBarrier();
	if (lane < SIDE) {
		var side = 0.0;
		for (var i = lane * SIDE; i < (lane + 1u) * SIDE; i++) { side += lanes[i]; }
		sides[lane] = side;
	}
	workgroupBarrier();
	var sum = 0.0;
	for (var i = 0u; i < SIDE; i++) { sum += sides[i]; }
	return sum;
}
fn most_of(lane: u32, mine: f32) -> f32 {
	workgroupBarrier();
	lanes[lane] = mine;
	workgroupBarrier();
	if (lane < SIDE) {
		var side = lanes[lane * SIDE];
		for (var i = lane * SIDE; i < (lane + 1u) * SIDE; i++) { side = max(side, lanes[i]); }
		sides[lane] = side;
	}
	workgroupBarrier();
	var most = sides[0];
	for (var i = 0u; i < SIDE; i++) { most = max(most, sides[i]); }
	return most;
}
/** Orders floats as whole numbers. */
fn key_of(value: f32) -> u32 {
	let bits = bitcast<u32>(value);
	return select(bits | 0x80000000u, ~bits, bits >> 31u == 1u);
}
/** The highest key such that the weights of tokens with this key or a higher one add up to \`enough\`. */
fn cut(lane: u32, keys: ptr<function, array<u32, SHARE>>, weights: ptr<function, array<f32, SHARE>>, enough: f32) -> u32 {
	var found = 0u;
	for (var bit = 0u; bit < 32u; bit++) {
		let trial = found | (0x80000000u >> bit);
		var mine = 0.0;
		for (var i = 0u; i < SHARE; i++) { mine += select(0.0, (*weights)[i], (*keys)[i] >= trial); }
		if (sum_of(lane, mine) >= enough) { found = trial; }
	}
	return found;
}
${MAIN} {
	let row = id.x;
	if (lane == 0u) { drawing = select(0u, 1u, book[ENDED + row] == 0 && book[PLACE + row] >= book[PROMPT + row]); }
	if (workgroupUniformLoad(&drawing) == 0u) { return; }
	let count = u32(book[PLACE + row]);
	let first = lane * SHARE;
	let own = min(SHARE, VOCABULARY - min(first, VOCABULARY));
	var mine: array<f32, SHARE>;
	var keys: array<u32, SHARE>;
	var highest = LOWEST;
	for (var i = 0u; i < SHARE; i++) {
		if (i < own) {
			mine[i] = logits[row * VOCABULARY + first + i];
			keys[i] = key_of(mine[i]);
			highest = max(highest, mine[i]);
		}
	}
	let top = most_of(lane, highest);
	var weights: array<f32, SHARE>;
	var mass = 0.0;
	for (var i = 0u; i < SHARE; i++) { if (i < own) { mass += exp(mine[i] - top); } }
	let log_total = log(sum_of(lane, mass));

	var candidate = NONE;
	let temperature = ${knob('temperature')};
	if (temperature == 0.0) {
		for (var i = 0u; i < SHARE; i++) { if (i < own && mine[i] == top) { candidate = min(candidate, f32(first + i)); } }
	} else {
		var lowest = 0u;
		if (${knob('topK')} > 0.0 && ${knob('topK')} < f32(VOCABULARY)) {
			for (var i = 0u; i < SHARE; i++) { weights[i] = select(0.0, 1.0, i < own); }
			lowest = cut(lane, &keys, &weights, ${knob('topK')});
		}
		for (var i = 0u; i < SHARE; i++) { weights[i] = select(0.0, exp((mine[i] - top) / temperature), i < own && keys[i] >= lowest); }
		if (${knob('topP')} < 1.0) {
			mass = 0.0;
			for (var i = 0u; i < SHARE; i++) { mass += weights[i]; }
			let enough = ${knob('topP')} * sum_of(lane, mass);
			lowest = cut(lane, &keys, &weights, enough);
		}
		mass = 0.0;
		for (var i = 0u; i < SHARE; i++) {
			if (keys[i] < lowest) { weights[i] = 0.0; }
			mass += weights[i];
		}
		let unit = f32(random_pair(u32(book[0]), count, row).x >> 8u) * 0x1p-24f;
		let goal = unit * sum_of(lane, mass);
		var reached = 0.0;
		for (var i = 0u; i < lane; i++) { reached += lanes[i]; }
		var last = -1.0;
		for (var i = 0u; i < SHARE; i++) {
			reached += weights[i];
			if (weights[i] > 0.0) {
				last = f32(first + i);
				if (reached > goal) { candidate = min(candidate, last); }
			}
		}
		// Rounding may leave the goal above the last sum: then the last token is meant.
		let end = most_of(lane, last);
		if (last == end) { candidate = min(candidate, max(end, 0.0)); }
	}
	let chosen = u32(clamp(-most_of(lane, -candidate), 0.0, f32(VOCABULARY) - 1.0));
	if (lane == 0u) {
		let token = i32(chosen);
		book[HISTORY + row * MAX_TIME + count] = token;
		log_probs[row * MAX_TIME + count] = logits[row * VOCABULARY + chosen] - top - log_total;
		let made = book[MADE + row] + 1;
		book[MADE + row] = made;
		if (token == i32(${knob('stopToken')}) || made >= i32(${knob('maxNew')})) { book[ENDED + row] = 1; }
	}
}`;

interface SampleCall {
	readonly layout: DecodeLayout;
	readonly logits: tf.Tensor;
	readonly knobs: tf.Tensor;
	readonly book: tf.Tensor;
	/** [capacity, maxTime], of the token at each position. */
	readonly logProbs: tf.Tensor;
}

export function sampleKernel({ layout, logits, knobs, book, logProbs }: SampleCall): Kernel {
	const { capacity, vocabulary, maxTime } = layout;
	const { place, prompt, made, ended, history } = layout.book;
	const side = vocabulary <= 512 ? 8 : 16;
	return {
		name: 'decodeSample',
		source: SOURCE,
		constants: {
			...{ GROUP: side * side, SIDE: side, SHARE: Math.ceil(vocabulary / side / side), VOCABULARY: vocabulary, MAX_TIME: maxTime },
			...{ PLACE: place, PROMPT: prompt, MADE: made, ENDED: ended, HISTORY: history, LOWEST: '-3.0e38f', NONE: '1.0e9f' },
		},
		inputs: { logits, knobs },
		inPlace: { book, log_probs: logProbs },
		outputs: {},
		grid: [capacity, 1, 1],
	};
}
