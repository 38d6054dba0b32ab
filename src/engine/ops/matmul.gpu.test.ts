import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { create } from 'webgpu';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { isNight } from '../../../tests/support/sample.ts';
import { requestGpuDevice } from '../device.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { type KernelCall, kernelShader } from '../gpu/kernel.ts';
import { recordStep } from '../graph/record-step.ts';
import { multiply, type Product, type ProductResult, tensorOf } from './matmul.ts';
import { adapterKey, chooseProduct, type ProductShape, sizeClass, VARIANTS, type Variant } from './matmul-table.ts';
import { difference, type HostTensor, normal, toTensor } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const BOUND = 2e-6;
/**
 * A software adapter takes a second of compiling for each 4 KiB of workgroup memory: most tests use the kernels of VARIANTS with shallower
 * tiles, and `npm run test:nightly` takes all of them as they are.
 */
const shallow = (variant: Variant, depth: number): Variant => ({ ...variant, depth });
const TILE: Variant = shallow(VARIANTS.tile32, 8);
const LANES: Variant = { ...VARIANTS.lanes4, depth: 16, threads: 4 };

interface Sizes {
	readonly m: number;
	readonly n: number;
	readonly k: number;
}
type Layout = readonly [transposeA: boolean, transposeB: boolean];
const LAYOUTS: readonly Layout[] = [
	[false, false],
	[false, true],
	[true, false],
	[true, true],
];

function factors({ m, n, k }: Sizes, [transposeA, transposeB]: Layout): { readonly a: HostTensor; readonly b: HostTensor } {
	return { a: normal(1, transposeA ? [k, m] : [m, k]), b: normal(2, transposeB ? [n, k] : [k, n], 1 / Math.sqrt(k)) };
}

/** Sums in double precision. */
function expectedProduct({ m, n, k }: Sizes, [transposeA, transposeB]: Layout): Float32Array {
	const { a, b } = factors({ m, n, k }, [transposeA, transposeB]);
	return Float32Array.from({ length: m * n }, (_, at) => {
		const [row, column] = [Math.floor(at / n), at % n];
		let sum = 0;
		for (let i = 0; i < k; i += 1)
			sum += (a.values[transposeA ? i * m + row : row * k + i] ?? 0) * (b.values[transposeB ? column * k + i : i * n + column] ?? 0);
		return sum;
	});
}

function run(sizes: Sizes, [transposeA, transposeB]: Layout, rest: Partial<Product>): ProductResult {
	const { a, b } = factors(sizes, [transposeA, transposeB]);
	return multiply(backend, { a: toTensor(a), b: toTensor(b), ...sizes, transposeA, transposeB, shape: [sizes.m, sizes.n], ...rest });
}

async function read(info: tf.TensorInfo | undefined): Promise<Float32Array> {
	if (info === undefined) throw new Error('The product gave no such result.');
	return Float32Array.from(await tensorOf(info).data());
}

async function differenceOf(sizes: Sizes, layout: Layout, variant: Variant, splits = 1): Promise<number> {
	const { c } = run(sizes, layout, { choice: { variant, splits } });
	return difference(await read(c), expectedProduct(sizes, layout));
}

// Neither a multiple of a tile; with vectors of four, and without.
test.each([
	{ m: 36, n: 68, k: 20 },
	{ m: 35, n: 33, k: 19 },
])('tiles and lanes multiply $m × $n × $k in every layout', async (sizes) => {
	const differences: number[] = [];
	for (const layout of LAYOUTS) for (const variant of [TILE, LANES]) differences.push(await differenceOf(sizes, layout, variant));

	expect(Math.max(...differences)).toBeLessThanOrEqual(BOUND);
});

const real = Object.entries<Variant>(VARIANTS).filter(([name]) => isNight || ['tile32', 'lanes4'].includes(name));
test.each([...real, ['tile64, shallow', shallow(VARIANTS.tile64, 4)] as const])('%s multiplies past its edges', async (_, variant) => {
	const sizes = { m: variant.rows + 4, n: variant.columns + 8, k: variant.depth + 4 };

	expect(await differenceOf(sizes, [false, true], variant)).toBeLessThanOrEqual(BOUND);
});

test.each([TILE, LANES, VARIANTS.plain16])('parts of a long sum are added to the same result, every time', async (variant) => {
	const sizes = { m: 6, n: 12, k: 210 };
	const first = await read(run(sizes, [true, false], { choice: { variant, splits: 4 } }).c);
	const second = await read(run(sizes, [true, false], { choice: { variant, splits: 4 } }).c);

	expect(difference(first, expectedProduct(sizes, [true, false]))).toBeLessThanOrEqual(BOUND);
	expect(second).toEqual(first);
});

test.each([
	[TILE, 12],
	[TILE, 9],
	[VARIANTS.plain16, 12],
	[VARIANTS.plain16, 9],
] as const)('column sums come with the product, whole or in parts (%o, %i columns)', async (variant, n) => {
	const sizes = { m: 40, n, k: 75 };
	const { b } = factors(sizes, [true, false]);
	const sums = Float32Array.from({ length: n }, (_, column) => {
		let sum = 0;
		for (let i = column; i < b.values.length; i += n) sum += b.values[i] ?? 0;
		return sum;
	});

	for (const splits of [1, 3]) {
		const { c, columnSums } = run(sizes, [true, false], { columnSums: true, choice: { variant, splits } });
		expect(difference(await read(columnSums), sums)).toBeLessThanOrEqual(BOUND);
		expect(difference(await read(c), expectedProduct(sizes, [true, false]))).toBeLessThanOrEqual(BOUND);
	}
});

test.each([
	[1, 8],
	[1, 7],
	[3, 8],
])('bias, GELU, slope and residual are applied in this order (%i parts, %i columns)', async (splits, n) => {
	const sizes = { m: 5, n, k: 24 };
	const [bias, before, residual] = [normal(3, [n]), normal(4, [5, n]), normal(5, [5, n])];
	const { c, pre } = run(sizes, [false, false], {
		...{ bias: toTensor(bias), activation: 'gelu', keepsPre: true, slopeOf: toTensor(before), residual: toTensor(residual) },
		choice: { variant: VARIANTS.plain16, splits },
	});
	const summed = expectedProduct(sizes, [false, false]).map((value, i) => value + (bias.values[i % n] ?? 0));
	const expected = summed.map((value, i) => geluOf(value) * slopeAt(before.values[i] ?? 0) + (residual.values[i] ?? 0));

	expect(difference(await read(pre), summed)).toBeLessThanOrEqual(BOUND);
	expect(difference(await read(c), expected)).toBeLessThanOrEqual(BOUND);
});

function geluOf(x: number): number {
	return (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function slopeAt(x: number): number {
	return (geluOf(x + 1e-4) - geluOf(x - 1e-4)) / 2e-4;
}

test('16-bit factors are refused where the device has none', () => {
	expect(() => run({ m: 4, n: 4, k: 4 }, [false, false], { precision: 'f16' })).toThrow(
		"precision: 'f16' needs 16-bit floats (shader-f16), which this graphics adapter does not offer. Use 'f32'.",
	);
});

test('the 16-bit kernels are valid where the device has them', async () => {
	// Dawn's null adapter computes nothing but checks shaders, and it has 16-bit floats.
	const found = await requestGpuDevice(create(['backend=null']));
	if ('reason' in found) throw new Error(found.reason);
	const { device } = found;
	const compiled: string[] = [];
	const compile = <Out extends string>(call: KernelCall<Out>): Record<Out, tf.TensorInfo> => {
		compiled.push(kernelShader(call));
		const infos = Object.keys(call.outputs).map((name) => [name, { dataId: {}, shape: [1], dtype: 'float32' }]);
		// Of these keys; nothing is computed.
		return Object.fromEntries(infos) as Record<Out, tf.TensorInfo>;
	};
	const [a, b] = [tf.ones([64, 64]), tf.ones([64, 64])];
	for (const variant of [VARIANTS.tile64, VARIANTS.tile64Wide])
		multiply(
			{ device, runKernel: compile },
			{
				...{ a, b, m: 64, n: 64, k: 64, transposeA: true, shape: [64, 64], columnSums: true, precision: 'f16' },
				choice: { variant, splits: 1 },
			},
		);

	device.pushErrorScope('validation');
	for (const code of compiled)
		device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code }), entryPoint: 'main' } });
	expect((await device.popErrorScope())?.message).toBeUndefined();
	expect(compiled.map((code) => code.includes('enable f16;') && code.includes('vec4<f16>'))).toEqual([true, true]);
});

test('every kernel keeps to the least limits of WebGPU', () => {
	for (const { kind, rows, columns, depth, threads } of Object.values<Variant>(VARIANTS)) {
		expect(threads).toBeLessThanOrEqual(256);
		expect(kind === 'tile' ? (rows + columns) * depth * 4 : threads * 64).toBeLessThanOrEqual(16_384);
		if (kind === 'tile') expect([rows % 32, columns % 32]).toEqual([0, 0]);
	}
});

const product: ProductShape = { m: 2_048, n: 512, k: 128, transposeA: false, transposeB: false, batch: 1 };
const GPU = 'nvidia/ampere';

test('the rules take large tiles for large products and cut long sums of small ones', () => {
	expect(chooseProduct(product, GPU)).toEqual({ variant: 'tile64', splits: 1 });
	expect(chooseProduct({ ...product, m: 128, n: 512, k: 2_048, transposeA: true }, GPU)).toEqual({ variant: 'tile64', splits: 8 });
	expect(chooseProduct({ ...product, m: 128, n: 128, k: 128 }, GPU)).toEqual({ variant: 'tile32', splits: 1 });
	expect(chooseProduct({ ...product, m: 1 }, GPU).variant).toBe('lanes4x16');
	expect(chooseProduct({ ...product, n: 1 }, GPU).variant).toBe('lanes16x4');
	expect(chooseProduct(product, adapterKey({ vendor: 'google', architecture: 'swiftshader' })).variant).toBe('plain16');
});

test('a recorded step takes the kernels that it takes eagerly', () => {
	const eager = adapterKey(backend.device.adapterInfo);
	let recorded = '';
	const { c } = run({ m: 4, n: 4, k: 4 }, [false, false], {});
	const product = tensorOf(c);
	recordStep(backend, () => {
		recorded = adapterKey(backend.device.adapterInfo);
		return tf.add(product, 1);
	});

	expect(eager).not.toBe('/');
	expect(recorded).toBe(eager);
});

test('a measured choice serves its adapter and shapes of the same class', () => {
	const table = { [GPU]: { [sizeClass(product)]: { variant: 'tile64Wide', splits: 1 }, 'NN 1 1 1': { variant: 'gone', splits: 1 } } };

	expect(chooseProduct({ ...product, m: 1_900 }, GPU, table).variant).toBe('tile64Wide');
	expect(chooseProduct(product, 'intel/xe', table).variant).toBe('tile64');
	expect(chooseProduct({ ...product, m: 2, n: 2, k: 2 }, GPU, table).variant).toBe('lanes4');
});
