/**
 * A quiz of forty questions, each with a right answer and a popular wrong one. How many writers know the right one is spread evenly over its
 * logarithm, from a half down to one in a thousand, or is the same for all questions. Either every question has two answers of its own, so that
 * nothing learned of one says anything about another, or all have the same two, of which the same is always right.
 */
export interface Quiz {
	readonly answers: 'own' | 'shared';
	readonly shares: 'spread' | 'equal';
}

export const QUIZ_SIZE = 40;
const [COMMON, RARE] = [0.5, 0.001];

/** Tokens: padding, the questions, their right answers, their wrong ones. With shared answers the first of each sort serves all. */
export const QUIZ_VOCABULARY = 1 + 3 * QUIZ_SIZE;
/** One token asks, one answers. */
export const QUIZ_PROMPT_TIME = 1;
export const QUIZ_TIME = 2;

/** Every question once, numbered from 0: with spread shares from well known to hardly known. */
export const QUESTIONS: readonly number[] = Array.from({ length: QUIZ_SIZE }, (_, question) => question);

/** The share of writers who answer right. The equal share is the middle of the spread ones, by their logarithm. */
export function quizShare({ shares }: Quiz, question: number): number {
	const place = shares === 'spread' ? question / (QUIZ_SIZE - 1) : 0.5;
	return COMMON * (RARE / COMMON) ** place;
}

export function questionToken(question: number): number {
	return 1 + question;
}

export function rightToken({ answers }: Quiz, question: number): number {
	return 1 + QUIZ_SIZE + (answers === 'own' ? question : 0);
}

export function wrongToken({ answers }: Quiz, question: number): number {
	return 1 + 2 * QUIZ_SIZE + (answers === 'own' ? question : 0);
}
