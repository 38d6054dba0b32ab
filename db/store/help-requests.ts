/** Questions of learners to a person, and their answers. Whoever may answer is whoever teaches a cohort that the learner is in now. */
import { and, asc, count, desc, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { shownName } from './shown-name.ts';
import { isTaughtBy, listTeachersOfLearner } from './teachers.ts';

export type HelpRequestRow = Client['schema']['helpRequests']['$inferSelect'];

export async function insertHelpRequest(client: Client, row: HelpRequestRow): Promise<void> {
	await client.atomically((db) => [db.insert(client.schema.helpRequests).values(row)]);
}

/** Of one learner in one lab, newest first. */
export async function listHelpRequestsOfUser(client: Client, userId: string, labId: string): Promise<HelpRequestRow[]> {
	const { helpRequests } = client.schema;
	return client.db
		.select()
		.from(helpRequests)
		.where(and(eq(helpRequests.userId, userId), eq(helpRequests.labId, labId)))
		.orderBy(desc(helpRequests.createdAt), desc(helpRequests.id));
}

/** Of one learner in every lab, the oldest first. */
export async function listQuestionsOf(client: Client, userId: string): Promise<HelpRequestRow[]> {
	const { helpRequests } = client.schema;
	return client.db.select().from(helpRequests).where(eq(helpRequests.userId, userId)).orderBy(asc(helpRequests.createdAt));
}

/** Of every present learner of a cohort, with who asked; those without an answer first, the longest waiting on top. */
export async function listHelpRequestsOfCohort(client: Client, cohortId: string) {
	const { helpRequests, memberships, users } = client.schema;
	const rows = await client.db
		.select({ request: helpRequests, asker: shownName(client, cohortId).displayName })
		.from(helpRequests)
		.innerJoin(users, eq(users.id, helpRequests.userId))
		.innerJoin(memberships, eq(memberships.userId, helpRequests.userId))
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.orderBy(asc(helpRequests.createdAt), asc(helpRequests.id));
	return rows.toSorted((a, b) => Number(a.request.answeredAt !== null) - Number(b.request.answeredAt !== null));
}

export async function countOpenHelpRequests(client: Client, userId: string, labId: string): Promise<number> {
	const { helpRequests } = client.schema;
	const [row] = await client.db
		.select({ n: count() })
		.from(helpRequests)
		.where(and(eq(helpRequests.userId, userId), eq(helpRequests.labId, labId), isNull(helpRequests.answeredAt)));
	return Number(row?.n ?? 0);
}

/** The request, when its learner is now in a cohort that this person teaches. */
export async function selectOptionalHelpRequestFor(client: Client, teacherId: string, id: string): Promise<HelpRequestRow | undefined> {
	const { helpRequests, memberships, cohorts } = client.schema;
	const rows = await client.db
		.select({ request: helpRequests })
		.from(helpRequests)
		.innerJoin(memberships, and(eq(memberships.userId, helpRequests.userId), isNull(memberships.removedAt)))
		.innerJoin(cohorts, and(eq(cohorts.id, memberships.cohortId), isNull(cohorts.archivedAt)))
		.where(and(eq(helpRequests.id, id), isTaughtBy(client, teacherId), eq(memberships.role, 'learner')))
		.limit(1);
	return rows[0]?.request;
}

/** False when somebody answered in the meantime; then nothing is written. */
export async function answerHelpRequest(
	client: Client,
	id: string,
	{ also, ...answer }: { answer: string; answeredBy: string; answeredAt: Date; also: (db: Client['db']) => readonly unknown[] },
): Promise<boolean> {
	const { helpRequests } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(helpRequests)
				.set(answer)
				.where(and(eq(helpRequests.id, id), isNull(helpRequests.answeredAt)))
				.returning({ id: helpRequests.id }),
			...also(db),
		],
		{ guard: 1 },
	);
	return done !== undefined;
}

/** Display names of those who teach a learner now, each once. */
export async function listTeacherNames(client: Client, userId: string): Promise<string[]> {
	const teachers = (await listTeachersOfLearner(client, userId)).filter(
		({ cohort, isDeleted }) => cohort.archivedAt === null && !isDeleted,
	);
	const names = new Map(teachers.map(({ id, name }) => [id, name]));
	return [...names.values()].sort((a, b) => a.localeCompare(b, 'en'));
}
