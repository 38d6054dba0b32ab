/** Both engines have the same tables, the migrations make them, and SQLite is opened as durably as promised. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type PgTable, getTableConfig as postgresConfig } from 'drizzle-orm/pg-core';
import { type SQLiteTable, getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import * as postgres from '#db/schema.postgres.ts';
import * as sqlite from '#db/schema.sqlite.ts';

const shape = (columns: readonly { name: string; notNull: boolean; primary: boolean }[]) =>
	columns.map(({ name, notNull, primary }) => `${name} ${notNull} ${primary}`).sort();

test('both schemas have the same tables, columns and nullability', () => {
	const lite = Object.values(sqlite).map((table) => sqliteConfig(table as SQLiteTable));
	// At run time these are PostgreSQL tables; dialect.ts types both kits as one.
	const pg = Object.values(postgres).map((table) => postgresConfig(table as unknown as PgTable));

	expect(pg.map((table) => table.name)).toEqual(lite.map((table) => table.name));
	for (const [n, table] of lite.entries()) expect(shape(pg[n]?.columns ?? [])).toEqual(shape(table.columns));
	expect(pg.map((table) => table.indexes.length)).toEqual(lite.map((table) => table.indexes.length));
});

describe.each(['sqlite', 'postgres'] as const)('migrations for %s', (dialect) => {
	test('drizzle-kit would generate nothing', () => {
		const root = process.cwd();
		// drizzle-kit takes only paths below the working folder.
		const out = join('.gradus', `drift-${dialect}`);
		cpSync(join(root, 'db/migrations', dialect), join(root, out), { recursive: true });
		const before = readdirSync(join(root, out)).length;
		const kind = dialect === 'postgres' ? 'postgresql' : 'sqlite';
		try {
			const args = ['generate', '--dialect', kind, '--schema', `./db/schema.${dialect}.ts`, '--out', `./${out}`, '--name', 'drift'];
			const run = spawnSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', ...args], { cwd: root, encoding: 'utf8' });

			expect(run.stdout + run.stderr).toContain('No schema changes');
			expect(readdirSync(join(root, out))).toHaveLength(before);
		} finally {
			rmSync(join(root, out), { recursive: true, force: true });
		}
	});
});

test('a re-opened SQLite database still writes through to the disk', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-pragma-'));
	const path = join(folder, 'a.db');
	await (await openDatabase(`file:${path}`)).close();

	const client = await openDatabase(`file:${path}`);
	const plain = new Sqlite(path);

	expect(plain.pragma('journal_mode', { simple: true })).toBe('wal');
	await client.close();
	plain.close();
	rmSync(folder, { recursive: true });
});

test('a file that is no database is refused with a sentence', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-corrupt-'));
	const path = join(folder, 'a.db');
	writeFileSync(path, 'this is not a database, and it is long enough to have a header that SQLite would read. '.repeat(40));

	await expect(openDatabase(`file:${path}`)).rejects.toThrow(/is not a readable SQLite database/);
	rmSync(folder, { recursive: true });
});

test('an unknown database address is refused with a sentence', async () => {
	await expect(openDatabase('mysql://x')).rejects.toThrow(/DATABASE_URL begins with "mysql:"/);
});
