/**
 * An instructor answers a dispute of a learner in their cohort, with a reason that the learner reads. Agreeing adds an
 * `overturn` event, so that the disputed one counts for nothing from then on; a no adds a `kept` one, which changes nothing.
 * Both are audited, and the first answer holds.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { EvidenceLine } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import type { Db } from '#db/client.ts';
import { listAuditOfTarget } from '#db/store/audit.ts';
import { insertDisputeAnswer, listEvents, type StoredEvent, toEventRow } from '#db/store/events.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { MAX_DISPUTE_REASON } from './dispute-event.ts';
import { inTurn } from './in-turn.ts';
import { requireOpen, requireTaughtLearner } from './manage-cohorts.ts';
import { refreshMastery } from './mastery-cache.ts';
import { tell } from './tell.ts';

const KEPT = 'dispute-kept';
const OVERTURNED = 'dispute-overturned';
const keptSchema = z.object({ eventId: z.string(), reason: z.string() });

export const answerSchema = z.strictObject({
	eventId: z.string().max(64),
	answer: z.enum(['overturn', 'keep'], { error: 'Choose whether the event should count.' }),
	reason: z
		.string()
		.trim()
		.min(5, 'Say why, in a few words: the learner reads it.')
		.max(MAX_DISPUTE_REASON, 'A reason has at most 2,000 characters.'),
});

interface Scope {
	readonly cohortId: string;
	readonly learnerId: string;
}

/** @throws AppError `missing` for a cohort, learner or dispute that is not the actor's to answer, `conflict` after the first answer. */
export async function answerDispute(
	context: Context,
	actor: Actor,
	{ cohortId, learnerId }: Scope,
	{ eventId, answer, reason }: z.infer<typeof answerSchema>,
): Promise<void> {
	requireOpen((await requireTaughtLearner(context, actor, cohortId, learnerId)).cohort);
	await inTurn(context, 'effort', learnerId, async (turn) => {
		const log = await listEvents(context.client, learnerId);
		const disputed = log.find(({ id }) => id === eventId);
		const isSaid = log.some(({ event }) => event.type === 'dispute' && event.eventId === eventId);
		if (!disputed || !isSaid) throw new AppError('missing', 'This learner has disputed no such event.');
		if (isAnswered(log, eventId) || (await keptInAudit(context, learnerId)).has(eventId))
			throw new AppError('conflict', 'This dispute has its answer already.', { fix: 'Reload the page to read it.' });
		const now = context.now();
		const detail = { cohortId, eventId, reason };
		const action = answer === 'overturn' ? OVERTURNED : KEPT;
		const row = rowOf(context, { actorId: actor.id, action, targetKind: 'user', targetId: learnerId, detail });
		const { skill, task } = disputed.event;
		const type = answer === 'overturn' ? 'overturn' : 'kept';
		const event = { t: now, type, skill, task, eventId, by: actor.id, reason } as const;
		const told = { kind: 'answer' as const, to: 'dispute' as const, labId: disputed.labId ?? '', by: actor.id };
		const also = (db: Db) => tell(context, db, [{ userId: learnerId, cause: `dispute:${eventId}`, data: told }]);
		await insertDisputeAnswer(turn, toEventRow({ userId: learnerId, labId: disputed.labId, event }), { audit: row, also });
		if (answer === 'overturn') await refreshMastery(context, learnerId, skill);
	});
}

/** The lines with answers of both kinds, and the names of those who gave them. */
export async function withAnswers(context: Context, learnerId: string, lines: readonly EvidenceLine[]): Promise<EvidenceLine[]> {
	if (lines.every(({ dispute }) => dispute === null)) return [...lines];
	const kept = await keptInAudit(context, learnerId);
	const answered = lines.map((line) => {
		const answer = line.dispute?.answer ?? kept.get(line.id) ?? null;
		return line.dispute === null ? line : { ...line, dispute: { ...line.dispute, answer } };
	});
	const ids = new Set(answered.flatMap(({ dispute }) => (dispute?.answer ? [dispute.answer.by] : [])));
	const names = await listDisplayNames(context.client, [...ids]);
	return answered.map((line) => {
		if (!line.dispute?.answer) return line;
		const by = names.get(line.dispute.answer.by) ?? 'an instructor';
		return { ...line, dispute: { ...line.dispute, answer: { ...line.dispute.answer, by } } };
	});
}

type Answer = NonNullable<NonNullable<EvidenceLine['dispute']>['answer']>;

function isAnswered(log: readonly StoredEvent[], eventId: string): boolean {
	return log.some(({ event }) => (event.type === 'overturn' || event.type === 'kept') && event.eventId === eventId);
}

/** Earlier versions wrote a no into the audit log alone: by the event's id, for as long as that is kept. */
async function keptInAudit(context: Context, learnerId: string): Promise<ReadonlyMap<string, Answer>> {
	const rows = await listAuditOfTarget(context.client, learnerId, KEPT);
	return new Map(
		rows.map(({ actorId, createdAt, detail }) => {
			const { eventId, reason } = keptSchema.parse(detail);
			return [eventId, { kind: 'kept', t: createdAt.getTime(), by: actorId ?? '', reason }];
		}),
	);
}
