/** Seeded random numbers (sfc32 seeded by a string): the same seed gives the same stories in every browser and in Node. Not for secrets. */

/** Uniform in [0, 1). */
export type Random = () => number;

export function seededRandom(seed: string): Random {
	let [a, b, c, d] = hash128(seed);
	const next = (): number => {
		const sum = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + sum;
		c |= 0;
		return (sum >>> 0) / 4_294_967_296;
	};
	for (let i = 0; i < 12; i++) next();
	return next;
}

/** Four 32-bit words that each depend on every character. */
function hash128(text: string): [number, number, number, number] {
	const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
	const primes = [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1] as const;
	for (let i = 0; i < text.length + 8; i++) {
		const code = i < text.length ? text.charCodeAt(i) : i;
		let carry = code;
		for (const [k, prime] of primes.entries()) {
			const word = Math.imul((words[k] ?? 0) ^ carry, prime);
			words[k] = word ^ (word >>> 15);
			carry = words[k] ?? 0;
		}
	}
	return words;
}

/** FNV-1a of a text, 32 bits, unsigned. Public: it decides which split a story belongs to. */
export function fnv1a(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
