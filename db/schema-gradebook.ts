/** Tables of the gradebook: what a cohort set about points, and every change that a person made to one cell. */
import type { GradebookSettings, ScoreChangeKind } from '#contract/gradebook.ts';
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';

export function defineGradebook(d: Dialect, { users, cohorts }: Pick<ReturnType<typeof definePeople>, 'users' | 'cohorts'>) {
	/** A cohort without a row has the settings that everybody begins with. */
	const gradebooks = d.table('gradebooks', {
		cohortId: d
			.text('cohort_id')
			.primaryKey()
			.references(() => cohorts.id),
		settings: d.json<GradebookSettings>('settings').notNull(),
		/** Rises with each change: whoever changes the settings names what they saw here. */
		revision: d.integer('revision').notNull(),
		changedBy: d
			.text('changed_by')
			.notNull()
			.references(() => users.id),
		changedAt: d.time('changed_at').notNull(),
	});

	/** Append-only, numbered within a cell; the last is in force. Of two who change what both saw, the second finds the number taken. */
	const scoreChanges = d.table(
		'score_changes',
		{
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			/** From 1. */
			seq: d.integer('seq').notNull(),
			kind: d.text('kind').$type<ScoreChangeKind>().notNull(),
			/** Points that were set, of so many that the lab was worth then; null for the other kinds. */
			points: d.real('points'),
			worth: d.real('worth'),
			reason: d.text('reason').notNull(),
			actorId: d
				.text('actor_id')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.cohortId, t.userId, t.labId, t.seq] }), d.index('score_changes_user').on(t.userId)],
	);

	return { gradebooks, scoreChanges };
}
