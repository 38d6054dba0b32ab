/**
 * One whole SQLite database into a file and back, while others write. VACUUM INTO reads in one transaction; the page-wise backup of
 * SQLite begins anew whenever another process writes, and under load it would never end.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AppError } from '#contract/error.ts';
import type { DatabaseCopy, DatabaseHealth } from './copy.ts';

/** @throws AppError `unavailable` when the copy fails its own integrity check. */
export function copySqlite(path: string, to: string, tables: readonly string[], withBlobs: readonly string[]): DatabaseCopy {
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
		const [problem] = findProblems(copy);
		if (problem !== undefined) {
			throw new AppError('unavailable', `The copy of ${path} is damaged: ${problem}`, {
				at: path,
				fix: 'Run npm run doctor. The backups made before are untouched.',
			});
		}
		return {
			migrations: countRows(copy, '__drizzle_migrations'),
			rows: Object.fromEntries(tables.map((table) => [table, countRows(copy, table)])),
			blobs: [...new Set(withBlobs.flatMap((table) => listBlobs(copy, table)))],
		};
	} finally {
		copy.close();
	}
}

export function inspectSqlite(path: string): DatabaseHealth {
	const file = new Sqlite(path, { readonly: true, fileMustExist: true });
	try {
		return { problems: findProblems(file), migrations: countRows(file, '__drizzle_migrations') };
	} finally {
		file.close();
	}
}

export function countAppliedSqlite(path: string): number {
	const file = new Sqlite(path, { readonly: true, fileMustExist: true });
	try {
		return countRows(file, '__drizzle_migrations');
	} finally {
		file.close();
	}
}

function findProblems(file: Sqlite.Database): string[] {
	const verdict = file.pragma('integrity_check', { simple: true });
	// Of a damaged file nothing more can be asked.
	if (verdict !== 'ok') return [`SQLite finds damage: ${String(verdict).split('\n')[0]}.`];
	const orphans = file.pragma('foreign_key_check');
	return Array.isArray(orphans) && orphans.length > 0 ? [`${orphans.length} rows name others that are not there.`] : [];
}

/** 0 for a table that is not there: a database that was never migrated. */
function countRows(file: Sqlite.Database, table: string): number {
	return hasTable(file, table) ? Number(file.prepare(`select count(*) from "${table}"`).pluck().get()) : 0;
}

function listBlobs(file: Sqlite.Database, table: string): string[] {
	if (!hasTable(file, table)) return [];
	return file.prepare(`select distinct sha256 from "${table}"`).pluck().all().map(String);
}

function hasTable(file: Sqlite.Database, table: string): boolean {
	return file.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) !== undefined;
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
