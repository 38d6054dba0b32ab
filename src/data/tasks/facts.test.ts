import { expect, test } from 'vitest';
import { drawFactBatch, drawFacts, factBits, factsInOrder, factToken, factVocabulary } from './facts.ts';

const SIZES = { subjects: 64, relations: 64, values: 64 };
const facts = drawFacts(SIZES, '1');

test('a table has one value for each pair, and another seed gives another table', () => {
	expect(facts.table).toHaveLength(4_096);
	expect(new Set(facts.table).size).toBe(64);
	expect(drawFacts(SIZES, '1').table).toEqual(facts.table);
	const other = drawFacts(SIZES, '2').table;
	const same = facts.table.filter((value, i) => value === other[i]).length;
	expect(same).toBeLessThan(120);
});

test('4,096 facts of 64 values hold 24,576 bits', () => {
	expect(factBits(SIZES)).toBe(24_576);
	expect(factVocabulary(SIZES)).toBe(192);
});

test('tokens of subjects, relations and values never meet', () => {
	const all = factsInOrder(facts, 0, 4_096);

	expect(all.count).toBe(4_096);
	for (let i = 0; i < all.count; i++) {
		const [subject, relation, value] = [all.tokens[2 * i], all.tokens[2 * i + 1], all.targets[i]];
		expect([subject, relation].map((token) => factToken(SIZES, token ?? -1)[0]).join('')).toBe('sr');
		expect(value).toBe(128 + (facts.table[i] ?? Number.NaN));
	}
	expect(factToken(SIZES, 130)).toBe('v2');
});

test('a batch asks only true facts, and the same seed asks the same', () => {
	const batch = drawFactBatch(facts, '1/7', 256);

	expect(drawFactBatch(facts, '1/7', 256)).toEqual(batch);
	for (let i = 0; i < batch.count; i++) {
		const index = (batch.tokens[2 * i] ?? 0) * 64 + (batch.tokens[2 * i + 1] ?? 0) - 64;
		expect(batch.targets[i]).toBe(128 + (facts.table[index] ?? Number.NaN));
	}
});
