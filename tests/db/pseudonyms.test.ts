/** A cohort that hides names, on both engines: nothing that staff read or save holds one but the roster, everything does without it, and no order tells. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { wallOf } from '#contract/zoned-time.ts';
import { copyCohort } from '#server/copy-cohort.ts';
import { exportGradebook } from '#server/export-gradebook.ts';
import { previewExtensions } from '#server/extend-several.ts';
import { getCohortHelp } from '#server/get-cohort-help.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { getGradebook } from '#server/get-gradebook.ts';
import { getGradebookCell } from '#server/get-gradebook-cell.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { exportRegradeCsv, getRegrade, getRegrades } from '#server/get-regrade.ts';
import { getRoster } from '#server/get-roster.ts';
import { getSimilarity, getSimilarPair } from '#server/get-similarity.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { exportSubmissionsCsv, listSubmissionsOf } from '#server/list-cohort-submissions.ts';
import { listHelpRequests } from '#server/list-help-requests.ts';
import { listSimilarWeights } from '#server/list-similar-weights.ts';
import { listTutorTurnsForTeacher } from '#server/list-tutor-turns.ts';
import { listUnjudged } from '#server/list-unjudged.ts';
import { requireTaughtCohort } from '#server/manage-cohorts.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, makeActor, openLearningTest } from '../support/learning.ts';
import { makeNamedCohort, NAMED_LAB, type NamedCohort, WEIGHED_LAB } from '../support/named-cohort.ts';

const DAY_MS = 86_400_000;
const PSEUDONYM = /Learner [0-9A-F]{4}-[0-9A-F]{4}/;

describe.each(ENGINES)('pseudonyms on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let cohort: NamedCohort;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		cohort = await makeNamedCohort(test.context, okafor);
	});

	const show = (what: 'names' | 'pseudonyms', actor = okafor) =>
		handleRosterForm(test.context, actor, cohort.id, { action: 'pseudonyms', show: what });
	const address = (fields: Record<string, string> = {}) => new URLSearchParams(fields);
	/** As text, maps among it. */
	const textOf = (read: unknown) => JSON.stringify(read, (_, value) => (value instanceof Map ? [...value] : value)) ?? '';
	const views = (): Readonly<Record<string, Promise<unknown>>> => {
		const { context } = test;
		const [learner, other] = cohort.learners;
		const place = { cohortId: cohort.id, regradeId: cohort.regradeId };
		const several = {
			lab: NAMED_LAB,
			until: wallOf(context.now() + 20 * DAY_MS, 'UTC'),
			zone: 'UTC',
			reason: 'a holiday',
			everybody: 'on',
		};
		return {
			progress: getCohortPage(context, okafor, cohort.id),
			help: getCohortHelp(context, okafor, cohort.id),
			gradebook: getGradebook(context, okafor, cohort.id),
			'gradebook file': exportGradebook(context, okafor, cohort.id, address()),
			cell: getGradebookCell(context, okafor, { cohortId: cohort.id, learnerId: learner.id, labId: NAMED_LAB }),
			submissions: listSubmissionsOf(context, okafor, cohort.id, address({ sort: 'learner' })),
			'submissions file': exportSubmissionsCsv(context, okafor, cohort.id, address()),
			submission: getSubmissionPage(context, okafor, cohort.id, cohort.submissions[0]),
			similarity: getSimilarity(context, okafor, cohort.id, address({ lab: NAMED_LAB })),
			pair: getSimilarPair(context, okafor, cohort.id, cohort.submissions),
			weights: listSimilarWeights(context, okafor, cohort.id, WEIGHED_LAB),
			regrades: getRegrades(context, okafor, cohort.id, cohort.submissions[0]),
			regrade: getRegrade(context, okafor, place, false),
			'regrade file': exportRegradeCsv(context, okafor, place, false),
			deadlines: getDeadlines(context, okafor, cohort.id, null),
			'extensions for several': previewExtensions(context, okafor, cohort.id, several),
			questions: listHelpRequests(context, okafor, cohort.id),
			conversations: listTutorTurnsForTeacher(context, okafor, cohort.id),
			learner: getLearnerPage(context, okafor, { cohortId: cohort.id, learnerId: other.id }),
			unjudged: listUnjudged(context, okafor),
		};
	};
	const holding = (text: string) => cohort.names.filter((name) => text.toLowerCase().includes(name));

	it('every page and file names learners without it, and none does with it', async () => {
		for (const [name, view] of Object.entries(views())) expect([name, holding(textOf(await view)).length > 0]).toEqual([name, true]);
		await show('pseudonyms');
		for (const [name, view] of Object.entries(views())) {
			const text = textOf(await view);
			expect([name, holding(text)]).toEqual([name, []]);
			expect([name, PSEUDONYM.test(text)]).toEqual([name, true]);
		}
		await show('names');
		expect(holding(textOf(await views()['gradebook file']))).not.toEqual([]);
	});

	it('they are the same everywhere, and the roster alone says whose each is', async () => {
		await show('pseudonyms');
		const { learners } = await getRoster(test.context, okafor, cohort.id, null);
		const own = new Map(learners.map(({ displayName, pseudonym }) => [displayName, pseudonym]));
		expect([...own.keys()]).toEqual(['Xanthippe Quill', 'Zebedee Thorne']);
		const [quill] = cohort.learners;
		const { learner } = await getSubmissionPage(test.context, okafor, cohort.id, cohort.submissions[0]);
		expect([learner.id, learner.displayName]).toEqual([quill.id, own.get('Xanthippe Quill')]);
		const { rows } = await getGradebook(test.context, okafor, cohort.id);
		expect(rows.find(({ id }) => id === quill.id)?.name).toBe(learner.displayName);
		expect(rows.map(({ name }) => name)).toEqual([...own.values()].sort());
		const lines = (await exportSubmissionsCsv(test.context, okafor, cohort.id, address({ sort: 'learner' }))).trim().split('\r\n').slice(1);
		expect(lines.map((line) => line.split(',')[2])).toEqual(lines.map((line) => line.split(',')[2]).sort());
	});

	it('a page of submissions goes on in the order of pseudonyms', async () => {
		await show('pseudonyms');
		const all = await listSubmissionsOf(test.context, okafor, cohort.id, address({ sort: 'learner' }));
		const after = all.rows[0]?.id ?? '';
		const rest = await listSubmissionsOf(test.context, okafor, cohort.id, address({ sort: 'learner', after }));
		expect(rest.rows.map(({ id }) => id)).toEqual(all.rows.slice(1).map(({ id }) => id));
	});

	it('Canvas, which knows usernames alone, gets no file', async () => {
		const canvas = () => exportGradebook(test.context, okafor, cohort.id, address({ form: 'canvas' }));
		expect(holding(await canvas())).not.toEqual([]);
		await show('pseudonyms');
		await expect(canvas()).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('hides names') });
	});

	it('is set by whoever teaches the cohort, once, audited, and goes with it to the next term', async () => {
		const stranger = await makeActor(test.context, { role: 'instructor' });
		await expect(show('pseudonyms', stranger)).rejects.toMatchObject({ kind: 'missing' });
		await expect(show('pseudonyms', cohort.learners[0])).rejects.toMatchObject({ kind: 'missing' });
		for (const what of ['pseudonyms', 'pseudonyms', 'names', 'pseudonyms'] as const) await show(what);
		const { auditLog } = test.context.client.schema;
		const rows = await test.context.client.db.select().from(auditLog).where(eq(auditLog.targetId, cohort.id));
		const acts = rows.filter(({ action }) => action.startsWith('pseudonyms'));
		expect(acts.map(({ action }) => action).sort()).toEqual(['pseudonyms-off', 'pseudonyms-on', 'pseudonyms-on']);
		const next = await copyCohort(test.context, okafor, cohort.id, { name: 'Autumn', weeks: '26' });
		expect((await requireTaughtCohort(test.context, okafor, next)).isPseudonymous).toBe(true);
	});

	it('a row that waits for a person leads to its submission, by the pseudonym; an admin who teaches nobody reads the name', async () => {
		await show('pseudonyms');
		const [row] = await listUnjudged(test.context, okafor);
		expect(row).toMatchObject({ cohortId: cohort.id, learner: expect.stringMatching(PSEUDONYM) });
		const admin = await makeActor(test.context, { role: 'admin' });
		const all = await listUnjudged(test.context, admin);
		expect(all.find(({ submissionId }) => submissionId === row?.submissionId)).toMatchObject({
			cohortId: null,
			learner: expect.stringMatching(/^(Xanthippe Quill|Zebedee Thorne)$/),
		});
	});
});
