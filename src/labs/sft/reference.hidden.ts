/** Template, packing, sight and loss in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */
import type { LossCase, PackCase } from './harness.ts';

interface Turn {
	readonly prompt: readonly number[];
	readonly answer: readonly number[];
}

const [USER, ASSISTANT, END] = [1, 2, 3];

export const RENDER_BUGS = [
	'learns-everything',
	'end-not-learned',
	'learns-the-mark',
	'only-last-answer',
	'no-end',
	'no-assistant-mark',
] as const;

/** Tokens and marks. */
export function renderOf(turns: readonly Turn[], bug: string | null): number[][] {
	const tokens: number[] = [];
	const learned: number[] = [];
	const write = (ids: readonly number[], flag: number): void => {
		tokens.push(...ids);
		learned.push(...ids.map(() => (bug === 'learns-everything' ? 1 : flag)));
	};
	for (const [i, { prompt, answer }] of turns.entries()) {
		const flag = bug === 'only-last-answer' && i < turns.length - 1 ? 0 : 1;
		write([USER, ...prompt, END], 0);
		if (bug !== 'no-assistant-mark') write([ASSISTANT], bug === 'learns-the-mark' ? flag : 0);
		write(answer, flag);
		if (bug !== 'no-end') write([END], bug === 'end-not-learned' ? 0 : flag);
	}
	return [tokens, learned];
}

export const PACK_BUGS = ['positions-run-on', 'one-segment', 'one-text-a-row', 'cut-texts', 'not-filled', 'segments-run-on'] as const;

/** Rows, each its four lists. */
export function packOf({ texts, time }: PackCase, bug: string | null): number[][][] {
	const rows: number[][][] = [];
	let segment = 0;
	for (const text of bug === 'cut-texts' ? cutTo(texts, time) : texts) {
		const used = rows.at(-1)?.[0]?.length ?? time + 1;
		if (used + text.tokens.length > time || bug === 'one-text-a-row') {
			rows.push([[], [], [], []]);
			if (bug !== 'segments-run-on') segment = 0;
		}
		segment += 1;
		const [tokens = [], learned = [], segments = [], positions = []] = rows.at(-1) ?? [];
		const start = bug === 'positions-run-on' ? tokens.length : 0;
		for (const [i, id] of text.tokens.entries()) {
			tokens.push(id);
			learned.push(text.learned[i] ?? 0);
			segments.push(bug === 'one-segment' ? 1 : segment);
			positions.push(start + i);
		}
	}
	if (bug === 'not-filled') return rows;
	return rows.map((lists) => lists.map((list) => [...list, ...new Array<number>(time - list.length).fill(0)]));
}

/** Texts split where a row ends, as if rows were one long stream. */
function cutTo(texts: PackCase['texts'], time: number): PackCase['texts'] {
	let used = 0;
	return texts.flatMap(({ tokens, learned }) => {
		const room = time - used;
		used = (used + tokens.length) % time;
		if (tokens.length <= room) return [{ tokens, learned }];
		return [
			{ tokens: tokens.slice(0, room), learned: learned.slice(0, room) },
			{ tokens: tokens.slice(room), learned: learned.slice(room) },
		];
	});
}

export const SIGHT_BUGS = ['reads-other-texts', 'reads-the-future', 'not-itself', 'only-itself'] as const;

/** The shape, and then a row of numbers for each token that belongs to a text. */
export function sightOf(rows: readonly (readonly number[])[], bug: string | null): number[] {
	const time = rows[0]?.length ?? 0;
	const may = (row: readonly number[], i: number, j: number): boolean => {
		const [mine = 0, other = 0] = [row[i], row[j]];
		if (bug === 'reads-other-texts') return j <= i;
		if (bug === 'reads-the-future') return mine === other;
		if (bug === 'not-itself') return mine === other && j < i;
		if (bug === 'only-itself') return i === j;
		return mine === other && j <= i;
	};
	const numbers = rows.flatMap((row) => row.flatMap((mine, i) => (mine === 0 ? [] : row.map((_, j) => (may(row, i, j) ? 1 : 0)))));
	return [rows.length, time, time, ...numbers];
}

export const LOSS_BUGS = [
	'questions-count',
	'mean-over-all',
	'mask-not-shifted',
	'targets-not-shifted',
	'not-a-mean',
	'mean-of-rows',
] as const;

export function lossOf({ logits, tokens, learned, shape }: LossCase, bug: string | null): number {
	const [batch, time, vocabulary] = shape;
	const means: number[] = [];
	let [sum, counted] = [0, 0];
	for (let b = 0; b < batch; b++) {
		let [rowSum, rowCounted] = [0, 0];
		for (let t = 0; t + 1 < time; t++) {
			const [now, next] = [b * time + t, b * time + t + 1];
			const row = logits.slice(now * vocabulary, (now + 1) * vocabulary);
			const target = tokens[bug === 'targets-not-shifted' ? now : next] ?? 0;
			const isLate = bug === 'mask-not-shifted' || bug === 'targets-not-shifted';
			const weight = bug === 'questions-count' ? 1 : (learned[isLate ? now : next] ?? 0);
			rowSum += weight * (logSum(row) - (row[target] ?? 0));
			rowCounted += weight;
		}
		sum += rowSum;
		counted += rowCounted;
		means.push(rowSum / Math.max(1, rowCounted));
	}
	if (bug === 'not-a-mean') return sum;
	if (bug === 'mean-of-rows') return means.reduce((total, mean) => total + mean, 0) / batch;
	return sum / (bug === 'mean-over-all' ? batch * (time - 1) : counted);
}

function logSum(row: readonly number[]): number {
	const highest = Math.max(...row);
	return highest + Math.log(row.reduce((sum, x) => sum + Math.exp(x - highest), 0));
}
