import { describe, expect, test } from 'vitest';
import { batchOf, chainRow, chainTime, directText, thinkText } from '#labs/kit/chain-rows.ts';
import {
	answerOf,
	type Chain,
	chainPrompt,
	chainSplit,
	chainText,
	chainTokens,
	drawChains,
	type LengthMix,
	partials,
	readAnswer,
} from './chains.ts';

const chain: Chain = {
	start: 7,
	operations: [
		{ sign: '+', digit: 5 },
		{ sign: '*', digit: 3 },
		{ sign: '-', digit: 2 },
	],
};

describe('a chain', () => {
	test('is worked from left to right, modulo 10', () => {
		expect(partials(chain)).toEqual([2, 6, 4]);
		expect(answerOf({ start: 1, operations: [{ sign: '-', digit: 9 }] })).toBe(2);
		expect(answerOf({ start: 4, operations: [] })).toBe(4);
	});

	test('is written with room for longer ones, and read back', () => {
		expect(chainPrompt(chain, 4)).toBe('7+5*3-2=__');
		expect(chainText(chainTokens('7+5*3-2=__T#.'))).toBe('7+5*3-2=__T#.');
		expect(() => chainPrompt(chain, 2)).toThrow('does not fit');
		expect(() => chainTokens('7/2')).toThrow('"/"');
	});

	test('has its answer right behind the first mark', () => {
		expect(readAnswer('+52*36-24#4.')).toBe(4);
		expect([readAnswer('+52'), readAnswer('#.5#3'), readAnswer('#')]).toEqual([null, null, null]);
	});
});

describe('splits', () => {
	const mixes: readonly LengthMix[] = ['uniform', 'log-uniform', 'half-easy'];

	test.each(mixes)('never overlap in the mix %s', (mix) => {
		const texts = (split: 'train' | 'visible' | 'hidden') =>
			new Set(drawChains(split, 'a', mix, 8, 400).map((each) => chainPrompt(each, 8)));
		const [train, visible, hidden] = [texts('train'), texts('visible'), texts('hidden')];

		expect([...train].filter((text) => visible.has(text) || hidden.has(text))).toEqual([]);
		expect([...visible].filter((text) => hidden.has(text))).toEqual([]);
	});

	test('are drawn again by the same seed, and differ by another', () => {
		expect(drawChains('visible', 'a', 'uniform', 4, 20)).toEqual(drawChains('visible', 'a', 'uniform', 4, 20));
		expect(drawChains('visible', 'a', 'uniform', 4, 20)).not.toEqual(drawChains('visible', 'b', 'uniform', 4, 20));
		expect(drawChains('hidden', 'a', 'uniform', 4, 20)).not.toEqual(drawChains('hidden', 'b', 'uniform', 4, 20));
		expect(drawChains('hidden', 'a', 'uniform', 4, 20).map(chainSplit)).toEqual(Array(20).fill('hidden'));
	});

	test('mix lengths as they are named', () => {
		const lengths = (mix: LengthMix) => drawChains('train', 'm', mix, 8, 4_000).map(({ operations }) => operations.length);
		const share = (of: readonly number[], length: number) => of.filter((each) => each === length).length / of.length;

		expect(new Set(lengths('log-uniform'))).toEqual(new Set([1, 2, 4, 8]));
		expect(share(lengths('half-easy'), 1)).toBeCloseTo(0.5, 1);
		expect(new Set(lengths('uniform')).size).toBe(8);
	});
});

describe('rows', () => {
	test('hold prompt, way, trace and answer, and count what the model writes', () => {
		const row = chainRow(chain, 3, thinkText(chain));

		expect(chainText(row.tokens)).toBe('7+5*3-2=T+52*36-24#4.');
		expect(row.counted.join('')).toBe('000000000111111111111');
		expect(row.tokens.length).toBe(chainTime(3));
	});

	test('do not count a mark that cuts the thinking short', () => {
		const row = chainRow(chain, 3, thinkText(chain, 1));

		expect(chainText(row.tokens)).toBe('7+5*3-2=T+52#4.');
		expect(row.counted.join('')).toBe('000000000111011');
		expect(chainRow(chain, 3, directText(chain)).counted.join('')).toBe('00000000011');
	});

	test('are stacked one place apart', () => {
		const batch = batchOf([chainRow(chain, 3, '#4.'), chainRow(chain, 3, thinkText(chain))], 22);

		expect(batch.shape).toEqual([2, 21]);
		expect(chainText(batch.inputs.subarray(0, 21))).toBe('7+5*3-2=#4.__________');
		expect(chainText(batch.targets.subarray(0, 21))).toBe('+5*3-2=#4.___________');
		expect(batch.mask.subarray(0, 21).join('')).toBe('000000001100000000000');
		expect(() => batchOf([chainRow(chain, 3, thinkText(chain))], 12)).toThrow('longer than the context');
	});
});
