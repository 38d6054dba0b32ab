/** An instructor looks at a learner's pages as the learner sees them: begun by an audited act, the same numbers, and not a row is written by looking. On both engines. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PREVIEW_VIEWS, type PreviewView, previewViewSchema } from '#contract/learner-page.ts';
import type { Actor } from '#contract/user.ts';
import { listAuditOfUser } from '#db/store/audit.ts';
import { writeComment } from '#server/comment-submission.ts';
import { listOwnDues } from '#server/dues.ts';
import { extend } from '#server/extend.ts';
import { requireLab } from '#server/get-lab.ts';
import { getOwnComments } from '#server/get-own-comments.ts';
import { getOwnPoints } from '#server/get-own-points.ts';
import { getProgress } from '#server/get-progress.ts';
import { beginPreview, getPreview, PREVIEW_MS } from '#server/preview-learner.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { removeLearner } from '../support/cohort.ts';
import { ENGINES } from '../support/database.ts';
import { judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const lab = requireLab('causal-attention');
const course = { modules: [], written: [] };
const VIEWS = Object.keys(PREVIEW_VIEWS).map((view) => previewViewSchema.parse(view));
const MISSING = { kind: 'missing' };

describe.each(ENGINES)('the preview on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		ada = await makeActor(test.context, { displayName: 'Ada' });
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
	});

	const scope = () => ({ cohortId, learnerId: ada.id });
	const begin = (actor = okafor) => beginPreview(test.context, actor, scope(), '127.0.0.1');
	const look = (view: PreviewView, actor = okafor) => getPreview(test.context, actor, scope(), { view, course });
	const acts = async () => (await listAuditOfUser(test.context.client, ada.id)).filter(({ action }) => action === 'learner-preview');

	it('shows nothing before it is begun and an hour after; each beginning is a line that the learner’s own file has', async () => {
		for (const view of VIEWS) expect((await look(view)).shown).toBeNull();
		expect(await acts()).toEqual([]);

		await begin();
		for (const view of VIEWS) expect((await look(view)).shown?.view).toBe(view);
		expect(await acts()).toMatchObject([{ actorId: okafor.id, targetKind: 'user', targetId: ada.id, detail: { cohortId } }]);

		test.later(PREVIEW_MS + 1);
		expect((await look('work')).shown).toBeNull();
		await begin();
		expect(await acts()).toHaveLength(2);
	});

	it('has the learner’s own deadlines, help, points and comments', async () => {
		const { deadlines } = test.context.client.schema;
		await test.context.client.db.insert(deadlines).values({ cohortId, labId: lab.id, dueAt: new Date(test.context.now()) });
		const submissionId = await judge(test.context, ada, REJECTED);
		test.later(MINUTE_MS);
		await extend(test.context, okafor, cohortId, {
			...{ learner: ada.id, lab: lab.id, zone: 'UTC', until: '2027-01-31T12:00', reason: 'was ill this week', seen: '' },
		});
		await writeComment(test.context, okafor, { cohortId, submissionId }, { line: null, text: 'Look at the mask.' });
		await setHelpBound(test.context, okafor, {
			...{ cohortId, userId: ada.id, labId: null, floor: 0, ceiling: 0, pace: 'standard', maxAuto: null },
			...{ accommodation: false, reason: 'talked it through' },
		});
		await begin();

		const { shown } = await look('work');

		expect(shown).toMatchObject({
			progress: await getProgress(test.context, ada.id),
			// A username is another word for whoever asks.
			points: (await getOwnPoints(test.context, ada)).map(({ row: { username: _, ...row }, ...own }) => ({ ...own, row })),
			comments: await getOwnComments(test.context, ada),
			dues: await listOwnDues(test.context, ada.id),
		});
		expect(shown?.dues).toMatchObject([{ labId: lab.id, reason: 'was ill this week' }]);
		expect(shown?.view === 'work' && shown.progress.labs.every(({ maxLevel }) => maxLevel === 0)).toBe(true);
	});

	it('leaves out the dates and points that another cohort of the learner set', async () => {
		const { deadlines } = test.context.client.schema;
		const elsewhere = await makeCohort(test.context, await makeActor(test.context, { role: 'instructor' }), [ada]);
		for (const id of [cohortId, elsewhere])
			await test.context.client.db.insert(deadlines).values({ cohortId: id, labId: lab.id, dueAt: new Date(test.context.now()) });
		await begin();

		const { shown } = await look('work');

		expect((await listOwnDues(test.context, ada.id)).map(({ cohort }) => cohort.id)).toContain(elsewhere);
		expect(shown?.dues.map(({ cohort }) => cohort.id)).toEqual([cohortId]);
		expect(shown?.view === 'work' && shown.points.map(({ cohort }) => cohort.id)).toEqual([cohortId]);
	});

	it('leaves every table as it was, however often it is read', async () => {
		const submissionId = await judge(test.context, ada, REJECTED);
		await writeComment(test.context, okafor, { cohortId, submissionId }, { line: null, text: 'Look at the mask.' });
		await begin();
		const { db, schema } = test.context.client;
		const dump = () => Promise.all(Object.values(schema).map(async (table) => JSON.stringify(await db.select().from(table))));
		const before = await dump();
		for (const view of VIEWS) await look(view);

		expect(await dump()).toEqual(before);
		expect((await getOwnComments(test.context, ada)).map(({ comment }) => comment.isUnread)).toEqual([true]);
	});

	it('is not there for another instructor, an admin who does not teach, the learner, or once the learner is out', async () => {
		const others = [
			await makeActor(test.context, { role: 'instructor' }),
			await makeActor(test.context, { role: 'admin' }),
			await makeActor(test.context),
			ada,
		];
		for (const actor of others) {
			await expect(begin(actor)).rejects.toMatchObject(MISSING);
			await expect(look('home', actor)).rejects.toMatchObject(MISSING);
		}
		expect(await acts()).toEqual([]);

		await begin();
		await removeLearner(test.context, cohortId, ada.id);
		await expect(look('work')).rejects.toMatchObject(MISSING);
	});

	it('takes an unknown page for home', () => {
		expect(previewViewSchema.parse('settings')).toBe('home');
		expect(previewViewSchema.parse(null)).toBe('home');
	});
});
