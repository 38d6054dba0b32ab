/**
 * The event log: append-only, read in one fixed order (time, then id), so that every fold of it gives the same numbers.
 * What differs by type lies in `data` and is checked by the contract's schema on the way in and out.
 */
import { and, asc, count, desc, eq, inArray, isNull } from 'drizzle-orm';
import { type LearningEvent, learningEventSchema } from '#contract/event.ts';
import type { Client, Db } from '#db/client.ts';
import { newId } from '#db/id.ts';

export type EventRow = Client['schema']['events']['$inferSelect'];
/** An event with what the log knows beside it. */
export interface StoredEvent {
	readonly id: string;
	readonly userId: string;
	readonly labId: string | null;
	readonly submissionId: string | null;
	readonly event: LearningEvent;
	/** Facts beside the event that no fold reads, for example the hash of the code of a practice run. */
	readonly data: Readonly<Record<string, unknown>>;
}

export interface NewEvent {
	readonly userId: string;
	readonly labId: string | null;
	readonly submissionId?: string;
	readonly event: LearningEvent;
	readonly extra?: Readonly<Record<string, unknown>>;
}

export function toEventRow({ userId, labId, submissionId, event, extra }: NewEvent): EventRow {
	const { t, type, skill, task, mode, item, ...data } = learningEventSchema.parse(event);
	return {
		id: nextEventId(t),
		userId,
		t: new Date(t),
		type,
		skill,
		task,
		labId,
		mode: mode ?? 'practice',
		item: item ?? 'code',
		data: { ...extra, ...data },
		submissionId: submissionId ?? null,
	};
}

let last = { t: 0, count: 0 };

/** UUIDv7 whose first 12 free bits count up within a millisecond, so that one process's events keep the order they were made in. */
function nextEventId(t: number): string {
	last = last.t === t ? { t, count: (last.count + 1) % 4_096 } : { t, count: 0 };
	const id = newId(t);
	return `${id.slice(0, 15)}${last.count.toString(16).padStart(3, '0')}${id.slice(18)}`;
}

export function toStoredEvent(row: EventRow): StoredEvent {
	const { id, userId, labId, submissionId, data, t, type, skill, task, mode, item } = row;
	return {
		id,
		userId,
		labId,
		submissionId,
		data,
		event: learningEventSchema.parse({ ...data, t: t.getTime(), type, skill, task, mode, item }),
	};
}

/** For transactions that write more than the event. */
export function insertEventWrite(client: Client, db: Db, row: EventRow) {
	return db.insert(client.schema.events).values(row);
}

export async function insertEvent(client: Client, event: NewEvent): Promise<StoredEvent> {
	const row = toEventRow(event);
	await client.atomically((db) => [insertEventWrite(client, db, row)]);
	return toStoredEvent(row);
}

/** All or none. */
export async function insertEvents(client: Client, events: readonly NewEvent[]): Promise<void> {
	const rows = events.map(toEventRow);
	await client.atomically((db) => rows.map((row) => insertEventWrite(client, db, row)));
}

/** The answer to a dispute and its line in the audit log: both or neither. */
export async function insertDisputeAnswer(
	client: Client,
	row: EventRow,
	{ audit, also }: { audit: Client['schema']['auditLog']['$inferInsert']; also: (db: Db) => readonly unknown[] },
): Promise<void> {
	await client.atomically((db) => [insertEventWrite(client, db, row), db.insert(client.schema.auditLog).values(audit), ...also(db)]);
}

export async function listEvents(client: Client, userId: string): Promise<StoredEvent[]> {
	const { events } = client.schema;
	const rows = await client.db.select().from(events).where(eq(events.userId, userId)).orderBy(asc(events.t), asc(events.id));
	return rows.map(toStoredEvent);
}

export async function listEventsOfSkill(client: Client, userId: string, skill: string): Promise<StoredEvent[]> {
	const { events } = client.schema;
	const rows = await client.db
		.select()
		.from(events)
		.where(and(eq(events.userId, userId), eq(events.skill, skill)))
		.orderBy(asc(events.t), asc(events.id));
	return rows.map(toStoredEvent);
}

/** How many events each present learner of a cohort has; learners without any are left out. Answered by the index alone. */
export async function countEventsOfCohort(client: Client, cohortId: string): Promise<{ userId: string; events: number }[]> {
	const { events, memberships } = client.schema;
	const rows = await client.db
		.select({ userId: events.userId, events: count() })
		.from(memberships)
		.innerJoin(events, eq(events.userId, memberships.userId))
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.groupBy(events.userId)
		.orderBy(asc(events.userId));
	return rows.map((row) => ({ userId: row.userId, events: Number(row.events) }));
}

/** Of these people, by person and time. */
export async function listEventsOfUsers(client: Client, userIds: readonly string[]): Promise<StoredEvent[]> {
	if (userIds.length === 0) return [];
	const { events } = client.schema;
	const rows = await client.db
		.select()
		.from(events)
		.where(inArray(events.userId, [...userIds]))
		.orderBy(asc(events.userId), asc(events.t), asc(events.id));
	return rows.map(toStoredEvent);
}

/** The newest of some types, of one instance or of all. */
export async function selectOptionalLastEvent(
	client: Client,
	userId: string,
	which: { types: readonly LearningEvent['type'][]; task?: string },
): Promise<StoredEvent | undefined> {
	const { events } = client.schema;
	const ofTask = which.task === undefined ? undefined : eq(events.task, which.task);
	const rows = await client.db
		.select()
		.from(events)
		.where(and(eq(events.userId, userId), inArray(events.type, [...which.types]), ofTask))
		.orderBy(desc(events.t), desc(events.id))
		.limit(1);
	return rows[0] && toStoredEvent(rows[0]);
}
