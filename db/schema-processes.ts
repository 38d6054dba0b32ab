/** Tables by which processes know of each other: which graders run, and whose turn it is where several web processes decide for one person. */
import type { Dialect } from './dialect.ts';

export function defineProcesses(d: Dialect) {
	/** One row per grader process, renewed every few seconds while it runs. */
	const graders = d.table('graders', {
		/** As in jobs.lease_owner. */
		owner: d.text('owner').primaryKey(),
		host: d.text('host').notNull(),
		pid: d.integer('pid').notNull(),
		/** Name of the sandbox layers. */
		layer: d.text('layer').notNull(),
		/** The known-good submission was accepted last. */
		isHealthy: d.boolean('is_healthy').notNull(),
		detail: d.text('detail').notNull(),
		startedAt: d.time('started_at').notNull(),
		seenAt: d.time('seen_at').notNull(),
	});

	/** How many decisions were written: whoever decided on an older count writes nothing and decides again. */
	const turns = d.table(
		'turns',
		{
			scope: d.text('scope').notNull(),
			/** A person, or an experiment. */
			ownerId: d.text('owner_id').notNull(),
			count: d.integer('count').notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.scope, t.ownerId] })],
	);

	return { graders, turns };
}
