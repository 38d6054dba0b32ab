/**
 * How often somebody may do something. Kept beside the database, in <data>/limits.db or in an unlogged table of PostgreSQL, so that a restart
 * forgives nothing and every web process counts the same; whoever tries too often gets the seconds to wait. What counts, and for whom, stands in LIMITS.
 */
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { RateLimiterPostgres, RateLimiterRes, RateLimiterSQLite, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import { AppError } from '#contract/error.ts';
import { LIMITS_SCHEMA, type Postgres } from '#db/client.ts';
import type { Context } from './context.ts';

/** points in duration seconds. A classroom shares one address, so the limits per address are wide. */
const LIMITS = {
	'login-account': { points: 5, duration: 900 },
	'login-address': { points: 300, duration: 900 },
	signup: { points: 60, duration: 3_600 },
	'signup-code': { points: 300, duration: 3_600 },
	join: { points: 10, duration: 3_600 },
	'join-address': { points: 100, duration: 3_600 },
	reset: { points: 3, duration: 3_600 },
	draft: { points: 120, duration: 60 },
	upload: { points: 30, duration: 600 },
	submit: { points: 60, duration: 600 },
	prediction: { points: 300, duration: 60 },
	password: { points: 5, duration: 900 },
	effort: { points: 60, duration: 60 },
	tutor: { points: 20, duration: 60 },
	// Apart from the questions: whoever types keeps the answers.
	completion: { points: 20, duration: 60 },
} as const;
export type LimitName = keyof typeof LIMITS;

type Limiters = ReadonlyMap<LimitName, RateLimiterStoreAbstract>;
const opened = new WeakMap<Context, Promise<Limiters>>();

/** Requests that are limited whatever they say; per person, or per address for a guest. Submissions have a limit per lab besides. */
const LIMITED_REQUESTS: Readonly<Record<string, LimitName>> = {
	'PUT /api/labs/[id]/draft': 'draft',
	'PUT /api/checkpoints/[sha256]': 'upload',
	'POST /api/submissions': 'submit',
	'POST /api/predictions': 'prediction',
	'POST /api/labs/[id]/active': 'effort',
	'POST /api/labs/[id]/practice': 'effort',
	'POST /api/labs/[id]/paste': 'effort',
	'POST /api/labs/[id]/help/[rung]': 'effort',
	'POST /api/labs/[id]/help/4/parsons': 'effort',
	'POST /api/labs/[id]/help/5/why': 'effort',
	'POST /api/labs/[id]/park': 'effort',
	'POST /api/labs/[id]/ask': 'effort',
	'POST /api/labs/[id]/tutor': 'tutor',
	'POST /api/labs/[id]/completion': 'completion',
	'DELETE /api/labs/[id]/tutor': 'effort',
	'DELETE /api/labs/[id]/tutor/[turn]': 'effort',
	'GET /api/me/export': 'effort',
	'POST /learn/[module]/[lesson]': 'prediction',
};

/** @throws AppError `too-many` */
export async function limitRequest(context: Context, pattern: string, method: string, key: string): Promise<void> {
	const name = LIMITED_REQUESTS[`${method} ${pattern}`];
	if (name) await limit(context, name, key);
}

/** Takes points. @throws AppError `too-many` when there are none left. */
export async function limit(context: Context, name: LimitName, key: string, points = 1): Promise<void> {
	try {
		await (await limiterOf(context, name)).consume(hidden(context, key), points);
	} catch (refusal) {
		if (refusal instanceof RateLimiterRes) throw tooMany(refusal);
		throw refusal;
	}
}

/** For what counts failures only: refuses when none is left, takes nothing. @throws AppError `too-many` */
export async function requireRoom(context: Context, name: LimitName, key: string): Promise<void> {
	const state = await (await limiterOf(context, name)).get(hidden(context, key));
	if (state !== null && state.remainingPoints <= 0 && state.msBeforeNext > 0) throw tooMany(state);
}

/** Counts a failure without refusing: the answer to this one is the failure itself. */
export async function countFailure(context: Context, name: LimitName, key: string): Promise<void> {
	await (await limiterOf(context, name)).penalty(hidden(context, key), 1);
}

export async function forgive(context: Context, name: LimitName, key: string): Promise<void> {
	await (await limiterOf(context, name)).delete(hidden(context, key));
}

/** Gives one point back: what was taken before a try that turned out well. */
export async function refund(context: Context, name: LimitName, key: string): Promise<void> {
	await (await limiterOf(context, name)).reward(hidden(context, key), 1);
}

/** Names and addresses are kept as keyed hashes only. */
function hidden(context: Context, key: string): string {
	return createHmac('sha256', context.secret.derive('limits')).update(key).digest('base64url');
}

function tooMany(state: RateLimiterRes): AppError {
	const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
	const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`;
	return new AppError('too-many', `That was tried too often from here. It opens again in ${wait}.`, {
		fix: `Wait ${wait}; nothing you wrote is lost.`,
	});
}

async function limiterOf(context: Context, name: LimitName): Promise<RateLimiterStoreAbstract> {
	const opening = opened.get(context) ?? openLimiters(context);
	opened.set(context, opening);
	// A database that was away for a moment is asked again by the next request.
	opening.catch(() => opened.delete(context));
	const limiter = (await opening).get(name);
	if (!limiter) throw new RangeError(`There is no limit "${name}".`);
	return limiter;
}

interface Limit {
	readonly keyPrefix: string;
	readonly points: number;
	readonly duration: number;
}

async function openLimiters(context: Context): Promise<Limiters> {
	const { postgres } = context.client;
	const make = postgres === undefined ? openFile(context.config.GRADUS_DATA) : await openTable(context, postgres);
	// Object.entries widens the keys of LIMITS to string.
	return new Map(Object.entries(LIMITS).map(([name, limit]) => [name as LimitName, make({ ...limit, keyPrefix: name })]));
}

function openFile(folder: string): (limit: Limit) => RateLimiterStoreAbstract {
	mkdirSync(folder, { recursive: true });
	const file = new Sqlite(join(folder, 'limits.db'));
	for (const pragma of ['journal_mode = WAL', 'busy_timeout = 2000', 'synchronous = NORMAL']) file.pragma(pragma);
	file.exec('CREATE TABLE IF NOT EXISTS limits (key TEXT PRIMARY KEY, points INTEGER NOT NULL DEFAULT 0, expire INTEGER)');
	return (limit) =>
		new RateLimiterSQLite({ ...limit, storeClient: file, storeType: 'better-sqlite3', tableName: 'limits', tableCreated: true });
}

/** Unlogged: a failed log-in waits for no disk. A crash of PostgreSQL itself empties it. */
async function openTable({ client }: Context, postgres: Postgres): Promise<(limit: Limit) => RateLimiterStoreAbstract> {
	const table = `"${LIMITS_SCHEMA}"."taken"`;
	await client.exclusively(async () => {
		await postgres.query({ text: `create schema if not exists "${LIMITS_SCHEMA}"` });
		await postgres.query({
			text: `create unlogged table if not exists ${table} (key varchar(255) primary key, points integer not null default 0, expire bigint)`,
		});
	});
	const store = { storeClient: postgres, storeType: 'client', schemaName: LIMITS_SCHEMA, tableName: 'taken', tableCreated: true };
	return (limit) => new RateLimiterPostgres({ ...limit, ...store });
}
