/**
 * The list <data>/deletions.jsonl: who deleted their account and when, by id alone. It lies beside the database and not in it: a database
 * that comes back from an older backup has forgotten them, and a restore reads them again from here.
 */

import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Context } from './context.ts';

const lineSchema = z.strictObject({
	userId: z.string(),
	/** Milliseconds since the epoch; null when an admin gave the account back. */
	deletedAt: z.number().nullable(),
});

export async function noteDeletion(context: Context, userId: string, deletedAt: number | null): Promise<void> {
	const line = `${JSON.stringify(lineSchema.parse({ userId, deletedAt }))}\n`;
	await appendFile(join(context.config.GRADUS_DATA, 'deletions.jsonl'), line, { mode: 0o600, flush: true });
}

/** What the last line that names somebody says: since when they are deleted, or null for an account that was given back. @throws AppError `invalid` */
export function readDeletions(path: string): { userId: string; deletedAt: Date | null }[] {
	const last = new Map<string, number | null>();
	for (const [n, text] of readText(path).split('\n').entries()) {
		if (text === '') continue;
		const line = readLine(text);
		if (line === null)
			throw new AppError('invalid', `Line ${n + 1} of ${path} is no deletion.`, {
				at: `${path}:${n + 1}`,
				fix: 'Mend or remove that line; nothing was restored.',
			});
		last.set(line.userId, line.deletedAt);
	}
	return [...last].map(([userId, at]) => ({ userId, deletedAt: at === null ? null : new Date(at) }));
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
