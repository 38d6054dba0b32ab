/**
 * Three-digit addition as text, in the four hands that the "web" of lesson 6.2 is written in: a scratchpad with carries, a scratchpad that
 * forgets them, a guess, and a refusal. Decides which problems are for training, for the visible measure and for the hidden one: a problem
 * and its mirror image (a + b, b + a) fall into one split. Refuses a text with a character that the alphabet lacks.
 */
import { fnv1a, type Random, seededRandom } from '#data/storyland/random.ts';

export type AdditionSplit = 'train' | 'visible' | 'hidden';

export interface Addition {
	readonly a: number;
	readonly b: number;
}

/** Token id = place in this string; 0 is padding. */
export const ADDITION_ALPHABET = ' 0123456789+=?!#.idk';
export const ADDITION_VOCABULARY = ADDITION_ALPHABET.length;
/** `347+285=`. */
export const ADDITION_PROMPT_TIME = 8;
/** `?121306#0632.`, the longest solution. */
export const ADDITION_MOST_NEW = 13;
export const ADDITION_TIME = ADDITION_PROMPT_TIME + ADDITION_MOST_NEW;
export const ADDITION_STOP = ADDITION_ALPHABET.indexOf('.');

/** Each begins with a token of its own, so that a style can be counted and can be forced. */
export const ADDITION_STYLES = { scratchpad: '?', 'carry-less': '!', direct: '#', refusal: 'i' } as const;
export type AdditionStyle = keyof typeof ADDITION_STYLES;
/** The share of each style in a corpus. */
export type AdditionMix = Readonly<Record<AdditionStyle, number>>;

export function encodeAddition(text: string): number[] {
	return Array.from(text, (character) => {
		const id = ADDITION_ALPHABET.indexOf(character);
		if (id < 0) throw new Error(`"${character}" is not in the alphabet of the addition task.`);
		return id;
	});
}

export function decodeAddition(ids: Iterable<number>): string {
	return Array.from(ids, (id) => ADDITION_ALPHABET[id] ?? ' ').join('');
}

export function additionSplit({ a, b }: Addition): AdditionSplit {
	const bucket = fnv1a(`${Math.min(a, b)}+${Math.max(a, b)}`) % 10;
	return bucket === 8 ? 'visible' : bucket === 9 ? 'hidden' : 'train';
}

/** Both numbers from 100 to 999. */
export function drawAddition(split: AdditionSplit, random: Random): Addition {
	for (;;) {
		const problem = { a: 100 + Math.floor(900 * random()), b: 100 + Math.floor(900 * random()) };
		if (additionSplit(problem) === split) return problem;
	}
}

export function drawAdditions(split: AdditionSplit, seed: string, count: number): Addition[] {
	const random = seededRandom(`addition/${split}/${seed}`);
	return Array.from({ length: count }, () => drawAddition(split, random));
}

export function additionPrompt({ a, b }: Addition): string {
	return `${a}+${b}=`;
}

/** What the verifier compares with: four digits. */
export function additionAnswer({ a, b }: Addition): string {
	return String(a + b).padStart(4, '0');
}

/** How many of the three columns hand on a 1: what makes a problem hard for whoever forgets carries. */
export function countCarries({ a, b }: Addition): number {
	return columnSums({ a, b }, true).filter((sum) => sum > 9).length;
}

/**
 * A solution in a style. Writers slip: each column of a scratchpad is off by one with probability `slip`, and what follows is computed from
 * the slip. Whoever guesses gets each digit wrong half of the time or so.
 */
export function writeAddition(problem: Addition, style: AdditionStyle, random: Random, slip: number): string {
	const opening = ADDITION_STYLES[style];
	if (style === 'refusal') return `${opening}dk.`;
	if (style === 'direct') return `${opening}${guess(additionAnswer(problem), random)}.`;
	const carries = style === 'scratchpad';
	const slips = (sum: number): number => (random() < slip ? Math.max(0, sum + (random() < 0.5 ? 1 : -1)) : sum);
	const sums = columnSums(problem, carries, slips);
	const digits = sums.map((sum) => String(sum % 10)).reverse();
	const first = carries && (sums[2] ?? 0) > 9 ? '1' : '0';
	return `${opening}${sums.map((sum) => String(sum).padStart(2, '0')).join('')}#${first}${digits.join('')}.`;
}

/** Of units, tens and hundreds in this order. */
function columnSums({ a, b }: Addition, carries: boolean, slips = (sum: number): number => sum): number[] {
	let carry = 0;
	return [1, 10, 100].map((unit) => {
		const sum = slips((Math.floor(a / unit) % 10) + (Math.floor(b / unit) % 10) + carry);
		carry = carries && sum > 9 ? 1 : 0;
		return sum;
	});
}

function guess(answer: string, random: Random): string {
	return Array.from(answer, (digit) => (random() < 0.5 ? digit : String(Math.floor(10 * random())))).join('');
}

export interface AdditionTexts {
	/** [count, ADDITION_TIME], padded with 0. */
	readonly tokens: Int32Array;
	/** [count, ADDITION_TIME]: 1 at the tokens of the solution, its stop included; 0 at the prompt and at padding. */
	readonly mask: Float32Array;
}

/** Solved problems of the training split, in styles drawn from the mix. */
export function drawAdditionTexts(seed: string, count: number, mix: AdditionMix, slip: number): AdditionTexts {
	const random = seededRandom(`addition/texts/${seed}`);
	const tokens = new Int32Array(count * ADDITION_TIME);
	const mask = new Float32Array(count * ADDITION_TIME);
	for (let row = 0; row < count; row++) {
		const problem = drawAddition('train', random);
		const solution = writeAddition(problem, drawStyle(mix, random), random, slip);
		const from = row * ADDITION_TIME;
		tokens.set(encodeAddition(additionPrompt(problem) + solution), from);
		mask.fill(1, from + ADDITION_PROMPT_TIME, from + ADDITION_PROMPT_TIME + solution.length);
	}
	return { tokens, mask };
}

function drawStyle(mix: AdditionMix, random: Random): AdditionStyle {
	let left = random() * Object.values(mix).reduce((a, b) => a + b, 0);
	for (const style of ['scratchpad', 'carry-less', 'direct'] as const) {
		left -= mix[style];
		if (left < 0) return style;
	}
	return 'refusal';
}

/** The style that a solution begins in; `other` for what no writer wrote. */
export function additionStyle(solution: string): AdditionStyle | 'other' {
	for (const style of ['scratchpad', 'carry-less', 'direct', 'refusal'] as const) if (solution[0] === ADDITION_STYLES[style]) return style;
	return 'other';
}
