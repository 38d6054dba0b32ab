/**
 * A chain written for training in three formats, token by token: what each token needs, and whether the loss counts it. Computed here for the
 * server's first drawing and in the page for each change; the traces are those of the course's own data.
 */
import { type Chain, chainPrompt, partials } from '../../data/tasks/chains.ts';

export type TraceFormat = 'direct' | 'bare' | 'copied';

export interface TraceToken {
	readonly text: string;
	/** Places of the tokens that decide this one; empty in the prompt. */
	readonly needs: readonly number[];
	readonly isCounted: boolean;
	/** What it takes to write it, for the sentence below the figure. */
	readonly how: 'given' | 'copy' | 'work' | 'end';
	/** Operations that have to be worked for it in one pass. */
	readonly operations: number;
}

/** `7+5*3-2+4*3-1=`, cut to the length that is asked for. */
const CHAIN: Chain = {
	start: 7,
	operations: [
		{ sign: '+', digit: 5 },
		{ sign: '*', digit: 3 },
		{ sign: '-', digit: 2 },
		{ sign: '+', digit: 4 },
		{ sign: '*', digit: 3 },
		{ sign: '-', digit: 1 },
	],
};
export const LONGEST = CHAIN.operations.length;

export function chainOf(length: number): Chain {
	return { start: CHAIN.start, operations: CHAIN.operations.slice(0, length) };
}

export function traceTokens(format: TraceFormat, length: number): TraceToken[] {
	const chain = chainOf(length);
	const values = partials(chain);
	const prompt = chainPrompt(chain, length);
	const tokens: TraceToken[] = Array.from(prompt + (format === 'direct' ? '#' : 'T'), (text) => ({
		...{ text, needs: [], isCounted: false, how: 'given' as const, operations: 0 },
	}));
	const add = (text: string, needs: readonly number[], how: TraceToken['how'], operations = 0): void => {
		tokens.push({ text, needs, isCounted: true, how, operations });
	};
	if (format === 'direct') {
		add(
			String(values.at(-1)),
			Array.from({ length: 1 + 2 * length }, (_, i) => i),
			'work',
			length,
		);
		add('.', [tokens.length - 1], 'end');
		return tokens;
	}
	chain.operations.forEach(({ sign, digit }, i) => {
		const [signAt, digitAt, valueAt] = [1 + 2 * i, 2 + 2 * i, i === 0 ? 0 : tokens.length - 1];
		if (format === 'copied') {
			add(sign, [signAt], 'copy');
			add(String(digit), [digitAt], 'copy');
			add(String(values[i]), [valueAt, tokens.length - 2, tokens.length - 1], 'work', 1);
		} else add(String(values[i]), [valueAt, signAt, digitAt], 'work', 1);
	});
	add('#', [1 + 2 * length], 'end');
	add(String(values.at(-1)), [tokens.length - 2], 'copy');
	add('.', [tokens.length - 1], 'end');
	return tokens;
}

/** One sentence about the token at a place. */
export function describeToken(tokens: readonly TraceToken[], at: number): string {
	const token = tokens[at];
	if (token === undefined) return '';
	if (token.how === 'given') return `“${token.text}” is given: it belongs to the question, and the loss does not ask for it.`;
	const far = token.needs.map((place) => at - place);
	const list = token.needs.map((place, i) => `“${tokens[place]?.text}” (${far[i]} back)`).join(', ');
	if (token.how === 'copy') return `“${token.text}” is a copy of ${list}.`;
	if (token.how === 'end') return `“${token.text}” follows from ${list}.`;
	const passes = token.operations === 1 ? 'one operation' : `${token.operations} operations, one after the other,`;
	return `“${token.text}” takes ${passes} in a single pass, from ${list}.`;
}
