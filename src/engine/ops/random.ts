/**
 * Random numbers without state: a number is a function of a seed and a counter, the same bits in WGSL and in JavaScript.
 * Philox2x32 with ten rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
 * A pair of counters gives a pair of numbers: the second counter is a stream, for places in a step that share a seed.
 */

/** Ten: three more than pass BigCrush in the paper. */
const ROUNDS = 10;
const MULTIPLIER = 0xd256d193;
/** 2^32 divided by the golden ratio; added to the key at each round. */
const WEYL = 0x9e3779b9;

/**
 * `random_pair(seed, counter, stream) -> vec2u`, `random_u32(seed, counter) -> u32` (the pair's first, of stream 0) and
 * `random_unit(seed, counter) -> f32`, in [0, 1) in steps of 2^-24. Uses no bindings.
 */
export const RANDOM_WGSL = `
fn random_mul_high(a: u32, b: u32) -> u32 {
	let low = (a & 0xffffu) * (b & 0xffffu);
	let mid = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
	let cross = (a & 0xffffu) * (b >> 16u) + (mid & 0xffffu);
	return (a >> 16u) * (b >> 16u) + (mid >> 16u) + (cross >> 16u);
}
fn random_pair(seed: u32, counter: u32, stream: u32) -> vec2u {
	var pair = vec2u(counter, stream);
	var key = seed;
	for (var round = 0u; round < ${ROUNDS}u; round++) {
		pair = vec2u(random_mul_high(${MULTIPLIER}u, pair.x) ^ key ^ pair.y, ${MULTIPLIER}u * pair.x);
		key += ${WEYL}u;
	}
	return pair;
}
fn random_u32(seed: u32, counter: u32) -> u32 { return random_pair(seed, counter, 0u).x; }
fn random_unit(seed: u32, counter: u32) -> f32 { return f32(random_u32(seed, counter) >> 8u) * 0x1p-24f; }
`;

/** Twin of the WGSL `random_pair`; whole numbers from 0 to 2^32 - 1 in and out. */
export function randomPair(seed: number, counter: number, stream: number): readonly [number, number] {
	let first = counter >>> 0;
	let second = stream >>> 0;
	let key = seed >>> 0;
	for (let round = 0; round < ROUNDS; round += 1) {
		const high = mulHigh(MULTIPLIER, first);
		const low = Math.imul(MULTIPLIER, first) >>> 0;
		first = (high ^ key ^ second) >>> 0;
		second = low;
		key = (key + WEYL) >>> 0;
	}
	return [first, second];
}

/** Twin of the WGSL `random_u32`. */
export function randomU32(seed: number, counter: number): number {
	return randomPair(seed, counter, 0)[0];
}

/** Twin of the WGSL `random_unit`. */
export function randomUnit(seed: number, counter: number): number {
	return (randomU32(seed, counter) >>> 8) * 2 ** -24;
}

/**
 * Twin of WGSL's `u32(i32(value))`, which takes a seed out of a tensor of either dtype: towards zero, kept within 32 bits. A float32 has
 * no 2^31 - 1; the largest below it stands for what is larger.
 */
export function seedBits(value: number): number {
	return (value >= 2 ** 31 ? 2 ** 31 - 128 : Math.max(-(2 ** 31), Math.trunc(value))) >>> 0;
}

/** Upper half of the 64-bit product, by 16-bit parts: their products are exact in a double. */
function mulHigh(a: number, b: number): number {
	const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
	const mid = aHigh * bLow + ((aLow * bLow) >>> 16);
	const cross = aLow * bHigh + (mid & 0xffff);
	return (aHigh * bHigh + (mid >>> 16) + (cross >>> 16)) >>> 0;
}
