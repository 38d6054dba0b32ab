/**
 * Opens `file:…` (SQLite), `postgres://…` or `pglite:` (PostgreSQL in process, tests only) and hides what differs.
 * No interactive transactions: `atomically` takes a list of writes whose conditions stand in SQL.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import Sqlite from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import pg from 'pg';
import { AppError } from '#contract/error.ts';
import * as postgresSchema from './schema.postgres.ts';
import * as sqliteSchema from './schema.sqlite.ts';
import type { Schema } from './schema.ts';

/** Only select, insert, update and delete: what both engines do alike. */
export type Db = Omit<BaseSQLiteDatabase<'async', unknown>, 'transaction' | 'run' | 'all' | 'get' | 'values' | 'query' | '$cache'>;

interface Write {
	run(): unknown;
	all(): unknown;
}

interface GuardOptions {
	readonly guard?: boolean | number;
}

/** Of the hour, and not worth keeping in a backup: how often who tried what (server/rate-limit.ts). */
export const LIMITS_SCHEMA = 'limits';

/** Statements as they are, in the form that pg takes. */
export interface Postgres {
	query(statement: { readonly text: string; readonly values?: unknown[] }): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

export interface Client {
	readonly db: Db;
	readonly schema: Schema;
	readonly engine: 'sqlite' | 'postgres';
	/**
	 * Runs the writes in one transaction and gives the rows of those with `.returning()`, in order.
	 * With `guard`, the first write (or the first so many) must return a row; otherwise nothing happens and the result is undefined.
	 */
	atomically(build: (db: Db) => readonly unknown[], options?: GuardOptions): Promise<unknown[][] | undefined>;
	/** Brings the tables up to date; processes that start at once do it one after another. */
	migrate(): Promise<void>;
	/** Runs while no other process of this installation runs anything this way: for what a start does once. */
	exclusively<T>(run: () => Promise<T>): Promise<T>;
	/** For what is PostgreSQL's alone (rate limits); absent with SQLite. */
	readonly postgres?: Postgres;
	/** Milliseconds since the epoch by the clock of the machine that the database runs on. */
	clock(): Promise<number>;
	close(): Promise<void>;
}

const MIGRATIONS = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'db/migrations');

/** How long a process waits for others that start at the same moment. */
const LONGEST_START_MS = 60_000;

class GuardFailed extends Error {
	override name = 'GuardFailed' as const;
}

/** @throws AppError `invalid` for an unknown scheme, `unavailable` when the file cannot be opened. */
export async function openDatabase(url: string): Promise<Client> {
	if (url.startsWith('file:')) return openSqlite(url.slice('file:'.length));
	if (url.startsWith('postgres://') || url.startsWith('postgresql://')) return openPostgres(url);
	if (url === 'pglite:') return openPglite();
	throw new AppError('invalid', `DATABASE_URL begins with "${url.split(':')[0]}:".`, {
		fix: 'Use file:<path> for SQLite or postgres://… for PostgreSQL.',
	});
}

function openSqlite(path: string): Client {
	if (path !== ':memory:' && !existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
	const file = openFile(path);
	// A re-opened WAL database silently falls back to NORMAL: set and assert FULL at every open.
	for (const pragma of ['journal_mode = WAL', 'busy_timeout = 5000', 'synchronous = FULL', 'foreign_keys = ON', 'trusted_schema = OFF'])
		file.pragma(pragma);
	assertPragmas(file, path);
	const exclusively = <T>(run: () => Promise<T>) => (path === ':memory:' ? run() : withLockFile(`${path}.lock`, run));
	// drizzle's better-sqlite3 queries are thenable: awaiting them is the asynchronous interface that Db names.
	const db = drizzleSqlite(file) as unknown as Db;
	return {
		db,
		schema: sqliteSchema,
		engine: 'sqlite',
		async atomically(build, options = {}) {
			try {
				const runAll = file.transaction(() => build(db).map((write, n) => guarded(runWrite(write), n, options)));
				return runAll.immediate();
			} catch (error) {
				if (error instanceof GuardFailed) return undefined;
				throw error;
			}
		},
		migrate: () => exclusively(async () => migrateSqlite(drizzleSqlite(file), { migrationsFolder: join(MIGRATIONS, 'sqlite') })),
		exclusively,
		clock: async () => Date.now(),
		async close() {
			file.close();
		},
	};
}

/** A lock that SQLite takes on a file beside the database, because a migration needs more than one transaction. It ends with its process. */
async function withLockFile<T>(path: string, run: () => Promise<T>): Promise<T> {
	const lock = new Sqlite(path);
	try {
		lock.pragma('busy_timeout = 0');
		for (const end = Date.now() + LONGEST_START_MS; ; await sleep(20)) {
			try {
				lock.exec('BEGIN EXCLUSIVE');
				break;
			} catch (error) {
				const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
				if (!isBusy || Date.now() > end) throw error;
			}
		}
		return await run();
	} finally {
		lock.close();
	}
}

function openFile(path: string): Sqlite.Database {
	try {
		const file = new Sqlite(path);
		file.pragma('schema_version');
		return file;
	} catch (cause) {
		const code = cause instanceof Sqlite.SqliteError ? cause.code : '';
		if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
			throw new AppError('unavailable', `${path} is not a readable SQLite database.`, {
				at: path,
				fix: 'Restore it from a backup, or move it away to begin with an empty one.',
				cause,
			});
		}
		throw new AppError('unavailable', `${path} cannot be opened for writing (${code || String(cause)}).`, {
			at: path,
			fix: 'Check that the folder exists, is writable and has space.',
			cause,
		});
	}
}

function assertPragmas(file: Sqlite.Database, path: string): void {
	const wanted: Record<string, unknown> = {
		synchronous: 2,
		foreign_keys: 1,
		trusted_schema: 0,
		journal_mode: path === ':memory:' ? 'memory' : 'wal',
	};
	for (const [name, value] of Object.entries(wanted)) {
		const got = file.pragma(name, { simple: true });
		if (got !== value)
			throw new AppError(
				'unavailable',
				`SQLite reports ${name} = ${String(got)}, and ${String(value)} is needed so that no acknowledged submission is lost.`,
				{ at: path, fix: 'Put the data folder on a local disk.' },
			);
	}
}

/** With `.returning()` a write gives rows, without it nothing; drizzle marks which by its field list. */
function runWrite(write: unknown): unknown[] {
	// drizzle's builders are opaque here; both members exist on every better-sqlite3 write.
	const query = write as Write & { config?: { returning?: unknown } };
	if (query.config?.returning) return query.all() as unknown[];
	query.run();
	return [];
}

function guarded(rows: unknown[], n: number, { guard = false }: GuardOptions): unknown[] {
	if (n < Number(guard) && rows.length === 0) throw new GuardFailed();
	return rows;
}

function openPostgres(url: string): Client {
	const pool = new pg.Pool({ connectionString: url, max: 10 });
	// An idle connection that the server ended is dropped, and the next query opens another; without a listener it would end this process.
	pool.on('error', () => undefined);
	// Nor may one that is in use, between two statements: the next of them fails, and that error is told.
	pool.on('connect', (connection) => connection.on('error', () => undefined));
	// One schema, two kits: see dialect.ts for why the two databases give the same values.
	const db = drizzlePostgres(pool) as unknown as Db;
	const exclusively = async <T>(run: () => Promise<T>): Promise<T> => {
		const lock = await pool.connect();
		try {
			await lock.query('select pg_advisory_lock(470001)');
			return await run();
		} finally {
			// Closed, not returned: the lock ends with its connection, whatever went wrong before.
			lock.release(true);
		}
	};
	return {
		db,
		schema: postgresSchema,
		engine: 'postgres',
		atomically: (build, options) => postgresAtomically(db, build, options),
		migrate: () => exclusively(() => migratePostgres(drizzlePostgres(pool), { migrationsFolder: join(MIGRATIONS, 'postgres') })),
		exclusively,
		postgres: { query: (statement) => pool.query(statement) },
		clock: () => postgresClock(db),
		close: () => pool.end(),
	};
}

async function openPglite(): Promise<Client> {
	const [{ PGlite }, { drizzle }, { migrate }] = await Promise.all([
		import('@electric-sql/pglite'),
		import('drizzle-orm/pglite'),
		import('drizzle-orm/pglite/migrator'),
	]);
	const engine = new PGlite();
	const native = drizzle(engine);
	const db = native as unknown as Db;
	return {
		db,
		schema: postgresSchema,
		engine: 'postgres',
		atomically: (build, options) => postgresAtomically(db, build, options),
		migrate: () => migrate(native, { migrationsFolder: join(MIGRATIONS, 'postgres') }),
		exclusively: (run) => run(),
		postgres: { query: ({ text, values }) => queryPglite(engine, text, values) },
		clock: () => postgresClock(db),
		close: () => engine.close(),
	};
}

async function queryPglite(engine: PGlite, text: string, values?: unknown[]): ReturnType<Postgres['query']> {
	const { rows, affectedRows } = await engine.query(text, values);
	return { rows, rowCount: rows.length || (affectedRows ?? 0) };
}

async function postgresClock(db: Db): Promise<number> {
	const now = sql<number>`extract(epoch from clock_timestamp())::float8 * 1000`;
	const rows = await db.select({ now }).from(sql`(select 1) as one`);
	return Number(rows[0]?.now);
}

async function postgresAtomically(
	db: Db,
	build: (db: Db) => readonly unknown[],
	options: GuardOptions = {},
): Promise<unknown[][] | undefined> {
	// Db hides `transaction` from callers; PostgreSQL's asynchronous form is used here and nowhere else.
	const native = db as unknown as { transaction<T>(run: (tx: Db) => Promise<T>): Promise<T> };
	try {
		return await native.transaction(async (tx) => {
			const results: unknown[][] = [];
			for (const [n, write] of build(tx).entries()) {
				const result: unknown = await write;
				results.push(guarded(Array.isArray(result) ? result : [], n, options));
			}
			return results;
		});
	} catch (error) {
		if (error instanceof GuardFailed) return undefined;
		throw error;
	}
}

/** True when a write broke a unique or primary key, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
	return /^(SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)|23505)$/.test(constraintCode(error));
}

/** True when a write named a row that does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
	return /^(SQLITE_CONSTRAINT_FOREIGNKEY|23503)$/.test(constraintCode(error));
}

function constraintCode(error: unknown): string {
	if (!(error instanceof Error)) return '';
	if ('code' in error && typeof error.code === 'string') return error.code;
	return error.cause === undefined ? '' : constraintCode(error.cause);
}
