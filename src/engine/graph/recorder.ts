/**
 * Takes down what a step asks of the GPU, and which tensors it makes and lets go. Decides nothing: record-step.ts makes sense of it.
 */
import type { DataId, DataType, TypedArray } from '@tensorflow/tfjs';
import type { TensorData } from '../gpu/internals.ts';
import { type Command, Constant, type Supplier } from './trace.ts';

export interface RecorderOptions {
	/** Keep the JavaScript stack of each command: slow, for naming the line of a difference. */
	readonly withStacks: boolean;
	/** The step needs real numbers now. Whoever gets this call runs what was recorded and ends the recording. */
	readonly onAbandon: (why: string, stack: string) => void;
}

export class Recorder {
	readonly commands: Command[] = [];
	readonly constants: Constant[] = [];
	/** Tensors made while recording and still alive. */
	readonly alive = new Map<TensorData, DataId>();
	/** Tensors made outside that nobody holds any more. Their buffers live until the step has run. */
	readonly orphans = new Set<TensorData>();
	/** Tensors made outside that a command uses. */
	readonly used = new Map<TensorData, DataId>();
	readonly suppliers: Supplier[] = [];
	readonly #live = new Map<TensorData, Supplier>();
	readonly #options: RecorderOptions;

	constructor(options: RecorderOptions) {
		this.#options = options;
	}

	made(data: TensorData, dataId: DataId): void {
		this.alive.set(data, dataId);
	}

	owns(data: TensorData): boolean {
		return this.alive.has(data);
	}

	disposed(data: TensorData, _dataId: DataId): void {
		if (!this.alive.delete(data)) this.orphans.add(data);
	}

	/** The tensor's numbers are made anew for each step. */
	supply(data: TensorData, supplier: Supplier): void {
		this.suppliers.push(supplier);
		this.#live.set(data, supplier);
	}

	constant(data: TensorData, values: TypedArray, dtype: DataType): Constant {
		// A copy: the learner may go on to change the array that it gave. slice keeps the kind of array.
		const constant = new Constant(values.slice() as TypedArray, dtype, this.#live.get(data) ?? null);
		this.constants.push(constant);
		return constant;
	}

	add(command: Command): void {
		this.commands.push(command);
	}

	stack(): string | null {
		return this.#options.withStacks ? deepStack() : null;
	}

	abandon(why: string): void {
		this.#options.onAbandon(why, deepStack());
	}
}

/** An op of tfjs puts more frames between a kernel and the line that asked for it than V8 keeps by itself. */
function deepStack(): string {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 100;
	const { stack = '' } = new Error('here');
	Error.stackTraceLimit = limit;
	return stack;
}
