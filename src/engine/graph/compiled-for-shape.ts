/**
 * A step for inputs of one shape: records it, decides whether it can be replayed, replays it. At most two steps wait on the GPU, so that
 * Stop is felt at once. Nothing is ever run twice and nothing is left out: a recording that will not be replayed still runs, once.
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { detachVariable } from '../gpu/move-variable.ts';
import { type Comparison, compareTraces, type Holes, NO_HOLES } from './compare-traces.ts';
import { KeptLosses, type StepLoss } from './eager-step.ts';
import { fuseElementwise, type Placed } from './fuse.ts';
import { type Input, InputSlots } from './input-slots.ts';
import { LossRing } from './loss-ring.ts';
import { changedVariables, refuseLost, restless, watchUsed } from './outside.ts';
import { asRecorded, compilePipelines, Plan, type RunOptions } from './plan.ts';
import { type Recorded, recordStep } from './record-step.ts';
import { FRESH_STATUS, type KernelTime, type StepStatus } from './status.ts';
import type { Trace } from './trace.ts';

interface Ready {
	readonly plan: Plan;
	readonly holes: Holes;
	/** What later recordings are compared with, where the step has holes. */
	readonly trace: Trace;
	readonly output: tf.Tensor;
	/** Variables that the plan changes in place. */
	readonly changed: readonly tf.Variable[];
	/** Whether everything that the plan reads from outside is still where it was. */
	readonly isWhole: () => boolean;
}

const MAX_IN_FLIGHT = 2;
/** Recordings that differ from the one before, until the step is run as written. Optimisers make their slots in the first. */
const MAX_DIFFERENCES = 3;
const SPLIT_ABOVE_MS = 400;
/** What every device offers, so that a step has as many commands on each. */
const MAX_FUSED_BUFFERS = 8;

export class CompiledForShape {
	readonly backend: GraphBackend;
	status: StepStatus = FRESH_STATUS;
	readonly #step: (inputs: readonly tf.Tensor[]) => tf.Scalar;
	readonly #splitAboveMs: number;
	readonly #ring: LossRing;
	readonly #losses = new KeptLosses();
	readonly #slots: InputSlots;
	#before: Trace | null = null;
	#ready: Ready | null = null;
	#differences = 0;
	#withStacks = false;
	readonly #inFlight: Promise<void>[] = [];
	#lastDone = 0;
	#measures = false;
	#times: readonly number[] = [];

	constructor(backend: GraphBackend, step: (inputs: readonly tf.Tensor[]) => tf.Scalar, options: { readonly splitAboveMs?: number }) {
		this.backend = backend;
		this.#step = step;
		this.#splitAboveMs = options.splitAboveMs ?? SPLIT_ABOVE_MS;
		this.#ring = new LossRing(backend.device);
		this.#slots = new InputSlots(backend);
	}

	async run(inputs: readonly Input[]): Promise<StepLoss> {
		this.#keepClones();
		if (this.#ready !== null && !this.#ready.isWhole()) this.#startOver();
		if (this.status.mode === 'replayed' && this.#ready !== null) return this.#replay(this.#ready, inputs, null);
		if (this.status.mode === 'eager') return this.#eager(inputs);
		return this.#record(inputs);
	}

	/** The recorded step, kernel by kernel; null while it is not replayed. Times are those of the step that `measureNext` was for. */
	kernels(): KernelTime[] | null {
		if (this.#ready === null) return null;
		return this.#ready.plan.kernels().map((work, i) => ({ ...work, ns: this.#times[i] ?? null }));
	}

	/** The next step that runs as a recording is timed kernel by kernel, where the device can. */
	measureNext(): void {
		this.#measures = this.backend.device.features.has('timestamp-query');
	}

	dispose(): void {
		this.#dropPlan();
		this.#losses.clear();
		this.#ring.destroy();
		this.#slots.destroy();
	}

	async #eager(inputs: readonly Input[]): Promise<StepLoss> {
		const started = performance.now();
		const tensors = tf.memory().numTensors;
		const loss = tf.tidy(() => tf.keep(this.#step(inputs.map((input) => (typeof input === 'number' ? tf.scalar(input) : input)))));
		this.backend.flush();
		this.status = { ...this.status, jsMs: performance.now() - started, leaked: tf.memory().numTensors - tensors - 1 };
		await this.#takeOff();
		return this.#losses.keep(loss);
	}

	async #record(inputs: readonly Input[]): Promise<StepLoss> {
		this.#slots.write(inputs);
		const started = performance.now();
		const tensors = tf.memory().numTensors;
		const staged = this.#slots.views();
		let recorded: ReturnType<typeof recordStep>;
		try {
			recorded = recordStep(this.backend, () => this.#step(staged), this.#withStacks);
		} catch (error) {
			this.#before = null;
			throw error;
		} finally {
			tf.dispose(staged);
		}
		const { output } = recorded;
		const leaked = tf.memory().numTensors - tensors - 1;
		const writtenMs = performance.now() - started;
		this.status = { ...this.status, jsMs: writtenMs, writtenMs, leaked };
		if ('givenUp' in recorded) {
			this.#goEager(`The step ${recorded.givenUp}: a recording has no numbers yet, so the step runs as written.`, recorded.stack);
			return this.#losses.keep(scalar(output));
		}
		return this.#afterRecording(recorded, output, inputs);
	}

	async #afterRecording(recorded: Recorded, output: tf.Tensor, inputs: readonly Input[]): Promise<StepLoss> {
		const { trace } = recorded;
		const ready = this.#ready;
		refuseLost(recorded.lost);
		if (ready !== null) {
			const comparison = compareTraces(ready.trace, trace);
			if (comparison.same && includes(ready.holes, comparison.holes)) {
				output.dispose();
				this.#explain(comparison, trace);
				return this.#replay(ready, inputs, trace);
			}
		}
		const comparison = this.#before === null ? null : compareTraces(this.#before, trace);
		const holes = comparison?.same ? join(comparison.holes, ready?.holes ?? NO_HOLES) : NO_HOLES;
		this.#dropPlan();
		const isSteady = comparison?.same === true && trace.survivors <= 1 && trace.disposed === 0;
		const placed = isSteady ? this.#fuse(trace, recorded, holes) : asRecorded(trace);
		await compilePipelines(placed.map(({ command }) => command));
		const plan = new Plan(this.backend, trace, recorded.pins, holes, placed);
		this.#before = trace;
		plan.run();
		this.backend.flush();
		recorded.release();
		await this.#takeOff();
		this.status = {
			...this.status,
			dispatches: plan.dispatches,
			copies: plan.copies,
			bytes: plan.bytes,
			writtenDispatches: trace.commands.length,
		};
		if (comparison?.same === true && !isSteady) this.#goEager(restless(trace), null);
		else if (comparison?.same === false) this.#countDifference(comparison, trace);
		if (!isSteady) {
			plan.destroy();
			return this.#losses.keep(scalar(output));
		}
		const kept = tf.keep(output.clone());
		this.#ready = {
			plan,
			holes,
			trace,
			output: kept,
			changed: changedVariables(this.backend, trace),
			isWhole: watchUsed(this.backend, recorded.used),
		};
		if (comparison?.same === true && comparison.at !== null) this.#explain(comparison, trace);
		else this.status = { ...this.status, mode: 'replayed', reason: '', stack: null };
		const loss = tf.tidy(() => tf.keep(tf.add(output, 0)));
		output.dispose();
		return this.#losses.keep(scalar(loss));
	}

	/** Fewer, larger kernels: only for a recording that will run often. */
	#fuse(trace: Trace, { pins }: Recorded, holes: Holes): Placed[] {
		const { device } = this.backend;
		return fuseElementwise(trace.commands, {
			maxBuffers: Math.min(MAX_FUSED_BUFFERS, device.limits.maxStorageBuffersPerShaderStage),
			compile: (code) => this.backend.pipelineOf(code),
			changing: new Set(trace.constants.filter((_, i) => holes.constants.has(i))),
			untouched: holes.uniforms,
			pinned: new Set(pins.keys()),
		});
	}

	/** With a fresh recording of a step whose numbers change, its numbers are filled in first. */
	async #replay({ plan, output, trace }: Ready, inputs: readonly Input[], fresh: Trace | null): Promise<StepLoss> {
		const { step, buffer } = await this.#ring.claim();
		const started = performance.now();
		if (fresh === null) {
			this.#slots.write(inputs);
			plan.supply(trace);
		} else plan.fill(fresh);
		const { storage, offset, bytes } = this.backend.rangeOf(output);
		if (!(storage instanceof GPUBuffer)) throw new Error('The loss of a replayed step has no place. This is a fault of Gradus.');
		const parts = Math.max(1, Math.ceil((this.status.gpuMs ?? 0) / this.#splitAboveMs));
		this.backend.flush();
		const read = { from: { buffer: storage, offset, size: bytes }, to: buffer };
		if (this.#measures) this.#measure(plan, read);
		else plan.run({ read, parts });
		const jsMs = performance.now() - started;
		this.status = { ...this.status, jsMs: fresh === null ? jsMs : this.status.jsMs + jsMs };
		await this.#takeOff();
		return { read: () => this.#ring.read(step) };
	}

	#measure(plan: Plan, read: RunOptions['read']): void {
		this.#measures = false;
		void plan.runTimed(read).then(
			(times) => {
				this.#times = times;
			},
			// The device is gone; whoever waits for the step hears of it.
			() => undefined,
		);
	}

	/** Counts the step that was just sent, and waits while too many are on their way. */
	async #takeOff(): Promise<void> {
		const sent = performance.now();
		const landed = this.backend.device.queue.onSubmittedWorkDone().then(() => {
			const now = performance.now();
			const took = now - Math.max(sent, this.#lastDone);
			this.#lastDone = now;
			this.status = { ...this.status, gpuMs: this.status.gpuMs === null ? took : 0.8 * this.status.gpuMs + 0.2 * took };
		});
		this.#inFlight.push(landed);
		if (this.#inFlight.length > MAX_IN_FLIGHT) await this.#inFlight.shift();
	}

	/** A clone of a weight that somebody keeps must not change when the weight does. */
	#keepClones(): void {
		for (const variable of this.#ready?.changed ?? Object.values(tf.engine().registeredVariables)) {
			if (variable.isDisposed) continue;
			const { refCount, external } = this.backend.tensorMap.get(variable.dataId);
			if (refCount > 1 && (this.#ready !== null || external === true)) detachVariable(this.backend, variable);
		}
	}

	#countDifference(comparison: Extract<Comparison, { same: false }>, trace: Trace): void {
		this.#differences += 1;
		this.#withStacks = true;
		const command = trace.commands[comparison.at];
		const stack = command?.kind === 'dispatch' ? command.stack : null;
		if (this.#differences >= MAX_DIFFERENCES)
			this.#goEager(
				trace.disposed > 0 ? restless(trace) : `The step does other work from call to call (${comparison.what}), so it runs as written.`,
				stack,
			);
	}

	/** The reason of a step whose numbers change; its place is known from the next recording on, which keeps stacks. */
	#explain(comparison: Comparison, trace: Trace): void {
		if (!comparison.same || comparison.at === null || this.status.stack !== null) return;
		const command = trace.commands[comparison.at];
		const stack = command?.kind === 'dispatch' ? command.stack : null;
		const reason = 'The step uses a number from JavaScript that changes from call to call, so its JavaScript runs each time.';
		this.status = { ...this.status, mode: 'refilled', reason, stack };
		this.#withStacks = stack === null;
	}

	#goEager(reason: string, stack: string | null): void {
		this.#dropPlan();
		this.status = { ...this.status, mode: 'eager', reason, stack };
	}

	/** Something that the plan reads was disposed or assigned between two steps: the step's JavaScript knows what it is now. */
	#startOver(): void {
		this.#dropPlan();
		this.#before = null;
		this.#differences = 0;
		this.status = { ...this.status, mode: 'recording', reason: '', stack: null };
	}

	#dropPlan(): void {
		this.#ready?.plan.destroy();
		this.#ready?.output.dispose();
		this.#ready = null;
	}
}

function scalar(tensor: tf.Tensor): tf.Scalar {
	// scalarOf has seen to it that the step returns rank 0.
	return tensor as tf.Scalar;
}

function includes(all: Holes, some: Holes): boolean {
	return [...some.constants].every((i) => all.constants.has(i)) && [...some.uniforms].every((i) => all.uniforms.has(i));
}

function join(a: Holes, b: Holes): Holes {
	return { constants: new Set([...a.constants, ...b.constants]), uniforms: new Set([...a.uniforms, ...b.uniforms]) };
}
