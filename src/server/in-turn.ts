/**
 * One after another: what reads the log, decides, and writes is run by one request at a time for a person, or twenty requests at
 * once would all decide on what none of them has written yet. Within a process they wait in a line; between web processes the
 * database lets the first one write, and the others read and decide again.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#contract/error.ts';
import type { Client } from '#db/client.ts';
import { TurnLost, type TurnScope, takeTurn } from '#db/store/turns.ts';
import type { Context } from './context.ts';

const MAX_WAITING = 20;
/** Each round at least one process writes, so only an attack gets here. */
const MAX_ROUNDS = 30;
const LONGEST_PAUSE_MS = 40;

const lines = new Map<string, { readonly last: Promise<unknown>; readonly waiting: number }>();

/**
 * `run` decides on what it reads, and must write through `turn` what the decision was about; it may be run again.
 * @throws AppError `too-many`
 */
export function inTurn<T>(context: Context, scope: TurnScope, ownerId: string, run: (turn: Client) => Promise<T>): Promise<T> {
	return inLine(`${scope} ${ownerId}`, async () => {
		for (let round = 1; ; round++) {
			try {
				return await run(await takeTurn(context.client, scope, ownerId));
			} catch (error) {
				if (!(error instanceof TurnLost)) throw error;
				if (round === MAX_ROUNDS) throw tooMany();
				await sleep(Math.random() * LONGEST_PAUSE_MS);
			}
		}
	});
}

/** Runs after everything that was given before under the same key to this process; refuses the twenty-first in the line. @throws AppError `too-many` */
export async function inLine<T>(key: string, run: () => Promise<T>): Promise<T> {
	const line = lines.get(key);
	const waiting = (line?.waiting ?? 0) + 1;
	if (waiting > MAX_WAITING) throw tooMany();
	// What failed before is told to whoever asked for it.
	const mine = (line?.last ?? Promise.resolve()).then(run, run);
	lines.set(key, { last: mine, waiting });
	try {
		return await mine;
	} finally {
		leave(key, mine);
	}
}

function tooMany(): AppError {
	return new AppError('too-many', 'Too many requests of yours are under way at once.', { fix: 'Wait a moment.' });
}

function leave(key: string, mine: Promise<unknown>): void {
	const line = lines.get(key);
	if (line === undefined) return;
	if (line.last === mine) lines.delete(key);
	else lines.set(key, { ...line, waiting: line.waiting - 1 });
}
