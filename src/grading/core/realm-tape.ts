/**
 * Counts the work of learner code by what is proven, not by what is claimed. `record` runs it once and writes down its ops as a tape: text, with the
 * constants that it made. `replay` runs the tape on other inputs, where no learner code is, and counts there, from the shapes of real tensors.
 * A tape that leaves work out does not give the right answer for inputs that its maker never saw: so it need not be trusted, and the realm that
 * records need not be guarded. What learner code does outside of tensors cannot be replayed and is said to be so.
 */
import type { TensorValue, Value } from '#contract/value.ts';
import { flopsOf, isView } from './op-costs.ts';
import { type RealmCodec, UnsupportedValue } from './realm-codec.ts';
import type { RealmTensor, TensorLibrary } from './realm-library.ts';

/** More than any lab's function asks for; a loop that never ends meets the clock. */
const MAX_OPS = 5_000;
/** Constants up to this size stand in the text. */
const SMALL = 32;
/** Ops and lines told of, the dearest first. */
const MAX_LINES = 12;
/** Frames of tfjs between the engine and the learner's line. */
const STACK_FRAMES = 40;
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };

/** A tensor of the tape: its number, and the shape that it is seen in here. */
type Ref = readonly [id: number, shape: readonly number[]];

interface TapeOp {
	readonly kernel: string;
	/** Null: an optional input that was not given. */
	readonly inputs: readonly (readonly [name: string, ref: Ref | null])[];
	readonly isList: boolean;
	readonly attrs: Readonly<Record<string, unknown>>;
	readonly outputs: readonly number[];
	readonly line?: number;
	readonly column?: number;
}

interface TapeConstant {
	readonly id: number;
	readonly dtype: string;
	readonly shape: readonly number[];
	/** Absent: the next of the tensors beside the text. */
	readonly data?: readonly number[];
}

interface Tape {
	/** The tensors among the arguments, in their order. */
	readonly given: readonly number[];
	readonly constants: readonly TapeConstant[];
	readonly ops: readonly TapeOp[];
	readonly returned: readonly Ref[];
}

export interface TapeRealm {
	/** Runs `run` and gives its tape, to be encoded: `{ text, constants }`. */
	record(run: () => unknown, args: readonly unknown[]): Promise<unknown>;
	/** Runs a tape on other arguments: `{ flops, bytes, ops, lines, outputs }`, to be encoded. */
	replay(tape: Value, args: readonly unknown[]): unknown;
}

export type PlaceOf = (stack: string) => { readonly line?: number; readonly column?: number };

export function createTapeRealm(tf: TensorLibrary, codec: RealmCodec, placeOf: PlaceOf): TapeRealm {
	const engine = tf.engine();

	function tensorsIn(value: unknown, depth = 0): RealmTensor[] {
		if (codec.isTensor(value)) return [value];
		if (typeof value !== 'object' || value === null || depth > 6) return [];
		return Object.values(value).flatMap((each) => tensorsIn(each, depth + 1));
	}

	async function record(run: () => unknown, args: readonly unknown[]) {
		const ids = new Map<object, number>();
		const ops: TapeOp[] = [];
		const leaves: { readonly id: number; readonly kept: RealmTensor }[] = [];
		const runKernel = engine.runKernel.bind(engine);
		const idOf = (dataId: object): number => {
			const id = ids.get(dataId) ?? ids.size;
			ids.set(dataId, id);
			return id;
		};
		const refOf = (tensor: RealmTensor): Ref => {
			// A tensor that no op has made and nobody gave: a constant of the learner's, kept as it is now.
			if (!ids.has(tensor.dataId))
				leaves.push({ id: idOf(tensor.dataId), kept: engine.keep(toList(runKernel('Identity', { x: tensor }, {}))[0] ?? tensor) });
			return [idOf(tensor.dataId), [...tensor.shape]];
		};
		const given = tensorsIn(args).map(({ dataId }) => idOf(dataId));
		const ErrorType: { stackTraceLimit?: number } & ErrorConstructor = Error;
		const { stackTraceLimit } = ErrorType;
		ErrorType.stackTraceLimit = STACK_FRAMES;
		engine.runKernel = (kernel, inputs, attrs) => {
			if (ops.length >= MAX_OPS) throw new UnsupportedValue(`It asks for more than ${MAX_OPS} ops.`);
			const refs = Object.entries(inputs).map(([name, each]) => [name, codec.isTensor(each) ? refOf(each) : null] as const);
			const made = runKernel(kernel, inputs, attrs);
			const outputs = toList(made);
			// A view shares its data: later ops name the shape that they see.
			const isNothing = isView(kernel) && outputs.every(({ dataId }) => ids.has(dataId));
			if (!isNothing) {
				const head = { kernel, inputs: refs, isList: Array.isArray(inputs), attrs: attrs ?? {} };
				ops.push({ ...head, outputs: outputs.map(({ dataId }) => idOf(dataId)), ...placeOf(new Error('here').stack ?? '') });
			}
			return made;
		};
		try {
			const result = run();
			const returned = tensorsIn(result instanceof Promise ? await result : result).map(refOf);
			Reflect.deleteProperty(engine, 'runKernel');
			const { constants, large } = await readConstants(leaves);
			return { text: JSON.stringify({ given, constants, ops, returned } satisfies Tape, sayNumber), constants: large };
		} finally {
			Reflect.deleteProperty(engine, 'runKernel');
			if (stackTraceLimit !== undefined) ErrorType.stackTraceLimit = stackTraceLimit;
			for (const { kept } of leaves) kept.dispose();
		}
	}

	/** Small ones in the text; large ones as tensors, which whoever asked for the tape encodes. */
	async function readConstants(leaves: readonly { readonly id: number; readonly kept: RealmTensor }[]) {
		const large: RealmTensor[] = [];
		const constants: TapeConstant[] = [];
		for (const { id, kept } of leaves) {
			const { dtype, shape } = kept;
			const isLarge = shape.reduce((product, n) => product * n, 1) > SMALL;
			// Not kept: it goes with the call's scope.
			if (isLarge) large.push(copyOf(kept));
			constants.push({ id, dtype, shape: [...shape], ...(isLarge ? {} : { data: Array.from(await kept.data(), Number) }) });
		}
		return { constants, large };
	}

	function copyOf(tensor: RealmTensor): RealmTensor {
		return toList(engine.runKernel('Identity', { x: tensor }, {}))[0] ?? tensor;
	}

	function replay(given: Value, args: readonly unknown[]) {
		const { text, constants } = given as { readonly text: string; readonly constants: readonly TensorValue[] };
		const tape = JSON.parse(text, readNumber) as Tape;
		const tensors = new Map<number, RealmTensor>();
		for (const [i, tensor] of tensorsIn(args).entries()) tensors.set(tape.given[i] ?? -1, tensor);
		const beside = [...constants];
		for (const { id, dtype, shape, data } of tape.constants) tensors.set(id, constant(dtype, shape, data, beside));
		const seen = ([id, shape]: Ref): RealmTensor => {
			const tensor = tensors.get(id);
			if (tensor === undefined) throw new UnsupportedValue('Its record names a tensor that nothing made.');
			return tensor.shape.join() === shape.join() ? tensor : (toList(engine.runKernel('Reshape', { x: tensor }, { shape }))[0] ?? tensor);
		};
		const total = new Total();
		for (const op of tape.ops) {
			const entries = op.inputs.map(([name, ref]) => [name, ref === null ? undefined : seen(ref)] as const);
			const inputs = op.isList ? entries.map(([, tensor]) => tensor) : Object.fromEntries(entries);
			const outputs = isCounted(op) ? toList(engine.runKernel(op.kernel, inputs as never, op.attrs)) : [];
			total.add(
				op,
				entries.flatMap(([, tensor]) => tensor ?? []),
				outputs,
			);
			for (const [i, id] of op.outputs.entries()) if (outputs[i] !== undefined) tensors.set(id, outputs[i]);
		}
		return { ...total.told(), outputs: tape.returned.map(seen) };
	}

	function constant(dtype: string, shape: readonly number[], data: readonly number[] | undefined, beside: TensorValue[]): RealmTensor {
		const value = data ?? beside.shift()?.data ?? [];
		if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new UnsupportedValue(`A constant has the dtype ${dtype}.`);
		const Typed = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
		return tf.tensor(Typed.from(value), [...shape], dtype);
	}

	return { record, replay };
}

/** @throws UnsupportedValue for an op that has no cost: it is never run. */
function isCounted({ kernel }: TapeOp): true {
	if (flopsOf(kernel, { inputs: [[]], outputs: [[]], attrs: {} }) === null)
		throw new UnsupportedValue(`It uses the op ${kernel.slice(0, 40)}, whose work this check cannot count.`);
	return true;
}

/** What all ops come to, and what each op on each line did. */
class Total {
	#ops = 0;
	readonly #lines = new Map<
		string,
		{ kernel: string; line: number | null; column: number | null; flops: number; bytes: number; times: number }
	>();

	add({ kernel, attrs, line, column }: TapeOp, inputs: readonly RealmTensor[], outputs: readonly RealmTensor[]): void {
		const shapesOf = (tensors: readonly RealmTensor[]) => tensors.map(({ shape }) => shape);
		const flops = flopsOf(kernel, { inputs: shapesOf(inputs), outputs: shapesOf(outputs), attrs }) ?? 0;
		const bytes = isView(kernel) ? 0 : [...inputs, ...outputs].reduce((sum, tensor) => sum + bytesOf(tensor), 0);
		const key = `${kernel} ${line}`;
		const before = this.#lines.get(key) ?? { kernel, line: line ?? null, column: column ?? null, flops: 0, bytes: 0, times: 0 };
		this.#lines.set(key, { ...before, flops: before.flops + flops, bytes: before.bytes + bytes, times: before.times + 1 });
		if (!isView(kernel)) this.#ops += 1;
	}

	told() {
		const lines = [...this.#lines.values()];
		const sum = (key: 'flops' | 'bytes') => lines.reduce((total, each) => total + each[key], 0);
		const most = new Set(
			(['flops', 'bytes', 'times'] as const).flatMap((key) => lines.toSorted((a, b) => b[key] - a[key]).slice(0, MAX_LINES / 3)),
		);
		return { flops: sum('flops'), bytes: sum('bytes'), ops: this.#ops, lines: [...most].map((each) => ({ ...each })) };
	}
}

function bytesOf({ shape, dtype }: RealmTensor): number {
	return shape.reduce((product, n) => product * n, BYTES[dtype] ?? 4);
}

function toList(made: RealmTensor | readonly RealmTensor[]): readonly RealmTensor[] {
	return Array.isArray(made) ? made : [made as RealmTensor];
}

/** JSON has no NaN and no infinity; masks are made of it. */
function sayNumber(_: string, value: unknown): unknown {
	return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function readNumber(_: string, value: unknown): unknown {
	const isTold = typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string';
	return isTold ? Number(value.number) : value;
}
