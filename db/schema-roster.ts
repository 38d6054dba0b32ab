/** Tables of who may come into a cohort: links for learners, and what is offered to another instructor. */
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';

export function defineRoster(d: Dialect, { users, cohorts }: Pick<ReturnType<typeof definePeople>, 'users' | 'cohorts'>) {
	/** The token of a link can be computed again from its id and the installation's secret; only its SHA-256 is stored. */
	const cohortInvitations = d.table(
		'cohort_invitations',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			/** What whoever accepts becomes. */
			role: d.text('role').$type<'learner' | 'instructor' | 'owner'>().notNull(),
			tokenHash: d.text('token_hash').notNull(),
			/** The account that alone may accept; null: whoever holds the link. */
			userId: d.text('user_id').references(() => users.id),
			/** Of a learner named by the instructor, as the file had them; null in an open link. */
			username: d.text('username'),
			displayName: d.text('display_name'),
			section: d.text('section').notNull().default(''),
			maxUses: d.integer('max_uses').notNull(),
			uses: d.integer('uses').notNull().default(0),
			createdBy: d
				.text('created_by')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			expiresAt: d.time('expires_at').notNull(),
			/** Taken back by an instructor, or declined by the one it was for. */
			endedAt: d.time('ended_at'),
		},
		(t) => [
			d.uniqueIndex('cohort_invitations_token').on(t.tokenHash),
			d.index('cohort_invitations_cohort').on(t.cohortId),
			d.index('cohort_invitations_user').on(t.userId),
		],
	);

	return { cohortInvitations };
}
