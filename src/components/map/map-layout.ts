/**
 * Where the nodes of a map stand: in rows by what they rest on, so that every line leads down. Pure; a circle of needs is cut where it closes.
 * Units: a column is 100 wide and a row 100 high, whatever the size on the page.
 */

interface Node {
	readonly id: string;
	readonly needs: readonly string[];
}

interface Spot {
	readonly column: number;
	readonly row: number;
}

interface Edge {
	readonly from: string;
	readonly to: string;
	/** Of an SVG path. */
	readonly path: string;
}

export interface MapLayout {
	readonly columns: number;
	readonly rows: number;
	readonly spots: ReadonlyMap<string, Spot>;
	readonly edges: readonly Edge[];
}

/** Shares of a column and of a row that a node fills. */
export const NODE = { width: 92, height: 66 } as const;

export function layOut(nodes: readonly Node[], columns: number): MapLayout {
	const spots = new Map<string, Spot>();
	let row = 0;
	for (const layer of layersOf(nodes)) {
		const inOrder = ordered(layer, nodes, spots);
		for (let from = 0; from < inOrder.length; from += columns, row++) {
			const line = inOrder.slice(from, from + columns);
			const first = firstColumn(line, columns, spots);
			for (const [at, { id }] of line.entries()) spots.set(id, { column: first + at, row });
		}
	}
	return { columns, rows: row, spots, edges: edgesOf(nodes, spots) };
}

/** A row that is not full stands under what it rests on. */
function firstColumn(line: readonly Node[], columns: number, spots: ReadonlyMap<string, Spot>): number {
	const wanted = line.flatMap((node) => placeAbove(node, spots) ?? []);
	const mean = wanted.reduce((sum, column) => sum + column, 0) / Math.max(1, wanted.length);
	return Math.min(columns - line.length, Math.max(0, Math.round(mean - (line.length - 1) / 2)));
}

/** The middle of what it rests on; null for what rests on nothing. */
function placeAbove({ needs }: Node, spots: ReadonlyMap<string, Spot>): number | null {
	const above = needs.flatMap((need) => spots.get(need)?.column ?? []);
	return above.length === 0 ? null : above.reduce((sum, column) => sum + column, 0) / above.length;
}

/** By the longest way down to a node, shortest first. */
function layersOf(nodes: readonly Node[]): readonly (readonly Node[])[] {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const depths = new Map<string, number>();
	const depthOf = (id: string, path: ReadonlySet<string>): number => {
		const known = depths.get(id);
		const node = byId.get(id);
		if (known !== undefined || node === undefined || path.has(id)) return known ?? -1;
		const depth = 1 + Math.max(-1, ...node.needs.map((need) => depthOf(need, new Set([...path, id]))));
		depths.set(id, depth);
		return depth;
	};
	const layers: Node[][] = [];
	for (const node of nodes) {
		const depth = depthOf(node.id, new Set());
		for (let missing = layers.length; missing <= depth; missing++) layers.push([]);
		layers[depth]?.push(node);
	}
	return layers;
}

/** What nothing rests on stands first, so that lines start from the lowest row of a layer; else each node under what it rests on. */
function ordered(layer: readonly Node[], nodes: readonly Node[], spots: ReadonlyMap<string, Spot>): readonly Node[] {
	const used = new Set(nodes.flatMap(({ needs }) => needs));
	const place = (node: Node): number => placeAbove(node, spots) ?? 0;
	return layer.toSorted((a, b) => place(a) - place(b) || Number(used.has(a.id)) - Number(used.has(b.id)));
}

/** Past the rows between: down the gap beside the lower node's column, so that no line seems to lead through a node it has nothing to do with. */
function aroundNodes([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], column: number): string {
	const gap = column * 100 + (column === 0 ? NODE.width + 4 : -4);
	const [leaves, enters] = [y0 + 100 - NODE.height, y1 - (100 - NODE.height)];
	return `M${x0} ${y0}C${x0} ${y0 + 24} ${gap} ${leaves - 24} ${gap} ${leaves}L${gap} ${enters}C${gap} ${enters + 24} ${x1} ${y1 - 24} ${x1} ${y1}`;
}

function edgesOf(nodes: readonly Node[], spots: ReadonlyMap<string, Spot>): readonly Edge[] {
	return nodes.flatMap(({ id, needs }) =>
		needs.flatMap((need, at): Edge[] => {
			const [above, below] = [spots.get(need), spots.get(id)];
			if (above === undefined || below === undefined) return [];
			const [x0, y0] = [above.column * 100 + NODE.width / 2, above.row * 100 + NODE.height];
			// Lines that end at one node end beside each other.
			const [x1, y1] = [below.column * 100 + NODE.width / 2 + (at - (needs.length - 1) / 2) * 12, below.row * 100];
			const path =
				below.row - above.row > 1
					? aroundNodes([x0, y0], [x1, y1], below.column)
					: `M${x0} ${y0}C${x0} ${y0 + 30} ${x1} ${y1 - 30} ${x1} ${y1}`;
			return [{ from: need, to: id, path }];
		}),
	);
}
