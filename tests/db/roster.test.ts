/** The roster on both engines: what a list would do and does, links, sections, removing with a reason, and who may. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { updateUser } from '#db/store/users.ts';
import { acceptCohortLink } from '#server/cohort-links.ts';
import { copyCohort } from '#server/copy-cohort.ts';
import { exportLinksCsv, getRoster } from '#server/get-roster.ts';
import { digestOf, importRoster } from '#server/import-roster.ts';
import { joinCohort } from '#server/join-cohort.ts';
import { requireTaughtCohort } from '#server/manage-cohorts.ts';
import { planImport } from '#server/plan-import.ts';
import { listRemovals } from '#server/removals.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { handleCohortForm } from '#server/teach-page.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const DAY = 86_400_000;
const IP = '127.0.0.1';

describe.each(ENGINES)('a roster on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let stranger: Actor;
	let ada: Actor;
	let cohortId: string;
	let n = 0;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		n += 1;
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		stranger = await makeActor(test.context, { role: 'instructor' });
		ada = await makeActor(test.context, { displayName: 'Ada' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
	});

	const bytesOf = (text: string) => new TextEncoder().encode(text);
	const plan = async (text: string, actor = okafor) =>
		planImport(test.context, await requireTaughtCohort(test.context, actor, cohortId), bytesOf(text));
	const take = async (text: string) => {
		const seen = digestOf(await plan(text));
		return importRoster(test.context, okafor, cohortId, { bytes: bytesOf(text), seen });
	};
	const roster = () => getRoster(test.context, okafor, cohortId, null);
	const send = (fields: Record<string, string>, actor = okafor) => handleRosterForm(test.context, actor, cohortId, fields);
	const tokenOf = async (username: string | null) =>
		(await roster()).links.find((link) => link.username === username)?.path.replace('/join/', '') ?? '';
	const account = (username: string) => ({ username, displayName: 'New', password: 'a long sentence of mine' });
	const audits = async () => {
		const { auditLog } = test.context.client.schema;
		return (await test.context.client.db.select().from(auditLog)).filter(({ targetId }) => targetId === cohortId);
	};
	const usernameOf = ({ id }: Actor) => `u${id.replaceAll('-', '')}`.slice(0, 33);
	const rename = async (actor: Actor, username: string) => {
		const { users } = test.context.client.schema;
		await test.context.client.db.update(users).set({ username }).where(eq(users.id, actor.id));
	};

	it('says line by line what would happen, and changes nothing', async () => {
		const [own, other, staff] = [await makeActor(test.context), await makeActor(test.context), stranger];
		await makeCohort(test.context, okafor, [own]);
		await Promise.all([rename(ada, `ada${n}`), rename(own, `own${n}`), rename(other, `other${n}`), rename(staff, `staff${n}`)]);

		const { lines } = await plan(
			[
				`username,name,section`,
				`new${n},New One,A`,
				`other${n},,`,
				`own${n},,B`,
				`ada${n},,`,
				`ada${n},,C`,
				`staff${n},,`,
				`=1+1,x,`,
				`x,Too Short,`,
			].join('\n'),
		);

		expect(lines.map(({ line, outcome }) => [line, outcome])).toEqual([
			...[
				[2, 'invite'],
				[3, 'ask'],
				[4, 'add'],
				[5, 'same'],
				[6, 'refuse'],
				[7, 'refuse'],
				[8, 'refuse'],
				[9, 'refuse'],
			],
		]);
		expect(lines.map(({ why }) => why)).toEqual(
			[/No account/, /is asked/, /another cohort of yours/, /already/, /as in line 5/, /cannot be asked/, /formula/, /3 to 32/].map(
				(part) => expect.stringMatching(part),
			),
		);
		expect((await roster()).links).toEqual([]);
		expect(await audits()).toEqual([]);
	});

	it('imports what was seen in one go, twice the same is nothing, and a preview that was overtaken is refused', async () => {
		await rename(ada, `ada${n}`);
		const text = `username,section\nnew${n},A\nada${n},B\nx,`;
		const early = digestOf(await plan(text));

		expect(await take(text)).toBe(2);
		expect((await roster()).learners).toMatchObject([{ displayName: 'Ada', section: 'B' }]);
		expect((await roster()).links).toMatchObject([{ username: `new${n}`, section: 'A', maxUses: 1, isAsked: false }]);
		expect(await take(text)).toBe(0);
		expect((await roster()).links).toHaveLength(1);
		await expect(importRoster(test.context, okafor, cohortId, { bytes: bytesOf(text), seen: early })).rejects.toMatchObject({
			kind: 'conflict',
		});
		expect(await audits()).toMatchObject([{ action: 'roster-import', actorId: okafor.id, detail: { refused: 1 } }]);
	});

	it('a personal link makes one account with its section, once, and the list still knows whose it was', async () => {
		await take(`username,section\nnew${n},A`);
		const token = await tokenOf(`new${n}`);
		const csv = await exportLinksCsv(test.context, okafor, cohortId, 'https://gradus.test');
		expect(csv).toContain(`new${n},new${n},A,https://gradus.test/join/${token},`);

		const id = await acceptCohortLink(test.context, null, token, account(`chose.${n}`), IP);
		await expect(acceptCohortLink(test.context, null, token, account(`second.${n}`), IP)).rejects.toMatchObject({ kind: 'missing' });

		expect((await roster()).learners).toContainEqual(expect.objectContaining({ id, username: `chose.${n}`, section: 'A' }));
		expect((await plan(`new${n}`)).lines).toMatchObject([{ outcome: 'same', userId: id }]);
	});

	it('an account that is asked comes in by itself, and nobody else by its link', async () => {
		const bao = await makeActor(test.context, { displayName: 'Bao' });
		await rename(bao, `bao${n}`);
		await take(`bao${n}`);
		const token = await tokenOf(`bao${n}`);
		expect((await roster()).learners).toHaveLength(1);

		await expect(acceptCohortLink(test.context, ada, token, {}, IP)).rejects.toMatchObject({ kind: 'missing' });
		await expect(acceptCohortLink(test.context, null, token, account(`thief.${n}`), IP)).rejects.toMatchObject({ kind: 'missing' });
		await acceptCohortLink(test.context, bao, token, {}, IP);

		expect((await roster()).learners.map(({ displayName }) => displayName)).toEqual(['Ada', 'Bao']);
	});

	it('an open link ends with its uses, its days, or when it is taken back', async () => {
		const [bao, cleo] = [await makeActor(test.context), await makeActor(test.context)];
		await send({ action: 'open-link', maxUses: '1', days: '2', section: 'Mo' });
		const token = await tokenOf(null);
		await acceptCohortLink(test.context, bao, token, {}, IP);
		await expect(acceptCohortLink(test.context, cleo, token, {}, IP)).rejects.toMatchObject({ kind: 'missing' });

		await send({ action: 'open-link', maxUses: '5', days: '2' });
		const [second] = (await roster()).links;
		await send({ action: 'end-link', link: second?.id ?? '' });
		expect((await roster()).links).toEqual([]);
		await expect(send({ action: 'end-link', link: second?.id ?? '' })).rejects.toMatchObject({ kind: 'conflict' });

		await send({ action: 'open-link', maxUses: '5', days: '2' });
		const last = await tokenOf(null);
		test.later(2 * DAY);
		await expect(acceptCohortLink(test.context, cleo, last, {}, IP)).rejects.toMatchObject({ kind: 'missing' });
	});

	it('a form of an open link that is sent twice makes one, and another one another', async () => {
		const form = { action: 'open-link', maxUses: '30', days: '14', section: 'Mo', key: 'of-one-page' };
		await Promise.all([send(form), send(form)]);
		await send(form);
		expect((await roster()).links).toHaveLength(1);
		expect((await audits()).map(({ action, detail }) => [action, detail['invitation']])).toEqual([
			['cohort-link', (await roster()).links[0]?.id],
		]);
		// The link that was made opens.
		await acceptCohortLink(test.context, await makeActor(test.context), await tokenOf(null), {}, IP);

		await send({ ...form, section: 'Tu' });
		await send({ ...form, key: 'of-another-page' });
		const { key: _, ...keyless } = form;
		await send(keyless);
		await send(keyless);
		expect((await roster()).links).toHaveLength(5);
	});

	it('the join code keeps its limit and its end, and a new one begins again', async () => {
		const [bao, cleo] = [await makeActor(test.context), await makeActor(test.context)];
		await send({ action: 'new-code' });
		const code = async () => (await roster()).cohort.joinCode;
		await send({ action: 'limit-code', maxUses: '1', expires: '' });
		await joinCohort(test.context, bao.id, await code(), IP);
		await expect(joinCohort(test.context, cleo.id, await code(), IP)).rejects.toThrow('No cohort is open');

		await send({ action: 'limit-code', maxUses: '9', expires: '2020-01-01T10:00' });
		await expect(joinCohort(test.context, cleo.id, await code(), IP)).rejects.toThrow('No cohort is open');
		await expect(send({ action: 'limit-code', maxUses: 'many' })).rejects.toMatchObject({
			problems: { maxUses: 'A number of uses, please.' },
		});
		expect((await audits()).map(({ action }) => action)).toEqual(
			expect.arrayContaining(['cohort-new-code', 'cohort-code-limits', 'cohort-join']),
		);
	});

	it('whoever is removed reads why, cannot come back alone, and is restored with what they had', async () => {
		await send({ action: 'section', learner: ada.id, section: 'B' });
		await send({ action: 'new-code' });
		await send({ action: 'open-link', maxUses: '5', days: '2' });
		await expect(send({ action: 'remove', learner: ada.id, reason: 'no' })).rejects.toMatchObject({
			problems: { reason: expect.stringContaining('Say why') },
		});
		await send({ action: 'remove', learner: ada.id, reason: 'left the course' });

		const { learners, removed, cohort } = await roster();
		expect([learners, removed]).toMatchObject([[], [{ id: ada.id, reason: 'left the course' }]]);
		expect(await listRemovals(test.context, ada)).toMatchObject([{ cohort: 'Spring', by: 'S. Okafor', reason: 'left the course' }]);
		await expect(joinCohort(test.context, ada.id, cohort.joinCode, IP)).rejects.toThrow('left the course');
		await expect(acceptCohortLink(test.context, ada, await tokenOf(null), {}, IP)).rejects.toMatchObject({ kind: 'forbidden' });
		expect((await plan(`${usernameOf(ada)}`)).lines[0]?.outcome).toBe('refuse');

		await send({ action: 'restore', learner: ada.id });
		expect((await roster()).learners).toMatchObject([{ id: ada.id, section: 'B' }]);
		expect(await listRemovals(test.context, ada)).toEqual([]);
	});

	it('whoever removes, restores or moves second is told what holds, in place', async () => {
		const remove = { action: 'remove', learner: ada.id, reason: 'left the course' };
		await send(remove);
		const second = { kind: 'conflict', at: 'learners', fix: expect.any(String) };
		await expect(send(remove)).rejects.toMatchObject(second);
		await expect(send({ action: 'section', learner: ada.id, section: 'B' })).rejects.toMatchObject(second);
		await send({ action: 'restore', learner: ada.id });
		await expect(send({ action: 'restore', learner: ada.id })).rejects.toMatchObject(second);
		expect((await audits()).map(({ action }) => action)).toEqual(['cohort-remove', 'cohort-restore-learner']);
	});

	it('says the same of staff and of closed accounts', async () => {
		const [locked, deleted] = [await makeActor(test.context), await makeActor(test.context)];
		await Promise.all([rename(stranger, `staff${n}`), rename(locked, `locked${n}`), rename(deleted, `deleted${n}`)]);
		await updateUser(test.context.client, locked.id, { lockedAt: new Date() });
		await updateUser(test.context.client, deleted.id, { deletedAt: new Date() });
		const { lines } = await plan(`staff${n}\nlocked${n}\ndeleted${n}`);
		expect(lines.map(({ outcome }) => outcome)).toEqual(['refuse', 'refuse', 'refuse']);
		expect(new Set(lines.map(({ why }) => why)).size).toBe(1);
		expect(lines[0]?.why).not.toMatch(/instructor|admin|closed|locked|deleted/i);
	});

	it('is missing for another instructor, and an archived one changes nothing', async () => {
		for (const fields of [
			{ action: 'new-code' },
			{ action: 'remove', learner: ada.id, reason: 'because I can' },
			{ action: 'open-link', maxUses: '1' },
		])
			await expect(send(fields, stranger)).rejects.toMatchObject({ kind: 'missing' });
		await expect(getRoster(test.context, stranger, cohortId, null)).rejects.toMatchObject({ kind: 'missing' });
		await expect(exportLinksCsv(test.context, stranger, cohortId, '')).rejects.toMatchObject({ kind: 'missing' });
		await expect(importRoster(test.context, stranger, cohortId, { bytes: bytesOf('abc'), seen: '' })).rejects.toMatchObject({
			kind: 'missing',
		});

		const form = new FormData();
		for (const [name, value] of [
			['action', 'archive'],
			['cohort', cohortId],
		] as const)
			form.set(name, value);
		await handleCohortForm(test.context, okafor, form);
		await expect(send({ action: 'new-code' })).rejects.toMatchObject({ kind: 'conflict' });
		await expect(take('abc')).rejects.toMatchObject({ kind: 'conflict' });
		expect((await roster()).learners).toHaveLength(1);
	});

	it('is copied to the next term with its settings, on the clock of its zone, and with nobody in it', async () => {
		const { client } = test.context;
		const { cohorts, deadlines, gradebooks, helpBounds, memberships } = client.schema;
		const bound = { cohortId, labId: null, floor: 0, ceiling: 2, pace: 'gentle' as const, reason: 'agreed in class' };
		await setHelpBound(test.context, okafor, { ...bound, userId: null });
		await setHelpBound(test.context, okafor, { ...bound, userId: ada.id });
		await client.db.update(cohorts).set({ timeZone: 'Europe/Berlin' }).where(eq(cohorts.id, cohortId));
		await client.db
			.insert(deadlines)
			.values({ cohortId, labId: 'causal-attention', dueAt: new Date('2026-03-22T22:59:00Z'), graceMinutes: 15 });

		await expect(copyCohort(test.context, stranger, cohortId, { name: 'Mine', weeks: '1' })).rejects.toMatchObject({ kind: 'missing' });
		const form = { name: 'Autumn', weeks: '1', key: 'of-one-page' };
		const [id = '', again] = await Promise.all([1, 2].map(() => copyCohort(test.context, okafor, cohortId, form)));
		expect(again).toBe(id);
		expect(await client.db.select().from(cohorts).where(eq(cohorts.name, 'Autumn'))).toHaveLength(1);
		const other = await copyCohort(test.context, okafor, cohortId, { ...form, name: 'Winter' });
		expect(other).not.toBe(id);

		const of = <T extends { cohortId: string }>(rows: T[]) => rows.filter((row) => row.cohortId === id);
		expect((await getRoster(test.context, okafor, id, null)).cohort).toMatchObject({
			name: 'Autumn',
			timeZone: 'Europe/Berlin',
			joinUses: 0,
		});
		expect(of(await client.db.select().from(deadlines))).toMatchObject([{ dueAt: new Date('2026-03-29T21:59:00Z'), graceMinutes: 15 }]);
		expect(of(await client.db.select().from(helpBounds))).toMatchObject([{ userId: null, ceiling: 2, reason: 'agreed in class' }]);
		expect(of(await client.db.select().from(memberships))).toEqual([]);
		expect(of(await client.db.select().from(gradebooks))).toEqual([]);
	});

	it('takes 200 learners in less than two seconds, and 5,000 lines in one go', async () => {
		const list = (size: number) => Array.from({ length: size }, (_, k) => `many${n}.${k},Learner ${k},S${k % 5}`).join('\n');
		const started = performance.now();
		expect(await take(list(200))).toBe(200);
		expect(performance.now() - started).toBeLessThan(2_000);
		expect(await take(list(5_000))).toBe(4_800);
		expect((await roster()).links).toHaveLength(5_000);
	});
});
