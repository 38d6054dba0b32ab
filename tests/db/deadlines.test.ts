/** Deadlines and extensions on both engines: what is set and for whom, what a change would do, who may, two instructors at once, the past, zones. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deadlineAskSchema, latenessOf } from '#contract/deadline.ts';
import type { Actor } from '#contract/user.ts';
import { momentOf } from '#contract/zoned-time.ts';
import { handleDeadlineForm, runDeadlineForm } from '#server/deadline-form.ts';
import { listOwnDues, readCohortDues } from '#server/dues.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { getInbox } from '#server/get-inbox.ts';
import { planDeadlines, readCohortDeadlines } from '#server/plan-deadlines.ts';
import { exportPerson } from '#server/privacy.ts';
import { removeLearner } from '../support/cohort.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { type LearningTest, makeActor, makeCohort, openLearningTest, START } from '../support/learning.ts';

const LAB = 'causal-attention';
const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
/** A Sunday; the clock goes forward on it. */
const SUNDAY = '2026-03-29T23:59';

describe.each(ENGINES)('deadlines on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let stranger: Actor;
	let ada: Actor;
	let bao: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		stranger = await makeActor(test.context, { role: 'instructor' });
		[ada, bao] = [await makeActor(test.context, { displayName: 'Ada' }), await makeActor(test.context, { displayName: 'Bao' })];
		cohortId = await makeCohort(test.context, okafor, [ada, bao]);
		await send({ action: 'zone', zone: 'UTC', timeZone: ZONE });
	});

	const send = (fields: Record<string, string>, asked: Record<string, string> = {}, actor = okafor) =>
		handleDeadlineForm(test.context, actor, cohortId, asked, fields);
	const asked = (over: Record<string, string> = {}) => ({ which: LAB, due: SUNDAY, zone: ZONE, ...over });
	const page = (actor = okafor) => getDeadlines(test.context, actor, cohortId, null);
	const line = async (lab = LAB) => (await page()).lines.find((each) => each.lab.id === lab);
	const set = async (over: Record<string, string> = {}, more: Record<string, string> = {}) => {
		const seen = (await line())?.seen;
		return send({ action: 'set', ...(seen == null ? {} : { [`seen:${LAB}`]: seen }), ...more }, asked(over));
	};
	const give = (over: Record<string, string> = {}, actor = okafor) =>
		send(
			{
				action: 'extend',
				lab: LAB,
				learner: ada.id,
				until: '2026-04-05T23:59',
				zone: ZONE,
				reason: 'was ill for a week',
				seen: '',
				...over,
			},
			{},
			actor,
		);
	const own = (actor: Actor) => listOwnDues(test.context, actor.id);
	const rows = async (table: 'messages' | 'auditLog') => test.context.client.db.select().from(test.context.client.schema[table]);
	const messagesTo = async (actor: Actor) => {
		const { messages } = test.context.client.schema;
		return (await test.context.client.db.select().from(messages)).filter(({ userId }) => userId === actor.id);
	};

	it('a Sunday 23:59 is one in the cohort’s zone, and every learner has it with its rule', async () => {
		await set({ grace: '15', late: 'reduced', perDay: '10', atMost: '50' });

		const [due] = await own(ada);
		expect(due).toMatchObject({
			labId: LAB,
			cohort: { id: cohortId, name: 'Spring' },
			due: { timeZone: ZONE, graceMinutes: 15, late: { kind: 'reduced', perDay: 10, atMost: 50 }, extendedFrom: null },
			reason: null,
		});
		expect(due?.due.dueAt).toBe(Date.parse('2026-03-29T23:59:00+02:00'));
		expect(await own(bao)).toHaveLength(1);
		expect(await line()).toMatchObject({ changedBy: okafor.id, submitted: 0, extensions: 0 });
	});

	it('one date for a module, and a week more for each lab after the first, by the calendar', async () => {
		await set({ which: 'module-1' });
		const same = (await page()).lines.filter(({ deadline }) => deadline !== null);
		expect(same.length).toBeGreaterThan(0);
		expect(new Set(same.map(({ deadline }) => deadline?.dueAt)).size).toBe(1);

		const seen = Object.fromEntries((await page()).lines.flatMap(({ lab, seen }) => (seen === null ? [] : [[`seen:${lab.id}`, seen]])));
		await send({ action: 'set', ...seen }, asked({ which: 'all', step: 'weekly', due: '2026-03-22T23:59' }));
		const { lines } = await page();
		expect(lines.every(({ deadline }) => deadline !== null)).toBe(true);
		for (const [n, { deadline }] of lines.slice(0, 3).entries())
			expect(deadline?.dueAt).toBe(momentOf(['2026-03-22T23:59', SUNDAY, '2026-04-05T23:59'][n] ?? '', ZONE));
	});

	it('the preview says who is affected, and changes nothing', async () => {
		await set();
		const first = Date.parse('2026-03-29T23:59:00+02:00');
		await makeSubmission(test.context.client, ada.id, { createdAt: new Date(first - 2 * DAY) });
		await give({ learner: bao.id });
		const before = [await rows('messages'), await rows('auditLog')];

		const ask = deadlineAskSchema.parse(asked({ due: '2026-03-26T23:59' }));
		const { cohort } = await page();
		const [plan] = planDeadlines(await readCohortDeadlines(test.context, cohort), ask, first - 20 * DAY);

		expect(plan).toMatchObject({
			moved: [{ id: ada.id, was: first }],
			held: [{ id: bao.id }],
			waiting: 1,
			turnLate: [{ id: ada.id }],
			turnOnTime: [],
			isPast: false,
		});
		expect(planDeadlines(await readCohortDeadlines(test.context, cohort), ask, first)[0]?.isPast).toBe(true);
		expect([await rows('messages'), await rows('auditLog')]).toEqual(before);
	});

	it('a date in the past is refused with what it would do, and set when it is meant', async () => {
		await expect(set({ due: '2025-12-01T10:00' })).rejects.toMatchObject({
			kind: 'invalid',
			at: 'confirmed',
			message: /in the past: whoever has not submitted is late at once/,
		});
		expect((await line())?.deadline).toBeNull();

		await set({ due: '2025-12-01T10:00' }, { confirmed: 'on' });
		expect((await line())?.deadline?.dueAt).toBe(Date.parse('2025-12-01T10:00:00+01:00'));
	});

	it('of two instructors at once the second is told and overwrites nothing, for a first date, a change and a removal', async () => {
		await set();
		await expect(send({ action: 'set' }, asked({ due: '2026-05-01T12:00' }))).rejects.toMatchObject({ kind: 'conflict' });
		const first = (await line())?.seen ?? '';
		await set({ due: '2026-04-12T23:59' });
		const before = await rows('messages');

		// One that was overtaken holds the other back too: all or none.
		await expect(
			send({ action: 'set', [`seen:${LAB}`]: first }, asked({ which: 'module-1', due: '2026-05-01T12:00' })),
		).rejects.toMatchObject({ kind: 'conflict' });
		await expect(send({ action: 'remove', lab: LAB, seen: first })).rejects.toMatchObject({ kind: 'conflict' });

		expect((await page()).lines.filter(({ deadline }) => deadline !== null)).toHaveLength(1);
		expect((await line())?.deadline?.dueAt).toBe(momentOf('2026-04-12T23:59', ZONE));
		expect(await rows('messages')).toEqual(before);
	});

	it('two changes of the same deadline at the same moment: one is made', async () => {
		await set();
		const seen = (await line())?.seen ?? '';
		const both = await Promise.allSettled(
			['2026-05-01T12:00', '2026-05-02T12:00'].map((due) => send({ action: 'set', [`seen:${LAB}`]: seen }, asked({ due }))),
		);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	it('an extension moves one learner’s date, with its reason, and the later of two dates holds', async () => {
		await set({ late: 'closed' });
		await give();

		const [extended] = await own(ada);
		expect(extended).toMatchObject({
			reason: 'was ill for a week',
			due: { dueAt: momentOf('2026-04-05T23:59', ZONE), extendedFrom: momentOf(SUNDAY, ZONE) },
		});
		expect((await own(bao))[0]).toMatchObject({ reason: null, due: { extendedFrom: null } });
		const dues = await readCohortDues(test.context, (await page()).cohort);
		const sentAt = momentOf('2026-04-01T12:00', ZONE);
		expect(latenessOf(dues.dueOf(ada.id, LAB), sentAt)).toMatchObject({ isLate: false, pointsRatio: 1 });
		expect(latenessOf(dues.dueOf(bao.id, LAB), sentAt)).toMatchObject({ isLate: true, pointsRatio: 0 });
		expect(dues.dueOf(ada.id, 'rope')).toBeNull();

		await set({ due: '2026-04-20T23:59' });
		expect((await own(ada))[0]?.due).toMatchObject({ dueAt: momentOf('2026-04-20T23:59', ZONE), extendedFrom: null });
	});

	it('an extension that gives no time, is past, comes second or names nobody is refused in words', async () => {
		await expect(give()).rejects.toMatchObject({ kind: 'invalid', at: 'lab' });
		await set();
		await expect(give({ until: SUNDAY })).rejects.toMatchObject({
			kind: 'invalid',
			at: 'until',
			message: /due Sunday 29 March 2026, 23:59 for everybody/,
		});
		await expect(give({ reason: 'ill' })).rejects.toMatchObject({ problems: { reason: expect.stringContaining('Say why') } });
		await expect(give({ until: 'soon' })).rejects.toMatchObject({ problems: { until: expect.any(String) } });
		await expect(give({ learner: stranger.id })).rejects.toMatchObject({ kind: 'conflict', at: 'learner' });
		await expect(give({ zone: 'UTC' })).rejects.toMatchObject({ kind: 'conflict', message: /time zone became Europe\/Berlin/ });
		await give();
		await expect(give({ until: '2026-04-09T23:59' })).rejects.toMatchObject({
			kind: 'conflict',
			message: /S\. Okafor gave this learner until Sunday 5 April 2026, 23:59 \(“was ill for a week”\)/,
		});

		const [held] = (await page()).extensions;
		await give({ until: '2026-04-09T23:59', seen: held?.id ?? '' });
		expect((await page()).extensions.map(({ dueAt }) => dueAt)).toEqual([momentOf('2026-04-09T23:59', ZONE)]);

		test.later(300 * DAY);
		await expect(give({ until: '2026-05-01T12:00', seen: (await page()).extensions[0]?.id ?? '' })).rejects.toMatchObject({
			at: 'confirmed',
		});
		await give({ until: '2026-05-01T12:00', seen: (await page()).extensions[0]?.id ?? '', confirmed: 'on' });
		test.later(-300 * DAY);
	});

	it('a form that was opened for one learner and sent for another asks for that one alone', async () => {
		await set();
		await give();
		const [held] = (await page()).extensions;
		const seen = held?.id ?? '';
		await give({ learner: bao.id, seen });
		expect((await page()).extensions.map(({ learner: { id } }) => id).sort()).toEqual([ada.id, bao.id].sort());
		// Of the other one too, what is in force is told and not written over.
		await expect(give({ learner: bao.id, until: '2026-04-09T23:59', seen })).rejects.toMatchObject({
			kind: 'conflict',
			at: 'seen',
			message: /S\. Okafor gave this learner/,
		});

		await send({ action: 'take-back', extension: seen });
		await expect(give({ seen })).rejects.toMatchObject({ kind: 'conflict', message: /was taken back meanwhile/ });
	});

	it('for a learner who left meanwhile it is a conflict at the learner, not a page that is missing', async () => {
		await set();
		await removeLearner(test.context, cohortId, ada.id);
		const sent = { action: 'extend', lab: LAB, learner: ada.id, until: '2026-04-05T23:59', zone: ZONE, reason: 'was ill for a week' };
		expect(await runDeadlineForm(test.context, okafor, cohortId, { asked: {}, sent })).toMatchObject({
			...{ isDone: false, status: 409 },
			problems: { learner: expect.stringMatching(/not in the cohort any more.*Choose another learner/) },
		});
		expect((await page()).extensions).toEqual([]);
	});

	it('another rule for being late or another grace is told to everybody whom it holds for, with the date that stays', async () => {
		await set();
		await give({ learner: bao.id });
		const due = momentOf(SUNDAY, ZONE);
		await makeSubmission(test.context.client, ada.id, { createdAt: new Date(due + DAY) });
		const ask = deadlineAskSchema.parse(asked({ late: 'closed', grace: '15' }));
		const [plan] = (await getDeadlines(test.context, okafor, cohortId, ask)).plan ?? [];
		expect(plan).toMatchObject({ moved: [], turnLate: [], lateAnew: [{ id: ada.id }] });
		expect(plan?.ruled.map(({ id }) => id).sort()).toEqual([ada.id, bao.id].sort());

		test.later(1_000);
		await set({ late: 'closed', grace: '15' });
		const text = async (actor: Actor) => (await getInbox(test.context, actor)).lines.find(({ kind }) => kind === 'deadline');
		expect(await text(ada)).toMatchObject({
			title: 'Another rule for being late for 1.4 Causal self-attention',
			open: expect.stringContaining('23:59 as before. After that, from now on: Not accepted for points. Grace: 15 minutes.'),
		});
		expect((await text(bao))?.open).toContain('5 April');

		// A later date for everybody but who has more time already; the rule is as it was, so that one is told nothing.
		const [before, told] = [await messagesTo(bao), await messagesTo(ada)];
		test.later(1_000);
		await set({ late: 'closed', grace: '15', due: '2026-03-30T23:59' });
		expect(await messagesTo(bao)).toEqual(before);
		expect(await messagesTo(ada)).toHaveLength(told.length + 1);
		expect((await text(ada))?.open).not.toContain('from now on');
	});

	it('what the end of a deadline would do is shown, and nothing is done yet; of one that is gone it says so', async () => {
		await set();
		await makeSubmission(test.context.client, ada.id, { createdAt: new Date(momentOf(SUNDAY, ZONE) + DAY) });
		const before = [await rows('messages'), await rows('auditLog')];
		const [plan] = (await getDeadlines(test.context, okafor, cohortId, { remove: LAB })).plan ?? [];
		expect(plan).toMatchObject({ to: null, seen: (await line())?.seen, ruled: [], turnLate: [], turnOnTime: [{ id: ada.id }] });
		expect(plan?.moved.map(({ to }) => to)).toEqual([null, null]);
		expect([await rows('messages'), await rows('auditLog')]).toEqual(before);

		await send({ action: 'remove', lab: LAB, seen: plan?.seen ?? '' });
		await expect(getDeadlines(test.context, okafor, cohortId, { remove: LAB })).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('one that is taken back ends once, and the cohort’s date holds again', async () => {
		await set();
		await give();
		const [held] = (await page()).extensions;
		await send({ action: 'take-back', extension: held?.id ?? '' });

		expect((await own(ada))[0]?.due.extendedFrom).toBeNull();
		await expect(send({ action: 'take-back', extension: held?.id ?? '' })).rejects.toMatchObject({ kind: 'conflict' });
		expect((await messagesTo(ada)).map(({ data }) => data)).toContainEqual(expect.objectContaining({ kind: 'extension', dueAt: null }));
	});

	it('tells whom it concerns, once for all labs of a change, and nobody else', async () => {
		await set({ which: 'all' });
		expect(await messagesTo(ada)).toHaveLength(1);
		expect((await messagesTo(ada))[0]).toMatchObject({ kind: 'deadline', readAt: null });
		await give();
		expect((await messagesTo(ada)).map(({ kind }) => kind).sort()).toEqual(['deadline', 'extension']);
		expect(await messagesTo(bao)).toHaveLength(1);

		// Ada's own date stays where it was.
		const seen = Object.fromEntries((await page()).lines.map((each) => [`seen:${each.lab.id}`, each.seen ?? '']));
		await send({ action: 'set', ...seen }, asked({ due: '2026-04-01T12:00' }));
		expect(await messagesTo(ada)).toHaveLength(2);
		expect(await messagesTo(bao)).toHaveLength(2);
		expect(await messagesTo(okafor)).toEqual([]);
	});

	it('every change is audited with what was before and after', async () => {
		test.later(1_000);
		await set();
		test.later(1_000);
		await give();
		test.later(1_000);
		await send({ action: 'remove', lab: LAB, seen: (await line())?.seen ?? '' });

		const acts = (await rows('auditLog'))
			.filter((row) => 'targetId' in row && row.targetId === cohortId)
			.sort((a, b) => +a.createdAt - +b.createdAt);
		expect(acts.map((row) => 'action' in row && row.action)).toEqual(['cohort-time-zone', 'deadlines', 'extension', 'deadlines']);
		expect(acts[1]).toMatchObject({ actorId: okafor.id, detail: { labs: [{ labId: LAB, before: null, after: { graceMinutes: 0 } }] } });
		expect(acts[2]).toMatchObject({ detail: { learnerId: ada.id, reason: 'was ill for a week' } });
	});

	it('is missing for another instructor and for learners, and nothing is written', async () => {
		await set();
		const before = await rows('auditLog');
		for (const actor of [stranger, ada]) {
			await expect(page(actor)).rejects.toMatchObject({ kind: 'missing' });
			for (const action of ['set', 'remove', 'zone', 'take-back', 'extend'])
				await expect(
					send(
						{ action, lab: LAB, learner: ada.id, until: '2026-05-01T12:00', zone: ZONE, timeZone: 'UTC', reason: 'because of it' },
						asked(),
						actor,
					),
				).rejects.toMatchObject({ kind: 'missing' });
		}
		expect(await rows('auditLog')).toEqual(before);
	});

	it('a zone that there is not, and one that was changed meanwhile, are refused; dates stay at their moment', async () => {
		await set();
		await expect(send({ action: 'zone', zone: ZONE, timeZone: 'Mars/Base' })).rejects.toMatchObject({ kind: 'invalid', at: 'timeZone' });
		await expect(send({ action: 'zone', zone: 'UTC', timeZone: 'Asia/Tokyo' })).rejects.toMatchObject({ kind: 'conflict' });
		const before = (await line())?.deadline?.dueAt;
		await send({ action: 'zone', zone: ZONE, timeZone: 'Asia/Tokyo' });
		expect((await line())?.deadline).toMatchObject({ dueAt: before, timeZone: 'Asia/Tokyo' });
	});

	it.each([
		[{ which: 'nowhere' }, { at: 'which' }],
		[{ due: '2026-02-30T12:00' }, { problems: { due: 'There is no such date. Years are 2000 to 2199.' } }],
		[{ due: '2026-03-01' }, { problems: { due: expect.any(String) } }],
		[{ grace: '-1' }, { problems: { grace: expect.stringContaining('not below 0') } }],
		[{ grace: '99999' }, { problems: { grace: expect.stringContaining('at most 10080') } }],
		[{ late: 'reduced', perDay: '0' }, { problems: { perDay: expect.stringContaining('1 to 100 %') } }],
		[{ late: 'refused' }, { problems: { late: 'Choose what being late does.' } }],
	])('refuses %j', async (over, problem) => {
		await expect(set(over)).rejects.toMatchObject(problem);
	});

	it('holds for nobody who has left, and is in the export of who has it', async () => {
		await set();
		await give();
		const exported = await exportPerson(test.context, ada, '127.0.0.1');
		// An export has no order.
		const messages = expect.arrayContaining(['deadline', 'extension'].map((kind) => expect.objectContaining({ kind })));
		expect(exported).toMatchObject({ extensions: [{ reason: 'was ill for a week' }], messages });

		await removeLearner(test.context, cohortId, ada.id);
		expect(await own(ada)).toEqual([]);
		expect((await page()).extensions).toEqual([]);
		expect(test.context.now()).toBeGreaterThanOrEqual(START);
	});
});
