/** Tables of people: accounts, sessions, cohorts, and what instructors set for them. */
import type { Design } from '#contract/experiment.ts';
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
			/** Highest automation this learner wants (1 to 3): 1 turns completion off. */
			helpAuto: d.integer('help_auto').notNull().default(3),
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
			/** IANA name; what its deadlines are read in. */
			timeZone: d.text('time_zone').notNull().default('UTC'),
			/** Conversations with the tutor from this time on are shown to the instructor, and learners are told so; null: never. */
			tutorVisibleSince: d.time('tutor_visible_since'),
			/** Staff read a number in place of each learner's name, on pages and in files. */
			isPseudonymous: d.boolean('is_pseudonymous').notNull().default(false),
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
			/** A part of the cohort, such as a tutorial group; empty: none. */
			section: d.text('section').notNull().default(''),
			removedAt: d.time('removed_at'),
			removedBy: d.text('removed_by').references(() => users.id),
			/** Read by the learner. */
			removedReason: d.text('removed_reason'),
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
			/** Highest automation; null: what the lab allows (2, in projects 3). */
			maxAuto: d.integer('max_auto'),
			/** The floor holds in re-checks too. */
			accommodation: d.boolean('accommodation').notNull().default(false),
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

	/** A learner asks a person: the last exit of the help ladder. */
	const helpRequests = d.table(
		'help_requests',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			text: d.text('text').notNull(),
			createdAt: d.time('created_at').notNull(),
			answer: d.text('answer'),
			answeredBy: d.text('answered_by').references(() => users.id),
			answeredAt: d.time('answered_at'),
		},
		(t) => [d.index('help_requests_user').on(t.userId)],
	);

	/** Within a cohort, learners who agree are dealt into the arms by chance: does the pace, or the invitation to a re-check, change what stays? */
	const experiments = d.table(
		'experiments',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			kind: d.text('kind').$type<Design>().notNull(),
			title: d.text('title').notNull(),
			/** What learners agree to, in words. */
			consent: d.text('consent').notNull(),
			/** A lab's delayed unaided variant counts from so many days after its pass. */
			delayDays: d.integer('delay_days').notNull(),
			createdBy: d
				.text('created_by')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			endedAt: d.time('ended_at'),
		},
		(t) => [d.index('experiments_cohort').on(t.cohortId)],
	);

	/** One answer of a learner; the arm is null for a no. A no changes nothing for the learner. */
	const experimentMembers = d.table(
		'experiment_members',
		{
			experimentId: d
				.text('experiment_id')
				.notNull()
				.references(() => experiments.id),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			arm: d.text('arm'),
			answeredAt: d.time('answered_at').notNull(),
			/** Set when the learner leaves the experiment. */
			leftAt: d.time('left_at'),
		},
		(t) => [d.primaryKey({ columns: [t.experimentId, t.userId] }), d.index('experiment_members_user').on(t.userId)],
	);

	return {
		users,
		sessions,
		cohorts,
		memberships,
		invitations,
		helpBounds,
		helpRequests,
		experiments,
		experimentMembers,
	};
}
