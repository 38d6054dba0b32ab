/** The settings of a cohort into another, for the next term: no learner, no link, no extension, no point. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { type Cohort, insertCohortWrite } from './teaching.ts';

type AuditRow = Client['schema']['auditLog']['$inferInsert'];

export interface CopyOptions {
	readonly actorId: string;
	readonly now: number;
	/** Where a date of this term lies in the next, both in milliseconds. */
	readonly moved: (at: number) => number;
}

/** The new cohort with everything that was set for the whole of the other; all or nothing, and nothing where the same form made it already. */
export async function insertCohortCopy(client: Client, from: string, to: Cohort, options: CopyOptions, audit: AuditRow): Promise<void> {
	const { auditLog } = client.schema;
	const settings = await settingsWrites(client, from, to.id, options);
	await client.atomically((db) => [insertCohortWrite(client, db, to), ...settings(db), db.insert(auditLog).values(audit)], { guard: true });
}

/**
 * Every table of settings that belong to a cohort as a whole. A new one gets a line here and one in the test of copying: what is read,
 * what of it is of this term only, and the rows of the copy.
 */
async function settingsWrites({ db, schema }: Client, from: string, to: string, { actorId, now, moved }: CopyOptions) {
	const { deadlines, gradebooks, helpBounds } = schema;
	const at = new Date(now);
	const changed = { changedBy: actorId, changedAt: at };
	const [bounds, dates, [gradebook]] = await Promise.all([
		db
			.select()
			.from(helpBounds)
			.where(and(eq(helpBounds.cohortId, from), isNull(helpBounds.userId), isNull(helpBounds.endedAt))),
		db.select().from(deadlines).where(eq(deadlines.cohortId, from)),
		db.select().from(gradebooks).where(eq(gradebooks.cohortId, from)),
	]);
	const changeId = newId(now);
	const boundRows = bounds.map((row) => ({ ...row, id: newId(now), cohortId: to, createdBy: actorId, createdAt: at }));
	const dateRows = dates.map((row) => ({ ...row, ...changed, cohortId: to, dueAt: new Date(moved(row.dueAt.getTime())), changeId }));
	const gradebookRows = gradebook === undefined ? [] : [{ ...gradebook, ...changed, cohortId: to, revision: 1 }];
	return (tx: Client['db']): unknown[] => [
		...(boundRows.length === 0 ? [] : [tx.insert(helpBounds).values(boundRows)]),
		...(dateRows.length === 0 ? [] : [tx.insert(deadlines).values(dateRows)]),
		...gradebookRows.map((row) => tx.insert(gradebooks).values(row)),
	];
}
