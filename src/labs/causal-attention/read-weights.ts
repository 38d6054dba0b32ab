/**
 * Reads a matrix of attention weights like a person would and names what is wrong with it, from properties alone.
 * Rows are queries, columns are keys. Knows no solution: it sees weights and the raw scores that led to them.
 */
import type { Evidence } from '#contract/grading.ts';
import type { TensorValue } from '#contract/value.ts';
import { type Diagnose, firstOf, type Reading } from '#grading/core/check-kit/diagnose.ts';
import { firstNotFinite, numberText } from '#grading/core/check-kit/numbers.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';
import { fitScale } from './fit-scale.ts';

/** The weights of one head, the raw scores beside them, and its width. */
export interface HeadSeen {
	readonly weights: TensorValue;
	readonly scores: readonly (readonly number[])[];
	readonly headDim: number;
}

/** What one rule looks at. Every figure is worked out once. */
interface Seen {
	readonly rows: number[][];
	readonly scores: readonly (readonly number[])[];
	readonly headDim: number;
	readonly time: number;
	readonly future: number[];
	readonly past: number[];
	readonly diagonal: number[];
	readonly rowSums: number[];
	readonly columnSums: number[];
}

const NONE = 1e-6;
const CLOSE = 1e-3;
const isNone = (n: number) => Math.abs(n) <= NONE;
const isOne = (n: number) => Math.abs(n - 1) <= CLOSE;

/** The first rule that fits names the mistake; null when the weights are right. Order matters: a leak is told before a wrong sum. */
const RULES: Diagnose<Seen> = firstOf(notANumber, notStarted, noDiagonal, onlyTheFuture, leak, wrongSums, wrongScale);

export const readWeights: Diagnose<HeadSeen> = ({ weights, scores, headDim }) => {
	const rows = rowsOf(weights);
	const cells = rows.flatMap((row, i) => row.map((weight, j) => ({ weight, side: Math.sign(j - i) })));
	const seen: Seen = {
		rows,
		scores,
		headDim,
		time: rows.length,
		future: cells.filter(({ side }) => side > 0).map(({ weight }) => weight),
		past: cells.filter(({ side }) => side < 0).map(({ weight }) => weight),
		diagonal: cells.filter(({ side }) => side === 0).map(({ weight }) => weight),
		rowSums: rows.map(total),
		columnSums: rows.map((_, j) => total(rows.map((row) => row[j] ?? 0))),
	};
	return firstNotFinite(weights) === null ? RULES(seen) : notANumber(seen);
};

function notANumber({ rows }: Seen): Reading | null {
	const row = rows.findIndex((each) => each.some((n) => !Number.isFinite(n)));
	if (row < 0) return null;
	const onlyFirst = row === 0 && rows.slice(1).every((each) => each.every(Number.isFinite));
	if (!onlyFirst)
		return {
			diagnosis: 'not-normalised',
			message: `Row ${row} of the weights is not finite: an exponential overflowed, or a sum of zero was divided by.`,
		};
	const message =
		'Row 0 of the weights is NaN and every other row is fine: the first token has nothing left to look at. Is a token part of its own past?';
	return { diagnosis: 'mask-includes-diagonal', message };
}

function notStarted({ rows, scores, past, future, diagonal }: Seen): Reading | null {
	if (past.every(isNone) && future.every(isNone) && diagonal.every(isOne)) {
		return { diagnosis: 'not-started', message: 'Each token got its own value back: no query has met a key yet.' };
	}
	const isRaw = rows.every((row, i) => row.every((n, j) => Math.abs(n - (scores[i]?.[j] ?? 0)) <= CLOSE));
	if (!isRaw) return null;
	const message = `The weights are still the raw scores: row 0 sums to ${numberText(total(rows[0] ?? []))} and counts tokens that come later. Scores become weights in three steps.`;
	return { diagnosis: 'not-started', message, evidence: { label: 'Row 0 of the weights', got: rows[0] ?? [] } };
}

function noDiagonal({ rows, diagonal, future }: Seen): Reading | null {
	const isBlind = diagonal.slice(1).every(isNone) && future.slice(rows.length - 1).every(isNone);
	if (!isBlind) return null;
	const message = `No token sees itself: the weight of token 1 on token 1 is ${numberText(diagonal[1] ?? 0)}. The first token then has nothing that it may look at.`;
	return { diagnosis: 'mask-includes-diagonal', message, evidence: { label: 'Row 1 of the weights', got: rows[1] ?? [] } };
}

function onlyTheFuture({ rows, past, future }: Seen): Reading | null {
	if (!past.every(isNone) || future.every(isNone)) return null;
	const message = 'Each token sees only itself and what comes after it: the past is hidden and the future is shown.';
	return { diagnosis: 'future-instead-of-past', message, evidence: { label: 'Row 1 of the weights', got: rows[1] ?? [] } };
}

function leak({ rows, future, time, rowSums }: Seen): Reading | null {
	if (future.every(isNone)) return null;
	const evidence: Evidence = { label: 'Row 0 of the weights', expected: rows.map((_, j) => (j === 0 ? 1 : 0)), got: rows[0] ?? [] };
	const tail = (i: number) => (rows[i] ?? []).slice(i + 1);
	const evenRows = Array.from({ length: Math.max(0, time - 2) }, (_, i) => tail(i));
	const isEven = evenRows.every((row) => row.every((n) => Math.abs(n - (row[0] ?? 0)) <= NONE));
	const differs = evenRows.some((row, i) => Math.abs((row[0] ?? 0) - (rows[i]?.[0] ?? 0)) > CLOSE);
	if (isEven && differs && rowSums.every(isOne)) {
		const message = `Every later token gets the same weight, ${numberText(tail(0)[0] ?? 0)} in row 0: it counts as a score of 0, and a score of 0 still gets its share.`;
		return { diagnosis: 'zero-instead-of-minus-infinity', message, evidence };
	}
	const message = `Token 0 gives weight ${numberText(tail(0)[0] ?? 0)} to token 1, which comes after it. A token may not see what it has to predict.`;
	return { diagnosis: 'no-mask', message, evidence };
}

function wrongSums({ rowSums, columnSums, rows }: Seen): Reading | null {
	if (rowSums.every(isOne)) return null;
	const lowest = rowSums.indexOf(Math.min(...rowSums));
	const evidence: Evidence = { label: `Row ${lowest} of the weights`, got: rows[lowest] ?? [] };
	const sum = numberText(rowSums[lowest] ?? 0);
	if (columnSums.every(isOne)) {
		const message = `Each column sums to one, and row ${lowest} sums to ${sum}: the keys share out their queries instead of the queries their keys.`;
		return { diagnosis: 'wrong-softmax-axis', message, evidence };
	}
	if (isOne(rowSums.at(-1) ?? 0) && rowSums.every((each) => each < 1 + CLOSE)) {
		const message = `Row ${lowest} sums to ${sum}, and only the last row to one: part of each share went to the future before it was hidden. The mask comes after the softmax.`;
		return { diagnosis: 'mask-after-softmax', message, evidence };
	}
	return {
		diagnosis: 'not-normalised',
		message: `Row ${lowest} of the weights sums to ${sum}, expected 1. A row says how one token shares out its attention.`,
		evidence,
	};
}

function wrongScale({ rows, scores, headDim }: Seen): Reading | null {
	const { scale, misfit } = fitScale(rows, scores);
	const right = 1 / Math.sqrt(headDim);
	if (misfit > 0.02) {
		const transposed = scores.map((_, i) => scores.map((row) => row[i] ?? 0));
		if (fitScale(rows, transposed).misfit > 0.02)
			return {
				diagnosis: 'different-weights',
				message: 'The rows sum to one and hide the future, yet the weights do not follow the scores q·kᵀ.',
			};
		return {
			diagnosis: 'queries-and-keys-swapped',
			message: 'Row i follows the scores of key i with all queries. Row i belongs to query i: it asks, and the keys answer.',
		};
	}
	if (Math.abs(scale / right - 1) <= 0.02) return null;
	const seen = `The weights follow the scores times ${numberText(scale)}; with headDim ${headDim} that should be ${numberText(right)}.`;
	if (Math.abs(scale) < 0.005)
		return { diagnosis: 'ignores-scores', message: 'Every visible token gets the same weight, whatever the queries and keys are.' };
	if (Math.abs(scale - 1) <= 0.02)
		return { diagnosis: 'no-scale', message: `${seen} The scores grow with headDim, so the softmax becomes too sharp.` };
	if (Math.abs(scale * headDim - 1) <= 0.02)
		return { diagnosis: 'scale-by-width', message: `${seen} Dividing by headDim itself makes the softmax too flat.` };
	return { diagnosis: 'wrong-scale', message: seen };
}

function total(numbers: readonly number[]): number {
	return numbers.reduce((sum, n) => sum + n, 0);
}
