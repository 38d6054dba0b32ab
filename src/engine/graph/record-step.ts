/**
 * Runs a step's JavaScript once while its GPU commands are recorded, and puts tfjs's books in order afterwards, so that running the
 * recording leaves everything as if the step had run eagerly: variables keep their buffers, tensors that live on get real ones.
 * The step's JavaScript runs exactly once, also when it has to be given up half-way (a read, an error).
 */
import * as tf from '@tensorflow/tfjs';
import { type GraphBackend, STORAGE_USAGE } from '../gpu/graph-backend.ts';
import type { TensorData } from '../gpu/internals.ts';
import { NO_HOLES } from './compare-traces.ts';
import { Plan } from './plan.ts';
import { Recorder } from './recorder.ts';
import { Constant, type Range, type Storage, type Trace, VirtualBuffer } from './trace.ts';

export interface Recorded {
	readonly trace: Trace;
	/** Places of tensors that live on. */
	readonly pins: ReadonlyMap<VirtualBuffer, Range>;
	/** What the step returned. Its data exists once the trace has run. */
	readonly output: tf.Tensor;
	/** Gives back the buffers of tensors that the step let go. Call it when the trace has been sent. */
	release(): void;
	/** Variables that the step writes, with the place that they keep. */
	readonly written: readonly tf.Variable[];
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
		throw error;
	}
	// The callback may have set it; the compiler follows only straight code.
	const abandoned = givenUp as { why: string; stack: string } | null;
	if (abandoned !== null) return { output, givenUp: abandoned.why, stack: abandoned.stack };
	return { ...settle(backend, recorder, before), output };
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
		trace: { commands: recorder.commands, constants: recorder.constants, survivors, disposed: orphans.length },
		pins,
		written: changed.map(([variable]) => variable),
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

/** Gives the variable this place on the device; what lies there is its value. */
export function moveVariable(backend: GraphBackend, variable: tf.Variable, buffer: GPUBuffer, offset: number, isExternal: boolean): void {
	const place = backend.viewOf(buffer, offset, variable.shape, variable.dtype);
	backend.tensorMap.get(place.dataId).external = isExternal;
	const tensor = tf.engine().makeTensorFromTensorInfo(place, tf.backend());
	variable.assign(tensor);
	tensor.dispose();
}

/**
 * Where others hold the variable's data too (a clone kept from an earlier step), they get a copy of their own: what follows changes the
 * variable in place.
 */
export function detachVariable(backend: GraphBackend, variable: tf.Variable): void {
	const data = backend.tensorMap.get(variable.dataId);
	if (data.refCount <= 1 || !isBuffer(data.resource)) return;
	const { resource, offset = 0, external = false } = data;
	const copy = backend.makeTensorInfo(variable.shape, variable.dtype);
	backend.copy(variable, copy);
	backend.flush();
	const copied = backend.tensorMap.get(copy.dataId);
	Object.assign(data, { resource: copied.resource, offset: 0, external: false });
	// Its buffer has gone over to the clones.
	copied.resource = null;
	backend.disposeData(copy.dataId);
	moveVariable(backend, variable, resource, offset, external);
}

function isBuffer(resource: TensorData['resource'] | Storage): resource is GPUBuffer {
	return resource instanceof GPUBuffer;
}
