/**
 * Which name of a learner the staff of a cohort reads, on pages and in files: this decides, and nothing beside it. Where the cohort hides names it
 * is a pseudonym made of the random end of the account's id: the same on every page, in every file and after a restore, and nothing that the
 * learner chose. Queries give the name that is shown, and sort by it, so that no order tells a hidden one. The roster alone has both.
 */
import { eq, type SQL, sql } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export interface ShownName {
	readonly displayName: SQL<string>;
	readonly username: SQL<string>;
}

/** For a query with `users` in it. */
export function shownName(client: Client, cohortId: string): ShownName {
	const { cohorts } = client.schema;
	const setting = client.db.select({ isPseudonymous: cohorts.isPseudonymous }).from(cohorts).where(eq(cohorts.id, cohortId));
	return nameUnless(client, sql`${setting}`);
}

/** `isHidden`: a condition; not known is no. */
export function nameUnless(client: Client, isHidden: SQL): ShownName {
	const { users } = client.schema;
	return {
		displayName: sql<string>`case when ${isHidden} then ${pseudonym(client)} else ${users.displayName} end`,
		username: sql<string>`case when ${isHidden} then lower(${code(client)}) else ${users.username} end`,
	};
}

/** "Learner 9C41-A07B", whatever the cohort shows. */
export function pseudonym(client: Client): SQL<string> {
	return sql<string>`'Learner ' || ${code(client)}`;
}

/** The last 8 of the 12 digits that end an id (db/id.ts): all of them random, so two of 10,000 learners share one with a chance of 1 in 86. */
function code({ schema: { users } }: Client): SQL<string> {
	return sql<string>`upper(substr(${users.id}, 29, 4)) || '-' || upper(substr(${users.id}, 33, 4))`;
}
