/**
 * The events that count: the log without those that an instructor overturned, and with each submission as it was judged last. The log itself stays whole and
 * append-only; whoever folds takes the events from here, so that a dispute that was agreed with holds everywhere.
 */
import type { LearningEvent } from '#contract/event.ts';

/** An event with its id, as the log keeps it. */
export interface Logged {
	readonly id: string;
	readonly event: LearningEvent;
}

export function overturnedIds(log: readonly Logged[]): ReadonlySet<string> {
	return new Set(log.flatMap(({ event }) => (event.type === 'overturn' ? [event.eventId] : [])));
}

/** The rows of the log that count, in their order. */
export function standing<T extends Logged>(log: readonly T[]): T[] {
	const overturned = overturnedIds(log);
	return asJudgedLast(log).filter(({ id }) => !overturned.has(id));
}

/** Every row; an attempt that was judged again carries its last verdict, at its own time and with its own edits. */
export function asJudgedLast<T extends Logged>(log: readonly T[]): T[] {
	const last = new Map(log.flatMap(({ event }) => (event.type === 'regrade' ? [[event.eventId, event] as const] : [])));
	if (last.size === 0) return [...log];
	return log.map((row) => {
		const regrade = last.get(row.id);
		return regrade && row.event.type === 'attempt' ? { ...row, event: judgedAs(row.event, regrade) } : row;
	});
}

type Attempt = Extract<LearningEvent, { type: 'attempt' }>;

function judgedAs(attempt: Attempt, judged: Pick<Attempt, 'verdict' | 'diagnosis' | 'kind'>): Attempt {
	const { verdict: _verdict, diagnosis: _diagnosis, kind: _kind, ...kept } = attempt;
	const { verdict, diagnosis, kind } = judged;
	return { ...kept, verdict, ...(diagnosis === undefined ? {} : { diagnosis }), ...(kind === undefined ? {} : { kind }) };
}

export function standingEvents(log: readonly Logged[]): LearningEvent[] {
	return standing(log).map(({ event }) => event);
}
