/** Tables of when a lab is due: one date for a cohort, and later ones for some of its learners. What follows from them stands in contract/deadline.ts. */
import { sql } from 'drizzle-orm';
import type { LateRule } from '#contract/deadline.ts';
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';

export function defineDeadlines(d: Dialect, { users, cohorts }: Pick<ReturnType<typeof definePeople>, 'users' | 'cohorts'>) {
	const deadlines = d.table(
		'deadlines',
		{
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			labId: d.text('lab_id').notNull(),
			/** The whole minute that begins here is still on time. */
			dueAt: d.time('due_at').notNull(),
			graceMinutes: d.integer('grace_minutes').notNull().default(0),
			lateKind: d.text('late_kind').$type<LateRule['kind']>().notNull().default('marked'),
			/** Percent of the points, of a rule that takes some; else 0. */
			latePerDay: d.integer('late_per_day').notNull().default(0),
			lateAtMost: d.integer('late_at_most').notNull().default(0),
			/** Id of the change that made it what it is: whoever changes it names what they saw here. */
			changeId: d.text('change_id').notNull().default(''),
			changedBy: d.text('changed_by').references(() => users.id),
			changedAt: d.time('changed_at'),
		},
		(t) => [d.primaryKey({ columns: [t.cohortId, t.labId] })],
	);

	/** A later date for one learner. Nothing is overwritten: one that is changed or taken back ends. */
	const extensions = d.table(
		'extensions',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			userId: d.text('user_id').references(() => users.id),
			labId: d.text('lab_id').notNull(),
			dueAt: d.time('due_at').notNull(),
			reason: d.text('reason').notNull(),
			createdBy: d
				.text('created_by')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			/** The same for all that were given at once; empty: given alone. */
			actId: d.text('act_id').notNull().default(''),
			endedAt: d.time('ended_at'),
		},
		(t) => [
			d.index('extensions_user').on(t.userId),
			d.index('extensions_cohort').on(t.cohortId, t.labId),
			/** Of two instructors who give a first one at the same moment, one is told. */
			d.uniqueIndex('extensions_in_force').on(t.cohortId, t.userId, t.labId).where(sql`ended_at is null`),
		],
	);

	return { deadlines, extensions };
}
