/**
 * The events that count: the log without those that an instructor overturned. The log itself stays whole and
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
	return log.filter(({ id }) => !overturned.has(id));
}

export function standingEvents(log: readonly Logged[]): LearningEvent[] {
	return standing(log).map(({ event }) => event);
}
