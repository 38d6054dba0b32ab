/** An archived cohort can be read and not changed: every use-case that writes is refused with the same conflict, nothing is written, and all of it works again once it is open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadlineAskSchema } from '#contract/deadline.ts';
import type { Actor } from '#contract/user.ts';
import { answerDispute } from '#server/answer-dispute.ts';
import { changeScore } from '#server/change-score.ts';
import { editComment, removeComment, writeComment } from '#server/comment-submission.ts';
import { applyRegrade, discardRegrade, retryRegrade, undoRegrade } from '#server/decide-regrade.ts';
import { endHelpBound } from '#server/end-help-bound.ts';
import { extend, takeBackExtension } from '#server/extend.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { getGradebook } from '#server/get-gradebook.ts';
import { requireLab } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { endExperiment, makeExperiment } from '#server/make-experiment.ts';
import { overrideVerdict, undoOverride } from '#server/override-verdict.ts';
import { handleStartRegrade } from '#server/regrade-form.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { removeDeadline, setDeadlines, setTimeZone } from '#server/set-deadlines.ts';
import { setGradebook } from '#server/set-gradebook.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { handleCohortForm } from '#server/teach-page.ts';
import { ENGINES } from '../support/database.ts';
import { judge, type LearningTest, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const lab = requireLab('causal-attention');
const REASON = 'agreed in class';

describe.each(ENGINES)('an archived cohort on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let cohortId: string;
	let submissionId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
		ada = await makeActor(test.context, { displayName: 'Ada' });
		okafor = await makeActor(test.context, { role: 'instructor' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
		const { deadlines } = test.context.client.schema;
		await test.context.client.db.insert(deadlines).values({ cohortId, labId: lab.id, dueAt: new Date(test.context.now()) });
		submissionId = await judge(test.context, ada, REJECTED);
		await cohortForm('archive');
	});
	afterAll(() => test.close());

	async function cohortForm(action: string): Promise<void> {
		const form = new FormData();
		for (const [name, value] of Object.entries({ action, cohort: cohortId, name: 'Autumn' })) form.set(name, value);
		await handleCohortForm(test.context, okafor, form);
	}
	async function dump(): Promise<unknown[]> {
		const { db, schema } = test.context.client;
		return Promise.all(Object.values(schema).map((table) => db.select().from(table)));
	}

	const on = () => ({ cohortId, submissionId });
	const cell = () => ({ cohortId, learnerId: ada.id, labId: lab.id });
	const place = () => ({ cohortId, regradeId: 'none' });
	const bound = () => ({
		...{ cohortId, userId: ada.id, labId: null, floor: 0, ceiling: 3, pace: 'standard' as const, maxAuto: null },
		...{ accommodation: false, reason: REASON },
	});
	const extension = () => ({ learner: ada.id, lab: lab.id, zone: 'UTC', until: '2027-01-31T12:00', reason: REASON, seen: '' });
	const roster = (fields: Record<string, string>) => handleRosterForm(test.context, okafor, cohortId, { learner: ada.id, ...fields });
	const ask = () => deadlineAskSchema.parse({ which: lab.id, due: '2027-01-31T12:00', zone: 'UTC' });
	const acts: Readonly<Record<string, () => Promise<unknown>>> = {
		'another name': () => cohortForm('rename'),
		'another join code': () => cohortForm('new-code'),
		'limits of the code': () => roster({ action: 'limit-code', maxUses: '5' }),
		'an open link': () => roster({ action: 'open-link', maxUses: '5' }),
		'another section': () => roster({ action: 'section', section: 'B' }),
		'removing a learner': () => roster({ action: 'remove', reason: REASON }),
		deadlines: () => setDeadlines(test.context, okafor, cohortId, ask(), { seen: {}, isPastMeant: true }),
		'removing a deadline': () => removeDeadline(test.context, okafor, cohortId, { labId: lab.id, seen: '' }),
		'another time zone': () => setTimeZone(test.context, okafor, cohortId, { zone: 'UTC', timeZone: 'Europe/Berlin' }),
		'an extension': () => extend(test.context, okafor, cohortId, extension()),
		'taking an extension back': () => takeBackExtension(test.context, okafor, cohortId, 'none'),
		'what counts': () => setGradebook(test.context, okafor, cohortId, { rule: 'best', dropLowest: '1', seen: '0' }),
		points: () => changeScore(test.context, okafor, cell(), { action: 'set', points: '5', reason: REASON, seen: '0' }),
		'a help bound': () => setHelpBound(test.context, okafor, bound()),
		'a help bound on everybody': () => setHelpBound(test.context, okafor, { ...bound(), userId: null }),
		'the end of a help bound': () => endHelpBound(test.context, okafor, cohortId, 'none'),
		'an outcome': () => overrideVerdict(test.context, okafor, on(), { outcome: 'accepted', reason: REASON }),
		'taking an outcome back': () => undoOverride(test.context, okafor, on(), { reason: REASON }),
		'a comment': () => writeComment(test.context, okafor, on(), { line: null, text: 'Look.' }),
		'another text of a comment': () => editComment(test.context, okafor, on(), { id: 'none', text: 'Look.' }),
		'taking a comment back': () => removeComment(test.context, okafor, on(), 'none'),
		'the answer to a dispute': () =>
			answerDispute(test.context, okafor, { cohortId, learnerId: ada.id }, { eventId: 'none', answer: 'keep', reason: REASON }),
		'a regrade': () => handleStartRegrade(test.context, okafor, cohortId, { labId: lab.id, pick: 'all', which: 'current', reason: REASON }),
		'applying a regrade': () => applyRegrade(test.context, okafor, place()),
		'undoing a regrade': () => undoRegrade(test.context, okafor, place()),
		'discarding a regrade': () => discardRegrade(test.context, okafor, place()),
		'judging faults once more': () => retryRegrade(test.context, okafor, place()),
		'an experiment': () => makeExperiment(test.context, okafor, cohortId, {}),
		'the end of an experiment': () => endExperiment(test.context, okafor, cohortId, 'none'),
		'showing conversations': () => setTutorVisibility(test.context, okafor, cohortId, true),
	};

	it.each(Object.keys(acts))('refuses %s and writes nothing', async (name) => {
		const before = await dump();
		await expect(acts[name]?.()).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('archived') });
		expect(await dump()).toEqual(before);
	});

	it('can be read', async () => {
		expect((await getCohortPage(test.context, okafor, cohortId)).cohort.archivedAt).not.toBeNull();
		expect((await getGradebook(test.context, okafor, cohortId)).cohort.archivedAt).not.toBeNull();
		expect((await getDeadlines(test.context, okafor, cohortId, null)).learners).toHaveLength(1);
		expect((await getLearnerPage(test.context, okafor, { cohortId, learnerId: ada.id })).submissions).toBe(1);
		expect((await getSubmissionPage(test.context, okafor, cohortId, submissionId)).stand).toBe('rejected');
	});

	it('takes changes once it is open again', async () => {
		await cohortForm('restore');
		for (const name of ['another name', 'another section', 'an extension', 'points', 'a help bound', 'a comment', 'an outcome'])
			await acts[name]?.();
		expect((await getCohortPage(test.context, okafor, cohortId)).cohort).toMatchObject({ name: 'Autumn', archivedAt: null });
	});
});
