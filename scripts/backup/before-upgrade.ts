/** A copy of the whole installation before its database changes for good. PostgreSQL, which others may share, is backed up by who runs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countApplied, countMigrations, sqliteFileOf } from '#db/copy.ts';
import type { Config } from '#server/config.ts';
import { makeBackup } from './make.ts';

const KEEP = 3;

/** Gives its folder, or null when nothing is about to change. @throws AppError `unavailable`: then the upgrade must wait. */
export async function backUpBeforeUpgrade(config: Config, now: () => number): Promise<string | null> {
	const file = sqliteFileOf(config.databaseUrl);
	if (file === null || !existsSync(file)) return null;
	const applied = countApplied(config.databaseUrl);
	if (applied === 0 || applied >= countMigrations('sqlite')) return null;
	const { folder } = await makeBackup(config, { to: join(config.GRADUS_DATA, 'before-upgrade'), keep: KEEP, now });
	return folder;
}
