/**
 * One whole SQLite database into a file and back, while others write. VACUUM INTO reads in one transaction; the page-wise backup of
 * SQLite begins anew whenever another process writes, and under load it would never end.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AppError } from '#contract/error.ts';
import type { DatabaseCopy } from './copy.ts';

/** @throws AppError `unavailable` when the copy fails its own integrity check. */
export function copySqlite(path: string, to: string, tables: readonly string[]): DatabaseCopy {
	const source = new Sqlite(path, { readonly: true, fileMustExist: true });
	try {
		source.prepare('vacuum into ?').run(to);
	} finally {
		source.close();
	}
	const copy = new Sqlite(to);
	try {
		// One file that needs no log beside it.
		copy.pragma('journal_mode = DELETE');
		const verdict = copy.pragma('integrity_check', { simple: true });
		const orphans = copy.pragma('foreign_key_check');
		if (verdict !== 'ok' || (Array.isArray(orphans) && orphans.length > 0)) {
			throw new AppError('unavailable', `The copy of ${path} is damaged: ${String(verdict)}.`, {
				at: path,
				fix: 'Run npm run doctor. The backups made before are untouched.',
			});
		}
		const count = (table: string) => Number(copy.prepare(`select count(*) from "${table}"`).pluck().get());
		return { migrations: count('__drizzle_migrations'), rows: Object.fromEntries(tables.map((table) => [table, count(table)])) };
	} finally {
		copy.close();
	}
}

/** @throws AppError `conflict` when a database is there already. */
export function restoreSqlite(from: string, path: string): void {
	if (existsSync(path)) {
		throw new AppError('conflict', `${path} exists: a restore never writes over a living database.`, {
			at: path,
			fix: 'Name a fresh place with --into, or move the old data folder away first.',
		});
	}
	copyFileSync(from, path);
	const restored = new Sqlite(path);
	try {
		restored.pragma('journal_mode = WAL');
	} catch (cause) {
		rmSync(path, { force: true });
		throw cause;
	} finally {
		restored.close();
	}
}
