/** Several instructors of a cohort with its owner's consent, and its passing to another owner: who may do what at each step, and what learners know. On both engines. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { listTeachersOf } from '#db/store/teachers.ts';
import { acceptCohortLink, linkPath, listAsks } from '#server/cohort-links.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { getGradebook } from '#server/get-gradebook.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { getRoster } from '#server/get-roster.ts';
import { listHelpRequests } from '#server/list-help-requests.ts';
import { requireTaughtCohort } from '#server/manage-cohorts.ts';
import { planImport } from '#server/plan-import.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { answerOffer, handleShareForm, listOwnOffers, listOwnTeachers } from '#server/share-cohort.ts';
import { getTaughtCohorts, handleCohortForm } from '#server/teach-page.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const lab = requireLab('causal-attention');
const MISSING = { kind: 'missing' };
const FORBIDDEN = { kind: 'forbidden' };
const CONFLICT = { kind: 'conflict' };

describe.each(ENGINES)('instructors of a cohort on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let weiss: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		ada = await makeActor(test.context, { displayName: 'Ada' });
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		weiss = await makeActor(test.context, { displayName: 'R. Weiss', role: 'instructor' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
		// Names as accounts have them: other letters than an id.
		const { users } = test.context.client.schema;
		for (const actor of [ada, okafor, weiss]) {
			const username = `u${actor.id.replaceAll('-', '').slice(-20)}`;
			await test.context.client.db.update(users).set({ username }).where(eq(users.id, actor.id));
			Object.assign(actor, { username });
		}
	});

	const share = (actor: Actor, fields: Record<string, string>) => handleShareForm(test.context, actor, cohortId, fields);
	const offers = (actor: Actor) => listOwnOffers(test.context, actor);
	async function answer(actor: Actor, isYes: boolean): Promise<void> {
		const [first] = await offers(actor);
		await answerOffer(test.context, actor, first?.id ?? 'none', isYes);
		test.later(MINUTE_MS);
	}
	async function shareWith(actor: Actor): Promise<void> {
		await share(okafor, { action: 'invite-instructor', username: actor.username });
		await answer(actor, true);
	}
	async function cohortForm(actor: Actor, action: string): Promise<void> {
		const form = new FormData();
		for (const [name, value] of Object.entries({ action, cohort: cohortId, name: 'Autumn' })) form.set(name, value);
		await handleCohortForm(test.context, actor, form);
	}
	const audited = async () => {
		const { auditLog } = test.context.client.schema;
		const rows = await test.context.client.db.select().from(auditLog).where(eq(auditLog.targetId, cohortId));
		return rows.map(({ action, actorId }) => [action, actorId]);
	};
	const bound = (actor: Actor) =>
		setHelpBound(test.context, actor, {
			...{ cohortId, userId: null, labId: null, floor: 0, ceiling: 0, pace: 'standard', maxAuto: null },
			...{ accommodation: false, reason: 'talked it through' },
		});
	/** What every instructor of the cohort may do. */
	const teaching: Readonly<Record<string, (actor: Actor) => Promise<unknown>>> = {
		'read the cohort': (actor) => getCohortPage(test.context, actor, cohortId),
		'read the gradebook': (actor) => getGradebook(test.context, actor, cohortId),
		'read a learner': (actor) => getLearnerPage(test.context, actor, { cohortId, learnerId: ada.id }),
		'read the roster': (actor) => getRoster(test.context, actor, cohortId, null),
		'read questions': (actor) => listHelpRequests(test.context, actor, cohortId),
		'bound help': bound,
		rename: (actor) => cohortForm(actor, 'rename'),
		'renew the code': (actor) => cohortForm(actor, 'new-code'),
		'move a learner': (actor) => handleRosterForm(test.context, actor, cohortId, { action: 'section', learner: ada.id, section: 'B' }),
	};
	/** What its owner alone decides. */
	const owning: Readonly<Record<string, (actor: Actor) => Promise<unknown>>> = {
		'ask an instructor': (actor) => share(actor, { action: 'invite-instructor', username: 'nobody' }),
		'offer the cohort': (actor) => share(actor, { action: 'offer-ownership', username: 'nobody' }),
		'take an offer back': (actor) => share(actor, { action: 'end-offer', offer: 'none' }),
		'end an instructor': (actor) => share(actor, { action: 'end-instructor', instructor: 'none' }),
		archive: (actor) => cohortForm(actor, 'archive'),
		'open again': (actor) => cohortForm(actor, 'restore'),
	};

	it('an instructor whom the owner asked and who accepted teaches; before, after and beside that nobody does', async () => {
		const others = [await makeActor(test.context, { role: 'instructor' }), await makeActor(test.context, { role: 'admin' }), ada];
		const refused = async (actors: readonly Actor[]) => {
			for (const actor of actors)
				for (const act of Object.values({ ...teaching, ...owning, leave: (who: Actor) => share(who, { action: 'leave' }) }))
					await expect(act(actor)).rejects.toMatchObject(MISSING);
		};
		await refused([weiss, ...others]);
		await share(okafor, { action: 'invite-instructor', username: weiss.username });
		await refused([weiss]);
		await answer(weiss, true);

		for (const act of Object.values(teaching)) await act(weiss);
		for (const act of Object.values(owning)) await expect(act(weiss)).rejects.toMatchObject(FORBIDDEN);
		expect(await getTaughtCohorts(test.context, weiss)).toMatchObject([{ cohort: { id: cohortId }, owner: 'S. Okafor', learners: 1 }]);
		expect((await getRoster(test.context, weiss, cohortId, null)).teaching).toMatchObject({
			isOwner: false,
			instructors: [{ id: weiss.id }],
		});
		await refused(others);

		await share(okafor, { action: 'end-instructor', instructor: weiss.id });
		await refused([weiss]);
		expect(await getTaughtCohorts(test.context, weiss)).toEqual([]);
		for (const act of Object.values(teaching)) await act(okafor);
		expect(await audited()).toEqual(
			expect.arrayContaining([
				['instructor-offer', okafor.id],
				['instructor-accept', weiss.id],
				['instructor-end', okafor.id],
			]),
		);
	});

	it('asks only open accounts of staff that do not learn here, once each, and says the same of nobody and of a learner elsewhere', async () => {
		const ask = (username: string) => share(okafor, { action: 'invite-instructor', username });
		const elsewhere = await makeActor(test.context);
		const { users } = test.context.client.schema;
		await test.context.client.db.update(users).set({ username: 'bao.tran' }).where(eq(users.id, elsewhere.id));
		for (const username of ['bao.tran', 'nobody.here']) {
			await expect(ask(username)).rejects.toMatchObject({
				kind: 'invalid',
				at: 'instructor',
				message: expect.stringContaining('no instructor'),
			});
		}
		await expect(ask('?!')).rejects.toMatchObject({ problems: { username: expect.any(String) } });
		await expect(ask(okafor.username)).rejects.toMatchObject(CONFLICT);
		await ask(weiss.username);
		await expect(ask(weiss.username)).rejects.toMatchObject(CONFLICT);
		await answer(weiss, true);
		await expect(ask(weiss.username)).rejects.toMatchObject(CONFLICT);

		const { memberships } = test.context.client.schema;
		const learner = await makeActor(test.context, { role: 'instructor' });
		await test.context.client.db.update(users).set({ username: 'cleo.p' }).where(eq(users.id, learner.id));
		await test.context.client.db.insert(memberships).values({ cohortId, userId: learner.id, role: 'learner', joinedAt: new Date() });
		await expect(ask('cleo.p')).rejects.toMatchObject(CONFLICT);
	});

	it('whoever became a learner there while they were asked cannot accept, and reads what to do', async () => {
		await share(okafor, { action: 'invite-instructor', username: weiss.username });
		const { memberships } = test.context.client.schema;
		await test.context.client.db.insert(memberships).values({ cohortId, userId: weiss.id, role: 'learner', joinedAt: new Date() });
		await expect(answer(weiss, true)).rejects.toMatchObject({ ...CONFLICT, fix: expect.stringContaining('Decline') });
	});

	it('an offer is answered once, by the one it is for; declined, taken back or late it gives nothing, and its link is no learner’s', async () => {
		const { cohortInvitations: links } = test.context.client.schema;
		await share(okafor, { action: 'invite-instructor', username: weiss.username });
		const [row] = await test.context.client.db.select().from(links).where(eq(links.cohortId, cohortId));
		const id = row?.id ?? '';
		const token = linkPath(test.context, id).slice('/join/'.length);
		await expect(acceptCohortLink(test.context, weiss, token, {}, '127.0.0.1')).rejects.toMatchObject(MISSING);
		expect(await listAsks(test.context, weiss)).toEqual([]);
		await expect(answerOffer(test.context, await makeActor(test.context, { role: 'instructor' }), id, true)).rejects.toMatchObject(MISSING);
		await expect(handleRosterForm(test.context, okafor, cohortId, { action: 'end-link', link: id })).rejects.toMatchObject(CONFLICT);

		await answer(weiss, false);
		await expect(answerOffer(test.context, weiss, id, true)).rejects.toMatchObject(MISSING);

		await share(okafor, { action: 'invite-instructor', username: weiss.username });
		const [second] = await offers(weiss);
		await share(okafor, { action: 'end-offer', offer: second?.id ?? '' });
		await expect(answerOffer(test.context, weiss, second?.id ?? '', true)).rejects.toMatchObject(MISSING);

		await share(okafor, { action: 'invite-instructor', username: weiss.username });
		test.later(31 * 86_400_000);
		expect(await offers(weiss)).toEqual([]);
		await expect(getCohortPage(test.context, weiss, cohortId)).rejects.toMatchObject(MISSING);
	});

	it('an instructor leaves, also an archived cohort; the owner cannot', async () => {
		await shareWith(weiss);
		await cohortForm(okafor, 'archive');
		await expect(share(okafor, { action: 'leave' })).rejects.toMatchObject(CONFLICT);
		await expect(share(okafor, { action: 'invite-instructor', username: ada.username })).rejects.toMatchObject(CONFLICT);
		await share(weiss, { action: 'leave' });
		await expect(getCohortPage(test.context, weiss, cohortId)).rejects.toMatchObject(MISSING);
	});

	it('a cohort passes to whoever accepts it: the owner before stays beside them, what else they offered ends', async () => {
		const third = await makeActor(test.context, { displayName: 'T. Third', role: 'instructor' });
		const { users } = test.context.client.schema;
		await test.context.client.db
			.update(users)
			.set({ username: `t${third.id.slice(-12)}` })
			.where(eq(users.id, third.id));
		await shareWith(weiss);
		await share(okafor, { action: 'invite-instructor', username: `t${third.id.slice(-12)}` });
		await share(okafor, { action: 'offer-ownership', username: weiss.username });
		await expect(share(okafor, { action: 'offer-ownership', username: `t${third.id.slice(-12)}` })).rejects.toMatchObject(CONFLICT);
		expect(await offers(weiss)).toMatchObject([{ role: 'owner', cohort: 'Spring', by: 'S. Okafor' }]);

		await answer(weiss, true);

		const { cohort, teaching: now } = await getRoster(test.context, weiss, cohortId, null);
		expect(cohort).toMatchObject({ ownerId: weiss.id, tutorVisibleSince: null });
		expect(now).toMatchObject({ isOwner: true, owner: 'R. Weiss', instructors: [{ id: okafor.id }], offers: [] });
		expect(await offers(third)).toEqual([]);
		for (const act of Object.values(owning)) await expect(act(okafor)).rejects.toMatchObject(FORBIDDEN);
		await cohortForm(weiss, 'archive');
		await share(okafor, { action: 'leave' });
		await expect(getCohortPage(test.context, okafor, cohortId)).rejects.toMatchObject(MISSING);
		expect(await audited()).toEqual(
			expect.arrayContaining([
				['owner-offer', okafor.id],
				['owner-accept', weiss.id],
			]),
		);
	});

	it('learners read who teaches them, and no bound of a cohort holds for those who teach it', async () => {
		await shareWith(weiss);
		expect(await listOwnTeachers(test.context, ada)).toEqual([{ cohort: 'Spring', names: ['S. Okafor', 'R. Weiss'] }]);
		expect((await listTeachersOf(test.context.client, ada.id)).toSorted()).toEqual([okafor.id, weiss.id].toSorted());
		expect(await listTeachersOf(test.context.client, weiss.id)).toEqual([]);

		await bound(weiss);
		expect((await getHelp(test.context, ada, lab)).bound).toMatchObject({ ceiling: 0, by: 'R. Weiss' });
		expect((await getHelp(test.context, weiss, lab)).bound).toBeNull();
	});

	it('a list brings nobody in unasked whose work one of the instructors does not read yet', async () => {
		const bao = await makeActor(test.context, { displayName: 'Bao' });
		const { users } = test.context.client.schema;
		await test.context.client.db
			.update(users)
			.set({ username: `b${bao.id.slice(-12)}` })
			.where(eq(users.id, bao.id));
		await makeCohort(test.context, okafor, [bao]);
		const outcome = async () => {
			const cohort = await requireTaughtCohort(test.context, okafor, cohortId);
			const plan = await planImport(test.context, cohort, Buffer.from(`username,name\nb${bao.id.slice(-12)},Bao`));
			return plan.lines.map((line) => line.outcome);
		};
		expect(await outcome()).toEqual(['add']);
		await shareWith(weiss);
		expect(await outcome()).toEqual(['ask']);
	});
});
