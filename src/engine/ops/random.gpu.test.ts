import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { runKernel, u32 } from '../gpu/kernel.ts';
import { RANDOM_WGSL, randomPair, randomU32, randomUnit, seedBits } from './random.ts';

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

// Known answers of Random123 (tests/kat_vectors, lines "philox2x32 10").
test('the generator gives the known answers of Philox2x32-10', () => {
	expect(randomPair(0, 0, 0)).toEqual([0xff1dae59, 0x6cd10df2]);
	expect(randomPair(0xffffffff, 0xffffffff, 0xffffffff)).toEqual([0x2c3f628b, 0xab4fd7ad]);
	expect(randomPair(0x13198a2e, 0x243f6a88, 0x85a308d3)).toEqual([0xdd7ce038, 0xf62a4c12]);
});

test('the GPU gives the same bits as JavaScript', async () => {
	const counters = Array.from({ length: 128 }, (_, i) => (i < 64 ? i : randomU32(7, i)));
	for (const seed of [0, 1, 0xdeadbeef]) {
		const { bits, second, unit } = runKernel(backend, {
			name: 'randomTwins',
			source: `${RANDOM_WGSL}
			@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
				let counter = u32(counters[id.x]);
				bits[id.x] = i32(random_u32(params.seed, counter));
				second[id.x] = i32(random_pair(params.seed, counter, 9u).y);
				unit[id.x] = random_unit(params.seed, counter);
			}`,
			inputs: { counters: tf.tensor1d(new Int32Array(counters), 'int32') },
			outputs: { bits: { shape: [128], dtype: 'int32' }, second: { shape: [128], dtype: 'int32' }, unit: { shape: [128] } },
			uniforms: { seed: u32(seed) },
			grid: [2, 1, 1],
		});

		expect(Array.from(await bits.data())).toEqual(counters.map((counter) => randomU32(seed, counter) | 0));
		expect(Array.from(await second.data())).toEqual(counters.map((counter) => randomPair(seed, counter, 9)[1] | 0));
		expect(Array.from(await unit.data())).toEqual(counters.map((counter) => randomUnit(seed, counter)));
	}
});

test('a seed in a tensor of either dtype has the same bits on the GPU as in JavaScript', async () => {
	const seeds = [0, 5, -3, 16_777_216, 2.75, -2.75, 3e9, -3e9];
	const { bits } = runKernel(backend, {
		name: 'seedBits',
		source: `@compute @workgroup_size(8) fn main(@builtin(global_invocation_id) id: vec3u) { bits[id.x] = i32(u32(i32(seeds[id.x]))); }`,
		inputs: { seeds: tf.tensor1d(seeds) },
		outputs: { bits: { shape: [8], dtype: 'int32' } },
		grid: [1, 1, 1],
	});

	expect(Array.from(await bits.data())).toEqual(seeds.map((seed) => seedBits(seed) | 0));
});

test('units are spread evenly over [0, 1)', () => {
	const counts = new Array<number>(10).fill(0);
	for (let i = 0; i < 10_000; i += 1) {
		const bin = Math.floor(randomUnit(42, i) * 10);
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	const chiSquared = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);

	// 99.9th percentile with nine degrees of freedom.
	expect(chiSquared).toBeLessThan(27.9);
});
