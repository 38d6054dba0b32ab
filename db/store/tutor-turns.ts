/** Turns with the tutor. A turn and its event are one write. Texts can be removed; the numbers beside them stay, so that neither a limit nor a leak starts afresh. */

import { and, asc, desc, eq, gte, isNotNull, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { type EventRow, insertEventWrite } from './events.ts';
import { shownName } from './shown-name.ts';
import { listTeachersOfLearner } from './teachers.ts';

export type TutorTurn = Client['schema']['tutorTurns']['$inferSelect'];

/** A question with its answer. */
export type QuestionTurn = TutorTurn & { readonly action: 'pass' | 'regenerated' | 'fallback' };

/** A question with its answer, not lines in the editor. */
export function isQuestion(turn: TutorTurn): turn is QuestionTurn {
	return turn.action !== 'completion' && turn.action !== 'withheld';
}

/** The learner got what a model wrote. */
export function isOfModel({ action }: Pick<TutorTurn, 'action'>): boolean {
	return action !== 'fallback' && action !== 'withheld';
}

export async function insertTutorTurn(client: Client, turn: TutorTurn, events: readonly EventRow[]): Promise<void> {
	await client.atomically((db) => [
		db.insert(client.schema.tutorTurns).values(turn),
		...events.map((event) => insertEventWrite(client, db, event)),
	]);
}

/** All of a learner in a lab, oldest first, with what a model wrote in the editor. */
export async function listTutorTurns(client: Client, userId: string, labId: string): Promise<TutorTurn[]> {
	const { tutorTurns } = client.schema;
	return client.db
		.select()
		.from(tutorTurns)
		.where(and(eq(tutorTurns.userId, userId), eq(tutorTurns.labId, labId)))
		.orderBy(asc(tutorTurns.createdAt), asc(tutorTurns.id));
}

/** Tokens of everybody since a time, in and out together. */
export async function sumTutorTokens(client: Client, since: number): Promise<number> {
	const { tutorTurns } = client.schema;
	const rows = await client.db
		.select({ n: sql<number>`coalesce(sum(${tutorTurns.tokensIn} + ${tutorTurns.tokensOut}), 0)` })
		.from(tutorTurns)
		.where(gte(tutorTurns.createdAt, new Date(since)));
	return Number(rows[0]?.n ?? 0);
}

/** Removes the texts of one turn or of all in a lab; gives how many had any. Somebody else's turn is not found. */
export async function removeTutorTexts(
	client: Client,
	which: { userId: string; labId: string; turnId?: string },
	now: number,
): Promise<number> {
	const { tutorTurns } = client.schema;
	const rows = await client.db
		.update(tutorTurns)
		.set({ question: null, answer: null, removedAt: new Date(now) })
		.where(
			and(
				eq(tutorTurns.userId, which.userId),
				eq(tutorTurns.labId, which.labId),
				which.turnId === undefined ? undefined : eq(tutorTurns.id, which.turnId),
				isNull(tutorTurns.removedAt),
			),
		)
		.returning({ id: tutorTurns.id });
	return rows.length;
}

/** What time removes: the texts of everybody's turns before a moment. */
export async function eraseTutorTextsBefore(client: Client, before: number, now: number): Promise<number> {
	const { tutorTurns } = client.schema;
	const rows = await client.db
		.update(tutorTurns)
		.set({ question: null, answer: null, removedAt: new Date(now) })
		.where(and(lt(tutorTurns.createdAt, new Date(before)), or(isNotNull(tutorTurns.question), isNotNull(tutorTurns.answer))))
		.returning({ id: tutorTurns.id });
	return rows.length;
}

export interface CohortTurn {
	readonly turn: TutorTurn;
	readonly displayName: string;
}

/**
 * Turns of a cohort's present learners since a moment, newest first. A turn from before its learner joined is not the
 * cohort's: nobody had told them. Lines in the editor are nobody's conversation.
 */
export async function listTutorTurnsOfCohort(
	client: Client,
	cohortId: string,
	page: { since: number; before: number; limit: number },
): Promise<CohortTurn[]> {
	const { tutorTurns, memberships, users } = client.schema;
	return client.db
		.select({ turn: tutorTurns, displayName: shownName(client, cohortId).displayName })
		.from(tutorTurns)
		.innerJoin(memberships, eq(memberships.userId, tutorTurns.userId))
		.innerJoin(users, eq(users.id, tutorTurns.userId))
		.where(
			and(
				eq(memberships.cohortId, cohortId),
				eq(memberships.role, 'learner'),
				isNull(memberships.removedAt),
				notInArray(tutorTurns.action, ['completion', 'withheld']),
				gte(tutorTurns.createdAt, memberships.joinedAt),
				gte(tutorTurns.createdAt, new Date(page.since)),
				lt(tutorTurns.createdAt, new Date(page.before)),
			),
		)
		.orderBy(desc(tutorTurns.createdAt), desc(tutorTurns.id))
		.limit(page.limit);
}

export interface TutorNumbers {
	readonly labId: string;
	readonly createdAt: Date;
	readonly action: TutorTurn['action'];
	readonly tokensIn: number;
	readonly tokensOut: number;
	readonly latencyMs: number;
}

/** The numbers of turns since a moment: of a cohort's present learners, or of everybody. No text, no name. */
export async function listTutorNumbers(client: Client, since: number, cohortId?: string): Promise<TutorNumbers[]> {
	const { tutorTurns, memberships } = client.schema;
	const { labId, createdAt, action, tokensIn, tokensOut, latencyMs } = tutorTurns;
	const columns = { labId, createdAt, action, tokensIn, tokensOut, latencyMs };
	const isSince = gte(createdAt, new Date(since));
	if (cohortId === undefined) return client.db.select(columns).from(tutorTurns).where(isSince).orderBy(asc(createdAt));
	return client.db
		.select(columns)
		.from(tutorTurns)
		.innerJoin(memberships, eq(memberships.userId, tutorTurns.userId))
		.where(and(isSince, eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.orderBy(asc(createdAt));
}

export interface TutorReader {
	readonly cohort: string;
	readonly instructor: string;
	readonly since: Date;
}

/** Whoever else may read a learner's turns: instructors of their cohorts that say so, each since they came. An archived cohort reads nothing. */
export async function listTutorReaders(client: Client, userId: string): Promise<TutorReader[]> {
	const teachers = await listTeachersOfLearner(client, userId);
	return teachers.flatMap(({ cohort, name, since }) => {
		const { archivedAt, tutorVisibleSince: told } = cohort;
		if (archivedAt !== null || told === null) return [];
		return [{ cohort: cohort.name, instructor: name, since: since !== null && since > told ? since : told }];
	});
}
