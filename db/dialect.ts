/**
 * Two column kits, SQLite and PostgreSQL, that yield the same JavaScript value for every column kind:
 * text → string, integer and real → number, boolean → boolean, time → Date, json<T> → T.
 * Nothing outside these kits may be used in the schema: no arrays, serials, enums or SQL defaults that differ.
 */
import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';

export const sqlite = {
	table: lite.sqliteTable,
	text: (name: string) => lite.text(name),
	integer: (name: string) => lite.integer(name),
	real: (name: string) => lite.real(name),
	boolean: (name: string) => lite.integer(name, { mode: 'boolean' }),
	time: (name: string) => lite.integer(name, { mode: 'timestamp_ms' }),
	json: <T>(name: string) => lite.text(name, { mode: 'json' }).$type<T>(),
	index: lite.index,
	uniqueIndex: lite.uniqueIndex,
	primaryKey: lite.primaryKey,
};

export type Dialect = typeof sqlite;

// Sound because every helper yields the same JavaScript value in both kits: this is the one cast of schemas.
export const postgres = {
	table: pg.pgTable,
	text: (name: string) => pg.text(name),
	integer: (name: string) => pg.integer(name),
	real: (name: string) => pg.doublePrecision(name),
	boolean: (name: string) => pg.boolean(name),
	time: (name: string) => pg.timestamp(name, { precision: 3, withTimezone: true, mode: 'date' }),
	json: <T>(name: string) => pg.jsonb(name).$type<T>(),
	index: pg.index,
	uniqueIndex: pg.uniqueIndex,
	primaryKey: pg.primaryKey,
} as unknown as Dialect;
