/**
 * Writes a verdict and what follows from it in one transaction, guarded by the lease: job removed, verdict, evidence,
 * mastery. A grader that lost its lease writes nothing. A verdict `unavailable` is refused: it is ours, and is retried.
 */

import { AppError } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import { newId } from '#db/id.ts';
import { insertEventWrite, listEventsOfSkill, type StoredEvent, toEventRow, toStoredEvent } from '#db/store/events.ts';
import { deleteLeasedJob, type Job } from '#db/store/jobs.ts';
import { upsertMasteryWrite } from '#db/store/mastery.ts';
import { selectOptionalPreviousCode } from '#db/store/previous-code.ts';
import type { Submission } from '#db/store/submissions.ts';
import { type AttemptEvent, eventOfVerdict } from '#learning/event-of-verdict.ts';
import { codeTaskAt } from '#learning/sitting.ts';
import { countChangedTokens } from '#learning/token-edits.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';
import { loadVariant } from './load-variant.ts';
import { masteryRow, refreshMastery } from './mastery-cache.ts';
import { starterFor } from './own-seed.ts';

interface Judged {
	readonly job: Job;
	readonly submission: Submission;
	readonly verdict: Verdict;
}

/** False when the lease was lost: nothing was written. */
export async function recordVerdict(context: Context, judged: Judged): Promise<boolean> {
	const { job, submission, verdict } = judged;
	const { client } = context;
	const before = await listEventsOfSkill(client, submission.userId, requireLab(submission.labId).skills.core);
	const event = await evidenceOf(context, judged, before);
	const eventRow = toEventRow({ userId: submission.userId, labId: submission.labId, submissionId: submission.id, event });
	const mastery = masteryRow(submission.userId, event.skill, [...before, toStoredEvent(eventRow)], context.now());
	const verdictRow = {
		id: newId(context.now()),
		submissionId: submission.id,
		outcome: verdict.outcome,
		diagnosis: verdict.diagnosis ?? null,
		verdict,
		attempt: job.attempt,
		createdAt: new Date(context.now()),
	};
	const written = await client.atomically(
		(db) => [
			deleteLeasedJob(client, db, job),
			db.insert(client.schema.verdicts).values(verdictRow),
			insertEventWrite(client, db, eventRow),
			...(mastery ? [upsertMasteryWrite(client, db, mastery)] : []),
		],
		{ guard: true },
	);
	if (written === undefined) return false;
	await refreshMastery(context, submission.userId, event.skill);
	return true;
}

async function evidenceOf(context: Context, { submission, verdict }: Judged, log: readonly StoredEvent[]): Promise<AttemptEvent> {
	const lab = requireLab(submission.labId);
	const previous = (await selectOptionalPreviousCode(context.client, submission)) ?? (await starterOf(context, submission));
	const event = eventOfVerdict(verdict, {
		t: submission.createdAt.getTime(),
		skill: lab.skills.core,
		task: taskOf(submission, log),
		mode: submission.mode,
		edits: countChangedTokens(previous, submission.code),
	});
	if (event === null) {
		throw new AppError(
			'unavailable',
			'A grader fault is not a verdict: put the job back with retryLater, or hand it to staff with needStaff.',
			{ at: submission.id },
		);
	}
	return event;
}

/** A re-check's verdict belongs to the sitting that was open when it was submitted. */
function taskOf({ labId, mode, createdAt }: Submission, log: readonly StoredEvent[]): string {
	if (mode === 'practice') return labId;
	const events = log.map(({ event }) => event);
	return codeTaskAt(events, labId, createdAt.getTime()) ?? `${labId}#${mode}`;
}

async function starterOf({ secret }: Context, { labId, userId, mode }: Submission): Promise<string> {
	return mode === 'practice' ? starterFor(secret, requireLab(labId), userId) : (await loadVariant(labId)).starter;
}
