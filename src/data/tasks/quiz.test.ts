import { expect, test } from 'vitest';
import { QUESTIONS, QUIZ_VOCABULARY, type Quiz, questionToken, quizShare, rightToken, wrongToken } from './quiz.ts';

const OWN: Quiz = { answers: 'own', shares: 'spread' };

test('shares fall by the same factor from each question to the next, from a half to one in a thousand', () => {
	const shares = QUESTIONS.map((question) => quizShare(OWN, question));
	const factors = shares.slice(1).map((share, i) => share / (shares[i] ?? 1));
	expect(shares[0]).toBeCloseTo(0.5);
	expect(shares.at(-1)).toBeCloseTo(0.001);
	for (const factor of factors) expect(factor).toBeCloseTo(factors[0] ?? 0);
});

test('equal shares are the geometric mean of the spread ones', () => {
	expect(quizShare({ answers: 'own', shares: 'equal' }, 3)).toBeCloseTo(Math.sqrt(0.5 * 0.001));
});

test('with answers of its own no token of a question serves another, and all fit the vocabulary', () => {
	const tokens = QUESTIONS.flatMap((question) => [questionToken(question), rightToken(OWN, question), wrongToken(OWN, question)]);
	expect(new Set(tokens).size).toBe(3 * QUESTIONS.length);
	expect(Math.max(...tokens)).toBe(QUIZ_VOCABULARY - 1);
	expect(Math.min(...tokens)).toBe(1);
});

test('shared answers are the same for all', () => {
	const shared: Quiz = { answers: 'shared', shares: 'spread' };
	expect(new Set(QUESTIONS.map((question) => rightToken(shared, question))).size).toBe(1);
	expect(rightToken(shared, 5)).not.toBe(wrongToken(shared, 5));
});
