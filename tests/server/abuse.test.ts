/** What somebody gains by sending many requests at once, or by saying what the pages never say. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { selectOptionalOpenCohort } from '#db/store/cohorts.ts';
import { listEventsOfSkill } from '#db/store/events.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { countUsers, selectOptionalUser } from '#db/store/users.ts';
import { toActor } from '#server/auth.ts';
import { readBlob } from '#server/blobs.ts';
import { requireLab } from '#server/get-lab.ts';
import { acceptInvitation, makeInstructorLink } from '#server/invite.ts';
import { joinCohort } from '#server/join-cohort.ts';
import { logIn, NO_MATCH } from '#server/log-in.ts';
import { createCohort } from '#server/manage-cohorts.ts';
import { openRung } from '#server/open-rung.ts';
import { deletePerson, exportPerson } from '#server/privacy.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { recordActive } from '#server/record-active.ts';
import { practiceSchema, recordPractice } from '#server/record-practice.ts';
import { getVersions, saveDraft } from '#server/save-draft.ts';
import { signUp } from '#server/sign-up.ts';
import { streamSubmission } from '#server/stream-submission.ts';
import { submit } from '#server/submit.ts';
import { sweep } from '#server/sweep.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { ACCEPTED, judge } from '../support/learning.ts';
import { openTestContext } from '../support/site.ts';

const PASSWORD = 'nine steps up the stairs';
const lab = requireLab('causal-attention');
let offset = 0;
let context: Awaited<ReturnType<typeof openTestContext>>;
let ada: Actor;

beforeEach(async () => {
	offset = 0;
	context = await openTestContext({ SIGNUP: 'open' }, () => Date.now() + offset);
	const id = await signUp(context, { username: 'ada', displayName: 'Ada', password: PASSWORD }, '10.0.0.1');
	ada = toActor(await userOf(id));
});
afterEach(() => context.close());

async function userOf(id: string) {
	const user = await selectOptionalUser(context.client, id);
	if (!user) throw new Error('signing up made nobody');
	return user;
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const times = <T>(n: number, run: (i: number) => Promise<T>) => Promise.allSettled(Array.from({ length: n }, (_, i) => run(i)));
const eventsOf = async (type: string) =>
	(await listEventsOfSkill(context.client, ada.id, lab.skills.core)).filter(({ event }) => event.type === type);

describe('many at once', () => {
	test('passwords guessed in parallel are counted before they are tried', async () => {
		const tried = await times(12, (i) => logIn(context, { username: 'ada', password: `guess number ${i}` }, '10.0.0.9'));

		const answers = tried.map((each) => (each.status === 'rejected' ? String(each.reason.message) : 'in'));
		expect(answers.filter((text) => text === NO_MATCH)).toHaveLength(5);
		await expect(logIn(context, { username: 'ada', password: PASSWORD }, '10.0.0.8')).resolves.toBe(ada.id);
	});

	test('signing in with the right password costs nothing, however often', async () => {
		for (let i = 0; i < 8; i++) await logIn(context, { username: 'ada', password: PASSWORD }, '10.0.0.9');
	});

	test('parallel heartbeats are worth one', async () => {
		await recordActive(context, ada, lab);
		offset = 45_000;
		await times(10, () => recordActive(context, ada, lab));

		expect(await eventsOf('active')).toHaveLength(1);
	});

	test('parallel practice runs are one', async () => {
		await times(10, (i) => recordPractice(context, ada, lab, { code: `const changed = ${i};` }));

		expect(await eventsOf('practice')).toHaveLength(1);
	});

	test('a rung that two tabs take at once is taken once', async () => {
		await times(5, () => openRung(context, ada, lab, 1));

		expect(await eventsOf('hint')).toHaveLength(1);
	});
});

describe('links and codes at once', () => {
	test('one link makes one account, also where nobody can sign up', async () => {
		const link = await makeInstructorLink(context, ada, '10.0.0.1');
		const token = link.split('/').at(-1) ?? '';
		const before = await countUsers(context.client, 'learner');
		const fields = (i: number) => ({ username: `guest${i}`, displayName: 'Guest', password: PASSWORD });
		const tried = await times(4, (i) => acceptInvitation(context, null, token, fields(i), '10.0.0.7'));

		expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(await countUsers(context.client, 'learner')).toBe(before);
		expect(await countUsers(context.client, 'instructor')).toBe(1);
	});

	test('one person takes one use of a code, however often they press', async () => {
		const { joinCode } = await createCohort(context, { ...ada, role: 'instructor' }, 'Monday');
		const userId = await makeUser(context.client);
		await times(5, () => joinCohort(context, userId, joinCode, '10.0.0.7'));

		expect((await selectOptionalOpenCohort(context.client, joinCode, Date.now()))?.joinUses).toBe(1);
	});
});

describe('what no page says', () => {
	test('a fourth submission at once waits for a verdict, and a key stands for one submission only', async () => {
		const request = (key: string, code = 'export {};') => ({
			lab: lab.id,
			version: lab.version,
			code,
			idempotencyKey: key,
			checkpoints: [],
		});
		const keys = Array.from({ length: 8 }, () => crypto.randomUUID());
		const tried = await times(8, (i) => submit(context, ada, request(keys[i] ?? '')));
		expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);

		const key = keys[0] ?? '';
		await expect(submit(context, ada, request(key))).resolves.toMatchObject({ isNew: false });
		await expect(submit(context, ada, request(key, 'export const other = 1;'))).rejects.toMatchObject({ kind: 'conflict' });
	});

	test('a diagnosis that instructors read is an id, never a sentence', () => {
		const read = (diagnosis: string) => practiceSchema.parse({ diagnosis, code: '' }).diagnosis;
		for (const id of ['mask-after-softmax', 'TypeError', 'threw']) expect(read(id)).toBe(id);
		for (const text of ['Bob copied this', 'see https://evil.example', '<b>', 'a'.repeat(61), '']) expect(read(text)).toBeUndefined();
	});

	test('a named version that claims an old revision counts towards the limit', async () => {
		const write = (i: number) => ({ name: `v${i}`, code: 'x', labVersion: lab.version, revision: 7 });
		for (let i = 0; i < 98; i++) await saveDraft(context, ada, lab.id, write(i));
		const saved = await times(8, (i) => saveDraft(context, ada, lab.id, write(98 + i)));

		expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
		expect(await getVersions(context, ada, lab.id)).toHaveLength(100);
	});

	test('a stranger at an open browser cannot guess the password at the deletion form', async () => {
		const tried = await times(12, (i) => deletePerson(context, ada, `guess number ${i}`, '10.0.0.9'));

		const answers = tried.map((each) => (each.status === 'rejected' ? String(each.reason.message) : 'gone'));
		expect(answers.filter((text) => text.startsWith('This is not your password'))).toHaveLength(5);
	});

	test('the export holds of a verdict what its page shows: no grader facts, no exact time', async () => {
		const sums = { value: 2.1, floor: 2, target: 2.2, standardError: 0.012345, count: 9 };
		const asked = { what: 'nats per token', goal: 'at-most', counted: 'tokens' } as const;
		const weights = [{ name: 'model', preset: 'small', outcome: 'pass', message: '', ...sums, ...asked }] as const;
		const grader = { layer: 'isolate', node: '', isolatedVm: '', tfjs: '', checksHash: '', secretId: '' };
		await judge(context, ada, { ...ACCEPTED, durationMs: 1_234, grader, weights: [...weights] });

		const text = JSON.stringify((await exportPerson(context, ada, '10.0.0.1'))['verdicts']);
		expect(text).toContain('"durationMs":2000');
		expect(text).toContain('"standardError":0.01,');
		expect(text).not.toContain('"grader"');
	});

	test('a ninth stream of one person is refused, and an ended one makes room', async () => {
		const id = await makeSubmission(context.client, ada.id);
		const submission = await selectSubmission(context.client, id);
		const ends = new AbortController();
		const follow = () => streamSubmission(context, ada, submission, ends.signal);
		for (let i = 0; i < 8; i++) follow();
		expect(follow).toThrow('eight');

		ends.abort();
		await expect.poll(() => follow() instanceof ReadableStream).toBe(true);
	});
});

describe('a class behind one address', () => {
	test('signs up with its code although forty of its codes were mistyped', async () => {
		const teacher = { ...ada, role: 'instructor' } as const;
		const { joinCode } = await createCohort(context, teacher, 'Monday');
		const signUpAs = (n: number, code: string) =>
			signUp(context, { username: `learner${n}`, displayName: 'L', password: PASSWORD, code }, '10.0.0.5');
		await times(40, () => signUpAs(0, 'WRONGCDE'));

		await expect(signUpAs(1, joinCode)).resolves.toBeTypeOf('string');
		for (let i = 0; i < 60; i++) await signUpAs(1, joinCode).catch(() => undefined);
		await expect(signUpAs(2, joinCode)).resolves.toBeTypeOf('string');
	});
});

describe('erasure', () => {
	test('takes the weights from the disk, unless somebody else has the same', async () => {
		const eve = toActor({ ...(await userOf(ada.id)), id: await makeUser(context.client) });
		const [mine, ours] = [Buffer.from('my weights'), Buffer.from('our weights')];
		await putCheckpoint(context, ada, sha256Of(mine), mine);
		for (const actor of [ada, eve]) await putCheckpoint(context, actor, sha256Of(ours), ours);
		await deletePerson(context, ada, PASSWORD, '10.0.0.1');
		offset = 31 * 86_400_000;
		await sweep(context);

		await expect(readBlob(context, sha256Of(mine))).rejects.toThrow('not in the blob store');
		expect(await readBlob(context, sha256Of(ours))).toEqual(ours);
	});
});
