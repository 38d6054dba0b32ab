/**
 * Messages between the page and the lab worker. The page parses every message of the worker:
 * learner code runs there, so nothing it says is trusted to have a shape.
 */
import { z } from 'zod';
import { figureSchema } from './figure.ts';
import { checkResultSchema } from './grading.ts';

export const backendSchema = z.enum(['webgpu', 'wasm', 'cpu']);
export type Backend = z.infer<typeof backendSchema>;

/** A place in the learner's file, 1-based; the end is not part of it. */
export const sourceRangeSchema = z.object({
	line: z.int().positive(),
	column: z.int().positive(),
	endLine: z.int().positive(),
	endColumn: z.int().positive(),
});
export type SourceRange = z.infer<typeof sourceRangeSchema>;

/** An expression that a run of the checks looks at. */
const probeSchema = z.object({
	/** As it is written, on one line, the end cut off. */
	text: z.string().max(80),
	/** The expression, and the name that its value is given to. */
	ranges: z.array(sourceRangeSchema).min(1).max(2),
});
export type Probe = z.infer<typeof probeSchema>;

/** The last tensor that an expression was in a run of the checks. */
export const seenTensorSchema = probeSchema.extend({
	shape: z.array(z.int().nonnegative()).max(8),
	dtype: z.string().max(12),
	/** Times that the expression was a tensor. */
	runs: z.int().positive(),
	/** Of the finite values; null where the tensor is too large, was not measured or holds none. */
	stats: z.object({ min: z.number(), mean: z.number(), max: z.number() }).nullable(),
	/** Values that are NaN or infinite. */
	notFinite: z.int().nonnegative(),
});
export type SeenTensor = z.infer<typeof seenTensorSchema>;

/** What the worker needs to start a run. All code travels as text; the worker loads nothing. */
export interface RunRequest {
	readonly type: 'run';
	readonly kind: 'checks' | 'train';
	readonly lab: string;
	/** CommonJS JavaScript of the learner's file (see worker/transpile.ts). */
	readonly code: string;
	/** The same with probes in it, for a run of the checks; null where it runs as it is. */
	readonly traced: { readonly code: string; readonly probes: readonly Probe[] } | null;
	/** CommonJS JavaScript behind each `my/<lab>`: of what the lab offers, and of what those files import. */
	readonly my: Readonly<Record<string, string>>;
	/** CommonJS bundle of the lab's public files: `meta`, `checks`, `harness`, `train`. */
	readonly bundle: string;
	readonly preset: string | null;
	readonly seed: number;
	/** What the learner's own numbers follow from, where the lab declares some. */
	readonly ownSeed: number;
	/** safetensors of an earlier snapshot, to go on from. */
	readonly resume: ArrayBuffer | null;
	/** safetensors of the checkpoint that the lab's run starts from. */
	readonly base: ArrayBuffer | null;
	/** Trains no step: shows the model of `resume` as it is. */
	readonly isLook: boolean;
}

/** First message to a fresh worker. `wasm` are the bytes of tfjs-backend-wasm's SIMD binary. */
export interface StartRequest {
	readonly type: 'start';
	readonly wasm: ArrayBuffer;
	/** Backends to try, in order. */
	readonly prefer: readonly Backend[];
	/** `mark` of a graphics processor that passed the self-check before; '' for none. */
	readonly proven: string;
}

export type ToWorker = StartRequest | RunRequest | { readonly type: 'stop' };

/** How a training step runs on the GPU, told at most a few times a second. */
export const engineStatusSchema = z.object({
	/** `replayed`: a recording of the step runs without its JavaScript. `refilled`: its JavaScript runs for the numbers it changes. */
	mode: z.enum(['recording', 'replayed', 'refilled', 'eager']),
	/** Why it is not replayed, in a sentence; empty when it is. */
	reason: z.string().max(400),
	/** Line of the learner's file that the reason is about. */
	line: z.int().positive().optional(),
	/** GPU commands of a step; 0 where they are not counted. */
	dispatches: z.int(),
	/** JavaScript time of a step in milliseconds. */
	jsMs: z.number(),
	/** Time of a step on the GPU in milliseconds, where it was measured. */
	gpuMs: z.number().optional(),
	/** GPU memory in bytes: everything the engine holds, and the recording alone. */
	gpuBytes: z.number(),
	recordingBytes: z.number(),
	/** Tensors that a step leaves behind: above 0, memory grows. */
	leaked: z.int(),
});
export type EngineStatus = z.infer<typeof engineStatusSchema>;

/** One kernel of a recorded step. */
export const kernelTimeSchema = z.object({
	name: z.string().max(60),
	/** On the GPU, in nanoseconds; null where the device has no timestamps. */
	ns: z.number().nullable(),
	flops: z.number(),
	bytes: z.number(),
});
export type KernelTime = z.infer<typeof kernelTimeSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
	z.object({ type: z.literal('engine'), step: z.int(), status: engineStatusSchema }),
	z.object({
		type: z.literal('kernels'),
		step: z.int(),
		/** The recorded step, kernel by kernel in the order they run. */
		replayed: z.array(kernelTimeSchema).max(2_000),
		/** The same step as written: GPU commands, and its JavaScript time in milliseconds. */
		eager: z.object({ dispatches: z.int(), jsMs: z.number() }),
		/** JavaScript time of the replayed step in milliseconds. */
		jsMs: z.number(),
	}),
	z.object({
		type: z.literal('ready'),
		backend: backendSchema,
		/** Adapter in words, for example "Radeon 780M" or "SwiftShader (software)". */
		adapter: z.string().max(200),
		/** Why not a better backend; empty when it is WebGPU. */
		reason: z.string().max(500),
		/** `remembered`: passed before, with this engine in this browser. */
		selfCheck: z.enum(['passed', 'remembered', 'fell-back']),
		/** Engine, browser and graphics adapter; '' where the processor computes. */
		mark: z.string().max(1_000),
	}),
	z.object({ type: z.literal('log'), level: z.enum(['log', 'warn', 'error']), text: z.string().max(4_096) }),
	z.object({ type: z.literal('check'), result: checkResultSchema }),
	/** Once, at the end of a run of the checks. */
	z.object({ type: z.literal('tensors'), seen: z.array(seenTensorSchema).max(600) }),
	z.object({
		type: z.literal('metric'),
		step: z.int(),
		/** Training loss in nats per token. */
		loss: z.number(),
		/** Held-out loss, where it was measured at this step. */
		heldOut: z.number().optional(),
		/** Standard error of `heldOut`, over windows of text. */
		heldOutError: z.number().optional(),
		learningRate: z.number().optional(),
		tokensPerSecond: z.number().optional(),
		tensors: z.int().optional(),
	}),
	/** Parameters now and then: Euclidean lengths, null where one is not finite. */
	z.object({
		type: z.literal('weights'),
		step: z.int(),
		parameters: z
			.array(
				z.object({
					name: z.string().max(60),
					weight: z.number().nullable(),
					/** Of the last step's gradient, before it was shortened. */
					gradient: z.number().nullable().optional(),
					/** Nothing of it has moved since the look before, to the last bit. */
					isSame: z.boolean(),
				}),
			)
			.max(200),
	}),
	/** The loss of a step is no number; the run ends with it. */
	z.object({ type: z.literal('not-finite'), step: z.int(), value: z.enum(['NaN', 'Infinity']) }),
	z.object({ type: z.literal('progress'), step: z.int(), steps: z.int(), secondsLeft: z.number().nullable() }),
	z.object({
		type: z.literal('measure'),
		step: z.int(),
		/** By the keys of the lab's charts. */
		values: z.record(z.string().max(40), z.number()).refine((values) => Object.keys(values).length <= 24, 'At most 24 measures a step.'),
	}),
	figureSchema,
	z.object({ type: z.literal('sample'), step: z.int(), text: z.string().max(2_000) }),
	z.object({ type: z.literal('snapshot'), step: z.int(), preset: z.string(), bytes: z.instanceof(ArrayBuffer) }),
	z.object({ type: z.literal('heartbeat') }),
	z.object({
		type: z.literal('done'),
		kind: z.enum(['checks', 'train']),
		/** `stopped` when the learner stopped it. */
		how: z.enum(['finished', 'stopped']),
		step: z.int().optional(),
		seconds: z.number(),
	}),
	z.object({
		type: z.literal('failed'),
		/** `learner`: thrown by their code. `ours`: Gradus. `device`: the GPU was lost. */
		whose: z.enum(['learner', 'ours', 'device']),
		kind: z.string().max(60),
		message: z.string().max(1_000),
		line: z.int().positive().optional(),
		column: z.int().positive().optional(),
	}),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
