/**
 * A recorded step with real buffers and bind groups: run it as often as you like, with one submit a run and nothing made anew.
 * Numbers that change from run to run (holes) are written before each run, all of them in two writes.
 */
import { asBuffer, type GraphBackend, gpuBytes } from '../gpu/graph-backend.ts';
import type { Holes } from './compare-traces.ts';
import { planMemory } from './plan-memory.ts';
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

const ALIGNMENT = 256;
const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

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

export interface KernelTime {
	readonly name: string;
	/** Nanoseconds on the GPU. */
	readonly ns: number;
	readonly flops: number;
	/** Bytes of all tensors it binds: what it would move with no cache at all, and no more than once. */
	readonly bytes: number;
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
	readonly #suppliers: readonly Supplier[];
	/** Index of each hole that a supplier fills, with the supplier's place. */
	readonly #supplied: ReadonlyMap<number, number>;

	/** Compiles what is not compiled yet on the spot: await `pipelinesOf(trace)` before, and it has all been done beside each other. */
	constructor(backend: GraphBackend, trace: Trace, pins: ReadonlyMap<VirtualBuffer, Range>, holes: Holes) {
		this.#backend = backend;
		this.#suppliers = trace.suppliers;
		const live = [...trace.constants.entries()].filter(([, { supplier }]) => supplier !== null);
		this.#supplied = new Map(live.map(([i, { supplier }]) => [i, supplier === null ? -1 : trace.suppliers.indexOf(supplier)] as const));
		this.#holes = { constants: new Set([...holes.constants, ...this.#supplied.keys()]), uniforms: holes.uniforms };
		const memory = planMemory(trace.commands, pins);
		const shared = memory.sizes.map((size) => makeBuffer(backend, 'step', align(size), STORAGE_USAGE));
		this.#constants = placeBlocks(
			backend,
			trace.constants.map(({ values, dtype }) => gpuBytes(values, dtype)),
			this.#holes.constants,
			STORAGE_USAGE,
		);
		const withUniforms = trace.commands.map((command) => (command.kind === 'dispatch' ? command.uniforms : null));
		this.#uniforms = placeBlocks(backend, withUniforms, holes.uniforms, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
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
		this.#commands = trace.commands.flatMap((command, at) => (memory.elided.has(at) ? [] : [this.#ready(command, at, locate)]));
		this.dispatches = this.#commands.filter(({ kind }) => kind === 'dispatch').length;
		this.copies = this.#commands.length - this.dispatches;
	}

	/** Writes the numbers of this recording over those of the last one. The trace must be the same but for the plan's holes. */
	fill(trace: Trace): void {
		const { constants, uniforms } = this.#holes;
		this.#constants.write(
			[...constants].map((i) => {
				const { values, dtype } = trace.constants[i] ?? missing();
				return gpuBytes(values, dtype);
			}),
		);
		this.#uniforms.write(
			[...uniforms].map((at) => {
				const command = trace.commands[at];
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
			if (isLast && read !== undefined) encoder.copyBufferToBuffer(read.from.buffer, read.from.offset ?? 0, read.to, 0, read.from.size);
			device.queue.submit([encoder.finish()]);
		}
	}

	/** Runs the step with a pass for each kernel and gives the time of each. Slower than `run`; the result is the same. */
	async profile(): Promise<KernelTime[]> {
		const { device } = this.#backend;
		const commands = this.#commands.filter((command): command is ReadyDispatch => command.kind === 'dispatch');
		const times: KernelTime[] = [];
		for (let from = 0; from < commands.length; from += MAX_TIMED)
			times.push(...(await timeKernels(device, commands.slice(from, from + MAX_TIMED))));
		return times;
	}

	/** Names, work and bytes of all kernels, in order, without running them. */
	kernels(): Omit<KernelTime, 'ns'>[] {
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
				const { from, to } = command;
				encoder.copyBufferToBuffer(from.buffer, from.offset ?? 0, to.buffer, to.offset ?? 0, from.size);
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

/** WebGPU's largest query set holds 4,096; two a kernel. */
const MAX_TIMED = 2_048;

function missing(): never {
	throw new Error('The plan of a step lacks a place for one of its tensors. This is a fault of Gradus.');
}

function makeBuffer({ device }: GraphBackend, label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer {
	return device.createBuffer({ label, size: Math.max(ALIGNMENT, size), usage });
}

function workOf({ key, bindings, flops }: Dispatch): Omit<KernelTime, 'ns'> {
	return { name: kernelName(key), flops, bytes: bindings.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Blocks of numbers in one buffer: each distinct one once, those that change at the end, side by side. */
interface HoleHeap {
	readonly buffer: GPUBuffer | null;
	readonly bindings: readonly (GPUBufferBinding | null)[];
	/** New contents of the blocks that change, in order. */
	write(blocks: readonly Block[]): void;
}

type Block = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function placeBlocks(
	backend: GraphBackend,
	blocks: readonly (Block | null)[],
	changing: ReadonlySet<number>,
	usage: GPUBufferUsageFlags,
): HoleHeap {
	const offsets = new Map<string, number>();
	const places: number[] = [];
	let end = 0;
	const place = (block: Block): number => {
		const at = end;
		end = align(end + block.byteLength);
		return at;
	};
	for (const [i, block] of blocks.entries()) {
		if (block === null || changing.has(i)) continue;
		const key = `${block.constructor.name}:${block.join()}`;
		const at = offsets.get(key) ?? place(block);
		offsets.set(key, at);
		places[i] = at;
	}
	const firstHole = end;
	for (const i of changing) places[i] = place(blocks[i] ?? missing());
	const bytes = new Uint8Array(end);
	const put = (block: Block, at: number): void => bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), at);
	for (const [i, block] of blocks.entries()) if (block !== null) put(block, places[i] ?? missing());
	if (end === 0) return { buffer: null, bindings: [], write: () => undefined };
	const buffer = makeBuffer(backend, 'numbers', end, usage);
	backend.device.queue.writeBuffer(buffer, 0, bytes);
	return {
		buffer,
		bindings: blocks.map((block, i) => (block === null ? null : { buffer, offset: places[i] ?? missing(), size: block.byteLength })),
		write(news) {
			if (news.length === 0) return;
			const holes = [...changing];
			for (const [n, block] of news.entries()) put(block, places[holes[n] ?? -1] ?? missing());
			backend.device.queue.writeBuffer(buffer, firstHole, bytes, firstHole);
		},
	};
}

async function timeKernels(device: GPUDevice, commands: readonly ReadyDispatch[]): Promise<KernelTime[]> {
	const count = commands.length * 2;
	const queries = device.createQuerySet({ type: 'timestamp', count });
	const resolved = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
	const staging = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
	const encoder = device.createCommandEncoder();
	for (const [i, command] of commands.entries()) {
		const timestampWrites = { querySet: queries, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 };
		const pass = encoder.beginComputePass({ timestampWrites });
		pass.setPipeline(command.pipeline);
		pass.setBindGroup(0, command.bindGroup);
		pass.dispatchWorkgroups(...command.grid);
		pass.end();
	}
	encoder.resolveQuerySet(queries, 0, count, resolved, 0);
	encoder.copyBufferToBuffer(resolved, 0, staging, 0, count * 8);
	device.queue.submit([encoder.finish()]);
	await staging.mapAsync(GPUMapMode.READ);
	const stamps = new BigUint64Array(staging.getMappedRange().slice(0));
	for (const each of [resolved, staging]) each.destroy();
	queries.destroy();
	return commands.map(({ source }, i) => ({ ...workOf(source), ns: Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) }));
}

/** Everything the recording asked to be compiled; settles when all is. */
export async function compilePipelines(trace: Trace): Promise<void> {
	const waiting = new Set<Promise<GPUComputePipeline>>();
	for (const command of trace.commands) {
		if (command.kind === 'dispatch' && 'compiled' in command.pipeline && command.pipeline.pipeline === null)
			waiting.add(command.pipeline.compiled);
	}
	await Promise.all(waiting);
}
