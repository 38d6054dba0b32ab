/**
 * tf.matMul and tf.fused.matMul on WebGPU by our own product (ops/matmul.ts). tfjs's kernels take the slow path for a transposed second
 * factor and add long sums by atomics, in an order that changes from run to run; and they read wrong matrices where a batch such as [2, 1]
 * meets [1, 3]. What ours do not do (whole numbers, empty tensors, wrong shapes) still goes to tfjs's.
 */
import * as tf from '@tensorflow/tfjs';
import type { KernelRunner } from '../gpu/kernel.ts';
import { type BatchLevels, multiply, type Product } from '../ops/matmul.ts';

type Arguments = Parameters<tf.KernelFunc>[0];

let isRegistered = false;

/** May be called again; replaces tfjs's kernels once. */
export function registerOwnMatMul(): void {
	if (isRegistered || tf.getKernel('BatchMatMul', 'webgpu') === undefined) return;
	isRegistered = true;
	replace('BatchMatMul', productKernel);
	replace('_FusedMatMul', fusedKernel);
}

function replace(kernelName: string, own: (stock: tf.KernelFunc) => tf.KernelFunc): void {
	const stock = tf.getKernel(kernelName, 'webgpu').kernelFunc;
	tf.unregisterKernel(kernelName, 'webgpu');
	tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc: own(stock) });
}

function productKernel(stock: tf.KernelFunc): tf.KernelFunc {
	return (call) => {
		const [runner, product] = [runnerOf(call), productOf(call)];
		if (runner !== null && product !== null) return multiply(runner, product).c;
		return zerosOf(call) ?? stock(call);
	};
}

/** Sums over nothing: tfjs would bind an empty buffer, which the device refuses. */
function zerosOf({ inputs: { a, b }, attrs, backend }: Arguments): tf.TensorInfo | null {
	if (a === undefined || b === undefined) return null;
	const [m = 0, k = 0] = attrs?.['transposeA'] === true ? a.shape.slice(-2).toReversed() : a.shape.slice(-2);
	const [bK = 0, n = 0] = attrs?.['transposeB'] === true ? b.shape.slice(-2).toReversed() : b.shape.slice(-2);
	if (Math.min(a.shape.length, b.shape.length) < 2 || k !== 0 || bK !== 0) return null;
	const dims = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
	const fill = tf.getKernel('Fill', 'webgpu').kernelFunc;
	// Fill gives one tensor; the list stands for kernels with several.
	return fill({ inputs: {}, backend, attrs: { shape: [...dims, m, n], value: 0, dtype: a.dtype } }) as tf.TensorInfo;
}

/** Ours takes the bias; what follows is tfjs's own kernel for the activation. */
function fusedKernel(stock: tf.KernelFunc): tf.KernelFunc {
	return (call) => {
		const [runner, product] = [runnerOf(call), productOf(call)];
		const { bias, preluActivationWeights } = call.inputs;
		if (runner === null || product === null || !isRowOf(product, bias)) return stock(call);
		const { c } = multiply(runner, { ...product, bias: bias ?? undefined });
		const activation = activationOf(call);
		if (activation === null) return c;
		const activated = tf.getKernel(activation, 'webgpu').kernelFunc({
			inputs: { x: c, ...(activation === 'Prelu' && preluActivationWeights !== undefined && { alpha: preluActivationWeights }) },
			backend: call.backend,
			attrs: { alpha: call.attrs?.['leakyreluAlpha'] ?? 0 },
		});
		tf.backend().disposeData(c.dataId);
		return activated;
	};
}

/** One number for each column, or no bias at all. */
function isRowOf({ n }: Product, bias: tf.TensorInfo | null | undefined): boolean {
	if (bias === undefined || bias === null) return true;
	return bias.dtype === 'float32' && bias.shape.at(-1) === n && tf.util.sizeFromShape(bias.shape) === n;
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
	relu: 'Relu',
	relu6: 'Relu6',
	elu: 'Elu',
	sigmoid: 'Sigmoid',
	leakyrelu: 'LeakyRelu',
	prelu: 'Prelu',
};

function activationOf({ attrs }: Arguments): string | null {
	return ACTIVATIONS[String(attrs?.['activation'])] ?? null;
}

/** Null where `webgpu` is tfjs's own backend, as in a benchmark that compares the two. */
function runnerOf({ backend }: Arguments): KernelRunner | null {
	// The registry types a backend as an empty object.
	const runner = backend as Partial<KernelRunner>;
	return typeof runner.runKernel === 'function' ? (runner as KernelRunner) : null;
}

/** Null for what is left to tfjs. */
function productOf({ inputs, attrs }: Arguments): Product | null {
	const { a, b } = inputs;
	if (a === undefined || b === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') return null;
	const [transposeA, transposeB] = [attrs?.['transposeA'] === true, attrs?.['transposeB'] === true];
	const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
	const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
	const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
	const [bK, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
	const isWhole = a.shape.length >= 2 && b.shape.length >= 2 && k === bK && [...a.shape, ...b.shape].every((size) => size > 0);
	const found = isWhole ? batchOf(a.shape.slice(0, -2), b.shape.slice(0, -2)) : null;
	if (found === null) return null;
	const { batch, dims } = found;
	const product = { a, b, n, k, transposeA, transposeB, shape: [...dims, m, n] };
	// One second factor for all: the batch is more rows of the first.
	const isOneMatrix = !transposeA && batch.b.every((step) => step === 0);
	return isOneMatrix ? { ...product, m: m * tf.util.sizeFromShape(dims) } : { ...product, m, batch };
}

interface Level {
	size: number;
	readonly variesA: boolean;
	readonly variesB: boolean;
}

/** Null where the batches do not fit together, or alternate more often than three levels tell. */
function batchOf(aDims: readonly number[], bDims: readonly number[]): { readonly batch: BatchLevels; readonly dims: number[] } | null {
	const rank = Math.max(aDims.length, bDims.length);
	const padded = (dims: readonly number[]): number[] => [...Array<number>(rank - dims.length).fill(1), ...dims];
	const [as, bs] = [padded(aDims), padded(bDims)];
	const dims = as.map((size, i) => Math.max(size, bs[i] ?? 1));
	const levels: Level[] = [];
	for (const [i, size] of dims.entries()) {
		const [a, b] = [as[i] ?? 1, bs[i] ?? 1];
		if ((a !== size && a !== 1) || (b !== size && b !== 1)) return null;
		if (size === 1) continue;
		const last = levels.at(-1);
		if (last !== undefined && last.variesA === (a === size) && last.variesB === (b === size)) last.size *= size;
		else levels.push({ size, variesA: a === size, variesB: b === size });
	}
	if (levels.length > 3) return null;
	while (levels.length < 3) levels.unshift({ size: 1, variesA: false, variesB: false });
	return { batch: stepsOf(levels), dims };
}

function stepsOf(levels: readonly Level[]): BatchLevels {
	const steps = (varies: readonly boolean[]): BatchLevels['a'] => {
		const [, middle = 1, inner = 1] = levels.map(({ size }, i) => (varies[i] === true ? size : 1));
		return [varies[0] === true ? middle * inner : 0, varies[1] === true ? inner : 0, varies[2] === true ? 1 : 0];
	};
	const [outer = 1, middle = 1, inner = 1] = levels.map(({ size }) => size);
	return {
		sizes: [outer, middle, inner],
		a: steps(levels.map(({ variesA }) => variesA)),
		b: steps(levels.map(({ variesB }) => variesB)),
	};
}
