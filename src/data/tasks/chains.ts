/**
 * Chains of arithmetic modulo 10, `7+5*3-2=`, worked from left to right: the task of module 7. How many operations a chain has is its
 * difficulty. A problem belongs to one split by a hash of its text, so training, visible and hidden problems never overlap.
 * Refuses a character that is no token and a chain that is longer than its prompt.
 */
import { fnv1a, type Random, seededRandom } from '#data/storyland/random.ts';

export type Sign = '+' | '-' | '*';

export interface Operation {
	readonly sign: Sign;
	/** 1 to 9; a factor is 3, 7 or 9, which can all be undone modulo 10. */
	readonly digit: number;
}

export interface Chain {
	/** 0 to 9. */
	readonly start: number;
	readonly operations: readonly Operation[];
}

export type ChainSplit = 'train' | 'visible' | 'hidden';

/** Which difficulties come how often: every length alike; 1, 2, 4, 8 alike; half of all problems with one operation, the rest alike. */
export type LengthMix = 'uniform' | 'log-uniform' | 'half-easy';

/** One token each: digits, signs, the end of the prompt, "think", "answer now", the end, padding. */
export const CHAIN_TOKENS = '0123456789+-*=T#._';
export const THINK = CHAIN_TOKENS.indexOf('T');
export const ANSWER = CHAIN_TOKENS.indexOf('#');
export const END = CHAIN_TOKENS.indexOf('.');
export const PAD = CHAIN_TOKENS.indexOf('_');

const FACTORS = [3, 7, 9] as const;
const SIGNS = ['+', '-', '*'] as const;
const BUCKETS = 20;
/** Of a digit that is added or taken away, unless asked otherwise. */
const LARGEST = 9;

/** @throws RangeError for a character that is no token */
export function chainTokens(text: string): number[] {
	return Array.from(text, (character) => {
		const id = CHAIN_TOKENS.indexOf(character);
		if (id < 0) throw new RangeError(`"${character}" is not one of the tokens ${CHAIN_TOKENS}.`);
		return id;
	});
}

export function chainText(tokens: Iterable<number>): string {
	return Array.from(tokens, (token) => CHAIN_TOKENS[token] ?? '?').join('');
}

/** Tokens of a prompt that has room for `most` operations: `7+5*3-2=`, then padding, so that the i-th operation always stands at the same place. */
export function promptLength(most: number): number {
	return 2 * most + 2;
}

/** @throws RangeError when the chain has more than `most` operations */
export function chainPrompt(chain: Chain, most: number): string {
	if (chain.operations.length > most)
		throw new RangeError(`A chain of ${chain.operations.length} operations does not fit a prompt for ${most}.`);
	return `${chainKey(chain)}=`.padEnd(promptLength(most), '_');
}

/** The value after each operation, modulo 10; the last one is the answer. */
export function partials({ start, operations }: Chain): number[] {
	let value = start;
	return operations.map(({ sign, digit }) => {
		const next = sign === '+' ? value + digit : sign === '-' ? value - digit + 10 : value * digit;
		value = next % 10;
		return value;
	});
}

export function answerOf(chain: Chain): number {
	return partials(chain).at(-1) ?? chain.start;
}

export function chainSplit(chain: Chain): ChainSplit {
	const bucket = fnv1a(chainKey(chain)) % BUCKETS;
	return bucket < 14 ? 'train' : bucket < 17 ? 'visible' : 'hidden';
}

/** A chain of `length` operations that belongs to the split. `largest`: no digit is above it, so that there is less to learn. */
export function drawChain(split: ChainSplit, length: number, random: Random, largest: number = LARGEST): Chain {
	for (;;) {
		const operations = Array.from({ length }, () => drawOperation(random, largest));
		const chain = { start: Math.floor(random() * 10), operations };
		if (chainSplit(chain) === split) return chain;
	}
}

/** How many operations the next problem has, 1 to `most`. */
export function drawLength(mix: LengthMix, most: number, random: Random): number {
	if (mix === 'log-uniform') return 2 ** Math.floor(random() * (Math.floor(Math.log2(most)) + 1));
	if (mix === 'half-easy' && (random() < 0.5 || most === 1)) return 1;
	return mix === 'half-easy' ? 2 + Math.floor(random() * (most - 1)) : 1 + Math.floor(random() * most);
}

/** The same problems for the same split, seed, mix and count. */
export function drawChains(
	split: ChainSplit,
	seed: string,
	mix: LengthMix,
	most: number,
	count: number,
	largest: number = LARGEST,
): Chain[] {
	const random = seededRandom(`chains/${split}/${seed}`);
	return Array.from({ length: count }, () => drawChain(split, drawLength(mix, most, random), random, largest));
}

/** The digit right behind the first `#`, or null: what a verifier of this task reads. */
export function readAnswer(text: string): number | null {
	const found = /^[^#]*#(\d)/.exec(text);
	return found === null ? null : Number(found[1]);
}

function chainKey({ start, operations }: Chain): string {
	return `${start}${operations.map(({ sign, digit }) => `${sign}${digit}`).join('')}`;
}

function drawOperation(random: Random, largest: number): Operation {
	const sign = SIGNS[Math.floor(random() * SIGNS.length)] ?? '+';
	const factors = FACTORS.filter((factor) => factor <= largest);
	const digit = sign === '*' ? (factors[Math.floor(random() * factors.length)] ?? 3) : 1 + Math.floor(random() * largest);
	return { sign, digit };
}
