/** Limits are counted once for all web processes of an installation, and a restart forgives nothing, on each engine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '#server/context.ts';
import { countFailure, forgive, limit, refund, requireRoom } from '#server/rate-limit.ts';
import { openTestDatabase, PROCESS_ENGINES, type TestDatabase } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';

/** Of log-in-account. */
const POINTS = 5;
const TOO_MANY = { kind: 'too-many', message: expect.stringMatching(/opens again in \d+ (minutes|seconds)/) };

describe.each(PROCESS_ENGINES)('on %s', (engine) => {
	let database: TestDatabase;
	let first: Context & { close(): Promise<void> };
	const others: { close(): Promise<void> }[] = [];

	beforeEach(async () => {
		database = await openTestDatabase(engine);
		first = await openTestContext({ DATABASE_URL: database.url });
	});
	afterEach(async () => {
		for (const each of [...others.splice(0), first, database]) await each.close();
	});

	/** Another process of the same installation, or the same one after a restart. */
	const another = async () => {
		const context = await openTestContext({ DATABASE_URL: database.url });
		others.push(context);
		return { ...context, config: first.config, secret: first.secret };
	};

	test('what one process counted holds for another that starts later', async () => {
		for (let n = 0; n < POINTS; n++) await limit(first, 'login-account', 'ada 10.0.0.1');
		await expect(limit(first, 'login-account', 'ada 10.0.0.1')).rejects.toMatchObject(TOO_MANY);

		const second = await another();

		await expect(limit(second, 'login-account', 'ada 10.0.0.1')).rejects.toMatchObject(TOO_MANY);
		await limit(second, 'login-account', 'bob 10.0.0.1');
		await limit(second, 'join', 'ada 10.0.0.1');
		await forgive(second, 'login-account', 'ada 10.0.0.1');
		await limit(first, 'login-account', 'ada 10.0.0.1');
	});

	test('tries at the same moment in two processes are all counted', async () => {
		const second = await another();
		const tries = Array.from({ length: 20 }, (_, n) => limit(n % 2 === 0 ? first : second, 'login-account', 'eve').then(() => 'let in'));

		const settled = await Promise.allSettled(tries);

		expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(POINTS);
	});

	test('failures are counted without refusing, and a point can be given back', async () => {
		const second = await another();
		for (let n = 0; n < POINTS - 1; n++) await countFailure(first, 'login-account', 'ida');
		await requireRoom(second, 'login-account', 'ida');
		await countFailure(second, 'login-account', 'ida');
		await expect(requireRoom(first, 'login-account', 'ida')).rejects.toMatchObject(TOO_MANY);
		await refund(first, 'login-account', 'ida');
		await requireRoom(second, 'login-account', 'ida');
	});

	test('names and addresses stand nowhere in clear', async () => {
		await limit(first, 'login-account', 'ada 10.0.0.1');
		const { postgres } = first.client;
		expect(existsSync(join(first.config.GRADUS_DATA, 'limits.db'))).toBe(postgres === undefined);
		if (postgres === undefined) return;
		const { rows } = await postgres.query({ text: 'select key from limits.taken' });
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toMatch(/ada|10\.0\.0\.1/);
	});
});
