/**
 * tfjs's WebGPU backend on a device of ours, with three additions: kernels of our own (kernel.ts), tensors that are part of a larger
 * buffer, and recording. While a recorder is set, nothing runs: every command goes to it. Registered under the name `webgpu`.
 * Values read back are never kept on the processor, since a replayed step changes buffers behind tfjs's back.
 */
import type { BackendValues, DataId, DataType, TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Recorder } from '../graph/recorder.ts';
import { Constant, type Dispatch, type Pipeline, type Range, STORAGE_USAGE, type Supplier, VirtualBuffer } from '../graph/trace.ts';
import { deferringDevice } from './deferring-device.ts';
import { InternalBackend, type Program, type ProgramUniforms, type TensorData } from './internals.ts';
import { floatsOf, type KernelCall, kernelKey, kernelUniforms, type OutputSpec } from './kernel.ts';
import { flopsOf } from './kernel-flops.ts';
import { KernelPipelines } from './kernel-pipelines.ts';
import { asBuffer, byteLength, gpuBytes, valuesOf } from './storage.ts';
import { createUniformHeap, packUniforms, type UniformHeap } from './uniforms.ts';

export class GraphBackend extends InternalBackend {
	recorder: Recorder | null = null;
	readonly #heap: UniformHeap;
	readonly #pipelines: KernelPipelines;
	readonly #realDevice: GPUDevice;

	constructor(device: GPUDevice, info?: GPUAdapterInfo) {
		super(device, info);
		this.#realDevice = device;
		this.#heap = createUniformHeap(device);
		this.#pipelines = new KernelPipelines(device);
	}

	/** From here on commands go to the recorder, and pipelines are compiled beside each other instead of one by one. */
	startRecording(recorder: Recorder): void {
		this.flush();
		this.recorder = recorder;
		this.device = deferringDevice(this.#realDevice);
	}

	stopRecording(): void {
		this.recorder = null;
		this.device = this.#realDevice;
	}

	/** Sends what was encoded so far. */
	flush(): void {
		this.endComputePassEncoder();
		if (this.commandEncoder !== null) this.submitQueue();
	}

	override write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
		const dataId = super.write(values, shape, dtype);
		this.recorder?.made(this.tensorMap.get(dataId), dataId);
		return dataId;
	}

	override disposeData(dataId: DataId, force = false): boolean {
		if (this.recorder !== null && this.tensorMap.has(dataId)) {
			const data = this.tensorMap.get(dataId);
			if (!force && data.refCount > 1) {
				data.refCount -= 1;
				return false;
			}
			this.recorder.disposed(data, dataId);
			this.tensorMap.delete(dataId);
			return true;
		}
		return super.disposeData(dataId, force);
	}

	override releaseResource(dataId: DataId): void {
		const data = this.tensorMap.get(dataId);
		if (data?.resource instanceof VirtualBuffer || data?.resource instanceof Constant) data.resource = null;
		else super.releaseResource(dataId);
	}

	override uploadToGPU(dataId: DataId): void {
		const data = this.tensorMap.get(dataId);
		if (data.resource != null) return;
		const bytes = byteLength(data);
		if (this.recorder?.owns(data)) {
			data.resource =
				data.values === null || data.values === undefined
					? new VirtualBuffer(bytes)
					: this.recorder.constant(data, valuesOf(data), data.dtype);
			return;
		}
		const buffer = this.bufferManager.acquireBuffer(bytes, STORAGE_USAGE);
		// No command that still waits can use this buffer: buffers come back only after the commands that used them were sent.
		if (data.values) this.#realDevice.queue.writeBuffer(buffer, 0, gpuBytes(valuesOf(data), data.dtype));
		data.values = null;
		data.resource = buffer;
	}

	/** The place of a tensor on the device (or in the recording). */
	rangeOf(tensor: TensorInfo): Range {
		this.uploadToGPU(tensor.dataId);
		const data = this.tensorMap.get(tensor.dataId);
		if (data.resource === null || data.resource === undefined) throw new Error('A tensor without data cannot be used on the GPU.');
		if (this.recorder !== null && !this.recorder.owns(data)) this.recorder.used.set(data, tensor.dataId);
		return { storage: data.resource, offset: data.offset ?? 0, bytes: byteLength(data) };
	}

	override tensorToBinding(tensor?: TensorInfo): GPUBindingResource | null {
		if (tensor === undefined) return null;
		const { storage, offset, bytes } = this.rangeOf(tensor);
		return { buffer: asBuffer(storage), offset, size: bytes };
	}

	/** Same as tfjs's, but the command may be recorded and its uniforms lie in one buffer. */
	override recordAndSubmit(program: Program, output: TensorInfo, inputs: TensorInfo[], uniforms: ProgramUniforms = []): void {
		const shapes = [...inputs, output].flatMap(({ shape }) => [
			{ type: 'int32', data: shape },
			{ type: 'int32', data: util.computeStrides(shape) },
		]);
		const size = util.sizeFromShape([...program.outputShape]);
		const block = packUniforms([
			{ type: 'float32', data: [Number.NaN] },
			{ type: 'float32', data: [Number.POSITIVE_INFINITY] },
			...shapes,
			...(program.size ? [{ type: 'int32', data: [program.outputComponent ? size / program.outputComponent : size] }] : []),
			...uniforms,
		]);
		this.#issue({
			kind: 'dispatch',
			key: program.shaderKey,
			pipeline: program.pipeline,
			bindings: [output, ...inputs].map((tensor) => this.rangeOf(tensor)),
			writes: 1,
			uniforms: block,
			grid: program.dispatch,
			tensors: [output, ...inputs].map((tensor) => ({ shape: tensor.shape, dtype: this.tensorMap.get(tensor.dataId).dtype })),
			flops: flopsOf(program, inputs, size),
			stack: this.recorder?.stack() ?? null,
		});
		this.#own([output, ...inputs]);
	}

	runKernel<Out extends string>(given: KernelCall<Out>): Record<Out, TensorInfo> {
		const floats: TensorInfo[] = [];
		const call = { ...given, inputs: this.#asDeclared(given.inputs, floats) };
		const outputs = Object.entries<OutputSpec>(call.outputs).map(
			([name, { shape, dtype = 'float32' }]) => [name, this.makeTensorInfo([...shape], dtype)] as const,
		);
		const tensors = [...outputs.map(([, info]) => info), ...Object.values(call.inPlace ?? {}), ...Object.values(call.inputs)];
		this.#issue({
			kind: 'dispatch',
			key: kernelKey(call),
			pipeline: this.#pipelines.ofKernel(call, this.device),
			bindings: tensors.map((tensor) => this.rangeOf(tensor)),
			writes: outputs.length + Object.keys(call.inPlace ?? {}).length,
			uniforms: call.uniforms === undefined ? null : packUniforms(kernelUniforms(call)),
			grid: call.grid,
			tensors: null,
			flops: call.flops ?? 0,
			stack: this.recorder?.stack() ?? null,
		});
		this.#own(tensors);
		for (const { dataId } of floats) this.disposeData(dataId);
		// Built from the entries of a record with these keys.
		return Object.fromEntries(outputs) as Record<Out, TensorInfo>;
	}

	/** Copies a tensor's bytes over another tensor's, which must be as large. */
	copy(from: TensorInfo, to: TensorInfo): void {
		const [source, target] = [this.rangeOf(from), this.rangeOf(to)];
		if (this.recorder !== null) {
			this.recorder.add({ kind: 'copy', from: source, to: target });
			return;
		}
		this.endComputePassEncoder();
		this.ensureCommandEncoderReady();
		this.commandEncoder?.copyBufferToBuffer(asBuffer(source.storage), source.offset, asBuffer(target.storage), target.offset, source.bytes);
		this.#own([from, to]);
	}

	/** While a step is recorded: the numbers of this tensor are made anew for each step. */
	supply(tensor: TensorInfo, supplier: Supplier): void {
		this.recorder?.supply(this.tensorMap.get(tensor.dataId), supplier);
	}

	/** A tensor over part of a buffer that somebody else owns. Disposing it leaves the buffer alone. */
	viewOf(buffer: GPUBuffer, offset: number, shape: number[], dtype: DataType): TensorInfo {
		const dataId = super.write(null, shape, dtype);
		const data = this.tensorMap.get(dataId);
		Object.assign(data, { resource: buffer, offset, external: true });
		return { dataId, shape, dtype };
	}

	override async read(dataId: DataId): Promise<BackendValues> {
		this.recorder?.abandon('reads a tensor (data)');
		const data = this.tensorMap.get(dataId);
		if (data.values !== null && data.values !== undefined) return data.values;
		const staging = this.mappableBuffer(byteLength(data));
		this.#copyOut(data, staging);
		this.flush();
		await staging.mapAsync(GPUMapMode.READ);
		const copied = staging.getMappedRange().slice(0);
		staging.destroy();
		return util.convertBackendValuesAndArrayBuffer(copied, data.dtype);
	}

	override readSync(dataId: DataId): BackendValues {
		this.recorder?.abandon('reads a tensor at once (dataSync, arraySync)');
		const data = this.tensorMap.get(dataId);
		if (data.values !== null && data.values !== undefined) return data.values;
		// tfjs reads through a canvas, which a lab's worker and Node do not have.
		if (typeof OffscreenCanvas === 'undefined') throw new Error(NO_READ_AT_ONCE);
		// It reads whole buffers, and caches what it read: both are put right here.
		const whole = this.bufferManager.acquireBuffer(byteLength(data), STORAGE_USAGE);
		this.#copyOut(data, whole);
		this.flush();
		const { resource, offset, external } = data;
		Object.assign(data, { resource: whole, offset: 0 });
		try {
			return super.readSync(dataId);
		} finally {
			Object.assign(data, { resource, offset, external, values: null });
			this.bufferManager.releaseBuffer(whole);
		}
	}

	/** The real pipeline, compiled on the spot where it has to be. */
	compiled(pipeline: Pipeline): GPUComputePipeline {
		return this.#pipelines.compiled(pipeline);
	}

	/** A pipeline for a whole shader with an entry point `main`, compiled beside others. Same text, same pipeline. */
	pipelineOf(code: string): Pipeline {
		return this.#pipelines.ofCode(code);
	}

	placeUniforms(block: Uint32Array<ArrayBuffer>): GPUBufferBinding {
		return this.#heap.place(block);
	}

	/** tfjs's cast to float32 shares the whole numbers' buffer and changes the label alone: a kernel of ours gets floats. */
	#asDeclared(inputs: KernelCall['inputs'], made: TensorInfo[]): KernelCall['inputs'] {
		return Object.fromEntries(
			Object.entries(inputs).map(([name, tensor]) => {
				if (tensor.dtype !== 'float32' || this.tensorMap.get(tensor.dataId).dtype === 'float32') return [name, tensor];
				const { y } = this.runKernel(floatsOf({ ...tensor, dtype: 'int32' }));
				made.push(y);
				return [name, y];
			}),
		);
	}

	#issue(command: Dispatch): void {
		if (this.recorder !== null) {
			this.recorder.add(command);
			return;
		}
		const pipeline = this.compiled(command.pipeline);
		const resources: GPUBindingResource[] = command.bindings.map(({ storage, offset, bytes }) => ({
			buffer: asBuffer(storage),
			offset,
			size: bytes,
		}));
		if (command.uniforms !== null) resources.push(this.placeUniforms(command.uniforms));
		const bindGroup = this.#realDevice.createBindGroup({
			layout: pipeline.getBindGroupLayout(0),
			entries: resources.map((resource, binding) => ({ binding, resource })),
		});
		this.ensureCommandEncoderReady();
		this.computePassEncoder ??= this.commandEncoder?.beginComputePass() ?? null;
		this.computePassEncoder?.setPipeline(pipeline);
		this.computePassEncoder?.setBindGroup(0, bindGroup);
		this.computePassEncoder?.dispatchWorkgroups(...command.grid);
		this.dispatchCountInPass += 1;
		if (this.dispatchCountInPass >= DISPATCHES_PER_SUBMIT) this.flush();
	}

	/** Their buffers may not be given away before the commands are sent. */
	#own(tensors: readonly TensorInfo[]): void {
		if (this.recorder !== null || this.commandEncoder === null) return;
		for (const { dataId } of tensors) this.commandQueueOwnedIds.add(dataId);
	}

	/** A copy of a tensor as it is now, sent with the commands around it. Not while a step is recorded. */
	copyOutLater(dataId: DataId, to: GPUBuffer): void {
		this.#copyOut(this.tensorMap.get(dataId), to);
		this.commandQueueOwnedIds.add(dataId);
	}

	/** A buffer that the processor can map once commands have written to it. */
	mappableBuffer(bytes: number): GPUBuffer {
		return this.#realDevice.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
	}

	#copyOut(data: TensorData, to: GPUBuffer): void {
		if (!(data.resource instanceof GPUBuffer)) throw new Error('This tensor has no data: it was made by a step that did not run.');
		this.endComputePassEncoder();
		this.ensureCommandEncoderReady();
		this.commandEncoder?.copyBufferToBuffer(data.resource, data.offset ?? 0, to, 0, byteLength(data));
	}
}

const NO_READ_AT_ONCE =
	'dataSync and arraySync cannot read from the graphics processor here. Write `await tensor.data()` outside of a training step; inside of one, leave the value a tensor.';
/** Commands sent at once in eager mode. tfjs sends 15; each send costs JavaScript time, each delay holds freed memory back. */
const DISPATCHES_PER_SUBMIT = 256;
