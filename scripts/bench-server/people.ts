/** Who is measured: an instructor with a cohort, an admin, and learners of many cohorts, each signed in. */
import { asc, count, eq } from 'drizzle-orm';
import { AppError } from '#contract/error.ts';
import { newId } from '#db/id.ts';
import { newUser } from '#db/store/users.ts';
import { startSession } from '#server/auth.ts';
import type { Context } from '#server/context.ts';

export interface People {
	/** In words: how large the installation is. */
	readonly counts: string;
	readonly cohortId: string;
	/** Of that cohort. */
	readonly learnerId: string;
	readonly submissionId: string;
	readonly instructor: string;
	readonly admin: string;
	/** Cookies. */
	readonly learners: readonly string[];
}

/** @throws AppError `invalid` for an installation that is not seeded. */
export async function findPeople(context: Context, howMany: number): Promise<People> {
	const { client } = context;
	const { users, cohorts, memberships, submissions, events } = client.schema;
	const [cohort] = await client.db.select().from(cohorts).orderBy(asc(cohorts.id)).limit(1);
	if (!cohort) throw new AppError('invalid', 'There is no cohort to measure on.', { fix: 'GRADUS_DATA=… npm run seed:large' });
	const learners = await client.db
		.select({ id: users.id })
		.from(users)
		.where(eq(users.role, 'learner'))
		.orderBy(asc(users.username))
		.limit(howMany);
	const [member] = await client.db.select().from(memberships).where(eq(memberships.cohortId, cohort.id)).limit(1);
	const [submission] = await client.db
		.select({ id: submissions.id })
		.from(submissions)
		.where(eq(submissions.userId, member?.userId ?? ''))
		.limit(1);
	const total = async (table: typeof users | typeof submissions | typeof events | typeof cohorts) =>
		Number((await client.db.select({ n: count() }).from(table))[0]?.n).toLocaleString('en');
	return {
		counts: `${await total(users)} accounts, ${await total(cohorts)} cohorts, ${await total(submissions)} submissions, ${await total(events)} events`,
		cohortId: cohort.id,
		learnerId: member?.userId ?? '',
		submissionId: submission?.id ?? '',
		instructor: await cookieOf(context, cohort.ownerId),
		admin: await cookieOf(context, await makeAdmin(context)),
		learners: await Promise.all(learners.map(({ id }) => cookieOf(context, id))),
	};
}

async function cookieOf(context: Context, userId: string): Promise<string> {
	const { name, value } = await startSession(context, userId, undefined);
	return `${name}=${value}`;
}

async function makeAdmin(context: Context): Promise<string> {
	const { users } = context.client.schema;
	const [known] = await context.client.db.select({ id: users.id }).from(users).where(eq(users.role, 'admin')).limit(1);
	if (known) return known.id;
	const id = newId(context.now());
	const who = { username: 'bench.admin', displayName: 'Bench', role: 'admin' } as const;
	await context.client.db.insert(users).values(newUser({ id, ...who, createdAt: new Date(context.now()) }));
	return id;
}
