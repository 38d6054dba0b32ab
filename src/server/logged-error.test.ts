/** What an error says of people stays out of the log, however deep it lies; what an operator needs stays in. */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import pg from 'pg';
import { expect, test } from 'vitest';
import { describeError, toLogged } from './logged-error.ts';

const MARK = 'mark-7f3a';

function caught(run: () => unknown): unknown {
	try {
		return run();
	} catch (error) {
		return error;
	}
}

test.each<readonly [string, unknown, RegExp]>([
	[
		'the values of a failed query',
		new DrizzleQueryError('select "id" from "sessions" where "id" = $1', [MARK], new Error('gone')),
		/from .*sessions.* = \$1/,
	],
	['a value that PostgreSQL repeats', postgresError('22P02', `invalid input syntax for type integer: "${MARK}"`), /does not fit/],
	[
		'the detail of a broken key',
		postgresError('23505', 'duplicate key value violates unique constraint "users_username"'),
		/users_username/,
	],
	['a text that is no JSON', caught(() => JSON.parse(`{"code": ${MARK}`)), /parsed/],
	['something thrown that is no error', MARK, /no error/],
])('%s', (_, error, said) => {
	for (const text of [JSON.stringify(toLogged(new Error('It failed.', { cause: error }))), describeError(error)]) {
		expect(text).not.toContain(MARK);
		expect(text).toMatch(said);
	}
});

function postgresError(code: string, message: string): Error {
	return Object.assign(new pg.DatabaseError(message, message.length, 'error'), {
		code,
		detail: `Key (username)=(${MARK}) already exists.`,
	});
}

test('kind, sentence, code and place of a fault stay, and a ring of causes ends', () => {
	const error = Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' });
	error.cause = error;
	const logged = toLogged(error);
	expect(logged).toMatchObject({ type: 'TypeError', message: 'fetch failed', code: 'ECONNREFUSED' });
	expect(logged.stack[0]).toMatch(/^at .*logged-error\.test\.ts/);
	expect(describeError(error).match(/caused by/g)).toHaveLength(5);
});
