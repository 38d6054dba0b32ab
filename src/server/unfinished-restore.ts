/**
 * A restore builds in a folder inside the data folder that is to be, and removes it last. So a place that holds this folder is half of an
 * installation at most, and nothing opens it: neither a server, which would make a new secret there, nor a backup.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';
import type { Config } from './config.ts';

export const RESTORING = '.restoring';

/** @throws AppError `unavailable` */
export function requireNoRestore({ GRADUS_DATA }: Pick<Config, 'GRADUS_DATA'>): void {
	const path = join(GRADUS_DATA, RESTORING);
	if (!existsSync(path)) return;
	throw new AppError('unavailable', `${GRADUS_DATA} holds half of a restore, which is still running or was cut off.`, {
		at: path,
		fix: 'Let it end. One that was cut off is begun anew: empty this folder, and the database and the blobs where DATABASE_URL and BLOBS_URL name others, then restore again.',
	});
}
