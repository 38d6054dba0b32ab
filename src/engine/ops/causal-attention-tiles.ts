/**
 * The parts that the kernels of causal attention are made of, as WGSL: reading and turning heads, products of tiles, writing.
 * 64 threads work on 32 by 32 scores, each on 4 by 4. Heads wider than 32 pass through the same tiles in chunks, so that 15 KiB of
 * workgroup memory serve every width. Loops over registers are written out: arrays indexed by a loop may end in slow memory.
 */

/** What a kernel's text depends on. All numbers are in the constants of the call, so that the name and they determine the text. */
export interface AttentionSpec {
	readonly heads: number;
	readonly kvHeads: number;
	readonly headDim: number;
	readonly valueDim: number;
	/** One tensor qkv, or three. */
	readonly isPacked: boolean;
	/** Queries and keys are turned by their position as they are read. */
	readonly isRotated: boolean;
}

/** Queries and keys in a tile: two sides of the same number make one loop bound serve both. */
export const TILE = 32;
/** A score that no key can have. Finite, since WGSL may assume that infinities do not occur. */
export const HIDDEN = '-1e30';

/** Columns of queries and keys, or of values, as they lie in a tile: vec4s, in chunks of at most eight. */
interface Side {
	/** Numbers in a head. */
	readonly width: number;
	readonly isRotated: boolean;
	readonly chunks: number;
	/** vec4s of a chunk. With rotation the first half comes from the low half of the head and the second from its high half. */
	readonly columns: number;
	/** vec4s from row to row in a tile: odd, so that eight threads reading eight rows meet no bank twice. */
	readonly stride: number;
}

export interface Source {
	readonly name: string;
	/** Numbers from token to token. */
	readonly row: number;
}

/** Whether all tensors can be read as vec4s. */
export function isVec4({ headDim, valueDim, isRotated }: AttentionSpec): boolean {
	return headDim % (isRotated ? 8 : 4) === 0 && valueDim % 4 === 0;
}

function sideOf(width: number, isRotated: boolean): Side {
	const parts = isRotated ? 2 : 1;
	const columnsOfPart = Math.ceil(width / parts / 4);
	const chunks = Math.ceil((columnsOfPart * parts) / 8);
	const columns = Math.ceil(columnsOfPart / chunks) * parts;
	return { width, isRotated, chunks, columns, stride: columns | 1 };
}

/** Where each tensor of a head begins and how its tokens follow each other, in WGSL units (vec4s or numbers). */
export function layoutOf(spec: AttentionSpec) {
	const { heads, kvHeads, headDim, valueDim, isPacked } = spec;
	const unit = isVec4(spec) ? 4 : 1;
	const source = (name: string, row: number): Source => ({ name, row: row / unit });
	const packed = source('qkv', (heads + 2 * kvHeads) * headDim);
	const out = source('out', heads * valueDim);
	const begin = ({ row }: Source, at: number, head: string, width: number): string =>
		`batch * params.time * ${row}u + ${at / unit}u + ${head} * ${width / unit}u`;
	const [q, k, v] = isPacked ? [packed, packed, packed] : [source('q', headDim), source('k', headDim), source('v', valueDim)];
	return {
		unit,
		keys: sideOf(headDim, spec.isRotated),
		values: sideOf(valueDim, false),
		rotation: source('rotation', headDim),
		out: { ...out, begin: begin(out, 0, 'head', valueDim) },
		q: { ...q, begin: begin(q, 0, 'head', headDim) },
		k: { ...k, begin: begin(k, isPacked ? heads * headDim : 0, 'kv_head', headDim) },
		v: { ...v, begin: begin(v, isPacked ? (heads + kvHeads) * headDim : 0, 'kv_head', valueDim) },
	};
}

export type Layout = ReturnType<typeof layoutOf>;

const ROWS = [0, 1, 2, 3] as const;
export const eachRow = (line: (i: number) => string): string => ROWS.map(line).join('\n');
export const zeros = (name: string): string => ROWS.map((i) => `var ${name}${i} = vec4f();`).join(' ');
export const zerosOf = (name: string, chunks: number): string =>
	range(chunks)
		.map((c) => zeros(`${name}${c}_`))
		.join('\n');
export const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
export const BARRIER = 'workgroupBarrier();';

/** Four numbers of a token's head, zero outside: `first` is where the head (or its high half) begins, `limit` how many numbers it has. */
export function reader({ name, row }: Source, unit: number): string {
	const signature = `fn read_${name}(first: u32, token: u32, column: u32, limit: u32) -> vec4f`;
	if (unit === 4)
		return `${signature} {
			if (token >= params.time || column * 4u >= limit) { return vec4f(); }
			return ${name}[first + token * ${row}u + column];
		}`;
	return `${signature} {
		var x = vec4f();
		if (token >= params.time) { return x; }
		let at = first + token * ${row}u + column * 4u;
		${ROWS.map((i) => `if (column * 4u + ${i}u < limit) { x[${i}] = ${name}[at + ${i}u]; }`).join('\n')}
		return x;
	}`;
}

export function writer({ name, row }: Source, unit: number): string {
	const signature = `fn write_${name}(first: u32, token: u32, column: u32, limit: u32, x: vec4f)`;
	if (unit === 4)
		return `${signature} {
			if (token < params.time && column * 4u < limit) { ${name}[first + token * ${row}u + column] = x; }
		}`;
	return `${signature} {
		if (token >= params.time) { return; }
		let at = first + token * ${row}u + column * 4u;
		${ROWS.map((i) => `if (column * 4u + ${i}u < limit) { ${name}[at + ${i}u] = x[${i}]; }`).join('\n')}
	}`;
}

export function tiles({ keys, values }: Layout): string {
	const size = TILE * Math.max(keys.stride, values.stride);
	return `var<workgroup> tile_a: array<vec4f, ${size}>;
	var<workgroup> tile_b: array<vec4f, ${size}>;
	// Probabilities or their gradients: in row r, vec4 g holds columns g, g + 8, g + 16, g + 24.
	var<workgroup> tile_p: array<vec4f, ${TILE * 9}>;`;
}

/** A row's number from its eight threads. */
export const ROW_SUMS = `var<workgroup> partial: array<f32, ${TILE * 8}>;
fn row_sum(row: u32) -> f32 {
	var sum = 0.0;
	for (var i = 0u; i < 8u; i += 1u) { sum += partial[row * 8u + i]; }
	return sum;
}`;

export const ROW_MAX = `fn row_max(row: u32) -> f32 {
	var largest = ${HIDDEN};
	for (var i = 0u; i < 8u; i += 1u) { largest = max(largest, partial[row * 8u + i]); }
	return largest;
}`;

/** Fills a tile with one chunk of 32 tokens from `token`; neighbouring threads read neighbouring columns. */
export function fill(tile: string, { name }: Source, first: string, token: string, side: Side, chunk: number, layout: Layout): string {
	const { columns, stride, width, isRotated } = side;
	const perRow = isRotated ? columns / 2 : columns;
	const half = width / 2 / layout.unit;
	const loop = (body: string): string => `for (var n = lane; n < ${TILE * perRow}u; n += 64u) {
		let r = n / ${perRow}u;
		let c = n % ${perRow}u;
		let at = r * ${stride}u + c;
		let column = c + ${chunk * perRow}u;
		let token = ${token} + r;
		${body}
	}`;
	if (!isRotated) return loop(`tile_${tile}[at] = read_${name}(${first}, token, column, ${width}u);`);
	return loop(`let low = read_${name}(${first}, token, column, ${width / 2}u);
		let high = read_${name}(${first} + ${half}u, token, column, ${width / 2}u);
		let cosine = read_rotation(0u, token, column, ${width / 2}u);
		let sine = read_rotation(${half}u, token, column, ${width / 2}u);
		tile_${tile}[at] = low * cosine - high * sine;
		tile_${tile}[at + ${perRow}u] = high * cosine + low * sine;`);
}

/** into_i += A · Bᵀ for the thread's rows ty + 8i of A and rows tx + 8j of B. */
export function addScores(into: string, { columns, stride }: Side): string {
	return `for (var c = 0u; c < ${columns}u; c += 1u) {
		${eachRow((j) => `let b${j} = tile_b[(tx + ${8 * j}u) * ${stride}u + c];`)}
		${eachRow(
			(i) => `let a${i} = tile_a[(ty + ${8 * i}u) * ${stride}u + c];
		${into}${i} += vec4f(dot(a${i}, b0), dot(a${i}, b1), dot(a${i}, b2), dot(a${i}, b3));`,
		)}
	}`;
}

/** into_i += P · B for the thread's rows ty + 8i and its column tx of the chunk. */
export function addMix(into: string, { columns, stride }: Side): string {
	return `if (tx < ${columns}u) {
		for (var g = 0u; g < 8u; g += 1u) {
			${eachRow((j) => `let b${j} = tile_b[(g + ${8 * j}u) * ${stride}u + tx];`)}
			${eachRow(
				(i) => `let p${i} = tile_p[(ty + ${8 * i}u) * 9u + g];
			${into}${i} += p${i}.x * b0 + p${i}.y * b1 + p${i}.z * b2 + p${i}.w * b3;`,
			)}
		}
	}`;
}

/** Writes the thread's rows of all chunks. What was turned is turned back, through tile A, since its halves lie with two threads. */
export function store({ name }: Source, first: string, token: string, side: Side, from: string, layout: Layout): string {
	const { columns, stride, width, chunks, isRotated } = side;
	const row = (i: number): string => `${token} + ty + ${8 * i}u`;
	if (!isRotated)
		return `if (tx < ${columns}u) {
			${range(chunks)
				.map((c) => eachRow((i) => `write_${name}(${first}, ${row(i)}, tx + ${c * columns}u, ${width}u, ${from}${c}_${i});`))
				.join('\n')}
		}`;
	const half = width / 2 / layout.unit;
	return range(chunks)
		.map(
			(chunk) => `if (tx < ${columns}u) { ${eachRow((i) => `tile_a[(ty + ${8 * i}u) * ${stride}u + tx] = ${from}${chunk}_${i};`)} }
		${BARRIER}
		for (var n = lane; n < ${(TILE * columns) / 2}u; n += 64u) {
			let r = n / ${columns / 2}u;
			let c = n % ${columns / 2}u;
			let column = c + ${(chunk * columns) / 2}u;
			let low = tile_a[r * ${stride}u + c];
			let high = tile_a[r * ${stride}u + c + ${columns / 2}u];
			let cosine = read_rotation(0u, ${token} + r, column, ${width / 2}u);
			let sine = read_rotation(${half}u, ${token} + r, column, ${width / 2}u);
			write_${name}(${first}, ${token} + r, column, ${width / 2}u, low * cosine + high * sine);
			write_${name}(${first} + ${half}u, ${token} + r, column, ${width / 2}u, high * cosine - low * sine);
		}
		${BARRIER}`,
		)
		.join('\n');
}

/** The start of each kernel: the pair of batch and head that the workgroup has, and the thread's place in the tile. */
export function main(body: string, heads: number): string {
	return `@compute @workgroup_size(8, 8) fn main(
		@builtin(workgroup_id) group: vec3u,
		@builtin(local_invocation_id) local: vec3u,
		@builtin(local_invocation_index) lane: u32,
	) {
		let pair = group.z * params.across + group.y;
		if (pair >= params.pairs) { return; }
		let batch = pair / ${heads}u;
		let tx = local.x;
		let ty = local.y;
		${body}
	}`;
}
