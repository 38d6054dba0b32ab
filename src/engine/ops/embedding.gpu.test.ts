import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { embedding, embeddingReference } from './embedding.ts';
import {
	differencesFromReference,
	evaluate,
	finiteDifferenceErrors,
	type HostTensor,
	integers,
	kernelsOf,
	normal,
	type Op,
	tensorsLeft,
} from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const op: Op = (table, ids, positions) => embedding(table, ids, positions);
const reference: Op = (table, ids, positions) => embeddingReference(table, ids, positions);

interface Sizes {
	readonly ids: number[];
	readonly vocab: number;
	readonly width: number;
	/** 0 for no positions. */
	readonly positions: number;
}

function inputsOf({ ids, vocab, width, positions }: Sizes): HostTensor[] {
	const inputs = [normal(1, [vocab, width]), integers(2, ids, vocab)];
	return positions === 0 ? inputs : [...inputs, normal(3, [positions, width])];
}

// Rows that no id names, one row for all ids, more positions than ids, more columns than a workgroup has lanes.
test.each<Sizes>([
	{ ids: [1], vocab: 3, width: 16, positions: 1 },
	{ ids: [7], vocab: 40, width: 5, positions: 0 },
	{ ids: [2, 96], vocab: 7, width: 20, positions: 100 },
	{ ids: [3, 129], vocab: 1, width: 3, positions: 129 },
	{ ids: [2, 3, 4], vocab: 9, width: 150, positions: 4 },
])('embedding of $ids ids of $vocab, $width wide, with $positions positions agrees with plain tfjs on WASM', async (sizes) => {
	const differences = await differencesFromReference(op, reference, inputsOf(sizes));

	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each<Sizes>([
	{ ids: [2, 7], vocab: 5, width: 6, positions: 8 },
	{ ids: [129], vocab: 11, width: 4, positions: 0 },
	{ ids: [96], vocab: 2, width: 3, positions: 0 },
	{ ids: [3, 1], vocab: 4, width: 5, positions: 2 },
])('the gradients of embedding of $ids ids are its slopes', async (sizes) => {
	const errors = await finiteDifferenceErrors(op, inputsOf(sizes));

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('more ids than one round of marks are all counted', async () => {
	const differences = await differencesFromReference(op, reference, [normal(1, [3, 1]), integers(2, [9_000], 3)]);

	// Sums of 3,000 numbers in another order.
	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test('embedding is one kernel each way, with positions too', () => {
	const sizes = { ids: [2, 8], vocab: 5, width: 4 };

	expect(kernelsOf(backend, op, inputsOf({ ...sizes, positions: 0 }), true)).toEqual(['embedding', 'embeddingGradient']);
	expect(kernelsOf(backend, op, inputsOf({ ...sizes, positions: 8 }), true)).toEqual([
		'embeddingWithPositions',
		'embeddingWithPositionsGradient',
	]);
});

test('two runs give the same bits', async () => {
	const inputs = inputsOf({ ids: [9, 24], vocab: 5, width: 8, positions: 24 });

	expect(await evaluate('webgpu', op, inputs)).toEqual(await evaluate('webgpu', op, inputs));
});

test('an id outside the table gives NaN in its row alone', async () => {
	await tf.setBackend('webgpu');
	const rows = await embedding(tf.ones([3, 2]), tf.tensor1d([2, 3, -1, 0], 'int32')).data();

	expect(Array.from(rows)).toEqual([1, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1, 1]);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, inputsOf({ ids: [2, 3], vocab: 5, width: 4, positions: 3 }))).toBe(0);
	}
});

test('embedding refuses tables that do not fit', () => {
	const ids = tf.zeros([2, 9], 'int32');

	expect(() => embedding(tf.ones([8]), ids)).toThrow('embedding: table has the shape [8], but needs two axes');
	expect(() => embedding(tf.ones([3, 8]), ids, tf.ones([4, 8]))).toThrow(
		"embedding: positions has the shape [4,8], but needs at least 9 rows of 8: one for each place of ids' last axis, as wide as the table's.",
	);
	expect(() => embedding(tf.ones([3, 8]), tf.scalar(1, 'int32'))).toThrow('embedding: ids is a scalar');
});
