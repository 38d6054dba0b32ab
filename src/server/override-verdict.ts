/**
 * An instructor sets the outcome of a submission of a learner of theirs, or takes that back. The verdict keeps its history, the
 * evidence follows, and the learner reads who did it, when and why.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import { newerWords } from '#contract/regrade.ts';
import type { Actor } from '#contract/user.ts';
import { type Submission, selectOptionalVerdict, type VerdictRow } from '#db/store/submissions.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { listChangesById, listVerdictChanges, type VerdictChange } from '#db/store/verdict-changes.ts';
import { rowOf } from './audit.ts';
import { changesInForce } from './changes-in-force.ts';
import type { SubmissionScope } from './comment-submission.ts';
import type { Context } from './context.ts';
import { requireOpen } from './manage-cohorts.ts';
import { replaceVerdict } from './replace-verdict.ts';
import { requireTaughtSubmission } from './require-taught-submission.ts';

const reason = z
	.string()
	.trim()
	.min(5, 'Say why, in a few words: the learner reads it.')
	.max(2_000, 'A reason has at most 2,000 characters.');
export const overrideSchema = z.strictObject({
	outcome: z.enum(['accepted', 'rejected'], { error: 'Choose accepted or not accepted.' }),
	reason,
});
const undoSchema = z.strictObject({ reason });

/** What was typed, and the change that had put the verdict in force which the person read: '' for the first verdict. */
interface Typed {
	readonly reason: string;
	readonly seen?: string;
}

/** @throws AppError `invalid`, `missing` for what is not the actor's, `conflict` without a verdict or when it is not the one that was read. */
export async function overrideVerdict(
	context: Context,
	actor: Actor,
	scope: SubmissionScope,
	{ outcome: asked, reason: said, seen = '' }: Typed & { readonly outcome: string },
): Promise<void> {
	const { submission, row } = await readVerdict(context, actor, scope, seen);
	const { outcome, reason: why } = parse(overrideSchema, { outcome: asked, reason: said });
	if (row.outcome === outcome)
		throw new AppError('conflict', `This submission is ${outcome === 'accepted' ? 'accepted' : 'not accepted'} as it is.`, {
			fix: 'Nothing is left to do. Choose the other outcome if you meant that.',
		});
	await put(context, actor, scope, { submission, row, verdict: setOutcome(row.verdict, outcome), cause: 'override', reason: why });
}

/** Puts the verdict back in force that the override replaced. @throws AppError as `overrideVerdict`, `conflict` when none is in force. */
export async function undoOverride(
	context: Context,
	actor: Actor,
	scope: SubmissionScope,
	{ reason: said, seen = '' }: Typed,
): Promise<void> {
	const { submission, row } = await readVerdict(context, actor, scope, seen);
	const { reason: why } = parse(undoSchema, { reason: said });
	const change = await overrideInForce(context, row);
	if (!change) throw new AppError('conflict', 'The outcome in force was set by nobody.', { fix: 'Reload the page.' });
	const earlier = changesInForce(await listVerdictChanges(context.client, [submission.id])).at(-2);
	const restores = earlier?.id ?? null;
	await put(context, actor, scope, { submission, row, verdict: change.before, restores, cause: 'undo', reason: why });
}

/** The change by which a person set the outcome in force. */
export async function overrideInForce(context: Context, row: Pick<VerdictRow, 'changeId'> | undefined): Promise<VerdictChange | undefined> {
	if (!row || row.changeId === null) return undefined;
	const [change] = await listChangesById(context.client, [row.changeId]);
	return change?.cause === 'override' ? change : undefined;
}

async function readVerdict(context: Context, actor: Actor, { cohortId, submissionId }: SubmissionScope, seen: string) {
	const { cohort, submission } = await requireTaughtSubmission(context, actor, cohortId, submissionId);
	requireOpen(cohort);
	const row = await selectOptionalVerdict(context.client, submissionId);
	if (!row)
		throw new AppError('conflict', 'This submission has no verdict yet, so there is no outcome to set.', {
			fix: 'Wait until it is judged, or press Retry under Cohorts if it needs a person.',
		});
	if ((row.changeId ?? '') !== seen) throw await changedMeanwhile(context, row);
	return { submission, row };
}

/** Names who: two instructors who read the same page see each other's word before they set another. */
async function changedMeanwhile(context: Context, { changeId }: VerdictRow): Promise<AppError> {
	const [change] = changeId === null ? [] : await listChangesById(context.client, [changeId]);
	const names = change && (await listDisplayNames(context.client, [change.actorId]));
	const by = change && newerWords({ cause: change.cause, by: names?.get(change.actorId) ?? 'somebody', at: change.createdAt.getTime() });
	return new AppError('conflict', `The verdict changed since you read it${by ? ` (${by})` : ''}, so nothing was set.`, {
		fix: 'Read what is in force now; your reason is kept here.',
	});
}

interface Put {
	readonly submission: Submission;
	readonly row: VerdictRow;
	readonly verdict: Verdict;
	/** As in Replacement. */
	readonly restores?: string | null;
	readonly cause: 'override' | 'undo';
	readonly reason: string;
}

async function put(
	context: Context,
	actor: Actor,
	{ cohortId }: SubmissionScope,
	{ submission, row, verdict, restores, cause, reason: why }: Put,
) {
	const { auditLog } = context.client.schema;
	const action = cause === 'override' ? 'verdict-override' : 'verdict-override-undo';
	const detail = { cohortId, learnerId: submission.userId, before: row.outcome, after: verdict.outcome, reason: why };
	const changed = await replaceVerdict(context, {
		...{ submission, seen: row, verdict, cause, actorId: actor.id, reason: why },
		...(restores === undefined ? {} : { restores }),
		also: (db, changeId) => [
			db.insert(auditLog).values(
				rowOf(context, {
					...{ actorId: actor.id, action, targetKind: 'submission', targetId: submission.id },
					detail: { ...detail, changeId },
				}),
			),
		],
	});
	if (changed === undefined) throw await changedMeanwhile(context, (await selectOptionalVerdict(context.client, submission.id)) ?? row);
}

/** Checks and numbers stay as the grader found them: a person says what they amount to. */
function setOutcome(verdict: Verdict, outcome: 'accepted' | 'rejected'): Verdict {
	const { diagnosis, line: _line, column: _column, ...kept } = verdict;
	if (outcome === 'accepted') return { ...kept, outcome, kind: 'core', message: 'Accepted. An instructor set this outcome.' };
	const named = diagnosis === undefined ? {} : { diagnosis };
	return { ...kept, ...named, outcome, kind: 'core', message: 'Not accepted. An instructor set this outcome.' };
}

function parse<T extends z.ZodType>(schema: T, typed: unknown): z.infer<T> {
	const parsed = schema.safeParse(typed);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new AppError('invalid', issue?.message ?? 'This is not usable.', { at: issue?.path.join('.') ?? 'form' });
}
