/**
 * Seeded numbers for checks and for learner code: the same seed gives the same stream in every JavaScript engine.
 * Not for secrets.
 */

/** Uniform in [0, 1). The generator mulberry32: 32 bits of state, enough for test data. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A 32-bit seed from text (FNV-1a), for example from a check's id. */
export function seedFromText(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** Standard normal by Box and Muller, from two uniforms. */
export function normal(random: () => number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - random()));
	return radius * Math.cos(2 * Math.PI * random());
}

/** Integer from low to high, both included. */
export function integerBetween(random: () => number, low: number, high: number): number {
	return low + Math.floor(random() * (high - low + 1));
}
