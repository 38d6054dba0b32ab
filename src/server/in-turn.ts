/**
 * One after another: what reads the log, decides, and writes is run by one request at a time for a person,
 * or twenty requests at once would all decide on what none of them has written yet. Holds within one web process.
 */

import { AppError } from '#contract/error.ts';

const MAX_WAITING = 20;
const lines = new Map<string, { readonly last: Promise<unknown>; readonly waiting: number }>();

/** Runs after everything that was given before under the same key; refuses the twenty-first in the line. @throws AppError `too-many` */
export async function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
	const line = lines.get(key);
	const waiting = (line?.waiting ?? 0) + 1;
	if (waiting > MAX_WAITING) throw new AppError('too-many', 'Too many requests of yours are under way at once.', { fix: 'Wait a moment.' });
	// What failed before is told to whoever asked for it.
	const mine = (line?.last ?? Promise.resolve()).then(run, run);
	lines.set(key, { last: mine, waiting });
	try {
		return await mine;
	} finally {
		leave(key, mine);
	}
}

function leave(key: string, mine: Promise<unknown>): void {
	const line = lines.get(key);
	if (line === undefined) return;
	if (line.last === mine) lines.delete(key);
	else lines.set(key, { ...line, waiting: line.waiting - 1 });
}
