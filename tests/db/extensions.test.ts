/** More time for several learners at once, on both engines: who gets it and who keeps more, all or nothing, two instructors at once, taking it back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { latenessOf } from '#contract/deadline.ts';
import type { Actor } from '#contract/user.ts';
import { momentOf } from '#contract/zoned-time.ts';
import { type DeadlineResult, runDeadlineForm } from '#server/deadline-form.ts';
import { listOwnDues, readCohortDues } from '#server/dues.ts';
import { previewExtensions } from '#server/extend-several.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { getInbox } from '#server/get-inbox.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { removeLearner } from '../support/cohort.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { type LearningTest, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const LAB = 'rope';
const [DUE, LATER, LATEST] = ['2026-03-20T18:00', '2026-03-27T18:00', '2026-04-10T18:00'] as const;
const at = (wall: string) => momentOf(wall, 'UTC');

describe.each(ENGINES)('extensions for several on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let second: Actor;
	let ada: Actor;
	let bao: Actor;
	let cyn: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		second = await makeActor(test.context, { displayName: 'M. Second', role: 'instructor' });
		const learner = (displayName: string) => makeActor(test.context, { displayName });
		[ada, bao, cyn] = [await learner('Ada'), await learner('Bao'), await learner('Cyn')];
		cohortId = await makeCohort(test.context, okafor, [ada, bao, cyn]);
		const { memberships } = test.context.client.schema;
		const seat = { cohortId, userId: second.id, role: 'instructor' as const, joinedAt: new Date(test.context.now()) };
		await test.context.client.db.insert(memberships).values(seat);
		for (const { id } of [ada, bao])
			await handleRosterForm(test.context, okafor, cohortId, { action: 'section', learner: id, section: 'A' });
		await send({ action: 'set' }, okafor, { which: LAB, due: DUE, zone: 'UTC', late: 'closed' });
	});

	async function send(sent: Record<string, string>, actor: Actor = okafor, asked: Record<string, string> = {}): Promise<DeadlineResult> {
		const result = await runDeadlineForm(test.context, actor, cohortId, { asked, sent });
		if (result === 'missing') throw new Error('missing');
		return result;
	}
	const ask = (over: Record<string, string> = {}) => ({
		lab: LAB,
		until: LATER,
		zone: 'UTC',
		reason: 'the room was closed',
		'section:A': 'on',
		...over,
	});
	const preview = (over: Record<string, string> = {}) => previewExtensions(test.context, okafor, cohortId, ask(over));
	const give = async (over: Record<string, string> = {}, actor: Actor = okafor) => {
		const { digest } = await preview(over);
		return send({ action: 'extend-several', seen: digest, ...ask(over) }, actor);
	};
	const giveOne = (learner: Actor, until: string, seen = '', actor: Actor = okafor) =>
		send({ action: 'extend', lab: LAB, learner: learner.id, until, zone: 'UTC', reason: 'was ill', seen }, actor);
	const dueOf = async (learner: Actor) => (await listOwnDues(test.context, learner.id))[0]?.due.dueAt;
	const inForce = async () => (await getDeadlines(test.context, okafor, cohortId, null)).extensions;
	const acts = async () => {
		const { auditLog } = test.context.client.schema;
		const rows = await test.context.client.db.select().from(auditLog);
		return rows.filter(({ targetId, action }) => targetId === cohortId && action.startsWith('extension'));
	};

	it('a section gets it, others do not, with one line in the audit log and a message to each', async () => {
		expect(await give()).toMatchObject({ isDone: true });

		expect([await dueOf(ada), await dueOf(bao), await dueOf(cyn)]).toEqual([at(LATER), at(LATER), at(DUE)]);
		const [row, ...more] = await acts();
		expect(more).toEqual([]);
		expect(row).toMatchObject({ action: 'extensions', actorId: okafor.id, detail: { labId: LAB, reason: 'the room was closed' } });
		const told = row?.detail['extensions'];
		expect(told).toHaveLength(2);
		expect(told).toContainEqual(expect.objectContaining({ learnerId: ada.id, was: at(DUE) }));
		const titles = async (actor: Actor) => (await getInbox(test.context, actor)).lines.map(({ kind, text }) => [kind, text]);
		expect(await titles(bao)).toContainEqual(['extension', 'S. Okafor: “the room was closed”']);
		expect((await titles(cyn)).map(([kind]) => kind)).not.toContain('extension');
	});

	it('the preview says who moves and who keeps more, changes nothing, and a shorter one makes place', async () => {
		await giveOne(ada, LATEST);
		await giveOne(bao, '2026-03-22T18:00');
		await makeSubmission(test.context.client, bao.id, { labId: LAB, createdAt: new Date(at('2026-03-25T12:00')) });
		const before = [await acts(), await inForce()];

		const plan = await preview({ everybody: 'on' });
		expect(plan.moved.map(({ id, from, replaces }) => [id, from, replaces !== null])).toEqual([
			[bao.id, at('2026-03-22T18:00'), true],
			[cyn.id, at(DUE), false],
		]);
		expect(plan.kept).toEqual([{ id: ada.id, displayName: 'Ada', until: at(LATEST) }]);
		expect(plan.turnOnTime.map(({ id }) => id)).toEqual([bao.id]);
		expect(await send({ action: 'preview-several', ...ask() })).toMatchObject({ isDone: false, status: 200, several: { to: at(LATER) } });
		expect([await acts(), await inForce()]).toEqual(before);

		await give({ everybody: 'on' });
		expect([await dueOf(ada), await dueOf(bao), await dueOf(cyn)]).toEqual([at(LATEST), at(LATER), at(LATER)]);
		expect(await inForce()).toHaveLength(3);
		const { cohort } = await getDeadlines(test.context, okafor, cohortId, null);
		const { dueOf: due } = await readCohortDues(test.context, cohort);
		expect(latenessOf(due(bao.id, LAB), at('2026-03-25T12:00')).isLate).toBe(false);
	});

	it('who joins the section later has the cohort’s date, and the same again moves only them', async () => {
		await give();
		await handleRosterForm(test.context, okafor, cohortId, { action: 'section', learner: cyn.id, section: 'A' });
		expect(await dueOf(cyn)).toBe(at(DUE));
		expect((await preview()).moved.map(({ id }) => id)).toEqual([cyn.id]);
		await give();
		expect([await dueOf(ada), await dueOf(cyn)]).toEqual([at(LATER), at(LATER)]);
		expect(await give()).toMatchObject({ isDone: false, status: 409, problems: { form: expect.stringContaining('as much time already') } });
	});

	it.each([
		['an extension that somebody else gave', () => giveOne(ada, LATEST, '', second)],
		['somebody who left', () => removeLearner(test.context, cohortId, bao.id)],
	])('what was previewed is set or nothing: %s', async (_, act) => {
		const { digest } = await preview();
		await act();
		const before = await acts();
		const result = await send({ action: 'extend-several', seen: digest, ...ask() });
		expect(result).toMatchObject({ isDone: false, status: 409, problems: { seen: expect.stringContaining('nothing was set') } });
		expect(result.several?.digest).toBe((await preview()).digest);
		expect(await acts()).toEqual(before);
		expect(await send({ action: 'extend-several', seen: result.several?.digest ?? '', ...ask() })).toMatchObject({ isDone: true });
	});

	it('of two who give at the same moment one is told: first ones of one learner, and of several', async () => {
		const one = await Promise.all([giveOne(ada, LATER), giveOne(ada, LATEST, '', second)]);
		expect(one.map(({ isDone }) => isDone).sort()).toEqual([false, true]);
		expect(one.find(({ isDone }) => !isDone)?.problems['seen']).toMatch(
			/(S\. Okafor|M\. Second) gave this learner until .*nothing was set/,
		);

		// Both have seen what would move before either sends.
		const asks = [ask({ until: '2026-05-01T12:00' }), ask({ until: '2026-05-02T12:00' })];
		const seen = await Promise.all(asks.map((asked) => preview(asked)));
		const several = await Promise.all(
			asks.map((asked, n) => send({ action: 'extend-several', seen: seen[n]?.digest ?? '', ...asked }, n === 0 ? okafor : second)),
		);
		expect(several.map(({ status }) => status).sort()).toEqual([200, 409]);
		const own = (await inForce()).map(({ learner }) => learner.id);
		expect(new Set(own).size).toBe(own.length);
	});

	it('one is taken back alone, the rest of the act at once, and whoever has another since keeps it', async () => {
		await give({ everybody: 'on' });
		const given = await inForce();
		const of = (actor: Actor) => given.find(({ learner }) => learner.id === actor?.id);
		const act = { action: 'take-back-several', act: of(ada)?.actId ?? '' };
		await send({ action: 'take-back', extension: of(ada)?.id ?? '' });
		await giveOne(bao, LATEST, of(bao)?.id);
		expect(await send(act)).toMatchObject({ isDone: true });

		expect([await dueOf(ada), await dueOf(bao), await dueOf(cyn)]).toEqual([at(DUE), at(LATEST), at(DUE)]);
		expect((await acts()).filter(({ action }) => action === 'extensions-end')).toMatchObject([
			{ detail: { extensions: [{ learnerId: cyn.id }] } },
		]);
		const [message] = (await getInbox(test.context, cyn)).lines.filter(({ kind }) => kind === 'extension');
		expect(message?.title).toMatch(/was taken back/);
		expect(await send(act)).toMatchObject({ isDone: false, status: 409 });
		expect(await send({ action: 'take-back-several', act: '' })).toMatchObject({ isDone: false, status: 409 });
	});

	it('the table of labs counts those that the page lists: not of whoever was removed, and again of whoever is restored', async () => {
		await give({ everybody: 'on' });
		const counted = async () => {
			const { lines, extensions } = await getDeadlines(test.context, okafor, cohortId, null);
			return [lines.find(({ lab }) => lab.id === LAB)?.extensions, extensions.length];
		};
		expect(await counted()).toEqual([3, 3]);
		await handleRosterForm(test.context, okafor, cohortId, { action: 'remove', learner: bao.id, reason: 'left the course' });
		expect(await counted()).toEqual([2, 2]);
		await handleRosterForm(test.context, okafor, cohortId, { action: 'restore', learner: bao.id });
		expect(await counted()).toEqual([3, 3]);
	});

	it('a date in the past is set when it is meant', async () => {
		test.later(100 * 86_400_000);
		expect(await give()).toMatchObject({
			isDone: false,
			status: 400,
			problems: { confirmed: expect.any(String) },
			several: { isPast: true },
		});
		expect(await give({ confirmed: 'on' })).toMatchObject({ isDone: true });
		test.later(-100 * 86_400_000);
	});

	it.each([
		[{ 'section:A': '', 'section:Z': 'on' }, { who: expect.stringContaining('Choose a section') }],
		[{ lab: 'causal-attention' }, { lab: expect.stringContaining('no deadline') }],
		[{ until: DUE }, { until: expect.stringContaining('no later') }],
		[{ reason: 'ill' }, { reason: expect.stringContaining('Say why') }],
		[{ zone: 'Asia/Tokyo' }, { form: expect.stringContaining('time zone became UTC') }],
	])('refuses %j in words', async (over, problems) => {
		for (const action of ['preview-several', 'extend-several'])
			expect(await send({ action, seen: '', ...ask(over) })).toMatchObject({ isDone: false, problems });
	});

	it('is missing for another instructor and for learners, and rests in an archive', async () => {
		await give();
		const [line] = await inForce();
		const forms = [
			{ action: 'preview-several', ...ask() },
			{ action: 'extend-several', ...ask() },
			{ action: 'take-back-several', act: line?.actId ?? '' },
		];
		const stranger = await makeActor(test.context, { role: 'instructor' });
		for (const actor of [stranger, ada]) for (const form of forms) await expect(send(form, actor)).rejects.toThrow('missing');
		const { cohorts } = test.context.client.schema;
		await test.context.client.db.update(cohorts).set({ archivedAt: new Date() });
		for (const form of forms)
			expect(await send(form)).toMatchObject({ status: 409, problems: { form: expect.stringContaining('archived') } });
		expect(await inForce()).toHaveLength(2);
	});
});
