/** Who is measured: an instructor with a cohort, an admin, and learners of many cohorts, each signed in. */
import { and, asc, count, desc, eq, inArray } from 'drizzle-orm';
import { AppError } from '#contract/error.ts';
import { newId } from '#db/id.ts';
import { newUser } from '#db/store/users.ts';
import { labs } from '#labs/index.ts';
import { startSession, toActor } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { beginPreview } from '#server/preview-learner.ts';

export interface People {
	/** In words: how large the installation is. */
	readonly counts: string;
	readonly cohortId: string;
	/** Of that cohort. */
	readonly learnerId: string;
	readonly submissionId: string;
	/** Submissions of two of its learners to one lab. */
	readonly pair: readonly [string, string];
	readonly regradeId: string;
	/** Shown by its learner. */
	readonly runId: string;
	readonly instructor: string;
	readonly admin: string;
	/** Cookies. */
	readonly learners: readonly string[];
}

/** @throws AppError `invalid` for an installation that is not seeded. */
export async function findPeople(context: Context, howMany: number): Promise<People> {
	const { client } = context;
	const { users, cohorts, memberships, regrades, submissions, events } = client.schema;
	// The one with a regrade is the first that the seed filled; the ids of one moment have no order.
	const regraded = client.db.select({ id: regrades.cohortId }).from(regrades);
	const [cohort] = await client.db
		.select()
		.from(cohorts)
		.orderBy(desc(inArray(cohorts.id, regraded)), asc(cohorts.id))
		.limit(1);
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
	const rest = await findAround(context, cohort.id);
	// As the form of the learner's page does; it holds for an hour.
	const [owner] = await client.db.select().from(users).where(eq(users.id, cohort.ownerId));
	if (owner && member) await beginPreview(context, toActor(owner), { cohortId: cohort.id, learnerId: member.userId }, '127.0.0.1');
	const total = async (table: typeof users | typeof submissions | typeof events | typeof cohorts) =>
		Number((await client.db.select({ n: count() }).from(table))[0]?.n).toLocaleString('en');
	return {
		counts: `${await total(users)} accounts, ${await total(cohorts)} cohorts, ${await total(submissions)} submissions, ${await total(events)} events`,
		cohortId: cohort.id,
		learnerId: member?.userId ?? '',
		submissionId: submission?.id ?? '',
		...rest,
		instructor: await cookieOf(context, cohort.ownerId),
		admin: await cookieOf(context, await makeAdmin(context)),
		learners: await Promise.all(learners.map(({ id }) => cookieOf(context, id))),
	};
}

/** @throws AppError `invalid` for an installation that was seeded before there was anything but work in it. */
async function findAround({ client }: Context, cohortId: string): Promise<Pick<People, 'pair' | 'regradeId' | 'runId'>> {
	const { submissions, memberships, regrades, runs } = client.schema;
	const ofLab = await client.db
		.select({ id: submissions.id, userId: submissions.userId })
		.from(submissions)
		.innerJoin(memberships, and(eq(memberships.userId, submissions.userId), eq(memberships.cohortId, cohortId)))
		.where(eq(submissions.labId, labs[1]?.id ?? ''))
		.orderBy(asc(submissions.id));
	const [one] = ofLab;
	const other = ofLab.find(({ userId }) => userId !== one?.userId);
	const [regrade] = await client.db.select({ id: regrades.id }).from(regrades).where(eq(regrades.cohortId, cohortId)).limit(1);
	const [run] = await client.db.select({ id: runs.id }).from(runs).where(eq(runs.isShared, true)).limit(1);
	if (one && other && regrade && run) return { pair: [one.id, other.id], regradeId: regrade.id, runId: run.id };
	throw new AppError('invalid', 'The first cohort has no pair of submissions or no regrade, or nobody shows a run.', {
		fix: 'Fill an empty installation anew: GRADUS_DATA=… npm run seed:large',
	});
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
