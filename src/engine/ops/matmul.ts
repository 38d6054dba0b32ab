/**
 * Our own matrix product on the GPU: chooses a kernel by shape, cuts long sums into parts that are added in a fixed order, and applies what
 * follows the product (bias, GELU, residual) before the result is stored. One dispatch, or two where K is cut.
 * Works on float32 tensors of any size but 0; the caller has checked the shapes.
 */
import * as tf from '@tensorflow/tfjs';
import { type KernelCall, type KernelRunner, type OutputSpec, type Uniform, u32 } from '../gpu/kernel.ts';
import { adapterKey, chooseProduct, groupsOf, type ProductShape, VARIANTS, type Variant } from './matmul-table.ts';
import { type Epilogue, type KernelText, lanesKernel, sumPartsKernel, tileKernel } from './matmul-wgsl.ts';

/**
 * Which matrices of A and B belong to a product of the batch: product (i, j, l), i outermost, uses matrix i·outer + j·middle + l·inner.
 * A step of 0 uses the same matrix again (broadcasting).
 */
export interface BatchLevels {
	readonly sizes: Levels;
	readonly a: Levels;
	readonly b: Levels;
}

type Levels = readonly [outer: number, middle: number, inner: number];

export interface Product {
	/** [..., m, k], or [..., k, m] with transposeA. */
	readonly a: tf.TensorInfo;
	/** [..., k, n], or [..., n, k] with transposeB. */
	readonly b: tf.TensorInfo;
	readonly m: number;
	readonly n: number;
	readonly k: number;
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
	readonly batch?: BatchLevels;
	/** Shape of the result; its size is batch · m · n. */
	readonly shape: readonly number[];
	/** [n], added to each row. */
	readonly bias?: tf.TensorInfo | undefined;
	/** GELU (tanh form) of the sum and bias. */
	readonly activation?: 'gelu' | undefined;
	/** Also give the value that GELU is applied to. */
	readonly keepsPre?: boolean;
	/** The result is multiplied by GELU' of this tensor, of the result's shape. */
	readonly slopeOf?: tf.TensorInfo | undefined;
	/** Of the result's shape, added last. */
	readonly residual?: tf.TensorInfo | undefined;
	/** Also give the sum of B over K, for each column. Needs one product (no batch) and B as it is. */
	readonly columnSums?: boolean;
	/** 'f16' rounds the factors to 16 bits in tiled kernels and keeps sums in 32. Default 'f32'. */
	readonly precision?: Precision;
	/** Instead of the table's choice, for measuring and testing. */
	readonly choice?: { readonly variant: Variant; readonly splits: number };
}

export type Precision = 'f32' | 'f16';

export interface ProductResult {
	readonly c: tf.TensorInfo;
	readonly pre: tf.TensorInfo | undefined;
	/** [n] */
	readonly columnSums: tf.TensorInfo | undefined;
}

/** What a product needs of the backend. */
export type ProductRunner = Pick<KernelRunner, 'device' | 'runKernel'>;

/** WebGPU's least limit of workgroups a dimension. */
const MAX_GRID = 65_535;
const ONE_PRODUCT: BatchLevels = { sizes: [1, 1, 1], a: [0, 0, 0], b: [0, 0, 0] };

/**
 * Gives bare tensor infos, which nobody disposes; see tensorOf.
 * @throws when precision is 'f16' and the device has no 16-bit floats
 */
export function multiply(runner: ProductRunner, product: Product): ProductResult {
	const { precision = 'f32' } = product;
	if (precision === 'f16' && !runner.device.features.has('shader-f16'))
		throw new Error(`precision: 'f16' needs 16-bit floats (shader-f16), which this graphics adapter does not offer. Use 'f32'.`);
	const shape = shapeOf(product);
	const plan = planOf(product, shape, product.choice ?? fromTable(runner, shape));
	const { splits } = plan;
	if (splits === 1) return results(runner.runKernel(productCall(plan, resultSpecs(product), epilogueOf(product))));
	const { part } = runner.runKernel(productCall(plan, { part: { shape: [splits, partSize(plan)] } }, null));
	const summed = runner.runKernel(sumCall(plan, part));
	// A bare info belongs to no scope; nobody else has seen it.
	tf.backend().disposeData(part.dataId);
	return results(summed);
}

/** Makes a result of `multiply` a tensor of the current scope. */
export function tensorOf(info: tf.TensorInfo): tf.Tensor {
	return tf.engine().makeTensorFromTensorInfo(info, tf.backend());
}

interface Plan {
	readonly product: Product;
	readonly shape: ProductShape;
	readonly variant: Variant;
	readonly partK: number;
	readonly splits: number;
}

function shapeOf({ m, n, k, transposeA = false, transposeB = false, batch = ONE_PRODUCT }: Product): ProductShape {
	return { m, n, k, transposeA, transposeB, batch: batch.sizes[0] * batch.sizes[1] * batch.sizes[2] };
}

function fromTable({ device }: ProductRunner, shape: ProductShape): { readonly variant: Variant; readonly splits: number } {
	const { variant, splits } = chooseProduct(shape, adapterKey(device.adapterInfo));
	return { variant: VARIANTS[variant], splits };
}

function planOf(product: Product, shape: ProductShape, choice: { readonly variant: Variant; readonly splits: number }): Plan {
	// Several lanes cannot sum columns.
	const variant = product.columnSums === true && lanesOf(choice.variant) > 1 ? VARIANTS.tile32 : choice.variant;
	const partK = Math.ceil(shape.k / choice.splits / variant.depth) * variant.depth;
	return { product, shape, variant, partK, splits: Math.ceil(shape.k / partK) };
}

function lanesOf({ kind, depth }: Variant): number {
	return kind === 'lanes' ? depth / 4 : 1;
}

function epilogueOf({ bias, activation, keepsPre = false, slopeOf, residual }: Product): Epilogue {
	return {
		bias: bias !== undefined,
		pre: keepsPre,
		gelu: activation === 'gelu',
		slope: slopeOf !== undefined,
		residual: residual !== undefined,
	};
}

type Outputs = Record<string, OutputSpec>;

function resultSpecs({ shape, n, keepsPre, columnSums }: Product): Outputs {
	return { c: { shape }, ...(keepsPre === true && { pre: { shape } }), ...(columnSums === true && { columnSums: { shape: [n] } }) };
}

function results(outputs: Record<string, tf.TensorInfo>): ProductResult {
	const { c, pre, columnSums } = outputs;
	if (c === undefined) throw new Error('A matrix product gave no result. This is a fault of Gradus.');
	return { c, pre, columnSums };
}

function partSize({ product: { n, columnSums }, shape }: Plan): number {
	return shape.batch * shape.m * n + (columnSums === true ? n : 0);
}

function operands({ bias, slopeOf, residual }: Product): Record<string, tf.TensorInfo> {
	return {
		...(bias !== undefined && { bias }),
		...(slopeOf !== undefined && { before: slopeOf }),
		...(residual !== undefined && { residual }),
	};
}

/** What stands in a kernel's name: all of its text that constants and types do not say. */
function title(epilogue: Epilogue | null, columnSums: boolean, half = false): string {
	const done = epilogue === null ? ['Part'] : Object.entries(epilogue).flatMap(([name, isDone]) => (isDone ? [capital(name)] : []));
	return [...done, columnSums ? 'Sums' : '', half ? 'Half' : ''].join('');
}

function capital(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}

function productCall<Out extends string>(plan: Plan, outputs: Record<Out, OutputSpec>, epilogue: Epilogue | null): KernelCall<Out> {
	const { product, shape, variant, splits } = plan;
	const { m, n, k, transposeA, transposeB, batch } = shape;
	const vec = { a: (transposeA ? m : k) % 4 === 0, b: (transposeB ? k : n) % 4 === 0, c: n % 4 === 0 };
	const text: KernelText = {
		...{ transposeA, transposeB, vec, epilogue },
		columnSums: product.columnSums === true,
		half: product.precision === 'f16' && variant.kind === 'tile',
		threadRows: variant.threadRows,
		threadColumns: variant.threadColumns,
	};
	const layout = `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
	const inputs = { a: product.a, b: product.b, ...(epilogue === null ? {} : operands(product)) };
	const groups = groupsOf(shape, variant) * splits;
	const gridX = Math.min(groups, MAX_GRID);
	return {
		name: `matmul${layout}${variant.kind === 'tile' ? '' : 'Lanes'}${title(epilogue, text.columnSums, text.half)}`,
		// Written only when the kernel is compiled.
		get source() {
			return variant.kind === 'tile' ? tileKernel(text) : lanesKernel(text, lanesOf(variant));
		},
		constants: {
			...{ ROWS: variant.rows, COLUMNS: variant.columns, DEPTH: variant.depth, THREADS: variant.threads },
			...{ THREAD_ROWS: variant.threadRows, THREAD_COLUMNS: variant.threadColumns },
		},
		inputs,
		outputs,
		uniforms: { ...productUniforms(plan), groups: u32(groups), gridX: u32(gridX) },
		vec4: [...(vec.a ? ['a'] : []), ...(vec.b ? ['b'] : []), ...(vec.c ? [...Object.keys(outputs), ...Object.keys(inputs).slice(2)] : [])],
		...(text.half && { enable: 'enable f16;' }),
		grid: [gridX, Math.ceil(groups / MAX_GRID), 1],
		flops: 2 * m * n * k * batch,
	};
}

function productUniforms(plan: Plan): Record<string, Uniform> {
	const { product, shape, partK, splits } = plan;
	const { sizes, a, b } = product.batch ?? ONE_PRODUCT;
	const numbers = {
		...{ m: shape.m, n: shape.n, k: shape.k, splits, partK, partSize: partSize(plan), middle: sizes[1], inner: sizes[2] },
		...{ aOuter: a[0], aMiddle: a[1], aInner: a[2], bOuter: b[0], bMiddle: b[1], bInner: b[2] },
	};
	return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, u32(value)]));
}

function sumCall(plan: Plan, part: tf.TensorInfo): KernelCall {
	const { product, shape, splits } = plan;
	const columnSums = product.columnSums === true;
	const isVec = shape.n % 4 === 0;
	const step = isVec ? 4 : 1;
	const epilogue = epilogueOf(product);
	const inputs = { part, ...operands(product) };
	const outputs = resultSpecs(product);
	const groups = Math.ceil(partSize(plan) / step / 64);
	const gridX = Math.min(groups, MAX_GRID);
	return {
		name: `matmulSumParts${title(epilogue, columnSums)}`,
		get source() {
			return sumPartsKernel(epilogue, isVec, columnSums);
		},
		inputs,
		outputs,
		uniforms: {
			splits: u32(splits),
			partSize: u32(partSize(plan) / step),
			size: u32((shape.batch * shape.m * shape.n) / step),
			columns: u32(shape.n / step),
			width: u32(gridX * 64),
		},
		vec4: isVec ? [...Object.keys(inputs), ...Object.keys(outputs)] : [],
		grid: [gridX, Math.ceil(groups / MAX_GRID), 1],
		flops: splits * partSize(plan),
	};
}
