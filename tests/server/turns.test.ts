/** Several web processes that get the same learner's requests at the same moment decide as one would. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { count, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Client } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { upsertDraft } from '#db/store/drafts.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { TurnLost, takeTurn } from '#db/store/turns.ts';
import { ENGINES, ENGINES_OF_TODAY, makeUser, openTestDatabase } from '../support/database.ts';

const PROCESSES = 3;
const LAB = 'causal-attention';

function startHammer(url: string, data: string, args: readonly string[]): ChildProcessByStdio<Writable, Readable, null> {
	const env = { ...process.env, DATABASE_URL: url, GRADUS_DATA: data, GRADUS_MODE: 'production', LOG_LEVEL: 'silent' };
	return spawn(process.execPath, ['--no-warnings', 'tests/support/hammer.ts', ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
}

/** A cohort that anybody may join, of a teacher. Gives the code. */
async function makeCohort(client: Client): Promise<string> {
	const id = newId();
	const ownerId = await makeUser(client, { role: 'instructor' });
	const dates = { joinExpiresAt: null, createdAt: new Date(), archivedAt: null };
	await client.db
		.insert(client.schema.cohorts)
		.values({ id, name: 'Spring', ownerId, joinCode: 'ABCDEFGH', joinMaxUses: 50, joinUses: 0, ...dates });
	return 'ABCDEFGH';
}

/** Somebody who opened the lab a minute ago, has a draft and 98 named versions, is in one cohort and asked one question. */
async function makeLearner(client: Client): Promise<string> {
	const userId = await makeUser(client);
	const event = { t: Date.now() - 60_000, type: 'open', skill: 'causal-attention', task: LAB } as const;
	await insertEvent(client, { userId, labId: LAB, event });
	const draft = { userId, labId: LAB, code: 'x', labVersion: 1, basedOn: 0, now: Date.now() };
	await upsertDraft(client, { ...draft, name: '' });
	for (let n = 0; n < 98; n++) await upsertDraft(client, { ...draft, name: `v${n}` });
	return userId;
}

describe.each(ENGINES_OF_TODAY)('three web processes on %s', { retry: 0 }, (engine) => {
	test('decide one after another for one learner', async () => {
		const database = await openTestDatabase(engine);
		const { client } = database;
		const data = mkdtempSync(join(tmpdir(), 'gradus-turns-'));
		const joinCode = await makeCohort(client);
		const userId = await makeLearner(client);
		const children = Array.from({ length: PROCESSES }, () => startHammer(database.url, data, [userId, joinCode, crypto.randomUUID()]));
		await Promise.all(children.map((child) => once(child.stdout, 'data')));

		const codes = children.map(async (child) => {
			child.stdin.write('go');
			const [code]: unknown[] = await once(child, 'exit');
			return code;
		});

		expect(await Promise.all(codes)).toEqual([0, 0, 0]);
		const { schema: s, db } = client;
		const types = (await listEvents(client, userId)).map(({ event }) => event.type).sort();
		expect(types).toEqual(['active', 'hint', 'open', 'practice', 'prediction']);
		const [drafts] = await db.select({ n: count() }).from(s.drafts).where(eq(s.drafts.userId, userId));
		expect(drafts?.n).toBe(101);
		const [draft] = (await db.select().from(s.drafts).where(eq(s.drafts.userId, userId))).filter(({ name }) => name === '');
		expect(draft?.revision).toBe(2);
		expect(await db.select().from(s.submissions)).toHaveLength(3);
		expect(await db.select().from(s.jobs)).toHaveLength(3);
		expect((await db.select().from(s.cohorts))[0]?.joinUses).toBe(1);
		expect((await db.select().from(s.helpRequests)).length).toBeLessThanOrEqual(3);
		await database.close();
		rmSync(data, { recursive: true, force: true });
	});
});

describe.each(ENGINES)('a turn on %s', { retry: 0 }, (engine) => {
	test('writes as often as it likes until somebody else has written, and then nothing', async () => {
		const database = await openTestDatabase(engine);
		const { client } = database;
		const userId = await makeUser(client);
		const event = { t: Date.now(), type: 'park', skill: 'causal-attention', task: LAB } as const;
		const write = (turn: Client) => insertEvent(turn, { userId, labId: LAB, event });
		const [first, second, other] = await Promise.all([
			takeTurn(client, 'effort', userId),
			takeTurn(client, 'effort', userId),
			takeTurn(client, 'drafts', userId),
		]);

		await write(first);
		await write(first);
		await write(other);

		await expect(write(second)).rejects.toThrow(TurnLost);
		expect(await listEvents(client, userId)).toHaveLength(3);
		const guarded = await first.atomically(
			(db) => [db.delete(client.schema.drafts).where(eq(client.schema.drafts.id, 'none')).returning()],
			{ guard: true },
		);
		expect(guarded).toBeUndefined();
		await expect(second.atomically(() => [], { guard: true })).rejects.toThrow(TurnLost);
		await write(await takeTurn(client, 'effort', userId));
		await database.close();
	});
});
