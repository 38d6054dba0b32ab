/**
 * One whole PostgreSQL database into a file and back, with PostgreSQL's own pg_dump and pg_restore. Rows are counted in the very
 * snapshot that is dumped, so that a restore can be compared with it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { AppError } from '#contract/error.ts';
import { LIMITS_SCHEMA } from './client.ts';
import type { DatabaseCopy, DatabaseHealth } from './copy.ts';

const DEBIAN = '/usr/lib/postgresql';
/** Where drizzle notes which migrations ran. */
const MIGRATIONS_SCHEMA = 'drizzle';

export async function copyPostgres(
	url: string,
	to: string,
	tables: readonly string[],
	withBlobs: readonly string[],
): Promise<DatabaseCopy> {
	return connected(url, async (client) => {
		await client.query('begin isolation level repeatable read, read only');
		const snapshot = await one(client, 'select pg_export_snapshot()');
		const rows: Record<string, number> = {};
		for (const table of tables) rows[table] = await countRows(client, table);
		const blobs = new Set<string>();
		for (const table of withBlobs) for (const sha256 of await listBlobs(client, table)) blobs.add(sha256);
		const migrations = Number(await one(client, 'select count(*) from drizzle.__drizzle_migrations'));
		const what = ['--no-owner', '--no-privileges', `--exclude-schema=${LIMITS_SCHEMA}`];
		await runTool('pg_dump', ['--format=custom', ...what, `--snapshot=${snapshot}`, `--file=${to}`], url);
		await runTool('pg_restore', ['--list', to], url);
		return { migrations, rows, blobs: [...blobs] };
	});
}

/** All of it or nothing. @throws AppError `conflict` when the database holds tables already. */
export async function restorePostgres(from: string, url: string): Promise<void> {
	const tables = await connected(url, listTables);
	if (tables.length > 0) {
		throw new AppError('conflict', `The database holds ${tables.length} tables: a restore never writes over a living database.`, {
			at: 'DATABASE_URL',
			fix: 'Make an empty database (createdb) and name it in DATABASE_URL.',
		});
	}
	await runTool('pg_restore', ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', from], url);
}

/** Removes every table: for a database that had none before a restore which then failed. */
export async function emptyPostgres(url: string): Promise<void> {
	await connected(url, async (client) => {
		const tables = await listTables(client);
		if (tables.length > 0) await client.query(`drop table ${tables.join(', ')} cascade`);
		await client.query(`drop schema if exists "${MIGRATIONS_SCHEMA}" cascade`);
	});
}

/** By their whole quoted names. */
async function listTables(client: pg.Client): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		"select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
	);
	return rows.map(({ name }) => name);
}

async function connected<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await run(client);
	} finally {
		await client.end();
	}
}

export async function inspectPostgres(url: string): Promise<DatabaseHealth> {
	return connected(url, async (client) => {
		const isThere = (await one(client, "select to_regclass('drizzle.__drizzle_migrations') is not null")) === 'true';
		const migrations = isThere ? Number(await one(client, 'select count(*) from drizzle.__drizzle_migrations')) : 0;
		const isRecovering = (await one(client, 'select pg_is_in_recovery()')) === 'true';
		return { problems: isRecovering ? ['It is a replica and takes no writes.'] : [], migrations };
	});
}

/** 0 for a table that is not there: a backup before an upgrade is of a database that lacks the newest. */
async function countRows(client: pg.Client, table: string): Promise<number> {
	return (await hasTable(client, table)) ? Number(await one(client, `select count(*) from "${table}"`)) : 0;
}

async function listBlobs(client: pg.Client, table: string): Promise<string[]> {
	if (!(await hasTable(client, table))) return [];
	const { rows } = await client.query<{ sha256: string }>(`select distinct sha256 from "${table}"`);
	return rows.map(({ sha256 }) => sha256);
}

async function hasTable(client: pg.Client, table: string): Promise<boolean> {
	return (await one(client, `select to_regclass('"${table}"') is not null`)) === 'true';
}

async function one(client: pg.Client, query: string): Promise<string> {
	const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' });
	return String(rows[0]?.[0]);
}

/** @throws AppError `unavailable` when the tool is missing or says no. */
async function runTool(name: string, args: readonly string[], url: string): Promise<void> {
	// The password goes by the environment: arguments are seen by everybody on the machine.
	const address = new URL(url);
	const env = { ...process.env, PGPASSWORD: decodeURIComponent(address.password) };
	address.password = '';
	const child = spawn(findTool(name), [`--dbname=${address.href}`, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const status = await once(child, 'close').then(
		([code]: unknown[]) => code,
		(error: unknown) => error,
	);
	if (status === 0) return;
	throw new AppError('unavailable', `${name} failed: ${said.trim().slice(-500) || String(status)}`, {
		at: name,
		fix: 'It must be installed and not older than the server (Debian: apt-get install postgresql-client).',
	});
}

/** On PATH, else where Debian puts it, the newest first. */
function findTool(name: string): string {
	const onPath = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)));
	if (onPath || !existsSync(DEBIAN)) return name;
	const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(DEBIAN, version, 'bin', name)).find((path) => existsSync(path)) ?? name;
}
