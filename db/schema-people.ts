/** Tables of people: accounts, sessions, cohorts, and what instructors set for them. */
import type { Role } from '#contract/user.ts';
import type { Dialect } from './dialect.ts';

export function definePeople(d: Dialect) {
	const users = d.table(
		'users',
		{
			id: d.text('id').primaryKey(),
			/** Lower-cased; unique. */
			username: d.text('username').notNull(),
			displayName: d.text('display_name').notNull(),
			email: d.text('email'),
			/** PHC string of Argon2id; null when nobody can log in with one: synthetic or erased. */
			passwordHash: d.text('password_hash'),
			role: d.text('role').$type<Role>().notNull(),
			/** Seeded by the demo; may never log in outside 127.0.0.1. */
			isDemo: d.boolean('is_demo').notNull(),
			/** Highest help rung this learner wants (0 to 5), and whether help may be offered unasked. */
			helpCap: d.integer('help_cap').notNull(),
			helpProactive: d.boolean('help_proactive').notNull(),
			createdAt: d.time('created_at').notNull(),
			/** Set while an admin keeps the account shut. Nothing is erased for it. */
			lockedAt: d.time('locked_at'),
			/** Set when the learner asked for deletion: shut at once, erased after 30 days. */
			deletedAt: d.time('deleted_at'),
			erasedAt: d.time('erased_at'),
		},
		(t) => [d.uniqueIndex('users_username').on(t.username)],
	);

	const sessions = d.table(
		'sessions',
		{
			/** SHA-256 of the cookie's token, hex. */
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			expiresAt: d.time('expires_at').notNull(),
			/** Expiry that no activity extends. */
			absoluteExpiresAt: d.time('absolute_expires_at').notNull(),
		},
		(t) => [d.index('sessions_user').on(t.userId)],
	);

	const cohorts = d.table(
		'cohorts',
		{
			id: d.text('id').primaryKey(),
			name: d.text('name').notNull(),
			ownerId: d
				.text('owner_id')
				.notNull()
				.references(() => users.id),
			joinCode: d.text('join_code').notNull(),
			joinMaxUses: d.integer('join_max_uses').notNull(),
			joinUses: d.integer('join_uses').notNull(),
			joinExpiresAt: d.time('join_expires_at'),
			createdAt: d.time('created_at').notNull(),
			archivedAt: d.time('archived_at'),
		},
		(t) => [d.uniqueIndex('cohorts_join_code').on(t.joinCode), d.index('cohorts_owner').on(t.ownerId)],
	);

	const memberships = d.table(
		'memberships',
		{
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			role: d.text('role').$type<'learner' | 'instructor'>().notNull(),
			joinedAt: d.time('joined_at').notNull(),
			removedAt: d.time('removed_at'),
		},
		(t) => [d.primaryKey({ columns: [t.cohortId, t.userId] }), d.index('memberships_user').on(t.userId)],
	);

	/** Single-use links: first admin, instructor role, password reset. Only the token's SHA-256 is stored. */
	const invitations = d.table(
		'invitations',
		{
			id: d.text('id').primaryKey(),
			kind: d.text('kind').$type<'admin' | 'instructor' | 'reset'>().notNull(),
			tokenHash: d.text('token_hash').notNull(),
			userId: d.text('user_id').references(() => users.id),
			createdBy: d.text('created_by').references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			expiresAt: d.time('expires_at').notNull(),
			usedAt: d.time('used_at'),
		},
		(t) => [d.uniqueIndex('invitations_token').on(t.tokenHash)],
	);

	const deadlines = d.table(
		'deadlines',
		{
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			labId: d.text('lab_id').notNull(),
			dueAt: d.time('due_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.cohortId, t.labId] })],
	);

	const extensions = d.table(
		'extensions',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			dueAt: d.time('due_at').notNull(),
			reason: d.text('reason').notNull(),
			createdBy: d
				.text('created_by')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.index('extensions_user').on(t.userId)],
	);

	/** Instructor's bounds on help. userId null: the whole cohort; labId null: every lab. The newest row per scope holds. */
	const helpBounds = d.table(
		'help_bounds',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			userId: d.text('user_id').references(() => users.id),
			labId: d.text('lab_id'),
			floor: d.integer('floor').notNull(),
			ceiling: d.integer('ceiling').notNull(),
			pace: d.text('pace').$type<'gentle' | 'standard' | 'stretch'>().notNull(),
			reason: d.text('reason').notNull(),
			createdBy: d
				.text('created_by')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			endedAt: d.time('ended_at'),
		},
		(t) => [d.index('help_bounds_cohort').on(t.cohortId)],
	);

	return { users, sessions, cohorts, memberships, invitations, deadlines, extensions, helpBounds };
}
