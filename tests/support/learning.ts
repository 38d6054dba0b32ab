/** A context over a fresh database with a clock that a test turns, and the steps that learning tests repeat. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { LEASE_MS } from '#db/store/jobs.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { secretFrom } from '#server/secret.ts';
import { type Engine, makeSubmission, makeUser, openTestDatabase } from './database.ts';

export const MINUTE_MS = 60_000;
export const START = Date.UTC(2026, 0, 5, 9);

export interface LearningTest {
	readonly context: Context;
	readonly databaseUrl: string;
	/** Lets time pass. */
	later(ms: number): void;
	close(): Promise<void>;
}

export async function openLearningTest(engine: Engine): Promise<LearningTest> {
	const database = await openTestDatabase(engine);
	let now = START;
	const secret = secretFrom(Buffer.alloc(32));
	const data = mkdtempSync(join(tmpdir(), 'gradus-data-'));
	const config = readConfig({ GRADUS_DATA: data });
	const context: Context = {
		config,
		client: database.client,
		log: pino({ level: 'silent' }),
		secret,
		blobs: openBlobStore(config, () => now),
		now: () => now,
	};
	return {
		context,
		databaseUrl: database.url,
		later(ms) {
			now += ms;
		},
		async close() {
			await database.close();
			rmSync(data, { recursive: true, force: true });
		},
	};
}

export async function makeActor(context: Context, over: { displayName?: string; role?: Actor['role'] } = {}): Promise<Actor> {
	const { displayName = 'Ada', role = 'learner' } = over;
	const id = await makeUser(context.client, { displayName, role });
	return { id, username: `u${id}`, displayName, role, isDemo: false };
}

export async function makeCohort(context: Context, owner: Actor, learners: readonly Actor[]): Promise<string> {
	const { cohorts, memberships } = context.client.schema;
	const id = newId();
	const now = new Date(context.now());
	await context.client.db.insert(cohorts).values({
		id,
		name: 'Spring',
		ownerId: owner.id,
		joinCode: id,
		joinMaxUses: 9,
		joinUses: 0,
		joinExpiresAt: null,
		createdAt: now,
		archivedAt: null,
	});
	for (const learner of learners)
		await context.client.db
			.insert(memberships)
			.values({ cohortId: id, userId: learner.id, role: 'learner', joinedAt: now, removedAt: null });
	return id;
}

export const verdictOf = (outcome: Verdict['outcome'], over: Partial<Verdict> = {}): Verdict => ({
	outcome,
	kind: 'core',
	message: '',
	checks: [],
	durationMs: 1,
	...over,
});

export const ACCEPTED = verdictOf('accepted');
export const REJECTED = verdictOf('rejected', { diagnosis: 'mask-after-softmax' });

/** A submission with its leased job, as the grader holds them before it writes. */
export async function leaseSubmission(
	context: Context,
	actor: Actor,
	code = `export const at = ${context.now()};`,
	labId = 'causal-attention',
) {
	return leaseStored(context, await makeSubmission(context.client, actor.id, { createdAt: new Date(context.now()), code, labId }));
}

/** The same of a submission that is stored with its job. */
export async function leaseStored(context: Context, id: string) {
	const { jobs } = context.client.schema;
	const lease = { state: 'running', leaseOwner: 'grader', leaseUntil: new Date(context.now() + LEASE_MS), attempt: 1 } as const;
	const [job] = await context.client.db.update(jobs).set(lease).where(eq(jobs.submissionId, id)).returning();
	if (!job) throw new Error('A submission was stored without its job.');
	return { job, submission: await selectSubmission(context.client, id) };
}

export async function judge(context: Context, actor: Actor, verdict: Verdict, code?: string, labId?: string): Promise<string> {
	const leased = await leaseSubmission(context, actor, code, labId);
	if (!(await recordVerdict(context, { ...leased, verdict }))) throw new Error('The lease was lost.');
	return leased.submission.id;
}
