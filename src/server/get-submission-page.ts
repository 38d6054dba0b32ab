/** One submission as its instructor reads it: code, verdict with what only staff may see, what came before and after, help, comments. */
import { marked } from 'marked';
import type { Verdict } from '#contract/grading.ts';
import type { VerdictSummary } from '#contract/regrade.ts';
import type { Comment, HelpBefore, SubmissionStand } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import { listComments } from '#db/store/comments.ts';
import { listEvents } from '#db/store/events.ts';
import { selectOptionalJob } from '#db/store/jobs.ts';
import { listTries } from '#db/store/submission-list.ts';
import { type Submission, selectOptionalSubmission, selectOptionalVerdict, type VerdictRow } from '#db/store/submissions.ts';
import type { Cohort, CohortLearner } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { listVerdictChanges, type VerdictChange } from '#db/store/verdict-changes.ts';
import { findLab } from '#labs/index.ts';
import { changesInForce } from './changes-in-force.ts';
import type { Context } from './context.ts';
import { toComment } from './get-own-comments.ts';
import { helpBefore } from './help-before.ts';
import { readDiagnoses } from './lab-files.ts';
import { requireTaughtSubmission } from './require-taught-submission.ts';
import { summarise } from './summarise-verdict.ts';

export interface OtherTry {
	readonly id: string;
	readonly createdAt: number;
	readonly outcome: Verdict['outcome'] | null;
}

export interface VerdictStep {
	readonly id: string;
	readonly at: number;
	readonly cause: VerdictChange['cause'];
	readonly by: string;
	readonly reason: string;
	readonly before: VerdictSummary;
	readonly after: VerdictSummary;
}

export interface SubmissionPage {
	readonly cohort: Cohort;
	readonly learner: CohortLearner;
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string; readonly version: number };
	readonly submission: Pick<Submission, 'id' | 'mode' | 'code' | 'labVersion' | 'labHash'> & { readonly createdAt: number };
	readonly stand: SubmissionStand | null;
	/** The live job while there is no verdict. */
	readonly job: { readonly state: string; readonly attempt: number; readonly error: string | null } | null;
	readonly verdict: Verdict | null;
	/** By its live job, once; a regrade leaves that time as it is. */
	readonly judgedAt: number | null;
	/** When a regrade that holds put in force what the verdict's grader facts are of. */
	readonly judgedAgainAt: number | null;
	/** How often the grader took it up, until it was judged first. */
	readonly attempt: number;
	/** The authored section of the diagnosis, as HTML; null for those without one. */
	readonly diagnosisHtml: string | null;
	/** Place among the tries, from 1. */
	readonly place: number;
	readonly tries: number;
	readonly previous: (OtherTry & { readonly code: string }) | null;
	readonly next: OtherTry | null;
	readonly help: HelpBefore;
	readonly comments: readonly (Comment & { readonly isOwn: boolean })[];
	/** Changes of the verdict, oldest first. */
	readonly history: readonly VerdictStep[];
	/** The last of them that holds; null while the first verdict does. */
	readonly inForce: string | null;
	/** The verdict in force was set by a person. */
	readonly isOverridden: boolean;
}

/** @throws AppError `missing` unless the actor teaches the cohort and the submission is of a learner who is in it now. */
export async function getSubmissionPage(context: Context, actor: Actor, cohortId: string, id: string): Promise<SubmissionPage> {
	const { cohort, learner, submission } = await requireTaughtSubmission(context, actor, cohortId, id);
	const { client } = context;
	const { userId, labId, mode } = submission;
	const [row, job, tries, events, comments, changes] = await Promise.all([
		selectOptionalVerdict(client, id),
		selectOptionalJob(client, id),
		listTries(client, { userId, labId, mode }),
		listEvents(client, userId),
		listComments(client, id),
		listVerdictChanges(client, [id]),
	]);
	const at = tries.findIndex((each) => each.id === id);
	const lab = findLab(labId);
	return {
		...{ cohort, learner },
		lab: { id: labId, lesson: lab?.lesson ?? labId, title: lab?.title ?? 'a lab that is gone', version: lab?.version ?? 0 },
		submission: { ...submission, createdAt: submission.createdAt.getTime() },
		...judgement(row, job),
		diagnosisHtml: lab ? diagnosisHtml(labId, row?.diagnosis ?? null) : null,
		place: at + 1,
		tries: tries.length,
		previous: await withCode(context, tries[at - 1]),
		next: tries.slice(at + 1, at + 2).map(toTry)[0] ?? null,
		help: helpBefore(events, { labId, isOfLab: mode === 'practice', until: submission.createdAt.getTime() }),
		comments: comments.map((comment) => ({ ...toComment(comment), isOwn: comment.authorId === actor.id })),
		history: await toHistory(context, changes),
		inForce: row?.changeId ?? null,
		judgedAgainAt:
			changesInForce(changes)
				.findLast(({ cause }) => cause === 'regrade')
				?.createdAt.getTime() ?? null,
		isOverridden: changes.some(({ id: change, cause }) => change === row?.changeId && cause === 'override'),
	};
}

function judgement(row: VerdictRow | undefined, job: Awaited<ReturnType<typeof selectOptionalJob>>) {
	const waiting = job === undefined ? null : job.state === 'needs-staff' ? ('needs-staff' as const) : ('queued' as const);
	return {
		stand: row?.outcome ?? waiting,
		job: row || !job ? null : { state: job.state, attempt: job.attempt, error: job.lastError },
		verdict: row?.verdict ?? null,
		judgedAt: row?.createdAt.getTime() ?? null,
		attempt: row?.attempt ?? job?.attempt ?? 0,
	};
}

function diagnosisHtml(labId: string, diagnosis: string | null): string | null {
	const text = diagnosis === null ? undefined : readDiagnoses(labId).get(diagnosis);
	return text === undefined ? null : marked.parse(text, { async: false });
}

type Try = Awaited<ReturnType<typeof listTries>>[number];

function toTry({ id, createdAt, outcome }: Try): OtherTry {
	return { id, createdAt: createdAt.getTime(), outcome };
}

async function withCode(context: Context, row: Try | undefined): Promise<SubmissionPage['previous']> {
	const submission = row && (await selectOptionalSubmission(context.client, row.id));
	return row && submission ? { ...toTry(row), code: submission.code } : null;
}

async function toHistory(context: Context, changes: readonly VerdictChange[]): Promise<VerdictStep[]> {
	const names = await listDisplayNames(context.client, [...new Set(changes.map(({ actorId }) => actorId))]);
	return changes.map(({ id, createdAt, cause, actorId, reason, before, after }) => ({
		...{ id, cause, reason },
		at: createdAt.getTime(),
		by: names.get(actorId) ?? 'somebody whose account is gone',
		before: summarise(before),
		after: summarise(after),
	}));
}
