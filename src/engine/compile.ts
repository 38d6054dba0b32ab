/**
 * `compile(step)`: the same training step, run as a recording. The first calls run the step's JavaScript and record what it asks of the
 * GPU; when two recordings are equal, later calls replay the recording and skip the JavaScript. What cannot be replayed runs as written,
 * and `status` says why. On backends other than ours every step runs as written.
 */
import * as tf from '@tensorflow/tfjs';
import { graphBackend } from './gpu/kernel.ts';
import { CompiledForShape } from './graph/compiled-for-shape.ts';
import { KeptLosses, type StepLoss, scalarOf } from './graph/eager-step.ts';
import { FRESH_STATUS, type KernelTime, type StepStatus } from './graph/status.ts';

/** A number becomes a scalar tensor: a learning rate or a seed given this way may change from step to step. */
export type StepInput = tf.Tensor | number;
export type Staged<Inputs extends readonly StepInput[]> = {
	[Index in keyof Inputs]: Inputs[Index] extends number ? tf.Scalar : Inputs[Index];
};

export interface CompiledStep<Inputs extends readonly StepInput[]> {
	/** Resolves once the step has been sent to the GPU, which may still be two steps behind. Calls run one after the other. */
	(...inputs: Inputs): Promise<StepLoss>;
	readonly status: StepStatus;
	/** The recorded step, kernel by kernel; null while it is not replayed. */
	kernels(): readonly KernelTime[] | null;
	/** The next replayed step is timed kernel by kernel, where the device can; `kernels` has the times once it has run. */
	measureNext(): void;
	/** Frees the recording. Weights stay as they are. */
	dispose(): void;
}

export interface CompileOptions {
	/** GPU time above which a step is sent in parts, in milliseconds: operating systems end commands that take seconds. */
	readonly splitAboveMs?: number;
}

/** Shapes seen before are kept; more than this many and the oldest goes. */
const MAX_SHAPES = 8;

export function compile<Inputs extends readonly StepInput[]>(
	step: (...inputs: Staged<Inputs>) => tf.Scalar,
	options: CompileOptions = {},
): CompiledStep<Inputs> {
	const byShape = new Map<string, CompiledForShape>();
	const losses = new KeptLosses();
	let status: StepStatus = FRESH_STATUS;
	let last: CompiledForShape | null = null;
	let turn: Promise<unknown> = Promise.resolve();
	let isDisposed = false;

	async function run(inputs: Inputs): Promise<StepLoss> {
		if (isDisposed) throw new Error('This compiled step was disposed. Call compile again to make a new one.');
		const backend = graphBackend();
		// Staged in the order of the parameters, which the types promise.
		const call = (staged: readonly tf.Tensor[]): tf.Scalar => scalarOf(step(...(staged as unknown as Staged<Inputs>)));
		if (backend === null) {
			const started = performance.now();
			const loss = losses.keep(tf.tidy(() => tf.keep(call(inputs.map(asTensor)))));
			status = {
				...FRESH_STATUS,
				mode: 'eager',
				reason: 'This backend runs every step as it is written.',
				jsMs: performance.now() - started,
			};
			return loss;
		}
		const key = inputs.map((input) => (typeof input === 'number' ? 'number' : `${input.dtype}[${input.shape.join()}]`)).join();
		let compiled = byShape.get(key);
		if (compiled === undefined || compiled.backend !== backend) {
			compiled?.dispose();
			compiled = new CompiledForShape(backend, call, options);
			byShape.set(key, compiled);
			evictOldest(byShape);
		}
		last = compiled;
		try {
			return await compiled.run(inputs);
		} finally {
			status = compiled.status;
		}
	}

	const compiledStep = (...inputs: Inputs): Promise<StepLoss> => {
		const mine = turn.then(() => run(inputs));
		// A step that failed has told its caller; the next one may still run.
		turn = mine.catch(() => undefined);
		return mine;
	};
	return Object.defineProperty(
		Object.assign(compiledStep, {
			kernels: () => last?.kernels() ?? null,
			measureNext: () => last?.measureNext(),
			dispose(): void {
				isDisposed = true;
				for (const compiled of byShape.values()) compiled.dispose();
				byShape.clear();
				losses.clear();
			},
		}),
		'status',
		{ get: () => status },
		// defineProperty does not widen the type.
	) as CompiledStep<Inputs>;
}

function asTensor(input: StepInput): tf.Tensor {
	return typeof input === 'number' ? tf.scalar(input) : input;
}

function evictOldest(byShape: Map<string, CompiledForShape>): void {
	const oldest = byShape.keys().next();
	if (byShape.size <= MAX_SHAPES || oldest.done) return;
	byShape.get(oldest.value)?.dispose();
	byShape.delete(oldest.value);
}
