/**
 * No page reads a whole table that grows with the number of learners. Every statement that the use-cases send to SQLite is recorded, and
 * SQLite itself says how it would run it: a SCAN of such a table without an index is a page that slows down with each cohort.
 */
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { findLab, labs } from '#labs/index.ts';
import { readSession, startSession } from '#server/auth.ts';
import { changeScore } from '#server/change-score.ts';
import { listOwnDues } from '#server/dues.ts';
import { makeFeed, readFeed } from '#server/feed.ts';
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
import { getSubmissionView, requireOwnSubmission } from '#server/get-submission.ts';
import { listSubmissionsOf } from '#server/list-cohort-submissions.ts';
import { exportPerson } from '#server/privacy.ts';
import { setGradebook } from '#server/set-gradebook.ts';
import { ACCEPTED, judge, makeActor, makeCohort, REJECTED } from '../support/learning.ts';
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
];
/** What may read a growing table whole, and why. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
	[/from "jobs".*group by "jobs"\."state"/s, 'the queue is short: judged jobs leave it'],
];

const statements = new Set<string>();
let context: Awaited<ReturnType<typeof openTestContext>>;
let learner: Actor;
let instructor: Actor;
let cohortId: string;
let submissionId: string;
const lab = findLab(labs[0]?.id ?? '') ?? labs[0];

beforeAll(async () => {
	const prepare = Sqlite.prototype.prepare;
	vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, source: string) {
		statements.add(source);
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

/** Lines of the plan that read a growing table from end to end. */
function scansOf(source: string): string[] {
	return planOf(source).filter((detail) => GROWING.some((table) => new RegExp(`^SCAN ${table}\\b(?!.*USING)`).test(detail)));
}

test('every statement of the pages and of a submission finds its rows by an index', async () => {
	if (!lab) throw new Error('There is no lab.');
	const { value } = await startSession(context, learner.id, undefined);
	await readSession(context, value);
	await getWorkspace(context, learner, lab.id);
	await getHelp(context, learner, lab);
	await getSubmissionView(context, await requireOwnSubmission(context, learner.id, submissionId));
	await getProgress(context, learner.id);
	await getHelpAccount(context, learner);
	await getRecheck(context, learner, lab);
	await exportPerson(context, learner, '127.0.0.1');
	await getCohortPage(context, instructor, cohortId);
	await getGradebook(context, instructor, cohortId);
	const scope = { cohortId, learnerId: learner.id, labId: lab.id };
	await changeScore(context, instructor, scope, { action: 'set', points: '5', reason: 'agreed in class', seen: '0' });
	await getGradebookCell(context, instructor, scope);
	await setGradebook(context, instructor, cohortId, { rule: 'best', dropLowest: '1', seen: '0' });
	await getOwnPoints(context, learner);
	await getCohortHelp(context, instructor, cohortId);
	await listSubmissionsOf(context, instructor, cohortId, new URLSearchParams());
	await getConversations(context, instructor, cohortId, null);
	await getLearnerPage(context, instructor, { cohortId, learnerId: learner.id }, { lab: lab.id, before: '', try: null });
	await getDeadlines(context, instructor, cohortId, null);
	await listOwnDues(context, learner.id);
	await getInbox(context, learner);
	await readFeed(context, (await makeFeed(context, learner)).slice('/feed/'.length, -'.xml'.length), 'https://gradus.example.org');

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
	const diagnoses = asked.filter((source) => source.includes('select distinct "verdicts"."diagnosis"'));
	expect([outcomes.length, diagnoses.length].every((n) => n > 0)).toBe(true);
	for (const source of [...outcomes, ...diagnoses]) expect(planOf(source).join('\n')).toContain('COVERING INDEX verdicts_outcome');
});

test('a scan would be found', () => {
	expect(scansOf('select "id" from "events" where "data" = ?')).toEqual(['SCAN events']);
	expect(scansOf('select "id" from "events" where "user_id" = ?')).toEqual([]);
});
