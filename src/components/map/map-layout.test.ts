import { expect, test } from 'vitest';
import { layOut } from './map-layout.ts';

const nodes = [
	{ id: 'a', needs: [] },
	{ id: 'b', needs: ['a'] },
	{ id: 'c', needs: ['a', 'b'] },
	{ id: 'alone', needs: [] },
];

test('a node stands below everything it rests on, and lines lead down', () => {
	const { spots, edges, rows } = layOut(nodes, 3);
	expect(Object.fromEntries([...spots].map(([id, { row }]) => [id, row]))).toEqual({ a: 0, alone: 0, b: 1, c: 2 });
	expect(rows).toBe(3);
	expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'a c', 'b c']);
	expect(edges[0]?.path).toBe('M146 66C146 96 146 70 146 100');
});

test('a layer that is too wide goes on in the next row, and what is used stands in the last', () => {
	const { spots, rows } = layOut(nodes, 1);
	expect(rows).toBe(4);
	expect([spots.get('alone')?.row, spots.get('a')?.row]).toEqual([0, 1]);
});

test('a need that no node has is left out, and a circle does not hang', () => {
	expect(layOut([{ id: 'x', needs: ['nothing'] }], 2).edges).toEqual([]);
	const { spots } = layOut(
		[
			{ id: 'x', needs: ['y'] },
			{ id: 'y', needs: ['x'] },
		],
		2,
	);
	expect(spots.size).toBe(2);
});
