/**
 * Parsons problems: the lines of a program in a shuffled order, to be put right. Decides what may stand where: an order is
 * right when every line comes after those whose names or effects it needs, so that a sound order other than the author's passes.
 * Pure; chance comes in as a seeded `random`, and the same seed deals the same cards again when an answer is graded.
 */
import { AppError } from '#contract/error.ts';
import type { ParsonsCard, ParsonsGrade } from '#contract/parsons.ts';

/** A piece of the right program. Pieces stand in the author's order. */
export interface ParsonsPiece {
	readonly text: string;
	/** Pieces that have to come before it. */
	readonly after: readonly number[];
}

export interface ParsonsProblem {
	readonly pieces: readonly ParsonsPiece[];
	/** Lines that belong nowhere. */
	readonly distractors: readonly string[];
}

export interface ParsonsDeal {
	readonly cards: readonly ParsonsCard[];
	/** Piece of each card by its id; null for a distractor. Stays on the server. */
	readonly pieces: ReadonlyMap<string, number | null>;
}

/** Fewer lines than this are no exercise. */
export const LEAST_PIECES = 3;

/** Fisher and Yates, with the given chance. */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
	const left = [...items];
	return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** Never dealt in an order that is already right, unless no other exists. */
export function dealParsons(problem: ParsonsProblem, random: () => number): ParsonsDeal {
	const known = new Set(problem.pieces.map(({ text }) => text));
	const all = [
		...problem.pieces.map(({ text }, piece) => ({ text, piece })),
		...problem.distractors.filter((text) => !known.has(text)).map((text) => ({ text, piece: null })),
	];
	for (let tries = 0; ; tries++) {
		const dealt = shuffle(all, random);
		const deal: ParsonsDeal = {
			cards: dealt.map(({ text }, at) => ({ id: `l${at}`, text })),
			pieces: new Map(dealt.map(({ piece }, at) => [`l${at}`, piece])),
		};
		const order = deal.cards.map(({ id }) => id);
		if (tries === 20 || !gradeParsons(problem, deal, order).isRight) return deal;
	}
}

/** @throws AppError `invalid` for a card that was not dealt, or one that is used twice. */
export function gradeParsons(problem: ParsonsProblem, deal: ParsonsDeal, order: readonly string[]): ParsonsGrade {
	const placed = new Set<number>();
	let wrongAt: number | null = null;
	for (const [at, id] of order.entries()) {
		const piece = deal.pieces.get(id);
		if (piece === undefined || order.indexOf(id) !== at)
			throw new AppError('invalid', `"${id}" is no line of this exercise, or stands twice.`);
		const fits = piece === null ? null : fittingPiece(problem, placed, piece);
		if (fits === null) wrongAt ??= at;
		placed.add(fits ?? piece ?? -1);
	}
	const missing = wrongAt === null ? problem.pieces.length - order.length : 0;
	const isRight = wrongAt === null && missing === 0;
	return { isRight, wrongAt, missing, sentence: sayGrade(isRight, wrongAt, missing) };
}

/** Lines with the same words are one another's equals: the first of them that may stand here and was not placed. */
function fittingPiece({ pieces }: ParsonsProblem, placed: ReadonlySet<number>, asked: number): number | null {
	const text = pieces[asked]?.text;
	const found = pieces.findIndex(
		(piece, at) => piece.text === text && !placed.has(at) && piece.after.every((before) => placed.has(before)),
	);
	return found < 0 ? null : found;
}

function sayGrade(isRight: boolean, wrongAt: number | null, missing: number): string {
	if (isRight) return 'Every line stands where it can.';
	if (wrongAt === 0) return 'Line 1 does not belong there yet.';
	if (wrongAt !== null) return `Line ${wrongAt + 1} does not belong there yet. What is above it can stay.`;
	return missing === 1 ? 'The order holds so far. One line is missing.' : `The order holds so far. ${missing} lines are missing.`;
}
