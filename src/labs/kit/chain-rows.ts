/**
 * Chains as rows of tokens for training: prompt, how to answer (think or answer now), trace, answer, and which of these tokens the loss counts.
 * Refuses a row that is longer than the context.
 */
import { ANSWER, type Chain, chainPrompt, chainTokens, PAD, partials, promptLength } from '#data/tasks/chains.ts';

export interface ChainRow {
	readonly tokens: readonly number[];
	/** 1 for a token that the loss asks for, by its own place. */
	readonly counted: readonly number[];
}

/** Longest row: prompt, mode, three tokens for each operation, `#`, answer, `.`. */
export function chainTime(most: number): number {
	return promptLength(most) + 1 + 3 * most + 3;
}

/** `T+52*36-24#4.`: each step copies its operation and adds the value it leads to. `steps` cuts the thinking short; the answer stays the true one. */
export function thinkText(chain: Chain, steps: number = chain.operations.length): string {
	const values = partials(chain);
	const worked = chain.operations.slice(0, steps).map(({ sign, digit }, i) => `${sign}${digit}${values[i] ?? 0}`);
	return `T${worked.join('')}#${values.at(-1) ?? chain.start}.`;
}

/** `#4.`: the answer at once. */
export function directText(chain: Chain): string {
	return `#${partials(chain).at(-1) ?? chain.start}.`;
}

/**
 * The loss asks for everything after the mode token, but not for a `#` that cuts the thinking short: nothing in the prompt foretells it.
 */
export function chainRow(chain: Chain, most: number, text: string): ChainRow {
	const prompt = chainTokens(chainPrompt(chain, most));
	const told = chainTokens(text);
	const complete = text[0] !== 'T' || told.indexOf(ANSWER) === 1 + 3 * chain.operations.length;
	const counted = told.map((token, i) => (i === 0 || (token === ANSWER && !complete) ? 0 : 1));
	return { tokens: [...prompt, ...told], counted: [...prompt.map(() => 0), ...counted] };
}

export interface ChainBatch {
	/** [batch, time − 1] each: what is read, what is asked for there, and whether it counts. */
	readonly inputs: Int32Array;
	readonly targets: Int32Array;
	readonly mask: Float32Array;
	readonly shape: [number, number];
}

/** @throws RangeError when a row is longer than `time` */
export function batchOf(rows: readonly ChainRow[], time: number): ChainBatch {
	const width = time - 1;
	const fill = (list: readonly number[], value: number): number[] => [...list, ...Array<number>(width - list.length).fill(value)];
	return stackRows(
		rows.map(({ tokens, counted }) => {
			if (tokens.length > time) throw new RangeError(`A row of ${tokens.length} tokens is longer than the context of ${time}.`);
			return { inputs: fill(tokens.slice(0, width), PAD), targets: fill(tokens.slice(1), PAD), mask: fill(counted.slice(1), 0) };
		}),
	);
}

/** Rows of equal width, each three lists, as one batch. */
export function stackRows(rows: readonly { readonly [List in 'inputs' | 'targets' | 'mask']: readonly number[] }[]): ChainBatch {
	return {
		inputs: Int32Array.from(rows.flatMap(({ inputs }) => inputs)),
		targets: Int32Array.from(rows.flatMap(({ targets }) => targets)),
		mask: Float32Array.from(rows.flatMap(({ mask }) => mask)),
		shape: [rows.length, rows[0]?.inputs.length ?? 0],
	};
}
