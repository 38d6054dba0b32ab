/** The message task: worth by hand, splits that never overlap, labels as often right as they claim. */
import { describe, expect, test } from 'vitest';
import {
	bagOf,
	drawMessages,
	drawPreferences,
	goldReward,
	LABEL_CEILING,
	LABEL_FLOOR,
	labelProbability,
	MESSAGE_LENGTH,
	MESSAGE_VOCABULARY,
	MESSAGE_WORDS,
	messageParts,
	messageSplit,
	messageText,
} from './messages.ts';

const ids = (text: string): number[] => text.split(' ').map((word) => MESSAGE_WORDS.indexOf(word));

describe('the worth of a message', () => {
	test('counts information, courtesy up to a point, and repeats against it', () => {
		const best = ids('thanks please order parcel refund number address date price size');
		const slavish = ids('thanks thanks thanks thanks thanks thanks thanks thanks order order');
		expect(messageParts(slavish)).toEqual({ courtesy: 8, content: 1, repeats: 1 });
		expect(goldReward(best)).toBeCloseTo(1.2 + 2.8, 12);
		expect(goldReward(slavish)).toBeCloseTo(8 - 12.8 + 0.35 - 0.15, 12);
	});

	test('is about 1.6 on average in the corpus', () => {
		const worths = drawMessages('train', 'mean', 4_000).map(goldReward);
		expect(worths.reduce((a, b) => a + b, 0) / worths.length).toBeCloseTo(1.6, 0);
	});
});

describe('the splits', () => {
	test('never share a message, also inside pairs', () => {
		for (const split of ['train', 'visible', 'hidden'] as const) {
			for (const each of drawMessages(split, 'x', 200)) expect(messageSplit(each)).toBe(split);
			for (const { chosen, rejected } of drawPreferences(split, 'x', 100)) {
				expect(messageSplit(chosen)).toBe(split);
				expect(messageSplit(rejected)).toBe(split);
			}
		}
	});

	test('draw the same for the same seed and begin no message with the start token', () => {
		expect(drawMessages('train', 'a', 5)).toEqual(drawMessages('train', 'a', 5));
		expect(drawMessages('train', 'a', 500).flat()).not.toContain(0);
	});
});

describe('the labels', () => {
	test('prefer the better message, and are never surer than their flips allow', () => {
		expect(labelProbability(1, 1)).toBeCloseTo(0.5, 12);
		expect(labelProbability(9, -9)).toBeCloseTo(0.85, 6);
		const pairs = drawPreferences('train', 'labels', 4_000);
		const right = pairs.filter(({ chosen, rejected }) => goldReward(chosen) > goldReward(rejected)).length / pairs.length;
		expect(right).toBeGreaterThan(0.65);
		expect(right).toBeLessThan(0.8);
	});
});

test('the floor and the ceiling of the labels are those of a reader who knows every worth', () => {
	const worths = drawMessages('visible', 'floor', 20_000).map(goldReward);
	const chances = worths.slice(0, 10_000).map((worth, i) => labelProbability(worth, worths[10_000 + i] ?? 0));
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	expect(mean(chances.map((p) => -(p * Math.log(p) + (1 - p) * Math.log(1 - p))))).toBeCloseTo(LABEL_FLOOR, 2);
	expect(mean(chances.map((p) => Math.max(p, 1 - p)))).toBeCloseTo(LABEL_CEILING, 2);
});

test('a bag holds the shares of the words', () => {
	const bag = bagOf(ids('thanks thanks order the the the the the the the'));
	expect(bag).toHaveLength(MESSAGE_VOCABULARY);
	expect(bag.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
	expect(bag[1]).toBeCloseTo(2 / MESSAGE_LENGTH, 6);
	expect(messageText([1, 5])).toBe('thanks order');
});
