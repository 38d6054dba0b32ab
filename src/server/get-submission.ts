/** What a learner may see of a submission: its state, its verdict, what made it, and what the verdict changed. */

import { AppError } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import type { OverrideNote } from '#contract/review.ts';
import type { JudgedBy, SubmissionView } from '#contract/submission.ts';
import { listComments } from '#db/store/comments.ts';
import { type Submission, selectOptionalSubmission, selectOptionalVerdict, type VerdictRow } from '#db/store/submissions.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { listChangesById, type VerdictChange } from '#db/store/verdict-changes.ts';
import type { Context } from './context.ts';
import { latenessWords } from './dues.ts';
import { toComment } from './get-own-comments.ts';
import { readQueue } from './queue-look.ts';

/** The caller has checked who asks. */
export async function getSubmissionView(context: Context, submission: Submission): Promise<SubmissionView> {
	const base = await baseOf(context, submission);
	const place = (await readQueue(context)).get(submission.id);
	if (place) return { ...base, ...place };
	// Its job went with the verdict, in one transaction.
	const row = await selectOptionalVerdict(context.client, submission.id);
	return row ? doneView(context, base, row) : { ...base, state: 'needs-staff' };
}

async function baseOf(context: Context, submission: Submission) {
	const { id, labId, createdAt } = submission;
	const [comments, lateness] = await Promise.all([listComments(context.client, id), latenessWords(context, submission)]);
	return { id, lab: labId, createdAt: createdAt.getTime(), comments: comments.map(toComment), lateness };
}

async function doneView(context: Context, base: Awaited<ReturnType<typeof baseOf>>, row: VerdictRow): Promise<SubmissionView> {
	const [change] = row.changeId === null ? [] : await listChangesById(context.client, [row.changeId]);
	const override = await overrideNote(context, change);
	const judgedBy = judgedByOf(row.verdict);
	return {
		...base,
		state: 'done',
		verdict: verdictForLearner(row.verdict),
		...(override ? { override } : {}),
		...(change?.cause === 'regrade' ? { judgedAgain: { at: change.createdAt.getTime(), reason: change.reason } } : {}),
		...(judgedBy ? { judgedBy } : {}),
	};
}

/** Without the secret's id, which is nobody's business. */
function judgedByOf({ grader }: Verdict): JudgedBy | undefined {
	if (grader === undefined) return undefined;
	const { layer, node, isolatedVm, tfjs, labVersion, checksHash, sandbox } = grader;
	return {
		...{ layer, node, isolatedVm, tfjs, checks: checksHash.slice(0, 12) },
		...(sandbox === undefined ? {} : { sandbox: sandbox.slice(0, 12) }),
		...(labVersion === undefined ? {} : { labVersion }),
	};
}

async function overrideNote({ client }: Context, change: VerdictChange | undefined): Promise<OverrideNote | undefined> {
	if (change?.cause !== 'override') return undefined;
	const { actorId, createdAt, reason, before, after } = change;
	const by = (await listDisplayNames(client, [actorId])).get(actorId) ?? 'an instructor';
	return { by, at: createdAt.getTime(), reason, before: before.outcome, after: after.outcome };
}

/** Exact times and digits that nobody reads stay on the server: they could carry bits of hidden inputs. */
export function verdictForLearner(verdict: Verdict): Verdict {
	const { grader: _, weights, ...seen } = verdict;
	const durationMs = Math.ceil(verdict.durationMs / 1000) * 1000;
	if (weights === undefined) return { ...seen, durationMs };
	return { ...seen, durationMs, weights: weights.map((each) => ({ ...each, standardError: Number(each.standardError.toFixed(2)) })) };
}

/** @throws AppError `missing` both for an unknown submission and for somebody else's. */
export async function requireOwnSubmission(context: Context, userId: string, id: string): Promise<Submission> {
	const submission = await selectOptionalSubmission(context.client, id);
	if (submission?.userId !== userId) throw new AppError('missing', 'There is no such submission.');
	return submission;
}
