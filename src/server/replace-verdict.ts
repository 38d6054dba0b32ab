/**
 * Puts another verdict in force: by a regrade, its undoing, or an instructor. One transaction: the verdict with its history, the
 * event after which the attempt is read anew, the mastery that follows, and what the caller adds. The log keeps both verdicts.
 */
import { AppError } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import type { ChangeCause } from '#contract/regrade.ts';
import { pointsText, scoreOf } from '#contract/score.ts';
import type { Db } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { type EventRow, insertEventWrite, listEventsOfSkill, type StoredEvent, toEventRow, toStoredEvent } from '#db/store/events.ts';
import { upsertMasteryWrite } from '#db/store/mastery.ts';
import type { Submission, VerdictRow } from '#db/store/submissions.ts';
import { replaceVerdictWrites } from '#db/store/verdict-changes.ts';
import { eventOfVerdict } from '#learning/event-of-verdict.ts';
import { asJudgedLast } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';
import { masteryRow, refreshMastery } from './mastery-cache.ts';
import { type Told, tell } from './tell.ts';

export interface Replacement {
	readonly submission: Submission;
	/** The verdict in force, as it was read: when it is no longer, nothing is written. */
	readonly seen: Pick<VerdictRow, 'verdict' | 'changeId'>;
	readonly verdict: Verdict;
	readonly cause: ChangeCause;
	/** The regrade that it is part of. */
	readonly regradeId?: string;
	readonly actorId: string;
	/** The learner reads it. */
	readonly reason: string;
	/** When this puts back an earlier verdict: the change that had put that one in force, null when it was given first. */
	readonly restores?: string | null;
	/** Further writes of the same transaction, given the change's id. */
	readonly also?: (db: Db, changeId: string) => readonly unknown[];
}

/** The change's id; undefined when another verdict came first and nothing was written. @throws AppError `invalid` for a verdict that is no verdict. */
export async function replaceVerdict(context: Context, replacement: Replacement): Promise<string | undefined> {
	const { submission, seen, verdict } = replacement;
	if (verdict.outcome === 'unavailable')
		throw new AppError('invalid', 'A fault of ours cannot take the place of a verdict.', { at: submission.id });
	const { client } = context;
	const now = context.now();
	const { cause, actorId, reason, regradeId = null } = replacement;
	const id = newId(now);
	const restores = replacement.restores === undefined ? id : replacement.restores;
	const change = {
		...{ id, submissionId: submission.id, before: seen.verdict, after: verdict },
		...{ cause, regradeId, actorId, reason, createdAt: new Date(now) },
	};
	const { skills } = requireLab(submission.labId);
	const log = await listEventsOfSkill(client, submission.userId, skills.core);
	const event = eventRowOf(log, replacement, change.id, now);
	const mastery = event && masteryRow(submission.userId, skills.core, [...log, toStoredEvent(event)], now);
	const written = await client.atomically(
		(db) => [
			...replaceVerdictWrites(client, db, change, { seen: seen.changeId, inForce: restores }),
			...(event ? [insertEventWrite(client, db, event)] : []),
			...(mastery ? [upsertMasteryWrite(client, db, mastery)] : []),
			...tell(context, db, toldOf(replacement)),
			...(replacement.also?.(db, change.id) ?? []),
		],
		{ guard: true },
	);
	if (written === undefined) return undefined;
	if (event) await refreshMastery(context, submission.userId, skills.core);
	return change.id;
}

/** Nothing when outcome and points stay: then there is nothing to read. Of a regrade there is one message a learner and lab, however many submissions. */
function toldOf({ submission, seen, verdict, cause, regradeId, actorId, reason }: Replacement): Told[] {
	const [before, after] = [scoreOf(seen.verdict), scoreOf(verdict)];
	if (seen.verdict.outcome === verdict.outcome && before?.points === after?.points) return [];
	const change = { submissionId: submission.id, labId: submission.labId, before: seen.verdict.outcome, after: verdict.outcome, reason };
	const isUndone = cause === 'undo';
	const data =
		regradeId === undefined
			? { kind: 'override' as const, ...change, isUndone, by: actorId }
			: { kind: 'verdict' as const, ...change, isUndone, points: after === null ? '' : pointsText(after) };
	return [
		{ userId: submission.userId, cause: `verdict:${regradeId === undefined ? submission.id : `${regradeId}:${submission.labId}`}`, data },
	];
}

/** Undefined when the evidence stays as it is: then the log need not say anything. */
function eventRowOf(log: readonly StoredEvent[], replacement: Replacement, changeId: string, now: number): EventRow | undefined {
	const { submission, verdict, cause, reason, regradeId } = replacement;
	const attempt = asJudgedLast(log).find(({ submissionId, event }) => submissionId === submission.id && event.type === 'attempt');
	if (attempt?.event.type !== 'attempt') return undefined;
	const { skill, task, mode = 'practice' } = attempt.event;
	const judged = eventOfVerdict(verdict, { t: attempt.event.t, skill, task, mode, edits: attempt.event.edits ?? 0 });
	if (
		judged === null ||
		(judged.verdict === attempt.event.verdict && judged.diagnosis === attempt.event.diagnosis && judged.kind === attempt.event.kind)
	)
		return undefined;
	const evidence = {
		verdict: judged.verdict,
		...(judged.diagnosis === undefined ? {} : { diagnosis: judged.diagnosis }),
		...(judged.kind === undefined ? {} : { kind: judged.kind }),
	};
	return toEventRow({
		userId: submission.userId,
		labId: submission.labId,
		event: {
			t: now,
			skill,
			task,
			mode,
			type: 'regrade',
			eventId: attempt.id,
			...evidence,
			cause,
			changeId,
			...(regradeId === undefined ? {} : { regradeId }),
			reason,
		},
	});
}
