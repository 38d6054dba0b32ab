/** Grids for more workgroups than one dimension holds (WebGPU's least limit is 65,535): folded into two. */

const GRID_WIDTH = 32_768;

/** A grid of at least so many workgroups; a kernel asks `group_index` for its own and guards against those past the end. */
export function foldedGrid(groups: number): [number, number, number] {
	return groups <= GRID_WIDTH ? [Math.max(1, groups), 1, 1] : [GRID_WIDTH, Math.ceil(groups / GRID_WIDTH), 1];
}

/** `group_index(workgroup_id)` in a folded grid. */
export const GROUP_INDEX_WGSL = `
fn group_index(id: vec3u) -> u32 { return id.x + id.y * ${GRID_WIDTH}u; }
`;
