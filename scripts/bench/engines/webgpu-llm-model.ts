/**
 * What both forms of webgpu-llm share. It has a model of its own (RMSNorm, RoPE, no biases, the head tied to the embedding) and no batch:
 * one sequence at a time, gradients accumulated, or all sequences as one long one with a mask between them. Whichever is faster counts.
 */
/// <reference types="webgpu-llm" />
import { LLMEngine, Model } from 'webgpu-llm/llm';
import packageJson from '../../../node_modules/webgpu-llm/package.json' with { type: 'json' };
import { ADAM, type BenchConfig } from '../engine.ts';
import { llmWeights } from '../llm-weights.ts';
import { shimWebgpuLlm } from './webgpu-llm-shims.ts';

export const LLM_VERSION = `webgpu-llm ${packageJson.version}`;

/** Its methods that are missing from its own declarations (src/llm/model in the package). */
export interface LlmModel {
	allocate(): void;
	allocActivations(): void;
	allocBackward(): void;
	importWeights(weights: readonly { readonly name: string; readonly data: Float32Array }[]): void;
	forwardLoss(tokens: Uint32Array, targets: Uint32Array, segments: Uint32Array | null, timings: { fwd_cpu_ms?: number }): Promise<number>;
	backward(tokens: Uint32Array, accumulate: boolean): Promise<void>;
	step(config: Readonly<Record<string, number>>, accumulated: number): Promise<void>;
	destroy(): void;
}

export interface OpenedLlm {
	readonly model: LlmModel;
	readonly parameters: number;
	readonly note: string;
	/** The width that it was given. */
	readonly config: BenchConfig;
}

let starting: Promise<{ readonly note: string; readonly engine: LLMEngine }> | null = null;

export async function openLlm(asked: BenchConfig, sequence: number): Promise<OpenedLlm> {
	const config = { ...asked, width: Math.ceil(asked.width / 64) * 64 };
	const width = config.width === asked.width ? '' : `width ${config.width} for ${asked.width}: its buffers need multiples of 64`;
	// Its kernels are the same for every model, and slow to compile: once a realm.
	starting ??= shimWebgpuLlm(navigator.gpu).then(async (note) => ({ note, engine: await new LLMEngine().init() }));
	const { engine, note: shims } = await starting;
	// The class has these methods; its declarations do not.
	const model = new Model(engine, llmConfig(config, sequence)) as unknown as LlmModel;
	model.allocate();
	model.allocActivations();
	model.allocBackward();
	const weights = llmWeights(config);
	model.importWeights([...weights].map(([name, { data }]) => ({ name, data })));
	const parameters = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
	return { model, parameters, note: [shims, width].filter((note) => note !== '').join('; '), config };
}

function llmConfig({ width, heads, layers, vocabulary }: BenchConfig, sequence: number): Record<string, number | string> {
	return {
		d_model: width,
		n_heads: heads,
		n_kv_heads: heads,
		n_layers: layers,
		head_dim: width / heads,
		kv_dim: width,
		d_ff: 4 * width,
		d_ff_mult: 4,
		activation: 'gelu',
		vocab_size: vocabulary,
		seq_len: sequence,
		rms_eps: 1e-5,
	};
}

/** No decay and no clipping, as everywhere in this benchmark. */
export const LLM_STEP = {
	lr: ADAM.rate,
	beta1: ADAM.beta1,
	beta2: ADAM.beta2,
	adam_eps: ADAM.epsilon,
	weight_decay: 0,
	grad_clip: 1e30,
} as const;
