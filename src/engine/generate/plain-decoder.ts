/**
 * Decoding in plain tfjs, for backends without kernels of ours, and the reference for those: the same positions, the same random bits,
 * sampling on the processor. Keys and values grow by a concat a position.
 */
import * as tf from '@tensorflow/tfjs';
import { randomPair, seedBits } from '../ops/random.ts';
import { ropeReference } from '../ops/rope.ts';
import { type DecoderBackend, type DecoderOptions, type DecoderStatus, FRESH_STATUS } from './decoder-options.ts';
import {
	type Block,
	type DecoderConfig,
	type Dense,
	epsilonOf,
	headDimOf,
	type ModelWeights,
	type Norm,
	readWeights,
} from './model-weights.ts';
import { type Asked, askedOf, checkAlive, type Generated, type Limits, type Rollout, type RolloutOptions } from './rollout.ts';
import { sampleToken } from './sample-token.ts';

/** Keys and values of each layer in turn, [batch, kvHeads, positions so far, headDim]; empty before the first position. */
type Cache = readonly tf.Tensor[];

/** Prompt and new tokens of every row, as they become known. */
interface Rows {
	readonly promptLengths: readonly number[];
	/** [batch, maxTime]. */
	readonly history: Int32Array;
	readonly logProbs: Float32Array;
	readonly made: Int32Array;
	readonly ended: boolean[];
	/** Smallest distance of any draw from another outcome, for each row (sample-token.ts). */
	readonly margins: Float32Array;
}

export class PlainDecoder implements DecoderBackend {
	status: DecoderStatus = FRESH_STATUS;
	/** Of the last rollout: below about 1e-6, another device may draw another token. For tests. */
	margins: Float32Array = new Float32Array();
	readonly #config: DecoderConfig;
	readonly #weights: ModelWeights;
	readonly #limits: Limits;

	constructor({ config, weights, maxBatch, maxTime }: DecoderOptions) {
		this.#config = config;
		this.#weights = readWeights(config, weights);
		this.#limits = { maxBatch, maxTime, vocabulary: config.vocabulary };
	}

	async rollout(options: RolloutOptions): Promise<Rollout> {
		const asked = askedOf(options, this.#limits);
		checkAlive(this.#weights.all);
		const rows = await this.#start(asked, options);
		const seed = await seedOf(options.seed);
		await this.#run(rows, seed, asked, options);
		this.margins = rows.margins;
		const { tokens, logProbs, lengths } = this.#soFar(rows, asked);
		const { batch, maxNew } = asked;
		const mask = Float32Array.from(tokens, (_, at) => (at % maxNew < (lengths[Math.floor(at / maxNew)] ?? 0) ? 1 : 0));
		return {
			tokens: tf.tensor2d(tokens, [batch, maxNew], 'int32'),
			logProbs: tf.tensor2d(logProbs, [batch, maxNew]),
			mask: tf.tensor2d(mask, [batch, maxNew]),
			lengths: tf.tensor1d(lengths, 'int32'),
		};
	}

	dispose(): void {}

	async #start({ batch, promptTime }: Asked, { prompts, lengths }: RolloutOptions): Promise<Rows> {
		const { maxTime, vocabulary } = this.#limits;
		const ids = await prompts.data();
		const given = lengths instanceof tf.Tensor ? await lengths.data() : lengths;
		const history = new Int32Array(batch * maxTime);
		for (const [at, id] of ids.entries()) {
			history[Math.floor(at / promptTime) * maxTime + (at % promptTime)] = Math.min(id >>> 0, vocabulary - 1);
		}
		return {
			promptLengths: Array.from({ length: batch }, (_, row) => Math.min(Math.max(given?.[row] ?? promptTime, 1), promptTime)),
			history,
			logProbs: new Float32Array(batch * maxTime),
			made: new Int32Array(batch),
			ended: Array.from({ length: batch }, () => false),
			margins: new Float32Array(batch).fill(Number.POSITIVE_INFINITY),
		};
	}

	async #run(rows: Rows, seed: number, asked: Asked, { stopped, onTokens }: RolloutOptions): Promise<void> {
		const { steps, feeds, batch, maxNew } = asked;
		const started = performance.now();
		let cache: Cache = [];
		let at = 0;
		for (; at < steps && !rows.ended.every((hasEnded) => hasEnded); at += 1) {
			if (at % POSITIONS_PER_TURN === 0) {
				// A Stop that waits in the queue of events is heard here.
				await new Promise((heard) => setTimeout(heard, 0));
				if (stopped?.() === true) break;
			}
			const tokens = Int32Array.from({ length: batch }, (_, row) => rows.history[row * this.#limits.maxTime + at] ?? 0);
			const read = tf.tidy(() => this.#read(tokens, at, cache, at >= feeds));
			tf.dispose([...cache]);
			cache = read.slice(0, 2 * this.#weights.blocks.length);
			const logits = read[cache.length];
			if (logits === undefined) continue;
			this.#choose(rows, seed, at + 1, asked, Float32Array.from(await logits.data()));
			logits.dispose();
			const isShown = onTokens !== undefined && (at + 1 - feeds) % onTokens.every === 0 && at + 1 - feeds < maxNew;
			if (isShown) onTokens.show(this.#soFar(rows, asked));
		}
		tf.dispose([...cache]);
		const ms = performance.now() - started;
		const jsMsPerToken = ms / Math.max(1, at);
		this.status = { ...FRESH_STATUS, steps: at, ms, jsMsPerToken, leastJsMsPerToken: jsMsPerToken };
	}

	/** One position of all rows: the cache with it, and behind it logits [batch, vocabulary] if wanted. */
	#read(tokens: Int32Array, at: number, cache: Cache, isScored: boolean): tf.Tensor[] {
		const { token, position, blocks, norm, head } = this.#weights;
		const ids = tf.tensor1d(tokens, 'int32');
		let x = tf.gather(token, ids); // [batch, width]
		if (position !== null) x = tf.add(x, tf.slice(position, [at, 0], [1, -1]));
		const next: tf.Tensor[] = [];
		for (const [i, block] of blocks.entries()) {
			const attended = attend(this.#config, block, x, at, cache.slice(2 * i, 2 * i + 2));
			next.push(...attended.cache);
			x = tf.add(x, attended.mixed);
			x = tf.add(x, think(this.#config, block, x));
		}
		return isScored ? [...next, tf.matMul(normalise(this.#config, norm, x), matrix(head))] : next;
	}

	/** `place`: where the new token will stand. */
	#choose(rows: Rows, seed: number, place: number, { batch, maxNew, sampling, stopToken }: Asked, logits: Float32Array): void {
		const { maxTime, vocabulary } = this.#limits;
		for (let row = 0; row < batch; row += 1) {
			if (rows.ended[row] === true || place < (rows.promptLengths[row] ?? 1)) continue;
			const unit = (randomPair(seed, place, row)[0] >>> 8) * 2 ** -24;
			const { token, logProb, margin } = sampleToken(logits.subarray(row * vocabulary, (row + 1) * vocabulary), sampling, unit);
			rows.history[row * maxTime + place] = token;
			rows.logProbs[row * maxTime + place] = logProb;
			rows.margins[row] = Math.min(rows.margins[row] ?? margin, margin);
			const made = (rows.made[row] ?? 0) + 1;
			rows.made[row] = made;
			rows.ended[row] = token === stopToken || made === maxNew;
		}
	}

	#soFar({ promptLengths, history, logProbs, made }: Rows, { batch, maxNew, padToken }: Asked): Generated {
		const { maxTime } = this.#limits;
		const tokens = new Int32Array(batch * maxNew).fill(padToken);
		const logs = new Float32Array(batch * maxNew);
		for (const [row, count] of made.entries()) {
			const from = row * maxTime + (promptLengths[row] ?? 1);
			tokens.set(history.subarray(from, from + count), row * maxNew);
			logs.set(logProbs.subarray(from, from + count), row * maxNew);
		}
		return { tokens, logProbs: logs, lengths: made.slice() };
	}
}

/** Positions between looks at the queue of events. */
const POSITIONS_PER_TURN = 4;

async function seedOf(seed: tf.Tensor | number): Promise<number> {
	return seed instanceof tf.Tensor ? seedBits((await seed.data())[0] ?? 0) : seed >>> 0;
}

/** Weights are rank 2; readWeights has checked their shapes. */
const matrix = (weight: tf.Tensor): tf.Tensor2D => weight as tf.Tensor2D;

function dense(x: tf.Tensor, { weight, bias }: Dense): tf.Tensor {
	const y = tf.matMul(x, matrix(weight));
	return bias === null ? y : tf.add(y, bias);
}

function normalise(config: DecoderConfig, { scale, shift }: Norm, x: tf.Tensor): tf.Tensor2D {
	const apart = config.norm === 'layer' ? tf.sub(x, tf.mean(x, -1, true)) : x;
	const variance = tf.mean(tf.square(apart), -1, true);
	const scaled = tf.mul(tf.mul(apart, tf.rsqrt(tf.add(variance, epsilonOf(config)))), scale);
	// [batch, width], as x.
	return (shift === null ? scaled : tf.add(scaled, shift)) as tf.Tensor2D;
}

function attend(config: DecoderConfig, block: Block, x: tf.Tensor, at: number, before: Cache): { mixed: tf.Tensor; cache: Cache } {
	const { heads, kvHeads = heads, width, position, ropeBase = 10_000 } = config;
	const headDim = headDimOf(config);
	const batch = x.shape[0] ?? 1;
	const inner = normalise(config, block.norm1, x);
	const split = (y: tf.Tensor, count: number): tf.Tensor => tf.reshape(y, [batch, count, 1, headDim]);
	const turn = (y: tf.Tensor): tf.Tensor => (position === 'rope' ? ropeReference(y, ropeBase, at) : y);
	const join = (old: tf.Tensor | undefined, now: tf.Tensor): tf.Tensor => (old === undefined ? now : tf.concat([old, now], 2));
	const q = tf.reshape(turn(split(dense(inner, block.query), heads)), [batch, kvHeads, heads / kvHeads, headDim]);
	const k = join(before[0], turn(split(dense(inner, block.key), kvHeads)));
	const v = join(before[1], split(dense(inner, block.value), kvHeads));
	const shares = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(headDim)), -1); // [batch, kvHeads, heads / kvHeads, positions]
	return { mixed: dense(tf.reshape(tf.matMul(shares, v), [batch, width]), block.output), cache: [k, v] };
}

function think(config: DecoderConfig, { norm2, up, gate, down }: Block, x: tf.Tensor): tf.Tensor {
	const inner = normalise(config, norm2, x);
	const hidden = dense(inner, up);
	if (gate !== null) {
		const gates = tf.matMul(inner, matrix(gate));
		return dense(tf.mul(hidden, tf.mul(gates, tf.sigmoid(gates))), down);
	}
	const bent = tf.tanh(tf.mul(tf.add(hidden, tf.mul(tf.mul(tf.square(hidden), hidden), 0.044715)), Math.sqrt(2 / Math.PI)));
	return dense(tf.mul(tf.mul(hidden, 0.5), tf.add(bent, 1)), down);
}
