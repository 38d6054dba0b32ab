/**
 * Which kernel makes a matrix product: the tile of a workgroup, and into how many parts the sum over K is cut so that a weight gradient
 * (small, but a sum over every token) fills the device. Measured choices of this adapter come first (matmul-tuned.json, written by
 * `npm run tune`), then the rules below. Depends on shapes and adapter alone, so one device always adds in the same order.
 */
import tuned from './matmul-tuned.json' with { type: 'json' };

export interface ProductShape {
	/** Rows of the result. */
	readonly m: number;
	/** Columns of the result. */
	readonly n: number;
	/** Length of the sums. */
	readonly k: number;
	readonly transposeA: boolean;
	readonly transposeB: boolean;
	/** Products side by side. */
	readonly batch: number;
}

/**
 * `tile`: a workgroup walks along K with tiles of both factors in workgroup memory; a thread holds threadRows × threadColumns sums.
 * `lanes`: for few rows or columns. A thread holds 4 × 4 sums over every lanes-th block of K; the lanes are added at the end.
 */
export interface Variant {
	readonly kind: 'tile' | 'lanes';
	readonly rows: number;
	readonly columns: number;
	/** Steps of K taken at a time. */
	readonly depth: number;
	readonly threadRows: number;
	readonly threadColumns: number;
	readonly threads: number;
}

function tile(rows: number, columns: number, depth: number, threadRows: number, threadColumns: number): Variant {
	const threads = (rows / threadRows) * (columns / threadColumns);
	return { kind: 'tile', rows, columns, depth, threadRows, threadColumns, threads };
}

function lanes(rows: number, columns: number, count: number): Variant {
	const threads = ((rows * columns) / 16) * count;
	return { kind: 'lanes', rows, columns, depth: 4 * count, threadRows: 4, threadColumns: 4, threads };
}

/** Each within 256 threads and 16 KiB of workgroup memory, WebGPU's least limits. */
export const VARIANTS = {
	tile128x64: tile(128, 64, 16, 8, 8),
	tile64: tile(64, 64, 16, 8, 8),
	/** As tile64 with four times the threads: for devices with few registers a thread. */
	tile64Wide: tile(64, 64, 32, 4, 4),
	tile64x32: tile(64, 32, 32, 8, 4),
	tile32: tile(32, 32, 32, 4, 4),
	lanes4x16: lanes(4, 16, 16),
	lanes16x4: lanes(16, 4, 16),
	lanes4: lanes(4, 4, 64),
	/** No workgroup memory and no barrier. */
	plain16: lanes(16, 16, 1),
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof VARIANTS;

export interface Choice {
	readonly variant: VariantName;
	/** Parts of K; above 1 a second kernel adds the parts in order. */
	readonly splits: number;
}

/** Each barrier costs a software adapter much of a millisecond, and each byte of workgroup memory adds to its compile time. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;
/** Workgroups that fill a large device a few times over. */
const ENOUGH_GROUPS = 256;
/** Below this many steps of K, a part costs more to add than it saves. */
const LEAST_PART = 256;
const MAX_SPLITS = 64;
/** Partial sums may take this much memory. */
const MAX_PART_BYTES = 2 ** 25;

/** `adapter`: adapterKey() of the device; another one than in the tuned table gets the rules. */
export function chooseProduct(shape: ProductShape, adapter: string, table: TunedTable = tuned): Choice {
	const measured = table[adapter]?.[sizeClass(shape)];
	if (measured !== undefined && isVariant(measured.variant))
		return { variant: measured.variant, splits: limitSplits(shape, VARIANTS[measured.variant], measured.splits) };
	const variant = SOFTWARE.test(adapter) ? 'plain16' : variantByRule(shape);
	return { variant, splits: splitsByRule(shape, VARIANTS[variant]) };
}

/** Winners by adapter and class of shape. Names are checked when they are used: the file is written by a script. */
export type TunedTable = Readonly<Record<string, Readonly<Record<string, { readonly variant: string; readonly splits: number }>>>>;

function variantByRule({ m, n, k, batch }: ProductShape): VariantName {
	const groups = (variant: Variant): number => groupsOf({ m, n, batch }, variant);
	if (m <= 4 && n <= 4) return 'lanes4';
	if (m <= 8) return 'lanes4x16';
	if (n <= 8) return 'lanes16x4';
	if (n <= 32) return groups(VARIANTS.tile64x32) >= ENOUGH_GROUPS ? 'tile64x32' : 'tile32';
	if (groups(VARIANTS.tile128x64) >= 4 * ENOUGH_GROUPS) return 'tile128x64';
	if (groups(VARIANTS.tile64) >= ENOUGH_GROUPS / 2) return 'tile64';
	return k >= 4 * LEAST_PART && m >= 64 ? 'tile64' : 'tile32';
}

function splitsByRule(shape: ProductShape, variant: Variant): number {
	const groups = groupsOf(shape, variant);
	if (groups >= ENOUGH_GROUPS / 2) return 1;
	return limitSplits(shape, variant, Math.min(Math.ceil(ENOUGH_GROUPS / groups), Math.floor(shape.k / LEAST_PART)));
}

function limitSplits({ m, n, k, batch }: ProductShape, { depth }: Variant, splits: number): number {
	const byMemory = Math.floor(MAX_PART_BYTES / (4 * m * n * batch));
	return Math.max(1, Math.min(splits, Math.ceil(k / depth), byMemory, MAX_SPLITS));
}

/** Workgroups of one part. */
export function groupsOf({ m, n, batch }: Pick<ProductShape, 'm' | 'n' | 'batch'>, { rows, columns }: Variant): number {
	return Math.ceil(m / rows) * Math.ceil(n / columns) * batch;
}

/** Shapes whose sizes round to the same powers of two share a measured choice, for example `NT 11 9 7`. */
export function sizeClass({ m, n, k, transposeA, transposeB, batch }: ProductShape): string {
	const [mLog, nLog, kLog, batchLog] = [m, n, k, batch].map((size) => Math.round(Math.log2(Math.max(1, size))));
	return `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'} ${mLog} ${nLog} ${kLog}${batchLog === 0 ? '' : ` x${batchLog}`}`;
}

export function adapterKey(info: Pick<GPUAdapterInfo, 'vendor' | 'architecture'> | undefined): string {
	return `${info?.vendor ?? ''}/${info?.architecture ?? ''}`;
}

function isVariant(name: string): name is VariantName {
	return name in VARIANTS;
}
