/**
 * Runs a step's JavaScript once while its GPU commands are recorded, and puts tfjs's books in order afterwards, so that running the
 * recording leaves everything as if the step had run eagerly: variables keep their buffers, tensors that live on get real ones.
 * The step's JavaScript runs exactly once, also when it has to be given up half-way (a read, an error).
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import type { TensorData } from '../gpu/internals.ts';
import { moveVariable } from '../gpu/move-variable.ts';
import { NO_HOLES } from './compare-traces.ts';
import { Plan } from './plan.ts';
import { Recorder } from './recorder.ts';
import { Constant, type Range, STORAGE_USAGE, type Storage, type Trace, VirtualBuffer } from './trace.ts';

export interface Recorded {
	readonly trace: Trace;
	/** Places of tensors that live on. */
	readonly pins: ReadonlyMap<VirtualBuffer, Range>;
	/** What the step returned. Its data exists once the trace has run. */
	readonly output: tf.Tensor;
	/** Gives back the buffers of tensors that the step let go. Call it when the trace has been sent. */
	release(): void;
	/** Tensors made outside that the step uses. */
	readonly used: ReadonlyMap<TensorData, tf.DataId>;
	/** Variables from outside that the step disposed. */
	readonly lost: readonly tf.Variable[];
}

export interface GivenUp {
	/** The step has run to its end, eagerly from the place that needed a value. */
	readonly output: tf.Tensor;
	readonly givenUp: string;
	readonly stack: string;
}

/**
 * @throws whatever the step throws; what it did before that has been done
 */
export function recordStep(backend: GraphBackend, step: () => tf.Tensor, withStacks = false): Recorded | GivenUp {
	const before = placesOfVariables(backend);
	let givenUp: { why: string; stack: string } | null = null;
	const recorder: Recorder = new Recorder({
		withStacks,
		onAbandon(why, stack) {
			givenUp ??= { why, stack };
			runNow(backend, recorder, before);
		},
	});
	backend.startRecording(recorder);
	let output: tf.Tensor;
	try {
		output = tf.tidy(() => step());
	} catch (error) {
		if (backend.recorder === recorder) runNow(backend, recorder, before);
		throw isUseOfDisposed(error) ? new Error(DISPOSED, { cause: error }) : error;
	}
	// The callback may have set it; the compiler follows only straight code.
	const abandoned = givenUp as { why: string; stack: string } | null;
	if (abandoned !== null) return { output, givenUp: abandoned.why, stack: abandoned.stack };
	return { ...settle(backend, recorder, before), output };
}

const DISPOSED =
	'The step uses a tensor that was disposed. What a step uses must live as long as the step is used: keep it out of tf.tidy and dispose.';

/** What tfjs says, in its own way, of a tensor whose data is gone. */
function isUseOfDisposed(error: unknown): boolean {
	return error instanceof TypeError && /reading 'backend'|reading 'resource'|reading 'refCount'/.test(error.message);
}

/** Runs what was recorded so far and goes on eagerly. */
function runNow(backend: GraphBackend, recorder: Recorder, before: ReadonlyMap<tf.Variable, TensorData>): void {
	const { trace, pins, release } = settle(backend, recorder, before);
	const plan = new Plan(backend, trace, pins, NO_HOLES);
	plan.run();
	plan.destroy();
	release();
}

function placesOfVariables(backend: GraphBackend): Map<tf.Variable, TensorData> {
	const variables = Object.values(tf.engine().registeredVariables);
	return new Map(
		variables.map((variable) => {
			backend.uploadToGPU(variable.dataId);
			return [variable, backend.tensorMap.get(variable.dataId)] as const;
		}),
	);
}

/** Ends the recording. */
function settle(backend: GraphBackend, recorder: Recorder, before: ReadonlyMap<tf.Variable, TensorData>): Omit<Recorded, 'output'> {
	const changed = [...before].filter(([variable, old]) => !variable.isDisposed && backend.tensorMap.get(variable.dataId) !== old);
	// While still recording: a value that came from numbers is a constant of the step.
	const sources = changed.map(([variable]) => backend.rangeOf(variable));
	backend.stopRecording();
	for (const [i, [variable, old]] of changed.entries()) {
		const source = sources[i];
		if (source !== undefined) keepPlace(backend, recorder, source, variable, old);
	}
	const pins = new Map<VirtualBuffer, Range>();
	let survivors = 0;
	for (const [data] of recorder.alive) {
		if (data.resource instanceof Constant) data.resource = null;
		if (!(data.resource instanceof VirtualBuffer)) continue;
		const virtual = data.resource;
		const buffer = backend.bufferManager.acquireBuffer(virtual.bytes, STORAGE_USAGE);
		pins.set(virtual, { storage: buffer, offset: 0, bytes: virtual.bytes });
		data.resource = buffer;
		survivors += 1;
	}
	const orphans = [...recorder.orphans];
	return {
		trace: {
			commands: recorder.commands,
			constants: recorder.constants,
			suppliers: recorder.suppliers,
			survivors,
			disposed: orphans.length,
		},
		used: recorder.used,
		lost: [...before.keys()].filter((variable) => variable.isDisposed),
		pins,
		release() {
			for (const { resource, external } of orphans)
				if (isBuffer(resource) && external !== true) backend.bufferManager.releaseBuffer(resource);
		},
	};
}

/**
 * `assign` gave the variable other data. The variable gets its old buffer back, with a copy of the new value into it at the end of the
 * step (which the memory plan mostly leaves out). Where somebody else still holds the old data, the variable moves to a new buffer.
 */
function keepPlace(backend: GraphBackend, recorder: Recorder, source: Range, variable: tf.Variable, old: TensorData): void {
	const isFree = recorder.orphans.delete(old) && isBuffer(old.resource);
	const buffer = isFree && isBuffer(old.resource) ? old.resource : backend.bufferManager.acquireBuffer(source.bytes, STORAGE_USAGE);
	const offset = isFree ? (old.offset ?? 0) : 0;
	recorder.add({ kind: 'copy', from: source, to: { storage: buffer, offset, bytes: source.bytes } });
	moveVariable(backend, variable, buffer, offset, isFree && old.external === true);
}

function isBuffer(resource: TensorData['resource'] | Storage): resource is GPUBuffer {
	return resource instanceof GPUBuffer;
}
