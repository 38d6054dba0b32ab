/** Copies a whole database, whichever engine it is, into one file beside others of a backup, and restores it into a fresh place. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getTableName, is, Table } from 'drizzle-orm';
import { AppError } from '#contract/error.ts';
import { copyPostgres, emptyPostgres, inspectPostgres, restorePostgres } from './copy-postgres.ts';
import { copySqlite, countAppliedSqlite, inspectSqlite, restoreSqlite } from './copy-sqlite.ts';
import * as schema from './schema.sqlite.ts';

export interface DatabaseCopy {
	/** How many migrations the database has seen. */
	readonly migrations: number;
	/** Rows of each table in the copy. */
	readonly rows: Readonly<Record<string, number>>;
	/** Hashes of every blob that the copy names. */
	readonly blobs: readonly string[];
}

/** The same names on both engines. */
const TABLES = Object.values(schema)
	.filter((table) => is(table, Table))
	.map((table) => getTableName(table));

/** Those whose rows name blobs, as `sha256`. */
const WITH_BLOBS = [schema.checkpoints, schema.labVersions].map((table) => getTableName(table));

export function engineOf(url: string): 'sqlite' | 'postgres' {
	return sqliteFileOf(url) === null ? 'postgres' : 'sqlite';
}

/** The path of a SQLite database; null for PostgreSQL. */
export function sqliteFileOf(url: string): string | null {
	return url.startsWith('file:') ? url.slice('file:'.length) : null;
}

/** @throws AppError `unavailable` when the database cannot be read or the copy does not verify. */
export async function copyDatabase(url: string, to: string): Promise<DatabaseCopy> {
	if (engineOf(url) === 'postgres') return copyPostgres(url, to, TABLES, WITH_BLOBS);
	return copySqlite(sqlitePath(url), to, TABLES, WITH_BLOBS);
}

/** @throws AppError `conflict` when something is there already. */
export async function restoreDatabase(from: string, url: string): Promise<void> {
	if (engineOf(url) === 'postgres') await restorePostgres(from, url);
	else restoreSqlite(from, sqlitePath(url));
}

/** Takes back a restore into a place that was empty before it. */
export async function emptyDatabase(url: string): Promise<void> {
	if (engineOf(url) === 'postgres') await emptyPostgres(url);
	else rmSync(sqlitePath(url), { force: true });
}

export interface DatabaseHealth {
	readonly problems: readonly string[];
	/** How many migrations it has seen. */
	readonly migrations: number;
}

/** Reads the whole file on SQLite; asks PostgreSQL, which checks its own pages. */
export async function inspectDatabase(url: string): Promise<DatabaseHealth> {
	return engineOf(url) === 'postgres' ? inspectPostgres(url) : inspectSqlite(sqlitePath(url));
}

/** How many migrations a SQLite file has seen, without reading all of it. */
export function countApplied(url: string): number {
	return countAppliedSqlite(sqlitePath(url));
}

/** How many migrations this version of Gradus has. */
export function countMigrations(engine: 'sqlite' | 'postgres'): number {
	const folder = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'db/migrations', engine);
	return readdirSync(folder).filter((name) => name.endsWith('.sql')).length;
}

function sqlitePath(url: string): string {
	const path = sqliteFileOf(url);
	if (path !== null) return path;
	throw new AppError('invalid', `DATABASE_URL begins with "${url.split(':')[0]}:".`, {
		fix: 'Use file:<path> for SQLite or postgres://… for PostgreSQL.',
	});
}
