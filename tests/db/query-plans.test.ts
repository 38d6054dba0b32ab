/**
 * No page reads a whole table that grows with the number of learners. Every statement that the use-cases send to SQLite is recorded, and
 * SQLite itself says how it would run it: a SCAN of such a table without an index is a page that slows down with each cohort.
 */
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertCheckpoint } from '#db/store/checkpoints.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { findLab, labs } from '#labs/index.ts';
import { readSession, startSession } from '#server/auth.ts';
import { changeScore } from '#server/change-score.ts';
import { acceptCohortLink, getCohortLink, listAsks } from '#server/cohort-links.ts';
import { applyRegrade, undoRegrade } from '#server/decide-regrade.ts';
import { listOwnDues } from '#server/dues.ts';
import { makeFeed, readFeed } from '#server/feed.ts';
import { finishRegrades } from '#server/finish-regrade.ts';
import { getCohortHelp } from '#server/get-cohort-help.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { getConversations } from '#server/get-conversations.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { getGradebook } from '#server/get-gradebook.ts';
import { getGradebookCell } from '#server/get-gradebook-cell.ts';
import { getHelp } from '#server/get-help.ts';
import { getHelpAccount } from '#server/get-help-account.ts';
import { getInbox } from '#server/get-inbox.ts';
import { getWorkspace } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { getOwnPoints } from '#server/get-own-points.ts';
import { getProgress } from '#server/get-progress.ts';
import { getRecheck } from '#server/get-recheck.ts';
import { exportRegradeCsv, getRegrade, getRegradeProgress, getRegrades } from '#server/get-regrade.ts';
import { exportLinksCsv, getRoster } from '#server/get-roster.ts';
import { getSimilarity, getSimilarPair } from '#server/get-similarity.ts';
import { getSubmissionView, requireOwnSubmission } from '#server/get-submission.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { getTutor } from '#server/get-tutor.ts';
import { digestOf, importRoster } from '#server/import-roster.ts';
import { listSubmissionsOf } from '#server/list-cohort-submissions.ts';
import { listExperiments } from '#server/list-experiments.ts';
import { listUnjudged } from '#server/list-unjudged.ts';
import { planImport } from '#server/plan-import.ts';
import { beginPreview, getPreview } from '#server/preview-learner.ts';
import { exportPerson } from '#server/privacy.ts';
import { recordRegrade } from '#server/record-regrade.ts';
import { remindOfChecks } from '#server/remind-of-checks.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { setGradebook } from '#server/set-gradebook.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { listOwnOffers, listOwnTeachers } from '#server/share-cohort.ts';
import { getSharedRun, handleOwnRunForm, listOwnRuns, shareRun } from '#server/share-run.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { getTaughtCohorts } from '#server/teach-page.ts';
import { ACCEPTED, judge, makeActor, makeCohort, REJECTED } from '../support/learning.ts';
import { sampleRun } from '../support/sample-run.ts';
import { openTestContext } from '../support/site.ts';

/** Tables with a row for each learner or more. */
const GROWING = [
	'users',
	'sessions',
	'memberships',
	'drafts',
	'submissions',
	'jobs',
	'verdicts',
	'events',
	'mastery',
	'checkpoints',
	'audit_log',
	'extensions',
	'score_changes',
	'verdict_changes',
	'comments',
	'help_requests',
	'messages',
	'muted_kinds',
	'feeds',
	'invitations',
	'cohort_invitations',
	'runs',
	'weight_sketches',
	'tutor_turns',
	'regrade_items',
	'experiment_members',
];
/** What may read a growing table whole, and why. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
	[/from "jobs".*group by "jobs"\."state"/s, 'the queue is short: judged jobs leave it'],
	[/^select distinct "user_id" from "sessions"/, 'by the hour, for whoever is signed in: nearly every session, each of which is looked at'],
];

const statements = new Set<string>();
let context: Awaited<ReturnType<typeof openTestContext>>;
let learner: Actor;
let instructor: Actor;
let cohortId: string;
let submissionId: string;
let classmate: Actor;
/** Of the classmate, to the same lab. */
let otherId: string;
const lab = findLab(labs[0]?.id ?? '') ?? labs[0];

beforeAll(async () => {
	const prepare = Sqlite.prototype.prepare;
	vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, source: string) {
		// Limits have a file of their own.
		if (this.name.endsWith('gradus.db')) statements.add(source);
		return prepare.call(this, source);
	});
	context = await openTestContext();
	// A migration may name tables that are gone when it ends.
	statements.clear();
	learner = await makeActor(context);
	instructor = await makeActor(context, { role: 'instructor' });
	cohortId = await makeCohort(context, instructor, [learner]);
	submissionId = await judge(context, learner, REJECTED);
	await judge(context, learner, ACCEPTED);
	classmate = await makeActor(context, { displayName: 'Bao' });
	await context.client.db
		.insert(context.client.schema.memberships)
		.values({ cohortId, userId: classmate.id, role: 'learner', joinedAt: new Date(context.now()), removedAt: null });
	otherId = await judge(context, classmate, REJECTED);
});
afterAll(async () => {
	vi.restoreAllMocks();
	await context.close();
});

function planOf(source: string): string[] {
	const file = new Sqlite(context.config.databaseUrl.slice('file:'.length), { readonly: true });
	try {
		const unknown = Array.from({ length: source.split('?').length - 1 }, () => null);
		const plan = file.prepare(`explain query plan ${source}`).all(...unknown) as readonly { detail: string }[];
		return plan.map(({ detail }) => detail);
	} finally {
		file.close();
	}
}

/** Lines of the plan that read a growing table, or an index of one, from end to end. */
function scansOf(source: string): string[] {
	return planOf(source).filter((detail) => GROWING.some((table) => new RegExp(`^SCAN ${table}\\b`).test(detail)));
}

/** What a learner opens and does. */
async function walkAsLearner(lab: Lab): Promise<void> {
	const { value } = await startSession(context, learner.id, undefined);
	await readSession(context, value);
	await getWorkspace(context, learner, lab.id);
	await getHelp(context, learner, lab);
	await getSubmissionView(context, await requireOwnSubmission(context, learner.id, submissionId));
	await getProgress(context, learner.id);
	await getHelpAccount(context, learner);
	await getRecheck(context, learner, lab);
	await exportPerson(context, learner, '127.0.0.1');
	await getOwnPoints(context, learner);
	await listOwnDues(context, learner.id);
	await getInbox(context, learner);
	await readFeed(context, (await makeFeed(context, learner)).slice('/feed/'.length, -'.xml'.length), 'https://gradus.example.org');
	await getTutor(context, learner, lab);
	await listExperiments(context, learner);
	await listOwnTeachers(context, learner);
	await remindOfChecks(context);
}

/** Runs that are shown to others, with weights and without. */
async function walkThroughRuns(): Promise<void> {
	const sha256 = 'a'.repeat(64);
	await insertCheckpoint(context.client, { userId: learner.id, sha256, sizeBytes: 8, now: context.now() });
	const { id } = await shareRun(context, learner, { ...sampleRun(), weights: sha256 });
	await getSharedRun(context, null, id);
	await listOwnRuns(context, learner);
	await handleOwnRunForm(context, learner, { run: id, action: 'hide' });
	await handleOwnRunForm(context, learner, { run: id, action: 'remove' });
}

/** What an instructor reads of a cohort. */
async function walkAsInstructor(lab: Lab): Promise<void> {
	await getTaughtCohorts(context, instructor);
	await listUnjudged(context, instructor);
	await listUnjudged(context, { ...instructor, role: 'admin' });
	await listOwnOffers(context, instructor);
	await getCohortPage(context, instructor, cohortId);
	await getGradebook(context, instructor, cohortId);
	const scope = { cohortId, learnerId: learner.id, labId: lab.id };
	await changeScore(context, instructor, scope, { action: 'set', points: '5', reason: 'agreed in class', seen: '0' });
	await getGradebookCell(context, instructor, scope);
	await setGradebook(context, instructor, cohortId, { rule: 'best', dropLowest: '1', seen: '0' });
	await getCohortHelp(context, instructor, cohortId);
	await listSubmissionsOf(context, instructor, cohortId, new URLSearchParams());
	await getConversations(context, instructor, cohortId, null);
	await setTutorVisibility(context, instructor, cohortId, true);
	await getConversations(context, instructor, cohortId, null);
	await getLearnerPage(context, instructor, { cohortId, learnerId: learner.id }, { lab: lab.id, before: '', try: null });
	await getDeadlines(context, instructor, cohortId, null);
	await getSimilarity(context, instructor, cohortId, new URLSearchParams());
	await getSimilarPair(context, instructor, cohortId, [submissionId, otherId]);
	const withWeights = labs.find(({ checkpoints }) => checkpoints.length > 0) ?? expect.fail('No lab has weights.');
	await getSimilarity(context, instructor, cohortId, new URLSearchParams({ lab: withWeights.id }));
	const ofLearner = { cohortId, learnerId: learner.id };
	await beginPreview(context, instructor, ofLearner, '127.0.0.1');
	for (const view of ['home', 'path', 'work'] as const) {
		const { shown } = await getPreview(context, instructor, ofLearner, { view, course: { modules: [], written: [] } });
		expect(shown?.view).toBe(view);
	}
}

/** A list imported, a link used, and what the roster then shows. */
async function walkThroughRoster(): Promise<void> {
	const bytes = new TextEncoder().encode('username,name,section\nnew.learner,New Learner,A\n');
	const { cohort } = await getRoster(context, instructor, cohortId, null);
	const seen = digestOf(await planImport(context, cohort, bytes));
	expect(await importRoster(context, instructor, cohortId, { bytes, seen })).toBe(1);
	await handleRosterForm(context, instructor, cohortId, { action: 'open-link', section: 'A', maxUses: '5', days: '7' });
	const { links } = await getRoster(context, instructor, cohortId, 'A');
	const [open = expect.fail('No open link was made.')] = links.filter(({ username }) => username === null);
	const token = open.path.slice('/join/'.length);
	const guest = await makeActor(context, { displayName: 'Cem' });
	await getCohortLink(context, guest, token, '127.0.0.1');
	await acceptCohortLink(context, guest, token, {}, '127.0.0.1');
	await exportLinksCsv(context, instructor, cohortId, 'https://gradus.example.org');
	await listAsks(context, guest);
}

/** A regrade from its form to its undoing. */
async function walkThroughRegrade(): Promise<void> {
	await getRegrades(context, instructor, cohortId, submissionId);
	const asked = { labId: 'causal-attention', pick: 'all', which: 'current', reason: 'One check was too strict.' } as const;
	const place = { cohortId, regradeId: await startRegrade(context, instructor, cohortId, asked) };
	await getRegradeProgress(context, instructor, place);
	for (let left = 3; left > 0; left--) {
		const job = (await leaseJob(context.client, { owner: 'grader', now: context.now() })) ?? expect.fail('A job is missing.');
		expect(await recordRegrade(context, job, ACCEPTED)).toBe(true);
	}
	await getRegrade(context, instructor, place, false);
	await exportRegradeCsv(context, instructor, place, true);
	await applyRegrade(context, instructor, place);
	await finishRegrades(context);
	await undoRegrade(context, instructor, place);
	await finishRegrades(context);
	await getSubmissionPage(context, instructor, cohortId, submissionId);
}

test('every statement of the pages and of a submission finds its rows by an index', async () => {
	if (!lab) throw new Error('There is no lab.');
	await walkAsLearner(lab);
	await walkThroughRuns();
	await walkAsInstructor(lab);
	await walkThroughRoster();
	await walkThroughRegrade();

	const asked = [...statements].filter((source) => /^\s*(select|update|delete|insert|with)\b/i.test(source));
	expect(asked.length).toBeGreaterThan(40);
	const found = asked
		.filter((source) => !ALLOWED.some(([pattern]) => pattern.test(source)))
		.flatMap((source) => scansOf(source).map((detail) => `${detail}: ${source}`));
	expect(found).toEqual([]);
	// Verdicts are long: the outcomes and diagnoses of a cohort are read from an index alone.
	const outcomes = asked.filter((source) =>
		/"outcome", "verdicts"\."change_id" from "submissions" left join "verdicts".*"cohort_id"/s.test(source),
	);
	// The excerpts of a cohort's misconceptions, which are few.
	expect(asked.filter((source) => /"submissions"\."code", "verdicts"\."verdict" from "submissions"/s.test(source))).toHaveLength(1);
	const diagnoses = asked.filter((source) => source.includes('select distinct "verdicts"."diagnosis"'));
	expect([outcomes.length, diagnoses.length].every((n) => n > 0)).toBe(true);
	for (const source of [...outcomes, ...diagnoses]) expect(planOf(source).join('\n')).toContain('COVERING INDEX verdicts_outcome');
});

test('a scan would be found', () => {
	expect(scansOf('select "id" from "events" where "data" = ?')).toEqual(['SCAN events']);
	expect(scansOf('select "id" from "events" where "user_id" = ?')).toEqual([]);
	// From one end to the other of an index is a scan too.
	expect(scansOf('select "submission_id", "outcome" from "verdicts"')).toEqual([
		expect.stringMatching(/^SCAN verdicts USING COVERING INDEX/),
	]);
});
