/**
 * Kernels that compute each entry of their outputs from the same entry of their inputs, which all have one size. Four entries a thread
 * where the size allows.
 */
import type * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { type KernelRunner, runKernel, type Uniform, u32 } from '../gpu/kernel.ts';
import { THREADS } from './row-layout.ts';

export interface ElementwiseCall<Out extends string> {
	readonly name: string;
	/** WGSL functions before the entry point. `Value` is f32 or vec4f. */
	readonly functions?: string;
	/** WGSL that sets `<output>[i]` from `<input>[i]`. */
	readonly body: string;
	readonly inputs: Readonly<Record<string, tf.Tensor>>;
	readonly outputs: readonly Out[];
	readonly uniforms?: Readonly<Record<string, Uniform>>;
	/** Operations of an entry. */
	readonly flops: number;
}

/** The outputs have `shape` and hold float32. */
export function elementwise<Out extends string>(
	runner: KernelRunner,
	shape: readonly number[],
	{ name, functions = '', body, inputs, outputs, uniforms = {}, flops }: ElementwiseCall<Out>,
): Record<Out, tf.Tensor> {
	const size = shape.reduce((product, n) => product * n, 1);
	const isVector = size % 4 === 0;
	const count = isVector ? size / 4 : size;
	const made = runKernel(runner, {
		name,
		source: `alias Value = ${isVector ? 'vec4f' : 'f32'};${functions}${GROUP_INDEX_WGSL}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let i = group_index(group) * ${THREADS}u + thread;
	if (i >= params.count) { return; }
	${body}
}`,
		inputs,
		outputs: Object.fromEntries(outputs.map((output) => [output, { shape }])),
		uniforms: { ...uniforms, count: u32(count) },
		...(isVector ? { vec4: [...outputs, ...Object.keys(inputs)] } : {}),
		grid: foldedGrid(Math.ceil(count / THREADS)),
		flops: flops * size,
	});
	// fromEntries forgets that the keys are `outputs`.
	return made as Record<Out, tf.Tensor>;
}

/**
 * `sigmoid(x: Value) -> Value`. The exponent stops at 80, since e^89 is past the largest float32 and devices may do as they like with
 * infinities; 1 / (1 + e^80) is zero to every use.
 */
export const SIGMOID_WGSL = `
fn sigmoid(x: Value) -> Value { return 1.0 / (1.0 + exp(min(-x, Value(80.0)))); }
`;
