/**
 * The list <data>/deletions.jsonl: who deleted their account and when, by id alone. It lies beside the database and not in it: a database
 * that comes back from an older backup has forgotten them, and a restore reads them again from here.
 */

import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { DeletionState } from '#db/store/users.ts';
import type { Context } from './context.ts';

const lineSchema = z.strictObject({
	userId: z.string(),
	/** Milliseconds since the epoch; null when an admin gave the account back. */
	deletedAt: z.number().nullable(),
	/** When it was given back. */
	givenBackAt: z.number().optional(),
});

export function noteDeletion(context: Context, userId: string, deletedAt: number): Promise<void> {
	return note(context, { userId, deletedAt });
}

export function noteGivenBack(context: Context, userId: string): Promise<void> {
	return note(context, { userId, deletedAt: null, givenBackAt: context.now() });
}

async function note(context: Context, entry: z.infer<typeof lineSchema>): Promise<void> {
	const line = `${JSON.stringify(lineSchema.parse(entry))}\n`;
	await appendFile(join(context.config.GRADUS_DATA, 'deletions.jsonl'), line, { mode: 0o600, flush: true });
}

/** What the last line that names somebody says. @throws AppError `invalid` */
export function readDeletions(path: string): DeletionState[] {
	const last = new Map<string, DeletionState>();
	/** Lines of before said no time of giving back: then it undid the deletion that the list names before, and no later one. */
	const deleted = new Map<string, number>();
	for (const [n, text] of readText(path).split('\n').entries()) {
		if (text === '') continue;
		const line = readLine(text);
		if (line === null)
			throw new AppError('invalid', `Line ${n + 1} of ${path} is no deletion.`, {
				at: `${path}:${n + 1}`,
				fix: 'Mend or remove that line; nothing was restored.',
			});
		const { userId, deletedAt, givenBackAt = deleted.get(userId) ?? 0 } = line;
		if (deletedAt === null) last.set(userId, { userId, givenBackAt: new Date(givenBackAt) });
		else last.set(userId, { userId, deletedAt: new Date(deletedAt) });
		if (deletedAt !== null) deleted.set(userId, deletedAt);
	}
	return [...last.values()];
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (cause) {
		throw new AppError('invalid', `The list of deletions ${path} cannot be read.`, {
			at: path,
			fix: 'Name <old data folder>/deletions.jsonl. Nobody has deleted an account where there is none: then leave --deletions out.',
			cause,
		});
	}
}

function readLine(text: string): z.infer<typeof lineSchema> | null {
	try {
		return lineSchema.parse(JSON.parse(text));
	} catch {
		return null;
	}
}
