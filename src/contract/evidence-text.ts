/** How pages print the evidence of a check: numbers, what is no number by its name, and places by the names of their axes. */
import type { Evidence, EvidenceNumber } from './grading.ts';
import { apart } from './number-text.ts';

/** " at position 1, channel 0", or " at [1, 0]" where the axes have no names; empty for a single number. */
export function placeText(index: readonly number[], axes: readonly string[] | undefined): string {
	if (index.length === 0) return '';
	const named = axes !== undefined && axes.length === index.length;
	return named ? ` at ${axes.map((axis, i) => `${axis} ${index[i]}`).join(', ')}` : ` at [${index.join(', ')}]`;
}

/** As a cell of a table: three decimals at most. */
export function evidenceText(value: EvidenceNumber): string {
	return wordOf(value) ?? String(Number(Number(value).toFixed(3)));
}

/** Expected and got, with so many digits that they can be told apart. */
export function differenceTexts({ expected, got }: NonNullable<Evidence['firstDifference']>): readonly [string, string] {
	const [one, other] = [wordOf(expected), wordOf(got)];
	if (one === null && other === null) return apart(Number(expected), Number(got));
	return [one ?? shortText(expected), other ?? shortText(got)];
}

/** Two cells that a reader sees to be different. */
export function isFarApart(a: EvidenceNumber, b: EvidenceNumber): boolean {
	return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) > 1e-3 : a !== b;
}

function shortText(value: EvidenceNumber): string {
	return String(Number(Number(value).toPrecision(4)));
}

/** Null for a number. Verdicts of before kept NaN and infinity alike as the largest number that there is. */
function wordOf(value: EvidenceNumber): string | null {
	if (typeof value === 'string') return value;
	if (Math.abs(value) < Number.MAX_VALUE) return null;
	return value > 0 ? 'NaN or Infinity' : '-Infinity';
}
