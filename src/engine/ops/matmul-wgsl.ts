/**
 * WGSL of our matrix product: C = A·B with either factor stored transposed, and what is done to each sum before it is stored (epilogue).
 * All kernels load both factors in blocks of 4 steps of K by 4 rows (or columns), so that one text serves every layout; beyond the edges
 * a block holds zeros. No atomics: every sum has one order.
 */
import { SIGMOID_WGSL } from './elementwise.ts';

/** Done to each sum in this order. */
export interface Epilogue {
	/** + bias[column] */
	readonly bias: boolean;
	/** Keep the value as it is here, for the backward pass. */
	readonly pre: boolean;
	/** GELU in its tanh form. */
	readonly gelu: boolean;
	/** · GELU'(before[row, column]) */
	readonly slope: boolean;
	/** + residual[row, column] */
	readonly residual: boolean;
}

export interface KernelText {
	readonly transposeA: boolean;
	readonly transposeB: boolean;
	/** Which tensors are seen as vectors of four: those whose rows are multiples of 4 long. */
	readonly vec: { readonly a: boolean; readonly b: boolean; readonly c: boolean };
	/** Null: sums over part of K go to `part`, as they are. */
	readonly epilogue: Epilogue | null;
	/** Also sum B over K, for each column: the gradient of a bias. */
	readonly columnSums: boolean;
	/** Factors are rounded to 16 bits in workgroup memory; sums stay in 32. */
	readonly half: boolean;
	readonly threadRows: number;
	readonly threadColumns: number;
}

const COUNT4 = [0, 1, 2, 3] as const;

/** For `Value`, f32 or vec4f: GELU in its tanh form, x · sigmoid(2u) with u = √(2/π)(x + 0.044715x³), and its derivative. */
export const GELU_WGSL = `${SIGMOID_WGSL}
fn geluGate(x: Value) -> Value { return sigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x)); }
fn gelu(x: Value) -> Value { return x * geluGate(x); }
fn geluSlope(x: Value) -> Value {
	let gate = geluGate(x);
	return gate + x * gate * (1.0 - gate) * 1.5957691216057308 * (1.0 + 0.134145 * x * x);
}`;

/** A block of a factor: component j of the matrix is step k + j of K, for four rows (of A) or columns (of B) from `at`. */
function blockText(name: 'a' | 'b', isCrossed: boolean, isVec: boolean): string {
	const title = name.toUpperCase();
	const size = name === 'a' ? 'params.m' : 'params.n';
	const index = (k: string, at: string): string => `base + ${isCrossed ? `${at} * params.k + ${k}` : `${k} * ${size} + ${at}`}`;
	// Without branches: they cost more than a load that is thrown away, and a software adapter minutes of compiling.
	const guarded = (zero: string, place: string): string => `
	let isInside = (k < params.k) & (at < ${size});
	return select(${zero}, ${name}[select(0u, ${place}, isInside)], isInside);`;
	const rows = (call: (i: string, j: string) => string): string =>
		isVec
			? COUNT4.map((j) => (isCrossed ? call('0', `${j}`) : call(`${j}`, '0'))).join(', ')
			: COUNT4.map((i) => `vec4f(${COUNT4.map((j) => call(`${i}`, `${j}`)).join(', ')})`).join(', ');
	const block = `mat4x4f(${rows((i, j) => `element${title}(base, k + ${i}u, at + ${j}u)`)})`;
	return `
fn element${title}(base: u32, k: u32, at: u32) -> ${isVec ? 'vec4f' : 'f32'} {${guarded(
		isVec ? 'vec4f()' : '0.0',
		isVec ? `(${index('k', 'at')}) / 4u` : index('k', 'at'),
	)}
}
fn block${title}(base: u32, k: u32, at: u32) -> mat4x4f { return ${isVec && isCrossed ? `transpose(${block})` : block}; }`;
}

/** `emit(at, column, sum)` for the vector or number at this place of the result. */
export function emitText(epilogue: Epilogue | null, isVec: boolean): string {
	const type = isVec ? 'vec4f' : 'f32';
	if (epilogue === null) return `fn emit(at: u32, column: u32, sum: ${type}) { part[at] = sum; }`;
	const lines = [
		epilogue.bias ? 'value += bias[column];' : '',
		epilogue.pre ? 'pre[at] = value;' : '',
		epilogue.gelu ? 'value = gelu(value);' : '',
		epilogue.slope ? 'value *= geluSlope(before[at]);' : '',
		epilogue.residual ? 'value += residual[at];' : '',
	];
	return `alias Value = ${type};
${epilogue.gelu || epilogue.slope ? GELU_WGSL : ''}
fn emit(at: u32, column: u32, sum: Value) {
	var value = sum;
	${lines.filter((line) => line !== '').join('\n\t')}
	c[at] = value;
}`;
}

/** `store(base, row, column, four)`: four sums of a row from this column on. */
function storeText(isVec: boolean): string {
	const body = isVec
		? 'emit((base + row * params.n + column) / 4u, column / 4u, four);'
		: `for (var i = 0u; i < min(4u, params.n - column); i++) { emit(base + row * params.n + column + i, column + i, four[i]); }`;
	return `
fn store(base: u32, row: u32, column: u32, four: vec4f) {
	if (row >= params.m || column >= params.n) { return; }
	${body}
}`;
}

/** Where a workgroup stands: its first row and column, its part of K, and the places of its matrices. */
function placeText({ epilogue }: KernelText): string {
	return `
struct Place { row: u32, column: u32, start: u32, end: u32, a: u32, b: u32, c: u32, sums: u32 }
fn place(index: u32) -> Place {
	let columnTiles = (params.n + COLUMNS - 1u) / COLUMNS;
	let rowTiles = (params.m + ROWS - 1u) / ROWS;
	let slice = index / columnTiles / rowTiles;
	let part = slice % params.splits;
	let batch = slice / params.splits;
	let outer = batch / (params.middle * params.inner);
	let middle = batch / params.inner % params.middle;
	let inner = batch % params.inner;
	let result = params.m * params.n;
	var here: Place;
	here.row = index / columnTiles % rowTiles * ROWS;
	here.column = index % columnTiles * COLUMNS;
	here.start = part * params.partK;
	here.end = min(here.start + params.partK, params.k);
	here.a = (outer * params.aOuter + middle * params.aMiddle + inner * params.aInner) * params.m * params.k;
	here.b = (outer * params.bOuter + middle * params.bMiddle + inner * params.bInner) * params.n * params.k;
	here.c = ${epilogue === null ? 'part * params.partSize + ' : ''}batch * result;
	here.sums = ${epilogue === null ? 'here.c + result' : '0u'};
	return here;
}`;
}

/** Everything but `main`. */
function partsText(text: KernelText): string {
	const { transposeA, transposeB, vec, epilogue } = text;
	return [
		blockText('a', !transposeA, vec.a),
		blockText('b', transposeB, vec.b),
		emitText(epilogue, vec.c),
		storeText(vec.c),
		placeText(text),
	].join('\n');
}

const MAIN = `@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let index = group.x + group.y * params.gridX;
	if (index >= params.groups) { return; }
	let here = place(index);`;

/**
 * Tiles of both factors in workgroup memory, K outermost. A row of a tile is permuted (`spot`) so that the threads that write a block
 * turned from the other layout do not all meet in the same memory banks.
 */
export function tileKernel(text: KernelText): string {
	const { half, columnSums, threadRows, threadColumns } = text;
	const [vector, toTile, fromTile] = half ? ['vec4<f16>', 'vec4<f16>', 'vec4f'] : ['vec4f', '', ''];
	const rows = Array.from({ length: threadRows }, (_, i) => i);
	const columns = Array.from({ length: threadColumns / 4 }, (_, i) => i);
	const sum = (i: number, g: number): string => `sum${i}_${g}`;
	const load = (name: string, spots: string): string =>
		COUNT4.map((j) => `\n\t\t\ttile${name}[spot(k + ${j}u, at, ${spots})] = ${toTile}(block[${j}]);`).join('');
	const ofTile = (name: string, spots: string, at: string): string => `${fromTile}(tile${name}[spot(k, ${at}, ${spots})])`;
	return `${partsText(text)}
const ROW_SPOTS = ROWS / 4u;
const COLUMN_SPOTS = COLUMNS / 4u;
const STEPS = DEPTH / 4u;
const THREADS_ACROSS = COLUMNS / THREAD_COLUMNS;
const THREADS_DOWN = ROWS / THREAD_ROWS;
var<workgroup> tileA: array<${vector}, DEPTH * ROW_SPOTS>;
var<workgroup> tileB: array<${vector}, DEPTH * COLUMN_SPOTS>;
${columnSums && half ? 'var<workgroup> columnShares: array<vec4f, THREADS>;' : ''}
fn spot(k: u32, at: u32, spots: u32) -> u32 { return k * spots + (at ^ (((k >> 2u) & 3u) << 1u)); }
${MAIN}
	let across = thread % THREADS_ACROSS;
	let down = thread / THREADS_ACROSS;
	${rows.map((i) => columns.map((g) => `var ${sum(i, g)} = vec4f();`).join(' ')).join('\n\t')}
	${columnSums ? 'var columnSum = vec4f();' : ''}
	for (var start = here.start; start < here.end; start += DEPTH) {
		for (var i = thread; i < STEPS * ROW_SPOTS; i += THREADS) {
			let k = ${text.transposeA ? 'i / ROW_SPOTS' : 'i % STEPS'} * 4u;
			let at = ${text.transposeA ? 'i % ROW_SPOTS' : 'i / STEPS'};
			let block = blockA(here.a, start + k, here.row + at * 4u);${load('A', 'ROW_SPOTS')}
		}
		for (var i = thread; i < STEPS * COLUMN_SPOTS; i += THREADS) {
			let k = ${text.transposeB ? 'i % STEPS' : 'i / COLUMN_SPOTS'} * 4u;
			let at = ${text.transposeB ? 'i / STEPS' : 'i % COLUMN_SPOTS'};
			let block = blockB(here.b, start + k, here.column + at * 4u);${load('B', 'COLUMN_SPOTS')}
		}
		workgroupBarrier();
		for (var k = 0u; k < DEPTH; k++) {
			${rows
				.filter((i) => i % 4 === 0)
				.map((i) => `let a${i / 4} = ${ofTile('A', 'ROW_SPOTS', `down + ${i / 4}u * THREADS_DOWN`)};`)
				.join('\n\t\t\t')}
			${columns.map((g) => `let b${g} = ${ofTile('B', 'COLUMN_SPOTS', `across + ${g}u * THREADS_ACROSS`)};`).join('\n\t\t\t')}
			${rows.map((i) => columns.map((g) => `${sum(i, g)} += a${Math.floor(i / 4)}[${i % 4}] * b${g};`).join(' ')).join('\n\t\t\t')}
		}
		${
			columnSums
				? `if (here.row == 0u) {
			for (var k = thread / COLUMN_SPOTS; k < DEPTH; k += THREADS / COLUMN_SPOTS) {
				columnSum += ${ofTile('B', 'COLUMN_SPOTS', 'thread % COLUMN_SPOTS')};
			}
		}`
				: ''
		}
		workgroupBarrier();
	}
	${rows
		.map((i) => {
			const row = `here.row + (down + ${Math.floor(i / 4)}u * THREADS_DOWN) * 4u + ${i % 4}u`;
			return columns.map((g) => `store(here.c, ${row}, here.column + (across + ${g}u * THREADS_ACROSS) * 4u, ${sum(i, g)});`).join('\n\t');
		})
		.join('\n\t')}
	${columnSums ? addColumnShares(text) : ''}
}`;
}

/** Puts `total` where the sums of four columns from `column` on belong. */
function storeColumnSums({ epilogue, vec }: KernelText): string {
	const target = epilogue === null ? 'part' : 'columnSums';
	if (vec.c) return `${target}[(here.sums + column) / 4u] = total;`;
	return `for (var i = 0u; i < min(4u, params.n - column); i++) { ${target}[here.sums + column + i] = total[i]; }`;
}

/** The threads' shares of each column are added in order, by the workgroups of the first rows. */
function addColumnShares(text: KernelText): string {
	const shares = text.half ? 'columnShares' : 'tileA';
	return `${shares}[thread] = columnSum;
	workgroupBarrier();
	let column = here.column + thread * 4u;
	if (here.row == 0u && thread < COLUMN_SPOTS && column < params.n) {
		var total = vec4f();
		for (var i = thread; i < THREADS; i += COLUMN_SPOTS) { total += ${shares}[i]; }
		${storeColumnSums(text)}
	}`;
}

/**
 * For few rows or columns: lanes of threads walk along K side by side, straight from storage. With one lane there is nothing to add at
 * the end and no workgroup memory: also the kernel for software adapters.
 */
export function lanesKernel(text: KernelText, lanes: number): string {
	const { transposeB, columnSums } = text;
	return `${partsText(text)}
const SPOTS = ROWS * COLUMNS / 16u;
const LANES = DEPTH / 4u;
const SPOTS_ACROSS = COLUMNS / 4u;
${lanes > 1 ? 'var<workgroup> sums: array<vec4f, 4u * THREADS>;' : ''}
${MAIN}
	let spot = ${transposeB ? 'thread / LANES' : 'thread % SPOTS'};
	let lane = ${transposeB ? 'thread % LANES' : 'thread / SPOTS'};
	let row = here.row + spot / SPOTS_ACROSS * 4u;
	let column = here.column + spot % SPOTS_ACROSS * 4u;
	${lanes > 1 ? '' : 'if (row >= params.m || column >= params.n) { return; }'}
	${COUNT4.map((i) => `var sum${i} = vec4f();`).join(' ')}
	${columnSums ? 'var total = vec4f();' : ''}
	for (var k = here.start + lane * 4u; k < here.end; k += DEPTH) {
		let a = blockA(here.a, k, row);
		let b = blockB(here.b, k, column);
		${COUNT4.map((i) => `sum${i} += ${COUNT4.map((j) => `a[${j}][${i}] * b[${j}]`).join(' + ')};`).join('\n\t\t')}
		${columnSums ? 'total += b[0] + b[1] + b[2] + b[3];' : ''}
	}
	${lanes > 1 ? ADD_LANES : COUNT4.map((i) => `store(here.c, row + ${i}u, column, sum${i});`).join('\n\t')}
	${columnSums ? `if (row == 0u) { ${storeColumnSums(text)} }` : ''}
}`;
}

const ADD_LANES = `let first = (lane * SPOTS + spot) * 4u;
	${COUNT4.map((i) => `sums[first + ${i}u] = sum${i};`).join(' ')}
	workgroupBarrier();
	if (thread < SPOTS * 4u) {
		var total = vec4f();
		for (var i = 0u; i < LANES; i++) { total += sums[i * SPOTS * 4u + thread]; }
		let mine = thread / 4u;
		store(here.c, here.row + mine / SPOTS_ACROSS * 4u + thread % 4u, here.column + mine % SPOTS_ACROSS * 4u, total);
	}`;

/** Adds the parts of K in order. Behind the products of each part lie its column sums, where there are any. */
export function sumPartsKernel(epilogue: Epilogue, isVec: boolean, columnSums: boolean): string {
	const type = isVec ? 'vec4f' : 'f32';
	return `${emitText(epilogue, isVec)}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
	let at = id.x + id.y * params.width;
	if (at >= params.partSize) { return; }
	var sum = ${type}();
	for (var i = 0u; i < params.splits; i++) { sum += part[i * params.partSize + at]; }
	${columnSums ? 'if (at >= params.size) { columnSums[at - params.size] = sum; return; }' : ''}
	emit(at, at % params.columns, sum);
}`;
}
