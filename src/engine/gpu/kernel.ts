/**
 * How an op of ours runs on the GPU: WGSL text, named tensors, named uniforms. Works alike eagerly and while a step is recorded.
 * The declarations of bindings and uniforms are written here, so that a kernel's text holds only what it computes.
 */
import * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from './folded-grid.ts';
import type { GraphBackend } from './graph-backend.ts';

export interface Uniform {
	readonly type: 'u32' | 'i32' | 'f32';
	readonly value: number;
}

export const u32 = (value: number): Uniform => ({ type: 'u32', value });
export const f32 = (value: number): Uniform => ({ type: 'f32', value });

export interface OutputSpec {
	readonly shape: readonly number[];
	readonly dtype?: 'float32' | 'int32';
}

export interface KernelCall<Out extends string = string> {
	/** Letters and digits. With `constants`, `vec4` and the dtypes it determines the shader: one name, one text. */
	readonly name: string;
	/**
	 * WGSL with an entry point `main`. It may use: each tensor by its name (array<f32>, array<i32>, or array<vec4<f32>>), `params.<uniform>`,
	 * and each constant by its name.
	 */
	readonly source: string;
	/** Compile-time numbers (`const WIDTH = 64u;` for whole numbers) or WGSL expressions. */
	readonly constants?: Readonly<Record<string, number | string>>;
	/** Bound read-only. No tensor may be both here and in `inPlace`. */
	readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
	/** Existing tensors, bound read_write and changed. */
	readonly inPlace?: Readonly<Record<string, tf.TensorInfo>>;
	/** Made by the call, bound read_write. */
	readonly outputs: Readonly<Record<Out, OutputSpec>>;
	readonly uniforms?: Readonly<Record<string, Uniform>>;
	/** Names of tensors seen as array<vec4<f32>>; their sizes must be multiples of 4. */
	readonly vec4?: readonly string[];
	/** Lines that must stand first, such as `enable f16;`. */
	readonly enable?: string;
	/** Workgroups in x, y, z; each at most 65,535. */
	readonly grid: readonly [number, number, number];
	/** Multiplications and additions counted apart, for the roofline. */
	readonly flops?: number;
}

/** What ops may ask of the GPU backend. */
export type KernelRunner = Pick<GraphBackend, 'device' | 'runKernel' | 'copy' | 'viewOf' | 'supply' | 'recorder'>;

/** The GPU backend in use, or null where tensors live on the processor: an op then takes its plain-tfjs way. */
export function gpuRunner(): KernelRunner | null {
	return graphBackend();
}

/** The same with all of its members, for what moves memory. The class itself is not loaded where only the processor computes. */
export function graphBackend(): GraphBackend | null {
	// Only GraphBackend has runKernel; tf.backend() knows the base class.
	const backend = tf.backend() as unknown as Partial<GraphBackend>;
	return typeof backend.runKernel === 'function' ? (backend as GraphBackend) : null;
}

/** Runs a kernel and gives its outputs as tensors, which the caller's tidy disposes. */
export function runKernel<Out extends string>(runner: KernelRunner, call: KernelCall<Out>): Record<Out, tf.Tensor> {
	const infos = runner.runKernel(call);
	const tensors = Object.entries<tf.TensorInfo>(infos).map(([name, info]) => [
		name,
		// The second argument is the backend; engine() types it as the abstract class.
		tf.engine().makeTensorFromTensorInfo(info, tf.backend()),
	]);
	// Built from the entries of a record with these keys.
	return Object.fromEntries(tensors) as Record<Out, tf.Tensor>;
}

export function kernelKey(call: KernelCall): string {
	const constants = Object.entries(call.constants ?? {}).map(([name, value]) => `${name}=${value}`);
	const kinds = [
		...Object.values<OutputSpec>(call.outputs).map(({ dtype = 'float32' }) => dtype),
		...Object.values({ ...call.inPlace, ...call.inputs }).map(({ dtype }) => dtype),
	];
	return `${call.name}|${constants.join()}|${call.vec4?.join() ?? ''}|${kinds.join()}`;
}

/** The whole shader: declarations in the order outputs, in-place, inputs, uniforms; then constants; then the kernel's text. */
export function kernelShader(call: KernelCall): string {
	const lines: string[] = [];
	const declare = (name: string, dtype: string, access: string): void => {
		const element = dtype === 'float32' ? 'f32' : 'i32';
		const type = call.vec4?.includes(name) ? `vec4<${element}>` : element;
		lines.push(`@group(0) @binding(${lines.length}) var<storage, ${access}> ${name}: array<${type}>;`);
	};
	for (const [name, { dtype = 'float32' }] of Object.entries<OutputSpec>(call.outputs)) declare(name, dtype, 'read_write');
	for (const [name, { dtype }] of Object.entries(call.inPlace ?? {})) declare(name, dtype, 'read_write');
	for (const [name, { dtype }] of Object.entries(call.inputs)) declare(name, dtype, 'read');
	const uniforms = Object.entries(call.uniforms ?? {});
	const header =
		uniforms.length === 0
			? []
			: [
					`struct Params { ${uniforms.map(([name, { type }]) => `${name}: ${type}`).join(', ')} }`,
					`@group(0) @binding(${lines.length}) var<uniform> params: Params;`,
				];
	const constants = Object.entries(call.constants ?? {}).map(
		([name, value]) => `const ${name} = ${typeof value === 'number' && Number.isInteger(value) ? `${value}u` : value};`,
	);
	return [call.enable ?? '', ...lines, ...header, ...constants, call.source].join('\n');
}

const UNIFORM_TYPES = { u32: 'uint32', i32: 'int32', f32: 'float32' } as const;

export function kernelUniforms(call: KernelCall): { type: string; data: number[] }[] {
	return Object.values(call.uniforms ?? {}).map(({ type, value }) => ({ type: UNIFORM_TYPES[type], data: [value] }));
}

/** Whole numbers as floats. */
export function floatsOf(x: tf.TensorInfo): KernelCall<'y'> {
	const size = x.shape.reduce((a, b) => a * b, 1);
	return {
		name: 'floatsOf',
		source: `${GROUP_INDEX_WGSL}@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	let i = group_index(group) * 64u + lane;
	if (i < params.size) { y[i] = f32(x[i]); }
}`,
		inputs: { x },
		outputs: { y: { shape: x.shape } },
		uniforms: { size: u32(size) },
		grid: foldedGrid(Math.ceil(size / 64)),
	};
}
