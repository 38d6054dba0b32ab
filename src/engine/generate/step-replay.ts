/**
 * A recorded step of decoding: kernels over buffers that all exist already, with one bind group each, sent as often as asked in one submit.
 * Nothing is written from the host between the repetitions. Simpler than Plan (graph/plan.ts), since there is no memory to plan and no
 * number to fill in; unlike there, the number of rows may change from run to run.
 */
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { Recorder } from '../graph/recorder.ts';
import type { Dispatch, Range } from '../graph/trace.ts';

interface Ready {
	readonly pipeline: GPUComputePipeline;
	readonly bindGroup: GPUBindGroup;
	readonly grid: readonly [number, number, number];
}

export interface Repeat {
	readonly times: number;
	/** Leave out the last so many kernels of the step. */
	readonly without: number;
	/** Rows in use, of `capacity`. */
	readonly rows: number;
}

export class StepReplay {
	readonly #device: GPUDevice;
	readonly #capacity: number;
	readonly #commands: readonly Ready[];

	private constructor(device: GPUDevice, capacity: number, commands: readonly Ready[]) {
		this.#device = device;
		this.#capacity = capacity;
		this.#commands = commands;
	}

	/** Takes down the kernels that `issue` runs; none runs now. Compiles them beside each other. The x axis of every grid is rows. */
	static async record(backend: GraphBackend, capacity: number, issue: () => void): Promise<StepReplay> {
		const recorder = new Recorder({ withStacks: false, onAbandon: fault });
		backend.startRecording(recorder);
		try {
			issue();
		} finally {
			backend.stopRecording();
		}
		const dispatches = recorder.commands.filter((command): command is Dispatch => command.kind === 'dispatch');
		await Promise.all(dispatches.map(({ pipeline }) => ('compiled' in pipeline ? pipeline.compiled : null)));
		const commands = dispatches.map((dispatch) => readyOf(backend, dispatch));
		return new StepReplay(backend.device, capacity, commands);
	}

	/** Dispatches of one step. */
	get dispatches(): number {
		return this.#commands.length;
	}

	send({ times, without, rows }: Repeat): void {
		const commands = this.#commands.slice(0, this.#commands.length - without);
		const encoder = this.#device.createCommandEncoder();
		const pass = encoder.beginComputePass();
		let current: GPUComputePipeline | null = null;
		for (let n = 0; n < times; n += 1) {
			for (const { pipeline, bindGroup, grid } of commands) {
				if (pipeline !== current) pass.setPipeline(pipeline);
				current = pipeline;
				pass.setBindGroup(0, bindGroup);
				pass.dispatchWorkgroups(Math.ceil((rows * grid[0]) / this.#capacity), grid[1], grid[2]);
			}
		}
		pass.end();
		this.#device.queue.submit([encoder.finish()]);
	}
}

function readyOf(backend: GraphBackend, { pipeline, bindings, uniforms, grid }: Dispatch): Ready {
	const compiled = backend.compiled(pipeline);
	const resources: GPUBindingResource[] = bindings.map((range) => ({ buffer: bufferOf(range), offset: range.offset, size: range.bytes }));
	if (uniforms !== null) resources.push(backend.placeUniforms(uniforms));
	const bindGroup = backend.device.createBindGroup({
		layout: compiled.getBindGroupLayout(0),
		entries: resources.map((resource, binding) => ({ binding, resource })),
	});
	return { pipeline: compiled, bindGroup, grid };
}

export function bufferOf({ storage }: Range): GPUBuffer {
	return storage instanceof GPUBuffer ? storage : fault();
}

function fault(): never {
	throw new Error('A step of decoding uses a tensor that was not there before. This is a fault of Gradus.');
}
