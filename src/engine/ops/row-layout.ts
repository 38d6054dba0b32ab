/**
 * How kernels that reduce rows divide their threads: some lanes for each row, some rows for each workgroup, so that short rows fill a
 * workgroup too and long ones (a vocabulary) take all of it. Sums are trees of a fixed shape: the same numbers in every run.
 */

/** What every WebGPU device runs in a workgroup. */
export const THREADS = 256;

export interface RowLayout {
	/** Threads of a row: a power of two, about a quarter of its width. */
	readonly lanes: number;
	/** Rows that a workgroup has at a time. */
	readonly rows: number;
	/** Entries of a row for each lane, the last ones perhaps past its end. */
	readonly slots: number;
}

export function rowLayout(width: number): RowLayout {
	let lanes = 4;
	while (lanes < THREADS && lanes * 4 < width) lanes *= 2;
	return { lanes, rows: THREADS / lanes, slots: Math.ceil(width / lanes) };
}

/**
 * `reduce_row(value, thread)`: the combination over the lanes of the thread's row, in all of them. Needs the constant LANES and a
 * function `combine(a, b)`; all threads of the workgroup must call it.
 */
export function reduceRowWgsl(type: 'f32' | 'vec2f'): string {
	return `
var<workgroup> row_values: array<${type}, ${THREADS}>;
fn reduce_row(value: ${type}, thread: u32) -> ${type} {
	let lane = thread % LANES;
	// What the last reduction left may still be read.
	workgroupBarrier();
	row_values[thread] = value;
	workgroupBarrier();
	for (var half = LANES / 2u; half > 0u; half /= 2u) {
		if (lane < half) { row_values[thread] = combine(row_values[thread], row_values[thread + half]); }
		workgroupBarrier();
	}
	return row_values[thread - lane];
}
`;
}
