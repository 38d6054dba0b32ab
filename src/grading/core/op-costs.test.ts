import { expect, test } from 'vitest';
import { flopsOf, isView } from './op-costs.ts';

const op = (inputs: number[][], outputs: number[][], attrs: Record<string, unknown> = {}) => ({ inputs, outputs, attrs });

test('a product of matrices is two for each number of each of its sums, in a batch, transposed or not', () => {
	expect(
		flopsOf(
			'BatchMatMul',
			op(
				[
					[3, 4, 5],
					[3, 5, 6],
				],
				[[3, 4, 6]],
			),
		),
	).toBe(2 * 3 * 4 * 5 * 6);
	expect(
		flopsOf(
			'BatchMatMul',
			op(
				[
					[1, 5, 4],
					[1, 5, 6],
				],
				[[1, 4, 6]],
				{ transposeA: true },
			),
		),
	).toBe(2 * 4 * 5 * 6);
	expect(
		flopsOf(
			'Einsum',
			op(
				[
					[2, 3],
					[3, 4],
				],
				[[2, 4]],
				{ equation: 'ij,jk->ik' },
			),
		),
	).toBe(2 * 2 * 3 * 4);
});

test('a bias and an activation that are fused into a product count as if they stood alone', () => {
	const shapes = [[1, 4, 5], [1, 5, 6], [6]];
	expect(flopsOf('_FusedMatMul', op(shapes, [[1, 4, 6]], { activation: 'relu' }))).toBe(2 * 4 * 5 * 6 + 2 * 4 * 6);
	expect(flopsOf('_FusedMatMul', op(shapes.slice(0, 2), [[1, 4, 6]], { activation: 'linear' }))).toBe(2 * 4 * 5 * 6);
});

test('elementwise ops count what they make, reductions what they read, moves nothing', () => {
	expect(
		flopsOf(
			'Add',
			op(
				[
					[4, 1],
					[1, 5],
				],
				[[4, 5]],
			),
		),
	).toBe(20);
	expect(flopsOf('Sum', op([[4, 5]], [[4]]))).toBe(20);
	expect(flopsOf('Transpose', op([[4, 5]], [[5, 4]]))).toBe(0);
	expect([isView('Reshape'), isView('Transpose')]).toEqual([true, false]);
});

test('an op that is not listed has no cost, whatever its name', () => {
	expect(flopsOf('NonMaxSuppressionV3', op([], []))).toBeNull();
	expect(flopsOf('constructor', op([], []))).toBeNull();
	expect(flopsOf('__proto__', op([], []))).toBeNull();
});
