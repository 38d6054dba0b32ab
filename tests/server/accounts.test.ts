/** Accounts: passwords, sessions, limits, links, export and erasure, on a real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import { getPeople, handleAdminForm } from '#server/admin-users.ts';
import { endSessionsOf, readSession, startSession, toActor } from '#server/auth.ts';
import { isCommonPassword } from '#server/common-password.ts';
import { FormError } from '#server/form.ts';
import { acceptInvitation, makeFirstAdminLink } from '#server/invite.ts';
import { joinCohort } from '#server/join-cohort.ts';
import { logIn, NO_MATCH } from '#server/log-in.ts';
import { createCohort } from '#server/manage-cohorts.ts';
import { hashPassword, needsRehash, verifyPassword } from '#server/password.ts';
import { deletePerson, exportPerson, RECORDED } from '#server/privacy.ts';
import { limitRequest } from '#server/rate-limit.ts';
import { makeResetLink, resetPassword } from '#server/reset-password.ts';
import { signUp } from '#server/sign-up.ts';
import { sweep } from '#server/sweep.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';

const DAY = 86_400_000;
const PASSWORD = 'nine steps up the stairs';
const ADA = { username: 'ada', displayName: 'Ada', password: PASSWORD };
let context: Awaited<ReturnType<typeof openTestContext>>;
let offset = 0;

beforeEach(async () => {
	offset = 0;
	context = await openTestContext({ SIGNUP: 'open' }, () => Date.now() + offset);
});
afterEach(() => context.close());

async function actorOf(id: string) {
	const user = await selectOptionalUser(context.client, id);
	if (!user) throw new Error(`no user ${id}`);
	return toActor(user);
}

async function tokenOf(link: string) {
	return link.split('/').at(-1) ?? '';
}

describe('passwords', () => {
	test('a hash is Argon2id with the agreed costs, salted, and verifies only its own password', async () => {
		const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);

		expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		expect(one).not.toBe(two);
		expect(await verifyPassword(one, PASSWORD)).toBe(true);
		expect(await verifyPassword(one, `${PASSWORD} `)).toBe(false);
		expect(await verifyPassword(null, PASSWORD)).toBe(false);
	});

	test('a hash of other costs asks to be renewed', async () => {
		expect(needsRehash(await hashPassword(PASSWORD))).toBe(false);
		expect(needsRehash('$argon2id$v=19$m=4096,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).toBe(true);
	});

	test.each(['password12345', 'aaaaaaaaaaaa', '123456789012', 'qwertyuiopas', 'abcabcabcabc', 'Ada.Lovelace1815', 'passwordpassword'])(
		'%s is refused as guessed first',
		(password) => {
			expect(isCommonPassword(password, 'ada.lovelace')).toBe(true);
		},
	);

	test.each([PASSWORD, 'learn-one-step', 'tulips before breakfast', 'xK9#mQ2$vL5!'])('%s is taken', (password) => {
		expect(isCommonPassword(password, 'ada')).toBe(false);
	});
});

describe('signing in', () => {
	test('unknown name, wrong password, locked account and demo account read alike', async () => {
		await signUp(context, ADA, '10.0.0.1');
		const passwordHash = await hashPassword(PASSWORD);
		await makeUser(context.client, { username: 'locked', passwordHash, lockedAt: new Date() });
		await makeUser(context.client, { username: 'deleted', passwordHash, deletedAt: new Date() });
		await makeUser(context.client, { username: 'demo', passwordHash, isDemo: true });

		for (const [username, password] of [
			['nobody', PASSWORD],
			['ada', 'wrong'],
			['locked', PASSWORD],
			['deleted', PASSWORD],
			['demo', PASSWORD],
		] as const) {
			await expect(logIn(context, { username, password }, '10.0.0.1')).rejects.toMatchObject({ problems: { password: NO_MATCH } });
		}
	});

	test('five failures close one account from one address, and neither others nor elsewhere', async () => {
		await signUp(context, ADA, '10.0.0.1');
		for (let n = 0; n < 5; n++)
			await expect(logIn(context, { username: 'ada', password: 'wrong' }, '10.0.0.1')).rejects.toBeInstanceOf(FormError);

		await expect(logIn(context, { username: 'ada', password: PASSWORD }, '10.0.0.1')).rejects.toMatchObject({ kind: 'too-many' });
		expect(await logIn(context, { username: 'ada', password: PASSWORD }, '10.0.0.2')).toBeTruthy();
	});

	test('saving a draft too often waits, for that person only, and a restart forgives nothing', async () => {
		const save = (key: string) => limitRequest(context, '/api/labs/[id]/draft', 'PUT', key);
		for (let n = 0; n < 120; n++) await save('ada');

		await expect(save('ada')).rejects.toMatchObject({ kind: 'too-many' });
		// Another context on the same folder is what a restarted process has.
		await expect(limitRequest({ ...context }, '/api/labs/[id]/draft', 'PUT', 'ada')).rejects.toMatchObject({ kind: 'too-many' });
		await save('grace');
	});

	test('a session token is stored only as its hash, and the old one ends at a new log-in', async () => {
		const id = await signUp(context, ADA, '10.0.0.1');
		const first = await startSession(context, id, undefined);
		const second = await startSession(context, id, first.value);

		const rows = await context.client.db.select().from(context.client.schema.sessions);
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toContain(second.value);
		expect(await readSession(context, first.value)).toBeNull();
		expect((await readSession(context, second.value))?.actor.username).toBe('ada');
		expect(second).toMatchObject({ name: '__Host-session', options: { secure: true, httpOnly: true, sameSite: 'lax' } });
	});

	test('a session ends when idle, sooner for staff, and after 30 days whatever happens', async () => {
		const learner = await makeUser(context.client);
		const staff = await makeUser(context.client, { role: 'instructor' });
		// lucia reads the clock of the process: sessions that began in the past stand for time that passed.
		offset = -13 * 3_600_000;
		const [learnerCookie, staffCookie] = [await startSession(context, learner, undefined), await startSession(context, staff, undefined)];
		offset = -31 * DAY;
		const old = await startSession(context, learner, undefined);
		offset = 0;

		expect(await readSession(context, learnerCookie.value)).not.toBeNull();
		expect(await readSession(context, staffCookie.value)).toBeNull();
		expect(await readSession(context, old.value)).toBeNull();
	});

	test('use extends a session up to its absolute end and no further', async () => {
		const learner = await makeUser(context.client);
		const { sessions } = context.client.schema;
		const cookie = await startSession(context, learner, undefined);
		const absolute = new Date(Date.now() + DAY);
		await context.client.db.update(sessions).set({ expiresAt: new Date(Date.now() + 60_000), absoluteExpiresAt: absolute });

		expect(await readSession(context, cookie.value)).not.toBeNull();

		const [row] = await context.client.db.select().from(sessions);
		expect(row?.expiresAt.getTime()).toBe(absolute.getTime());
	});

	test('log-out everywhere ends every session', async () => {
		const id = await makeUser(context.client);
		const cookies = [await startSession(context, id, undefined), await startSession(context, id, undefined)];

		await endSessionsOf(context, id);

		expect(await Promise.all(cookies.map((cookie) => readSession(context, cookie.value)))).toEqual([null, null]);
	});
});

describe('a lock', () => {
	const sendTo = (admin: Actor, user: string) => (action: string) => handleAdminForm(context, admin, { action, user }, '');

	test('shuts an account at once, erases nothing however long it lasts, and is lifted', async () => {
		const id = await signUp(context, ADA, '10.0.0.1');
		const send = sendTo(await actorOf(await makeUser(context.client, { role: 'admin' })), id);
		const before = await startSession(context, id, undefined);

		await send('lock');

		expect(await readSession(context, before.value)).toBeNull();
		// One that began in the same moment is worth nothing either.
		expect(await readSession(context, (await startSession(context, id, undefined)).value)).toBeNull();
		await expect(logIn(context, ADA, '10.0.0.1')).rejects.toMatchObject({ problems: { password: NO_MATCH } });
		await expect(send('reset')).rejects.toMatchObject({ kind: 'missing' });
		expect(await getPeople(context, 'ada')).toMatchObject([{ lockedAt: expect.any(Date), deletedAt: null }]);
		offset = 60 * DAY;
		expect(await sweep(context)).toBe(0);

		await send('unlock');
		expect(await logIn(context, ADA, '10.0.0.1')).toBe(id);
	});

	test('and a deletion are two states, each lifted by itself', async () => {
		const id = await signUp(context, ADA, '10.0.0.1');
		const send = sendTo(await actorOf(await makeUser(context.client, { role: 'admin' })), id);
		await deletePerson(context, await actorOf(id), PASSWORD, '');
		await send('lock');
		expect(await getPeople(context, 'ada')).toMatchObject([{ lockedAt: expect.any(Date), deletedAt: expect.any(Date) }]);

		await send('restore');
		await expect(logIn(context, ADA, '10.0.0.1')).rejects.toMatchObject({ problems: { password: NO_MATCH } });
		await send('unlock');
		expect(await logIn(context, ADA, '10.0.0.1')).toBe(id);

		await deletePerson(context, await actorOf(id), PASSWORD, '');
		await send('lock');
		await send('unlock');
		offset = 31 * DAY;
		expect(await sweep(context)).toBe(1);
	});
});

describe('links and codes', () => {
	test('a join code joins once per person, and a wrong one says so by its field', async () => {
		const teacher = await actorOf(await makeUser(context.client, { role: 'instructor' }));
		const cohort = await createCohort(context, teacher, 'Autumn');
		const id = await signUp(context, { ...ADA, code: ` ${cohort.joinCode.toLowerCase()} ` }, '10.0.0.1');

		expect(await joinCohort(context, id, cohort.joinCode, '10.0.0.1')).toBe('Autumn');
		const [row] = await context.client.db.select().from(context.client.schema.cohorts);
		expect(row?.joinUses).toBe(1);
		await expect(joinCohort(context, id, 'WRONGONE', '10.0.0.1')).rejects.toMatchObject({
			problems: { code: expect.stringContaining('No cohort') },
		});
	});

	test('only the instructor of the learner and an admin make a reset link; it works once and ends sessions', async () => {
		const teacher = await actorOf(await makeUser(context.client, { role: 'instructor' }));
		const stranger = await actorOf(await makeUser(context.client, { role: 'instructor' }));
		const cohort = await createCohort(context, teacher, 'Autumn');
		const id = await signUp(context, { ...ADA, code: cohort.joinCode }, '10.0.0.1');
		const session = await startSession(context, id, undefined);
		await expect(makeResetLink(context, stranger, id, '')).rejects.toMatchObject({ kind: 'missing' });

		const token = await tokenOf(await makeResetLink(context, teacher, id, ''));
		await resetPassword(context, token, { password: 'another long sentence' }, '');

		expect(await readSession(context, session.value)).toBeNull();
		expect(await logIn(context, { username: 'ada', password: 'another long sentence' }, '10.0.0.1')).toBe(id);
		await expect(resetPassword(context, token, { password: 'a third long sentence' }, '')).rejects.toMatchObject({ kind: 'missing' });
	});

	test('an instructor cannot reset a colleague or an admin who joined the cohort', async () => {
		const teacher = await actorOf(await makeUser(context.client, { role: 'instructor' }));
		const cohort = await createCohort(context, teacher, 'Autumn');
		const admin = await makeUser(context.client, { role: 'admin' });
		await joinCohort(context, admin, cohort.joinCode, '');

		await expect(makeResetLink(context, teacher, admin, '')).rejects.toMatchObject({ kind: 'missing' });
	});

	test('the first-admin link runs out after an hour, works once, and is not made again', async () => {
		const late = await tokenOf((await makeFirstAdminLink(context)) ?? '');
		offset = 3_600_001;
		await expect(acceptInvitation(context, null, late, ADA, '')).rejects.toMatchObject({ kind: 'missing' });

		const token = await tokenOf((await makeFirstAdminLink(context)) ?? '');
		const id = await acceptInvitation(context, null, token, ADA, '');

		expect((await actorOf(id)).role).toBe('admin');
		expect(await makeFirstAdminLink(context)).toBeUndefined();
		await expect(acceptInvitation(context, null, token, { ...ADA, username: 'eve' }, '')).rejects.toMatchObject({ kind: 'missing' });
	});
});

describe('a person’s data', () => {
	test('the export holds every table that the privacy page names, and no password', async () => {
		const id = await signUp(context, ADA, '10.0.0.1');

		const everything = await exportPerson(context, await actorOf(id), '');

		const { format: _f, version: _v, exportedAt: _e, policy: _p, ...tables } = everything;
		expect(Object.keys(tables).sort()).toEqual(RECORDED.flatMap((row) => [...row.tables]).sort());
		expect(JSON.stringify(everything)).not.toContain('argon2id');
		expect(JSON.stringify(everything)).not.toContain('10.0.0.1');
	});

	test('deleting locks at once and erases after 30 days; events stay under a random id', async () => {
		const id = await signUp(context, ADA, '10.0.0.1');
		const submissionId = await makeSubmission(context.client, id);
		const { events, users, submissions } = context.client.schema;
		await context.client.db.insert(events).values({
			id: newId(),
			userId: id,
			t: new Date(),
			type: 'open',
			skill: 's',
			task: 't',
			labId: 'causal-attention',
			mode: 'practice',
			item: 'code',
			data: {},
			submissionId,
		});
		const session = await startSession(context, id, undefined);
		await expect(deletePerson(context, await actorOf(id), 'wrong', '')).rejects.toBeInstanceOf(FormError);

		await deletePerson(context, await actorOf(id), PASSWORD, '');

		expect(await readSession(context, session.value)).toBeNull();
		await expect(logIn(context, { username: 'ada', password: PASSWORD }, '10.0.0.1')).rejects.toBeInstanceOf(FormError);
		offset = 29 * DAY;
		expect(await sweep(context)).toBe(0);
		offset = 30 * DAY + 60_000;
		expect(await sweep(context)).toBe(1);
		expect(await context.client.db.select().from(submissions)).toEqual([]);
		const [event] = await context.client.db.select().from(events);
		expect(event?.userId).not.toBe(id);
		expect(event?.submissionId).toBeNull();
		expect(JSON.stringify(await context.client.db.select().from(users))).not.toMatch(new RegExp(`${id}|"Ada"|"ada"`));
		expect(await sweep(context)).toBe(0);
	});
});
