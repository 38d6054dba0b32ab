/**
 * A recorded step with real buffers and bind groups: run it as often as you like, with one submit a run and nothing made anew.
 * Numbers that change from run to run (holes) are written before each run, all of them in two writes.
 */
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { asBuffer, gpuBytes } from '../gpu/storage.ts';
import type { Holes } from './compare-traces.ts';
import type { Placed } from './fuse.ts';
import { align, type HoleHeap, makeBuffer, placeBlocks } from './hole-heap.ts';
import { createKernelTimer } from './kernel-timer.ts';
import { planMemory } from './plan-memory.ts';
import type { KernelWork } from './status.ts';
import {
	type Command,
	Constant,
	type Dispatch,
	kernelName,
	type Range,
	STORAGE_USAGE,
	type Supplier,
	type Trace,
	VirtualBuffer,
} from './trace.ts';

interface ReadyDispatch {
	readonly kind: 'dispatch';
	readonly pipeline: GPUComputePipeline;
	readonly bindGroup: GPUBindGroup;
	readonly grid: readonly [number, number, number];
	readonly source: Dispatch;
}

interface ReadyCopy {
	readonly kind: 'copy';
	readonly from: GPUBufferBinding;
	readonly to: GPUBufferBinding;
}

export interface RunOptions {
	/** Copied out at the end, for reading. */
	readonly read?: { readonly from: GPUBufferBinding; readonly to: GPUBuffer };
	/** A step that takes the GPU longer than an operating system waits is sent in parts. */
	readonly parts?: number;
}

export class Plan {
	readonly dispatches: number;
	readonly copies: number;
	/** Of all buffers made for the plan. */
	readonly bytes: number;
	readonly #backend: GraphBackend;
	readonly #commands: readonly (ReadyDispatch | ReadyCopy)[];
	readonly #buffers: readonly GPUBuffer[];
	readonly #constants: HoleHeap;
	readonly #uniforms: HoleHeap;
	readonly #holes: Holes;
	/** Commands whose uniforms change, with their index in a recording. */
	readonly #origins: readonly { readonly at: number; readonly origin: number }[];
	readonly #suppliers: readonly Supplier[];
	/** Index of each hole that a supplier fills, with the supplier's place. */
	readonly #supplied: ReadonlyMap<number, number>;

	/** Compiles what is not compiled yet on the spot: await `compilePipelines` before, and it has all been done beside each other. */
	constructor(
		backend: GraphBackend,
		trace: Trace,
		pins: ReadonlyMap<VirtualBuffer, Range>,
		holes: Holes,
		placed: readonly Placed[] = asRecorded(trace),
	) {
		const commands = placed.map(({ command }) => command);
		this.#origins = placed.flatMap(({ origin }, at) => (origin !== null && holes.uniforms.has(origin) ? [{ at, origin }] : []));
		this.#backend = backend;
		this.#suppliers = trace.suppliers;
		const live = [...trace.constants.entries()].filter(([, { supplier }]) => supplier !== null);
		this.#supplied = new Map(live.map(([i, { supplier }]) => [i, supplier === null ? -1 : trace.suppliers.indexOf(supplier)] as const));
		this.#holes = { constants: new Set([...holes.constants, ...this.#supplied.keys()]), uniforms: holes.uniforms };
		const memory = planMemory(commands, pins);
		const shared = memory.sizes.map((size) => makeBuffer(backend, 'step', align(size), STORAGE_USAGE));
		this.#constants = placeBlocks(
			backend,
			trace.constants.map(({ values, dtype }) => gpuBytes(values, dtype)),
			this.#holes.constants,
			STORAGE_USAGE,
		);
		const withUniforms = commands.map((command) => (command.kind === 'dispatch' ? command.uniforms : null));
		this.#uniforms = placeBlocks(
			backend,
			withUniforms,
			new Set(this.#origins.map(({ at }) => at)),
			GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
		);
		this.#buffers = [...shared, ...[this.#constants.buffer, this.#uniforms.buffer].filter((buffer) => buffer !== null)];
		this.bytes = this.#buffers.reduce((sum, { size }) => sum + size, 0);
		const constantIndex = new Map(trace.constants.map((constant, i) => [constant, i] as const));
		const locate = (range: Range): GPUBufferBinding => {
			const { storage, offset, bytes } = range;
			if (storage instanceof Constant) return this.#constants.bindings[constantIndex.get(storage) ?? -1] ?? missing();
			const place = storage instanceof VirtualBuffer ? (memory.places.get(storage) ?? missing()) : null;
			if (place === null) return { buffer: asBuffer(storage), offset, size: bytes };
			if (typeof place === 'number') return { buffer: shared[place] ?? missing(), offset, size: bytes };
			return { buffer: asBuffer(place.storage), offset: place.offset + offset, size: bytes };
		};
		this.#commands = commands.flatMap((command, at) => (memory.elided.has(at) ? [] : [this.#ready(command, at, locate)]));
		this.dispatches = this.#commands.filter(({ kind }) => kind === 'dispatch').length;
		this.copies = this.#commands.length - this.dispatches;
	}

	/** Writes the numbers of this recording over those of the last one. The trace must be the same but for the plan's holes. */
	fill(trace: Trace): void {
		const { constants } = this.#holes;
		this.#constants.write(
			[...constants].map((i) => {
				const { values, dtype } = trace.constants[i] ?? missing();
				return gpuBytes(values, dtype);
			}),
		);
		this.#uniforms.write(
			this.#origins.map(({ origin }) => {
				const command = trace.commands[origin];
				return command?.kind === 'dispatch' && command.uniforms !== null ? command.uniforms : missing();
			}),
		);
	}

	/** Asks every supplier for this step's numbers. Only for a plan whose other numbers never change. */
	supply(trace: Trace): void {
		const fresh = this.#suppliers.map((supplier) => supplier());
		this.#constants.write(
			[...this.#holes.constants].map((i) => {
				const { dtype } = trace.constants[i] ?? missing();
				return gpuBytes(fresh[this.#supplied.get(i) ?? -1] ?? missing(), dtype);
			}),
		);
	}

	/** Encodes the step and sends it. */
	run({ read, parts = 1 }: RunOptions = {}): void {
		const { device } = this.#backend;
		const perPart = Math.ceil(this.#commands.length / parts);
		for (let from = 0; from < this.#commands.length; from += perPart) {
			const encoder = device.createCommandEncoder();
			this.#encode(encoder, this.#commands.slice(from, from + perPart));
			const isLast = from + perPart >= this.#commands.length;
			if (isLast && read !== undefined) encodeCopy(encoder, { from: read.from, to: { buffer: read.to } });
			device.queue.submit([encoder.finish()]);
		}
	}

	/** Runs the step with a pass for each kernel, and gives nanoseconds by kernel. Slower than `run`; the step is the same. */
	async runTimed(read: RunOptions['read']): Promise<number[]> {
		const timer = createKernelTimer(this.#backend.device, this.dispatches);
		const encoder = this.#backend.device.createCommandEncoder();
		let at = 0;
		for (const command of this.#commands) {
			if (command.kind === 'copy') encodeCopy(encoder, command);
			else {
				const pass = encoder.beginComputePass(timer.passOf(at));
				at += 1;
				pass.setPipeline(command.pipeline);
				pass.setBindGroup(0, command.bindGroup);
				pass.dispatchWorkgroups(command.grid[0], command.grid[1], command.grid[2]);
				pass.end();
			}
		}
		if (read !== undefined) encodeCopy(encoder, { from: read.from, to: { buffer: read.to } });
		timer.resolve(encoder);
		this.#backend.device.queue.submit([encoder.finish()]);
		return timer.read();
	}

	/** Names, work and bytes of all kernels, in order, without running them. */
	kernels(): KernelWork[] {
		return this.#commands.flatMap((command) => (command.kind === 'dispatch' ? [workOf(command.source)] : []));
	}

	destroy(): void {
		for (const buffer of this.#buffers) buffer.destroy();
	}

	#encode(encoder: GPUCommandEncoder, commands: readonly (ReadyDispatch | ReadyCopy)[]): void {
		let pass: GPUComputePassEncoder | null = null;
		let current: GPUComputePipeline | null = null;
		for (const command of commands) {
			if (command.kind === 'copy') {
				pass?.end();
				[pass, current] = [null, null];
				encodeCopy(encoder, command);
				continue;
			}
			pass ??= encoder.beginComputePass();
			if (command.pipeline !== current) pass.setPipeline(command.pipeline);
			current = command.pipeline;
			pass.setBindGroup(0, command.bindGroup);
			pass.dispatchWorkgroups(command.grid[0], command.grid[1], command.grid[2]);
		}
		pass?.end();
	}

	#ready(command: Command, at: number, locate: (range: Range) => GPUBufferBinding): ReadyDispatch | ReadyCopy {
		if (command.kind === 'copy') return { kind: 'copy', from: locate(command.from), to: locate(command.to) };
		const pipeline = this.#backend.compiled(command.pipeline);
		const resources = command.bindings.map(locate);
		const uniforms = this.#uniforms.bindings[at];
		if (uniforms !== null && uniforms !== undefined) resources.push(uniforms);
		const bindGroup = this.#backend.device.createBindGroup({
			layout: pipeline.getBindGroupLayout(0),
			entries: resources.map((resource, binding) => ({ binding, resource })),
		});
		return { kind: 'dispatch', pipeline, bindGroup, grid: command.grid, source: command };
	}
}

/** Every command as it was recorded, none fused. */
export function asRecorded({ commands }: Trace): Placed[] {
	return commands.map((command, origin) => ({ command, origin }));
}

function missing(): never {
	throw new Error('The plan of a step lacks a place for one of its tensors. This is a fault of Gradus.');
}

function encodeCopy(encoder: GPUCommandEncoder, { from, to }: Omit<ReadyCopy, 'kind'>): void {
	encoder.copyBufferToBuffer(from.buffer, from.offset ?? 0, to.buffer, to.offset ?? 0, from.size);
}

function workOf({ key, bindings, flops }: Dispatch): KernelWork {
	return { name: kernelName(key), flops, bytes: bindings.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Everything the recording asked to be compiled; settles when all is. */
export async function compilePipelines(commands: readonly Command[]): Promise<void> {
	const waiting = new Set<Promise<GPUComputePipeline>>();
	for (const command of commands) {
		if (command.kind === 'dispatch' && 'compiled' in command.pipeline && command.pipeline.pipeline === null)
			waiting.add(command.pipeline.compiled);
	}
	await Promise.all(waiting);
}
