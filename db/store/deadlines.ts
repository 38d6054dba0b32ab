/** Deadlines and extensions: what a cohort set, and what holds for one learner in every cohort that they are in now. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { chunks } from '#db/chunks.ts';
import { type Client, isUniqueViolation } from '#db/client.ts';
import { isPresent } from './memberships.ts';

export type DeadlineRow = Client['schema']['deadlines']['$inferSelect'];
export type ExtensionRow = Client['schema']['extensions']['$inferSelect'];

export async function listDeadlines(client: Client, cohortId: string): Promise<DeadlineRow[]> {
	const { deadlines } = client.schema;
	return client.db.select().from(deadlines).where(eq(deadlines.cohortId, cohortId));
}

/** Those in force in a cohort, the oldest first. */
export async function listExtensions(client: Client, cohortId: string): Promise<ExtensionRow[]> {
	const { extensions } = client.schema;
	return client.db
		.select()
		.from(extensions)
		.where(and(eq(extensions.cohortId, cohortId), isNull(extensions.endedAt)))
		.orderBy(asc(extensions.createdAt), asc(extensions.id));
}

/** Of every cohort that the learner is in now, with its name and time zone. */
export async function listDeadlinesOf(client: Client, userId: string) {
	const { cohorts, deadlines, memberships } = client.schema;
	return client.db
		.select({ deadline: deadlines, cohort: { id: cohorts.id, name: cohorts.name, timeZone: cohorts.timeZone } })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.innerJoin(deadlines, eq(deadlines.cohortId, memberships.cohortId))
		.where(and(eq(memberships.userId, userId), isPresent(client)));
}

/** In force for one learner, whatever the cohort. */
export async function listExtensionsOf(client: Client, userId: string): Promise<ExtensionRow[]> {
	const { extensions } = client.schema;
	return client.db
		.select()
		.from(extensions)
		.where(and(eq(extensions.userId, userId), isNull(extensions.endedAt)));
}

/** Every extension that one learner ever had in a cohort, the oldest first. */
export async function listExtensionsEver(client: Client, cohortId: string, userId: string): Promise<ExtensionRow[]> {
	const { extensions } = client.schema;
	return client.db
		.select()
		.from(extensions)
		.where(and(eq(extensions.userId, userId), eq(extensions.cohortId, cohortId)))
		.orderBy(asc(extensions.createdAt), asc(extensions.id));
}

export interface DeadlineChange {
	/** The change that made it what the instructor saw; null: they saw none. */
	readonly seen: string | null;
	readonly cohortId: string;
	readonly labId: string;
	/** Null: it has none any more. */
	readonly row: DeadlineRow | null;
}

/** All or none: false when one of them was changed since it was seen, and then nothing is written. `also` are writes of the same transaction. */
export async function changeDeadlines(
	client: Client,
	changes: readonly DeadlineChange[],
	also: (db: Client['db']) => readonly unknown[],
): Promise<boolean> {
	const done = await client.atomically((db) => [...changes.map((change) => changeWrite(client, db, change)), ...also(db)], {
		guard: changes.length,
	});
	return done !== undefined;
}

function changeWrite(client: Client, db: Client['db'], { seen, cohortId, labId, row }: DeadlineChange): unknown {
	const { deadlines } = client.schema;
	const asSeen = and(eq(deadlines.cohortId, cohortId), eq(deadlines.labId, labId), eq(deadlines.changeId, seen ?? ''));
	const returned = { labId: deadlines.labId };
	if (row === null) return db.delete(deadlines).where(asSeen).returning(returned);
	if (seen === null) return db.insert(deadlines).values(row).onConflictDoNothing().returning(returned);
	return db.update(deadlines).set(row).where(asSeen).returning(returned);
}

/**
 * All or none: false when one of those they take the place of had ended meanwhile, or somebody gave a learner one that was not seen; then
 * nothing is written. At most one for each learner and lab is in force, which an index holds.
 */
export async function writeExtensions(
	client: Client,
	rows: readonly ExtensionRow[],
	{ replaces, at, also }: { replaces: readonly string[]; at: Date; also: (db: Client['db']) => readonly unknown[] },
): Promise<boolean> {
	try {
		const done = await client.atomically(
			(db) => [
				...replaces.map((id) => endWrite(client, db, { id, at })),
				...chunks(rows).map((some) => db.insert(client.schema.extensions).values(some)),
				...also(db),
			],
			{ guard: replaces.length },
		);
		return done !== undefined;
	} catch (error) {
		if (isUniqueViolation(error)) return false;
		throw error;
	}
}

/** All or none: false when one of them had ended already. */
export async function endExtensions(
	client: Client,
	ids: readonly string[],
	at: Date,
	also: (db: Client['db']) => readonly unknown[],
): Promise<boolean> {
	const done = await client.atomically((db) => [...ids.map((id) => endWrite(client, db, { id, at })), ...also(db)], { guard: ids.length });
	return done !== undefined;
}

function endWrite(client: Client, db: Client['db'], { id, at }: { id: string; at: Date }): unknown {
	const { extensions } = client.schema;
	return db
		.update(extensions)
		.set({ endedAt: at })
		.where(and(eq(extensions.id, id), isNull(extensions.endedAt)))
		.returning({ id: extensions.id });
}

/** False when it is no longer `seen`. */
export async function updateTimeZone(
	client: Client,
	which: { cohortId: string; seen: string; timeZone: string },
	also: (db: Client['db']) => readonly unknown[],
): Promise<boolean> {
	const { cohorts } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(cohorts)
				.set({ timeZone: which.timeZone })
				.where(and(eq(cohorts.id, which.cohortId), eq(cohorts.timeZone, which.seen)))
				.returning({ id: cohorts.id }),
			...also(db),
		],
		{ guard: 1 },
	);
	return done !== undefined;
}
