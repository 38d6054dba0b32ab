/** Tables of judging again: the lab versions that verdicts were given by, every change of a verdict, and regrades with what they found. */
import type { Verdict } from '#contract/grading.ts';
import type { ChangeCause, ItemState, RegradeScope, RegradeState, WhichVersion } from '#contract/regrade.ts';
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';
import type { defineWork } from './schema-work.ts';

type Tables = Pick<ReturnType<typeof definePeople>, 'users' | 'cohorts'> & Pick<ReturnType<typeof defineWork>, 'submissions'>;

export function defineRegrades(d: Dialect, { users, cohorts, submissions }: Tables) {
	/** What judged a lab, as it was at its first use; the bundle lies in the content-addressed folder. */
	const labVersions = d.table(
		'lab_versions',
		{
			labId: d.text('lab_id').notNull(),
			/** SHA-256 of the bundle: the same as submissions.lab_hash. */
			sha256: d.text('sha256').notNull(),
			version: d.integer('version').notNull(),
			sizeBytes: d.integer('size_bytes').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.labId, t.sha256] }), d.index('lab_versions_sha').on(t.sha256)],
	);

	/** Append-only: each time a verdict took the place of another. The first `before` is the verdict as it was given first. */
	const verdictChanges = d.table(
		'verdict_changes',
		{
			id: d.text('id').primaryKey(),
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			before: d.json<Verdict>('before').notNull(),
			after: d.json<Verdict>('after').notNull(),
			cause: d.text('cause').$type<ChangeCause>().notNull(),
			/** The regrade that it is part of. */
			regradeId: d.text('regrade_id'),
			actorId: d.text('actor_id').notNull(),
			reason: d.text('reason').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.index('verdict_changes_submission').on(t.submissionId, t.createdAt)],
	);

	const regrades = d.table(
		'regrades',
		{
			id: d.text('id').primaryKey(),
			cohortId: d
				.text('cohort_id')
				.notNull()
				.references(() => cohorts.id),
			labId: d.text('lab_id').notNull(),
			actorId: d
				.text('actor_id')
				.notNull()
				.references(() => users.id),
			reason: d.text('reason').notNull(),
			which: d.text('which').$type<WhichVersion>().notNull(),
			/** Which submissions were asked for. */
			scope: d.json<RegradeScope>('scope').notNull(),
			state: d.text('state').$type<RegradeState>().notNull(),
			createdAt: d.time('created_at').notNull(),
			updatedAt: d.time('updated_at').notNull(),
		},
		(t) => [d.index('regrades_cohort').on(t.cohortId, t.createdAt), d.index('regrades_state').on(t.state)],
	);

	/** One submission in a regrade. What it would become stays here, away from the verdict, until it is applied. */
	const regradeItems = d.table(
		'regrade_items',
		{
			regradeId: d
				.text('regrade_id')
				.notNull()
				.references(() => regrades.id),
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			state: d.text('state').$type<ItemState>().notNull(),
			before: d.json<Verdict>('before').notNull(),
			/** The change that put `before` in force; null: it was given first. */
			beforeChangeId: d.text('before_change_id'),
			after: d.json<Verdict>('after'),
			/** The verdict would read differently. */
			isChanged: d.boolean('is_changed').notNull(),
			/** The change that this item made, while it is applied. */
			changeId: d.text('change_id'),
			/** Why it could not be judged, in one line of plain text. */
			reason: d.text('reason'),
		},
		(t) => [
			d.primaryKey({ columns: [t.regradeId, t.submissionId] }),
			d.index('regrade_items_state').on(t.regradeId, t.state),
			d.index('regrade_items_submission').on(t.submissionId),
		],
	);

	return { labVersions, verdictChanges, regrades, regradeItems };
}
