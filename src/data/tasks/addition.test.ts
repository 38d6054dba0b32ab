import { describe, expect, test } from 'vitest';
import { seededRandom } from '#data/storyland/random.ts';
import {
	ADDITION_ALPHABET,
	ADDITION_PROMPT_TIME,
	ADDITION_TIME,
	additionAnswer,
	additionPrompt,
	additionSplit,
	additionStyle,
	countCarries,
	decodeAddition,
	drawAdditions,
	drawAdditionTexts,
	encodeAddition,
	writeAddition,
} from './addition.ts';

const random = seededRandom('test');
const problem = { a: 347, b: 285 };
const mix = { scratchpad: 1, 'carry-less': 1, direct: 1, refusal: 1 };

describe('the addition task', () => {
	test('writes the four styles', () => {
		expect(additionPrompt(problem) + writeAddition(problem, 'scratchpad', random, 0)).toBe('347+285=?121306#0632.');
		expect(writeAddition(problem, 'carry-less', random, 0)).toBe('!121205#0522.');
		expect(writeAddition(problem, 'direct', random, 0)).toMatch(/^#[0-9]{4}\.$/);
		expect(writeAddition(problem, 'refusal', random, 0)).toBe('idk.');
	});

	test('scratchpads without slips are right, and forgetting carries is right only where there is none', () => {
		for (const each of drawAdditions('visible', 'styles', 300)) {
			const answer = `#${additionAnswer(each)}.`;
			expect(writeAddition(each, 'scratchpad', random, 0).endsWith(answer)).toBe(true);
			expect(writeAddition(each, 'carry-less', random, 0).endsWith(answer)).toBe(countCarries(each) === 0);
		}
	});

	test('a slip is carried on, so that a solution stays consistent with its working', () => {
		for (const each of drawAdditions('train', 'slips', 200)) {
			const [, working = '', answer = ''] = /^\?(\d{6})#(\d{4})\.$/.exec(writeAddition(each, 'scratchpad', random, 1)) ?? [];
			const [units = '', tens = '', hundreds = ''] = working.match(/../g) ?? [];
			expect(answer).toBe(`${hundreds[0]}${hundreds[1]}${tens[1]}${units[1]}`);
		}
	});

	test('gives a problem and its mirror image to one split, and every problem to the split it was drawn from', () => {
		for (const split of ['train', 'visible', 'hidden'] as const) {
			for (const each of drawAdditions(split, 'splits', 300)) {
				expect(additionSplit(each)).toBe(split);
				expect(additionSplit({ a: each.b, b: each.a })).toBe(split);
			}
		}
	});

	test('trains on problems of the training split alone, with the solution in the mask', () => {
		const { tokens, mask } = drawAdditionTexts('rows', 200, mix, 0.1);
		for (let row = 0; row < 200; row++) {
			const text = decodeAddition(tokens.subarray(row * ADDITION_TIME, (row + 1) * ADDITION_TIME));
			const [, a, b, solution = ''] = /^(\d{3})\+(\d{3})=(\S+?) *$/.exec(text) ?? [];
			expect(additionSplit({ a: Number(a), b: Number(b) })).toBe('train');
			expect(additionStyle(solution)).not.toBe('other');
			const counted = mask.subarray(row * ADDITION_TIME, (row + 1) * ADDITION_TIME);
			expect(counted.indexOf(1)).toBe(ADDITION_PROMPT_TIME);
			expect(counted.reduce((a, b) => a + b, 0)).toBe(solution.length);
		}
	});

	test('repeats itself from its seed, and asks other problems under another', () => {
		expect(drawAdditionTexts('a', 4, mix, 0.1)).toEqual(drawAdditionTexts('a', 4, mix, 0.1));
		expect(drawAdditions('hidden', 'a', 4)).not.toEqual(drawAdditions('hidden', 'b', 4));
	});

	test('encodes what it decodes, and refuses other characters', () => {
		const ids = Array.from({ length: ADDITION_ALPHABET.length }, (_, id) => id);
		expect(encodeAddition(decodeAddition(ids))).toEqual(ids);
		expect(() => encodeAddition('a')).toThrow('alphabet');
	});
});
