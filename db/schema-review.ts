/** Tables of reading submissions: what an instructor writes to a learner about their code. */
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';
import type { defineWork } from './schema-work.ts';

type Tables = Pick<ReturnType<typeof definePeople>, 'users'> & Pick<ReturnType<typeof defineWork>, 'submissions'>;

export function defineReview(d: Dialect, { users, submissions }: Tables) {
	/** Plain text at a line of a submission, or about the whole of it. */
	const comments = d.table(
		'comments',
		{
			id: d.text('id').primaryKey(),
			submissionId: d
				.text('submission_id')
				.notNull()
				.references(() => submissions.id),
			/** 1-based; null: about the whole. */
			line: d.integer('line'),
			text: d.text('text').notNull(),
			authorId: d
				.text('author_id')
				.notNull()
				.references(() => users.id),
			createdAt: d.time('created_at').notNull(),
			editedAt: d.time('edited_at'),
			/** Set when the author took it back: nobody is shown it any more. */
			removedAt: d.time('removed_at'),
			/** When the learner read it as it stands; null: not yet, or it was edited since. */
			readAt: d.time('read_at'),
		},
		(t) => [d.index('comments_submission').on(t.submissionId)],
	);

	return { comments };
}
