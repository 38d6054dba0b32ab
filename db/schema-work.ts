/** Tables of work: drafts, submissions and their verdicts, the event log and its cache, runs, weights, the audit log. */
import type { JobKind, JobState, Verdict } from '#contract/grading.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import type { WeightsSketch } from '#contract/similar-weights.ts';
import type { Checkpoint } from '#contract/submission.ts';
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';

export function defineWork(d: Dialect, { users }: Pick<ReturnType<typeof definePeople>, 'users'>) {
	/** name '' is the autosaved draft; other names are versions the learner saved. revision rises with each write. */
	const drafts = d.table(
		'drafts',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			name: d.text('name').notNull(),
			code: d.text('code').notNull(),
			labVersion: d.integer('lab_version').notNull(),
			revision: d.integer('revision').notNull(),
			updatedAt: d.time('updated_at').notNull(),
		},
		(t) => [d.uniqueIndex('drafts_user_lab_name').on(t.userId, t.labId, t.name)],
	);

	const submissions = d.table(
		'submissions',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			labVersion: d.integer('lab_version').notNull(),
			/** SHA-256 of the bundle that judged the lab at that moment: lab_versions.sha256. */
			labHash: d.text('lab_hash').notNull(),
			code: d.text('code').notNull(),
			idempotencyKey: d.text('idempotency_key').notNull(),
			mode: d.text('mode').$type<'practice' | 'recheck' | 'exam'>().notNull(),
			checkpoints: d.json<Checkpoint[]>('checkpoints').notNull(),
			/** What each `my/*` import resolved to: a submission id, or `borrowed@<version>`. */
			imports: d.json<Record<string, string>>('imports').notNull(),
			/** Id of the installation's secret that seeds the hidden cases. */
			secretId: d.text('secret_id').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [
			d.uniqueIndex('submissions_user_key').on(t.userId, t.idempotencyKey),
			d.index('submissions_user_lab').on(t.userId, t.labId),
			// Holds all that a list of submissions sorts and filters by, so that no code is read for it.
			d.index('submissions_user_created').on(t.userId, t.createdAt, t.id, t.labId, t.mode),
			d.index('submissions_created').on(t.createdAt),
		],
	);

	const jobs = d.table(
		'jobs',
		{
			id: d.text('id').primaryKey(),
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			kind: d.text('kind').$type<JobKind>().notNull(),
			state: d.text('state').$type<JobState>().notNull(),
			/** Labs with weights wait in their own lane so that they never delay quick ones. */
			lane: d.text('lane').$type<'quick' | 'weights'>().notNull(),
			/** Lower first. Live submissions 0, regrades 10. */
			priority: d.integer('priority').notNull(),
			attempt: d.integer('attempt').notNull(),
			runAfter: d.time('run_after').notNull(),
			leaseOwner: d.text('lease_owner'),
			leaseUntil: d.time('lease_until'),
			lastError: d.text('last_error'),
			createdAt: d.time('created_at').notNull(),
			/** The regrade that it is part of; '' for the live job, of which a submission has one. */
			regradeId: d.text('regrade_id').notNull().default(''),
		},
		(t) => [
			d.index('jobs_due').on(t.state, t.priority, t.runAfter),
			d.uniqueIndex('jobs_submission_kind').on(t.submissionId, t.kind, t.regradeId),
		],
	);

	const verdicts = d.table(
		'verdicts',
		{
			id: d.text('id').primaryKey(),
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			outcome: d.text('outcome').$type<Verdict['outcome']>().notNull(),
			diagnosis: d.text('diagnosis'),
			verdict: d.json<Verdict>('verdict').notNull(),
			attempt: d.integer('attempt').notNull(),
			createdAt: d.time('created_at').notNull(),
			/** The row of verdict_changes that put it in force; null: it was given first. Whoever replaces it names what they saw here. */
			changeId: d.text('change_id'),
		},
		(t) => [
			d.uniqueIndex('verdicts_submission').on(t.submissionId),
			// What pages of a whole cohort ask for, without the verdict itself, which is long.
			d.index('verdicts_outcome').on(t.submissionId, t.outcome, t.diagnosis, t.changeId),
		],
	);

	/** Append-only. The columns are exactly those of contract/event.ts; what differs by type lies in data. */
	const events = d.table(
		'events',
		{
			id: d.text('id').primaryKey(),
			userId: d.text('user_id').notNull(),
			t: d.time('t').notNull(),
			type: d.text('type').notNull(),
			skill: d.text('skill').notNull(),
			/** The instance: the lab's id in practice, `<lab>#<variant>` in a re-check, `<lesson>/<question>` for a prediction. */
			task: d.text('task').notNull(),
			labId: d.text('lab_id'),
			mode: d.text('mode').$type<'practice' | 'recheck' | 'exam'>().notNull(),
			item: d.text('item').$type<'code' | 'short' | 'choice'>().notNull(),
			data: d.json<Record<string, unknown>>('data').notNull(),
			submissionId: d.text('submission_id'),
		},
		(t) => [
			d.index('events_user_t').on(t.userId, t.t),
			d.index('events_lab_t').on(t.labId, t.t),
			d.uniqueIndex('events_submission').on(t.submissionId, t.type),
		],
	);

	const mastery = d.table(
		'mastery',
		{
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			skill: d.text('skill').notNull(),
			p: d.real('p').notNull(),
			/** Withheld credit in log-odds. */
			debt: d.real('debt').notNull(),
			isProven: d.boolean('is_proven').notNull(),
			stabilityDays: d.real('stability_days').notNull(),
			lastIndependentAt: d.time('last_independent_at'),
			policyVersion: d.text('policy_version').notNull(),
			updatedAt: d.time('updated_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.userId, t.skill] })],
	);

	/** One turn with the tutor: a question and the text that was delivered. The texts go when the learner removes them or after 180 days; the numbers stay. */
	const tutorTurns = d.table(
		'tutor_turns',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			/** The instance, as in events. */
			task: d.text('task').notNull(),
			mode: d.text('mode').$type<'practice' | 'recheck' | 'exam'>().notNull(),
			question: d.text('question'),
			answer: d.text('answer'),
			/** Highest level allowed by the decision of that moment, and the level measured in what was delivered. */
			allowed: d.integer('allowed').notNull(),
			measured: d.integer('measured').notNull(),
			/** `pass`: as the model wrote it; `regenerated`: its second answer; `fallback`: the authored hint of the level instead.
			 * `completion`: lines at the cursor of the editor; `withheld`: such lines that were not given. Neither has a question. */
			action: d.text('action').$type<'pass' | 'regenerated' | 'fallback' | 'completion' | 'withheld'>().notNull(),
			/** What the guard measured of each candidate, and why one was refused. */
			guard: d.json<Record<string, unknown>>('guard').notNull(),
			model: d.text('model').notNull(),
			/** SHA-256 of the prompt's template. */
			promptHash: d.text('prompt_hash').notNull(),
			tokensIn: d.integer('tokens_in').notNull(),
			tokensOut: d.integer('tokens_out').notNull(),
			latencyMs: d.integer('latency_ms').notNull(),
			createdAt: d.time('created_at').notNull(),
			removedAt: d.time('removed_at'),
		},
		(t) => [d.index('tutor_turns_user').on(t.userId, t.createdAt), d.index('tutor_turns_created').on(t.createdAt)],
	);

	/** Training runs that their learners showed to others by a link. */
	const runs = d.table(
		'runs',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			config: d.json<PinnedRun['config']>('config').notNull(),
			/** All else of the run. */
			summary: d.json<Omit<PinnedRun, 'config'>>('summary').notNull(),
			/** False after its learner took the link back. */
			isShared: d.boolean('is_shared').notNull(),
			/** Weights that whoever sees it may save. */
			weightsSha256: d.text('weights_sha256'),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.index('runs_user').on(t.userId)],
	);

	/** Who uploaded which blob in full. The blob itself lies in the content-addressed folder. */
	const checkpoints = d.table(
		'checkpoints',
		{
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			sha256: d.text('sha256').notNull(),
			sizeBytes: d.integer('size_bytes').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.userId, t.sha256] }), d.index('checkpoints_sha').on(t.sha256)],
	);

	/** What is kept of judged weights to compare them by: a few hundred numbers each, from which no weight can be read. */
	const weightSketches = d.table(
		'weight_sketches',
		{
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			/** As declared in lab.ts. */
			name: d.text('name').notNull(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			labId: d.text('lab_id').notNull(),
			preset: d.text('preset').notNull(),
			sha256: d.text('sha256').notNull(),
			/** The seed that the file says its run had; null when it says none. */
			seed: d.text('seed'),
			sketch: d.json<WeightsSketch>('sketch').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.submissionId, t.name] }), d.index('weight_sketches_lab').on(t.labId, t.userId)],
	);

	const auditLog = d.table(
		'audit_log',
		{
			id: d.text('id').primaryKey(),
			actorId: d.text('actor_id'),
			action: d.text('action').notNull(),
			targetKind: d.text('target_kind').notNull(),
			targetId: d.text('target_id').notNull(),
			/** SHA-256 of the address with the installation's secret; never the address. */
			ipHash: d.text('ip_hash'),
			detail: d.json<Record<string, unknown>>('detail').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [
			d.index('audit_log_created').on(t.createdAt),
			d.index('audit_log_actor').on(t.actorId, t.createdAt),
			d.index('audit_log_target').on(t.targetId, t.createdAt),
		],
	);

	return { drafts, submissions, jobs, verdicts, events, mastery, tutorTurns, runs, checkpoints, weightSketches, auditLog };
}
