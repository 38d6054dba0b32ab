/** Sends the kernels of causal attention to the GPU and gives them to tfjs as one differentiable op. Shapes were checked before. */
import type * as tf from '@tensorflow/tfjs';
import { type KernelCall, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { type AttentionSpec, isVec4, TILE } from './causal-attention-tiles.ts';
import { forwardSource, keysSource, queriesSource } from './causal-attention-wgsl.ts';
import { rotationTable } from './rope.ts';
import { withGradient } from './with-gradient.ts';

export type AttentionInputs = { readonly qkv: tf.Tensor } | { readonly q: tf.Tensor; readonly k: tf.Tensor; readonly v: tf.Tensor };

export interface AttentionSizes {
	readonly spec: AttentionSpec;
	readonly batch: number;
	readonly time: number;
	/** Base of the rotation, where the spec has one. */
	readonly base: number | null;
	/** Of the output. */
	readonly shape: readonly number[];
	/** Pairs of batch and head in a row of the grid. */
	readonly across?: number;
}

/** Batch · heads in y, the rest in z: no axis of a grid may be longer than 65,535. */
const ACROSS = 32_768;

/** Differentiable once, by each input. */
export function attend(runner: KernelRunner, inputs: AttentionInputs, sizes: AttentionSizes): tf.Tensor {
	const { spec, time, base } = sizes;
	const tensors = Object.values<tf.Tensor>(inputs);
	return withGradient(tensors, () => {
		const tables = base === null ? [] : [rotationTable(time, spec.headDim, base)];
		const { out, lse } = forward(runner, inputs, tables, sizes);
		return {
			value: out,
			saved: [out, lse, ...tensors, ...tables],
			gradient: (dout, [keptOut, keptLse, ...kept]) => {
				const names = Object.keys(inputs);
				const named = Object.fromEntries(kept.slice(0, names.length).map((tensor, i) => [names[i], tensor]));
				// The same names with the same tensors, kept.
				const again = named as unknown as AttentionInputs;
				return backward(runner, { inputs: again, tables: kept.slice(names.length), out: keptOut, lse: keptLse, dout }, sizes);
			},
		};
	});
}

function forward(runner: KernelRunner, inputs: AttentionInputs, tables: readonly tf.Tensor[], sizes: AttentionSizes) {
	const { spec, batch, time, shape } = sizes;
	return runKernel(runner, {
		...callOf('Forward', sizes, spec.heads, spec.headDim + spec.valueDim),
		source: forwardSource(spec),
		inputs: { ...inputs, ...rotationOf(tables) },
		outputs: { out: { shape }, lse: { shape: [batch, spec.heads, time] } },
	});
}

interface Kept {
	readonly inputs: AttentionInputs;
	readonly tables: readonly tf.Tensor[];
	readonly out: tf.Tensor;
	readonly lse: tf.Tensor;
	readonly dout: tf.Tensor;
}

function backward(runner: KernelRunner, { inputs, tables, out, lse, dout }: Kept, sizes: AttentionSizes): tf.Tensor[] {
	const { spec, batch, time } = sizes;
	const { heads, kvHeads, headDim, valueDim } = spec;
	const delta = { shape: [batch, heads, time] };
	const read = { ...inputs, ...rotationOf(tables), dout, lse };
	const byQueries = { ...callOf('Queries', sizes, heads, 2 * headDim + valueDim), source: queriesSource(spec), inputs: { ...read, out } };
	const byKeys = { ...callOf('Keys', sizes, kvHeads, 2 * (headDim + valueDim)), source: keysSource(spec) };
	if ('qkv' in inputs) {
		// Both kernels write their parts of one tensor, so that nothing has to be put together.
		const first = runKernel(runner, { ...byQueries, outputs: { dqkv: { shape: inputs.qkv.shape }, delta } });
		runKernel(runner, { ...byKeys, inputs: { ...read, delta: first.delta }, inPlace: { dqkv: first.dqkv }, outputs: {} });
		return [first.dqkv];
	}
	const { q, k, v } = inputs;
	const first = runKernel(runner, { ...byQueries, outputs: { dq: { shape: q.shape }, delta } });
	const { dk, dv } = runKernel(runner, {
		...byKeys,
		inputs: { ...read, delta: first.delta },
		outputs: { dk: { shape: k.shape }, dv: { shape: v.shape } },
	});
	return [first.dq, dk, dv];
}

function rotationOf([rotation]: readonly tf.Tensor[]): { readonly rotation?: tf.Tensor } {
	return rotation === undefined ? {} : { rotation };
}

/** What the three kernels share. `width`: multiplications for each query and key that it sees. */
function callOf(
	part: 'Forward' | 'Queries' | 'Keys',
	{ spec, batch, time, across = ACROSS }: AttentionSizes,
	heads: number,
	width: number,
) {
	const { headDim, valueDim, kvHeads, isPacked, isRotated } = spec;
	const pairs = batch * heads;
	const seen = (batch * spec.heads * time * (time + 1)) / 2;
	return {
		name: `causal${isPacked ? 'Attention' : 'Heads'}${part}`,
		constants: {
			HEADS: spec.heads,
			KV_HEADS: kvHeads,
			HEAD_DIM: headDim,
			VALUE_DIM: valueDim,
			ROTATED: isRotated ? 1 : 0,
		},
		uniforms: { time: u32(time), pairs: u32(pairs), across: u32(across) },
		...(isVec4(spec) ? { vec4: VECTORS } : {}),
		grid: [Math.ceil(time / TILE), Math.min(pairs, across), Math.ceil(pairs / across)],
		flops: 2 * seen * width,
	} as const satisfies Partial<KernelCall>;
}

/** All but the numbers of a row: lse and delta. */
const VECTORS = ['qkv', 'q', 'k', 'v', 'rotation', 'out', 'dout', 'dqkv', 'dq', 'dk', 'dv'];
