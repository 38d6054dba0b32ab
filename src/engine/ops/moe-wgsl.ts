/**
 * WGSL that mixture-of-experts kernels share: work on single items, tiled products over the rows of one expert, and the stable sort of
 * (token, expert) pairs by expert. A grid is sized for the worst case, so that no count has to come back from the GPU.
 */
import { foldedGrid } from '../gpu/folded-grid.ts';

/** Grid of `perItem`. */
export function itemGrid(items: number): readonly [number, number, number] {
	return foldedGrid(Math.ceil(items / 64));
}

const FOLDED_ENTRY = `fn main(
	@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32
) {
	let at = group.y * groups.x + group.x;`;

/** A kernel whose invocation `i` runs `body` by itself. Needs the uniform `items`; `declarations` may hold functions. */
export function perItem(body: string, declarations = ''): string {
	return `${declarations}
@compute @workgroup_size(64) ${FOLDED_ENTRY}
	let i = at * 64u + lane;
	if (i >= params.items) { return; }
	${body}
}`;
}

export interface ItemSum {
	/** Statements before the sum, in i. */
	readonly before: string;
	/** Number of terms, and a term as an expression in c. */
	readonly length: string;
	readonly term: string;
	/** Statements that take `total`. */
	readonly store: string;
}

/** A kernel whose workgroup `i` sums terms. Needs the uniform `items`. */
export function sumPerItem({ before, length, term, store }: ItemSum): string {
	return `var<workgroup> partial: array<f32, 64>;
@compute @workgroup_size(64) ${FOLDED_ENTRY}
	let i = at;
	if (i >= params.items) { return; }
	${before}
	var sum = 0.0;
	for (var c = lane; c < ${length}; c += 64u) { sum += ${term}; }
	partial[lane] = sum;
	for (var half = 32u; half > 0u; half >>= 1u) {
		workgroupBarrier();
		if (lane < half) { partial[lane] += partial[lane + half]; }
	}
	if (lane == 0u) { let total = partial[0]; ${store} }
}`;
}

/** Rows and columns of a tile of a product. */
export const TILE = 64;

/** Row tiles that pairs shared among experts in any way fit into: each expert leaves one tile unfilled at most. */
export function worstRowTiles(pairs: number, experts: number): number {
	return Math.max(1, Math.floor((pairs + Math.min(experts, pairs) * (TILE - 1)) / TILE));
}

/**
 * `routes`, int32, for P pairs: [0, P) the pair in each slot, slots sorted by expert and in the order of pairs within one; [P, 2P) the
 * slot of each pair; then the first slot of each expert, and P. Pair p belongs to token p / k.
 */
export const ROUTES_WGSL = `
fn pair_in(slot: u32) -> u32 { return u32(routes[slot]); }
fn token_in(slot: u32) -> u32 { return u32(routes[slot]) / params.k; }
fn slot_of(pair: u32) -> u32 { return u32(routes[params.pairs + pair]); }
fn first_slot(expert: u32) -> u32 { return u32(routes[2u * params.pairs + expert]); }
`;

/**
 * One workgroup an expert. Each invocation takes a run of pairs, so that order within an expert is that of the pairs; only whole numbers
 * are added. Experts out of range count as the nearest.
 */
export const SORT_WGSL = `
var<workgroup> own: array<u32, 256>;
var<workgroup> below: array<u32, 256>;
fn expert_of(pair: u32) -> u32 { return u32(clamp(experts[pair], 0, i32(params.experts) - 1)); }
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	let expert = group.x;
	let run = (params.pairs + 255u) / 256u;
	let first = min(lane * run, params.pairs);
	let last = min(first + run, params.pairs);
	var mine = 0u;
	var earlier = 0u;
	for (var pair = first; pair < last; pair++) {
		let found = expert_of(pair);
		mine += select(0u, 1u, found == expert);
		earlier += select(0u, 1u, found < expert);
	}
	own[lane] = mine;
	below[lane] = earlier;
	workgroupBarrier();
	var start = 0u;
	var slot = 0u;
	for (var i = 0u; i < 256u; i++) {
		start += below[i];
		slot += select(0u, own[i], i < lane);
	}
	slot += start;
	for (var pair = first; pair < last; pair++) {
		if (expert_of(pair) != expert) { continue; }
		routes[slot] = i32(pair);
		routes[params.pairs + pair] = i32(slot);
		slot++;
	}
	if (lane == 0u) {
		routes[2u * params.pairs + expert] = i32(start);
		if (expert == params.experts - 1u) { routes[2u * params.pairs + params.experts] = i32(params.pairs); }
	}
}`;

export interface Product {
	/** `slots`: rows are the slots of one expert. `weights`: rows are a weight's, and the sum runs over the slots of one expert. */
	readonly over: 'slots' | 'weights';
	/** Ends of the row (weights only), depth (slots only) and column ranges: WGSL expressions of uniforms. */
	readonly rows?: string;
	readonly depth?: string;
	readonly columns: string;
	/** Expressions in `expert`, `depth` and `row` (left) or `column` (right); read only within the ranges. */
	readonly left: string;
	readonly right: string;
	/** Whether what lies side by side in memory is the depth; else it is the row, or the column. */
	readonly leftByDepth: boolean;
	readonly rightByDepth: boolean;
	/** Statements that take `value` at `row`, `column` of `expert`. */
	readonly store: string;
}

/** Which expert's rows this workgroup works on; leaves when there are none. */
const GROUP_OF_SLOTS = `
	var tile = group.y;
	var expert = 0u;
	for (; expert < params.experts; expert++) {
		let tiles = (first_slot(expert + 1u) - first_slot(expert) + 63u) / 64u;
		if (tile < tiles) { break; }
		tile -= tiles;
	}
	if (expert == params.experts) { return; }
	let rows_from = first_slot(expert) + tile * 64u;
	let rows_end = first_slot(expert + 1u);`;

const GROUP_OF_WEIGHTS = `
	let expert = group.z;
	let rows_from = group.y * 64u;
	let depth_from = first_slot(expert);
	let depth_end = first_slot(expert + 1u);`;

/**
 * 64 x 64 outputs a workgroup, 4 x 4 an invocation, 16 terms of the sum at a time through workgroup memory, summed in ascending order.
 * Written out instead of looped where an index would keep the sums from registers. Needs ROUTES_WGSL and these grids: column tiles, then
 * `worstRowTiles` (slots) or row tiles and experts (weights).
 */
export function groupedProduct(product: Product): string {
	const { over, rows, depth, columns, left, right, leftByDepth, rightByDepth, store } = product;
	const place = (byDepth: boolean): string => (byDepth ? 'vec2u(lane % 16u, lane / 16u)' : 'vec2u(lane / 16u, lane % 16u)');
	const quad = (side: string, from: string, end: string): string =>
		`vec4f(${FOUR.map((n) => `${side}(expert, ${from} + ${n}u, from_depth + ${side}_place.x, ${end}, depth_end)`).join(', ')})`;
	const puts = FOUR.flatMap((i) => FOUR.map((j) => `put(expert, row + ${i}u, column + ${j}u, rows_end, columns_end, sum${i}[${j}]);`));
	return `
var<workgroup> left_tile: array<vec4f, 272>; // [16 depths][16 quads of rows, and one so that depths lie in other banks]
var<workgroup> right_tile: array<vec4f, 272>;
fn left(expert: u32, row: u32, depth: u32, rows_end: u32, depth_end: u32) -> f32 {
	if (row >= rows_end || depth >= depth_end) { return 0.0; }
	return ${left};
}
fn right(expert: u32, column: u32, depth: u32, columns_end: u32, depth_end: u32) -> f32 {
	if (column >= columns_end || depth >= depth_end) { return 0.0; }
	return ${right};
}
fn put(expert: u32, row: u32, column: u32, rows_end: u32, columns_end: u32, value: f32) {
	if (row >= rows_end || column >= columns_end) { return; }
	${store}
}
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	${over === 'slots' ? GROUP_OF_SLOTS : GROUP_OF_WEIGHTS}
	${over === 'slots' ? `let depth_from = 0u;\n\tlet depth_end = ${depth};` : `let rows_end = ${rows};`}
	let columns_from = group.x * 64u;
	let columns_end = ${columns};
	let left_place = ${place(leftByDepth)}; // depth, quad
	let right_place = ${place(rightByDepth)};
	${FOUR.map((i) => `var sum${i}: vec4f;`).join(' ')}
	for (var from_depth = depth_from; from_depth < depth_end; from_depth += 16u) {
		left_tile[left_place.x * 17u + left_place.y] = ${quad('left', 'rows_from + left_place.y * 4u', 'rows_end')};
		right_tile[right_place.x * 17u + right_place.y] = ${quad('right', 'columns_from + right_place.y * 4u', 'columns_end')};
		workgroupBarrier();
		for (var at = 0u; at < 16u; at++) {
			let l = left_tile[at * 17u + lane / 16u];
			let r = right_tile[at * 17u + lane % 16u];
			${FOUR.map((i) => `sum${i} += l[${i}] * r;`).join(' ')}
		}
		workgroupBarrier();
	}
	let row = rows_from + lane / 16u * 4u;
	let column = columns_from + lane % 16u * 4u;
	${puts.join('\n\t')}
}`;
}

const FOUR = [0, 1, 2, 3] as const;
