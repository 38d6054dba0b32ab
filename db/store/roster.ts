/** A cohort's roster: everybody who is or was in it, with their section, and what staff change about them. */
import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { chunks } from '#db/chunks.ts';
import type { Client, Db } from '#db/client.ts';
import { pseudonym } from './shown-name.ts';
import { isTaughtBy } from './teachers.ts';
import type { User } from './users.ts';

type AuditRow = Client['schema']['auditLog']['$inferInsert'];
/** Learners who are or were in the cohort, by their own names, with the pseudonym that hides them elsewhere. */
export async function listRoster(client: Client, cohortId: string) {
	const { memberships, users } = client.schema;
	return client.db
		.select({
			...{ id: users.id, username: users.username, displayName: users.displayName, section: memberships.section },
			pseudonym: pseudonym(client),
			...{ joinedAt: memberships.joinedAt, removedAt: memberships.removedAt, removedReason: memberships.removedReason },
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner')))
		.orderBy(asc(users.displayName), asc(users.id));
}

export async function listUsersByName(client: Client, usernames: readonly string[]): Promise<User[]> {
	const { users } = client.schema;
	const found: User[] = [];
	for (const some of chunks(usernames)) found.push(...(await client.db.select().from(users).where(inArray(users.username, some))));
	return found;
}

/** Who learns now in a cohort that this person teaches. */
export async function listLearnersOf(client: Client, teacherId: string): Promise<ReadonlySet<string>> {
	const { cohorts, memberships } = client.schema;
	const rows = await client.db
		.selectDistinct({ userId: memberships.userId })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(and(isTaughtBy(client, teacherId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)));
	return new Set(rows.map(({ userId }) => userId));
}

/** Why somebody is no longer in a cohort, the newest last. */
export async function listRemovalsOf(client: Client, userId: string) {
	const { cohorts, memberships, users } = client.schema;
	return client.db
		.select({ cohort: cohorts.name, removedAt: memberships.removedAt, reason: memberships.removedReason, by: users.displayName })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.leftJoin(users, eq(users.id, memberships.removedBy))
		.where(and(eq(memberships.userId, userId), eq(memberships.role, 'learner'), isNotNull(memberships.removedAt)))
		.orderBy(asc(memberships.removedAt));
}

type Change = Partial<Pick<Client['schema']['memberships']['$inferInsert'], 'section' | 'removedAt' | 'removedBy' | 'removedReason'>>;

/** With its audit line: both or neither. False when the learner is not in the cohort, or `isPresent` was no longer so. */
export async function updateRosterLine(
	client: Client,
	which: { cohortId: string; userId: string; isPresent: boolean },
	change: Change,
	audit: AuditRow,
): Promise<boolean> {
	const { auditLog, memberships } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(memberships)
				.set(change)
				.where(
					and(
						...[eq(memberships.cohortId, which.cohortId), eq(memberships.userId, which.userId), eq(memberships.role, 'learner')],
						which.isPresent ? isNull(memberships.removedAt) : isNotNull(memberships.removedAt),
					),
				)
				.returning({ userId: memberships.userId }),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

export interface RosterImport {
	readonly cohortId: string;
	readonly joinedAt: Date;
	readonly added: readonly { readonly userId: string; readonly section: string }[];
	readonly moved: readonly { readonly userId: string; readonly section: string }[];
	readonly invited: readonly Client['schema']['cohortInvitations']['$inferInsert'][];
}

/** All of it with its audit line, or nothing; `also` are writes of the same transaction. */
export async function writeImport(
	client: Client,
	{ cohortId, joinedAt, ...lines }: RosterImport,
	audit: AuditRow,
	also: (db: Db) => readonly unknown[],
): Promise<void> {
	const { auditLog, cohortInvitations, memberships } = client.schema;
	const role = 'learner' as const;
	await client.atomically((db) => [
		db.insert(auditLog).values(audit),
		...chunks(lines.added).map((some) => db.insert(memberships).values(some.map((line) => ({ ...line, cohortId, role, joinedAt })))),
		...chunks(lines.invited).map((some) => db.insert(cohortInvitations).values(some)),
		...movesBySection(client, db, cohortId, lines.moved),
		...also(db),
	]);
}

function movesBySection({ schema }: Client, db: Db, cohortId: string, moved: RosterImport['moved']): unknown[] {
	const { memberships } = schema;
	return [...Map.groupBy(moved, ({ section }) => section)].flatMap(([section, lines]) =>
		chunks(lines.map(({ userId }) => userId)).map((ids) =>
			db
				.update(memberships)
				.set({ section })
				.where(and(eq(memberships.cohortId, cohortId), inArray(memberships.userId, ids))),
		),
	);
}
