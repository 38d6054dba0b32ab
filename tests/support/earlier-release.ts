/**
 * An installation as the first release left it, on either engine: on SQLite the very file that `npm start` of 0.1.0 made at its third
 * migration, on PostgreSQL that release's migrations and the same rows.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { z } from 'zod';
import { type Engine, openTestDatabase } from './database.ts';

const SEEDED = 'tests/fixtures/upgrade/seeded-0.1.0.db.gz';
const MIGRATIONS = 'db/migrations/postgres';
/** Of that release. */
const SEEN = 3;

/** With its values as SQLite holds them: moments in milliseconds, 0 and 1, JSON as text. */
type Row = Readonly<Record<string, string | number | null>>;

export interface EarlierRelease {
	readonly url: string;
	/** Besides what it holds, before it is brought up to date. */
	insert(table: string, rows: readonly Row[]): Promise<void>;
	close(): Promise<void>;
}

/** `folder`: an empty data folder. */
export async function openEarlierRelease(engine: Engine, folder: string): Promise<EarlierRelease> {
	const path = join(folder, engine === 'sqlite' ? 'gradus.db' : 'seeded.db');
	writeFileSync(path, gunzipSync(readFileSync(SEEDED)));
	if (engine === 'sqlite') {
		const insert = async (table: string, rows: readonly Row[]) => insertSqlite(path, table, rows);
		return { url: `file:${path}`, insert, close: async () => {} };
	}
	const { url, close } = await openTestDatabase(engine, { isEmpty: true });
	await migrateAsThen(url);
	for (const [table, rows] of tablesOf(path)) await insertPostgres(url, table, rows);
	rmSync(path);
	return { url, close, insert: (table, rows) => insertPostgres(url, table, rows) };
}

/** The first migrations alone, as drizzle finds them: a folder with its journal. */
async function migrateAsThen(url: string): Promise<void> {
	const journal = z
		.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) })
		.parse(JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8')));
	const entries = journal.entries.slice(0, SEEN);
	const folder = mkdtempSync(join(tmpdir(), 'gradus-migrations-'));
	const pool = new pg.Pool({ connectionString: url });
	try {
		mkdirSync(join(folder, 'meta'));
		writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
		for (const { tag } of entries) copyFileSync(join(MIGRATIONS, `${tag}.sql`), join(folder, `${tag}.sql`));
		await migrate(drizzle(pool), { migrationsFolder: folder });
	} finally {
		await pool.end();
		rmSync(folder, { recursive: true });
	}
}

/** Those with rows; which migrations it saw is the other engine's own affair. */
function tablesOf(path: string): [string, Row[]][] {
	const file = new Sqlite(path, { readonly: true });
	try {
		const names = file.prepare("select name from sqlite_master where type = 'table' and name not like '\\_\\_%' escape '\\'").pluck().all();
		return names.map((name) => [String(name), file.prepare(`select * from "${String(name)}"`).all() as Row[]]);
	} finally {
		file.close();
	}
}

function insertSqlite(path: string, table: string, rows: readonly Row[]): void {
	const file = new Sqlite(path);
	for (const row of rows) {
		const names = Object.keys(row);
		file.prepare(`insert into "${table}" (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(...Object.values(row));
	}
	file.close();
}

async function insertPostgres(url: string, table: string, rows: readonly Row[]): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		// Rows name rows of tables that come later.
		await client.query("set session_replication_role = 'replica'");
		const { rows: columns } = await client.query<{ name: string; type: string }>(
			'select column_name as name, data_type as type from information_schema.columns where table_name = $1',
			[table],
		);
		const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
		for (const row of rows) {
			const names = Object.keys(row);
			const places = names.map((_, n) => `$${n + 1}`);
			const values = names.map((name) => inPostgres(row[name] ?? null, typeOf.get(name)));
			await client.query(`insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${places.join(', ')})`, values);
		}
	} finally {
		await client.end();
	}
}

function inPostgres(value: string | number | null, type: string | undefined): unknown {
	if (value === null) return null;
	if (type === 'boolean') return value === 1;
	return type === 'timestamp with time zone' ? new Date(Number(value)) : value;
}
