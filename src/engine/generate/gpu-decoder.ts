/**
 * Decoding on the GPU: one step is recorded once and repeated many times in a submit, while at most two submits are on their way, so that
 * Stop is felt at once. Weights are bound where they lie; when one has moved to another buffer, the step is bound anew.
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { type KernelRunner, runKernel } from '../gpu/kernel.ts';
import { rotationTable } from '../ops/rope.ts';
import { attendKernel, keyValueKernel, thinkKernel } from './block-kernels.ts';
import { beginRollout, collectRollout, type DecodeState } from './book-kernels.ts';
import { checkCache, type DecodeLayout, decodeLayout } from './decode-layout.ts';
import { type DecoderBackend, type DecoderOptions, type DecoderStatus, FRESH_STATUS } from './decoder-options.ts';
import { embedKernel, headKernel } from './end-kernels.ts';
import { EndWatch } from './end-watch.ts';
import { type ModelWeights, readWeights } from './model-weights.ts';
import { type Asked, askedOf, checkAlive, type Limits, type Rollout, type RolloutOptions, readRollout } from './rollout.ts';
import { sampleKernel } from './sample-kernel.ts';
import { bufferOf, StepReplay } from './step-replay.ts';
import type { Kernel } from './stream-wgsl.ts';

const MAX_IN_FLIGHT = 2;
/** Head and sampling: left out where a prompt goes on in every row. */
const CHOOSING = 2;
/** What one submit may take, in milliseconds: two of them pass before Stop is felt. */
const SUBMIT_MS = 150;
/** Commands in a submit; encoding them takes well under a frame. */
const MAX_COMMANDS = 1_024;

export class GpuDecoder implements DecoderBackend {
	status: DecoderStatus = FRESH_STATUS;
	readonly #runner: GraphBackend;
	readonly #weights: ModelWeights;
	readonly #layout: DecodeLayout;
	readonly #limits: Limits;
	readonly #state: DecodeState;
	/** RoPE's; null with learned positions. */
	readonly #turns: tf.Tensor | null;
	#step: { readonly replay: StepReplay; readonly places: string } | null = null;
	/** Positions in a submit; follows what the GPU manages. */
	#pace = 4;

	constructor(runner: KernelRunner, { config, weights, maxBatch, maxTime }: DecoderOptions) {
		// The only runner there is: ops know no more of it than KernelRunner, a recording needs the rest.
		this.#runner = runner as GraphBackend;
		this.#weights = readWeights(config, weights);
		this.#layout = decodeLayout(config, this.#weights.hidden, maxBatch, maxTime);
		checkCache(this.#layout, runner.device);
		this.#limits = { maxBatch, maxTime, vocabulary: config.vocabulary };
		const { base, headDim } = { base: config.ropeBase ?? 10_000, headDim: this.#layout.headDim };
		this.#turns = config.position === 'rope' ? tf.keep(rotationTable(maxTime, headDim, base)) : null;
		this.#state = makeState(this.#layout, config.layers);
		this.status = { ...FRESH_STATUS, bytes: this.#tensors().reduce((sum, { size }) => sum + 4 * size, 0) };
	}

	async rollout(options: RolloutOptions): Promise<Rollout> {
		const asked = askedOf(options, this.#limits);
		checkAlive(this.#weights.all);
		const replay = await this.#recorded();
		this.#begin(asked, options);
		await this.#run(replay, asked, options);
		return collectRollout(this.#runner, this.#layout, this.#state, asked);
	}

	dispose(): void {
		tf.dispose(this.#tensors());
		this.#step = null;
	}

	#tensors(): tf.Tensor[] {
		const { caches, ...others } = this.#state;
		return [...caches, ...Object.values(others), ...(this.#turns === null ? [] : [this.#turns])];
	}

	/** Binds again when a weight lies elsewhere than at the last recording. */
	async #recorded(): Promise<StepReplay> {
		const places = this.#weights.all.map((weight) => {
			const range = this.#runner.rangeOf(weight);
			return `${numberOf(bufferOf(range))}+${range.offset}`;
		});
		const key = places.join();
		if (this.#step?.places === key) return this.#step.replay;
		const replay = await StepReplay.record(this.#runner, this.#layout.capacity, () => {
			for (const kernel of this.#kernels()) runKernel(this.#runner, kernel);
		});
		this.#step = { replay, places: key };
		this.status = { ...this.status, dispatchesPerToken: replay.dispatches, recordings: this.status.recordings + 1 };
		return replay;
	}

	#kernels(): Kernel[] {
		const { token, position, blocks } = this.#weights;
		const [layout, state, turns] = [this.#layout, this.#state, this.#turns];
		const { book, stream, logits, knobs, logProbs } = state;
		const isRotated = turns !== null;
		const table = turns ?? position ?? token;
		return [
			embedKernel({ layout, token, position: table, isRotated, book, stream }),
			...blocks.flatMap((block, i) => {
				const call = { layout, block, isRotated, stream, cache: state.caches[i] ?? stream };
				return [keyValueKernel(call), attendKernel(call), thinkKernel(call)];
			}),
			headKernel(layout, this.#weights, stream, logits),
			sampleKernel({ layout, logits, knobs, book, logProbs }),
		];
	}

	#begin(asked: Asked, { prompts, lengths, seed }: RolloutOptions): void {
		tf.tidy(() => {
			const ints = lengths ?? Array.from({ length: asked.batch }, () => asked.promptTime);
			beginRollout(this.#runner, this.#layout, this.#state, asked, {
				prompts,
				lengths: ints instanceof tf.Tensor ? tf.cast(ints, 'int32') : tf.tensor1d([...ints], 'int32'),
				seed: seed instanceof tf.Tensor ? seed : tf.scalar(seed | 0, 'int32'),
			});
		});
		this.#runner.flush();
	}

	async #run(replay: StepReplay, asked: Asked, options: RolloutOptions): Promise<void> {
		const { steps, feeds, batch, stopToken } = asked;
		const watch = stopToken < 0 ? null : new EndWatch(this.#runner, this.#state.book, this.#layout.book.ended, batch);
		const started = performance.now();
		const inFlight: Promise<void>[] = [];
		let [at, submits, jsMs, landed, least] = [0, 0, 0, started, Number.POSITIVE_INFINITY];
		while (at < steps && options.stopped?.() !== true && watch?.haveAllEnded !== true) {
			const times = this.#timesFrom(at, asked, replay, options.onTokens?.every);
			const sent = performance.now();
			replay.send({ times, without: at < feeds ? CHOOSING : 0, rows: batch });
			const took = performance.now() - sent;
			jsMs += took;
			least = Math.min(least, took / times);
			submits += watch?.look() === true ? 2 : 1;
			at += times;
			inFlight.push(
				this.#runner.device.queue.onSubmittedWorkDone().then(() => {
					const now = performance.now();
					this.#setPace(times, now - Math.max(sent, landed));
					landed = now;
				}),
			);
			if (inFlight.length >= MAX_IN_FLIGHT) await inFlight.shift();
			await this.#show(at, asked, options.onTokens);
		}
		await Promise.all(inFlight);
		watch?.destroy();
		const ms = performance.now() - started;
		const spent = { jsMsPerToken: jsMs / Math.max(1, at), leastJsMsPerToken: at === 0 ? 0 : least };
		this.status = { ...this.status, ...spent, submits, steps: at, ms };
	}

	/** Positions of the next submit: what the pace allows, up to the end of the prompts and to the next that is shown. */
	#timesFrom(at: number, { feeds, steps }: Asked, { dispatches }: StepReplay, every = steps): number {
		const most = Math.max(1, Math.min(this.#pace, Math.floor(MAX_COMMANDS / dispatches)));
		return at < feeds ? Math.min(most, feeds - at) : Math.min(most, steps - at, every - ((at - feeds) % every));
	}

	async #show(at: number, asked: Asked, onTokens: RolloutOptions['onTokens']): Promise<void> {
		const isDue = onTokens !== undefined && at > asked.feeds && at < asked.steps && (at - asked.feeds) % onTokens.every === 0;
		if (!isDue) return;
		const rollout = collectRollout(this.#runner, this.#layout, this.#state, asked);
		const soFar = await readRollout(rollout);
		tf.dispose({ ...rollout });
		onTokens.show(soFar);
	}

	#setPace(times: number, ms: number): void {
		const fits = (times * SUBMIT_MS) / Math.max(ms, 0.1);
		this.#pace = Math.max(1, Math.round(Math.min(fits, 2 * Math.max(times, this.#pace))));
	}
}

/** Made on the GPU, and kept when the caller's tidy ends. */
function makeState({ cacheSize, streamSize, capacity, vocabulary, maxTime, book }: DecodeLayout, layers: number): DecodeState {
	const make = (size: number, dtype: 'float32' | 'int32' = 'float32'): tf.Tensor => tf.keep(tf.fill([size], 0, dtype));
	return {
		book: make(book.size, 'int32'),
		stream: make(streamSize),
		logits: make(capacity * vocabulary),
		logProbs: make(capacity * maxTime),
		knobs: make(6),
		caches: Array.from({ length: layers }, () => make(cacheSize)),
	};
}

const numbers = new WeakMap<GPUBuffer, number>();
let buffers = 0;

/** A number for each buffer, for comparing places. */
function numberOf(buffer: GPUBuffer): number {
	const number = numbers.get(buffer) ?? buffers++;
	numbers.set(buffer, number);
	return number;
}
