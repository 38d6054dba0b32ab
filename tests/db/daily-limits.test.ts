/** The limits of a day, of a few minutes and of the queue: one under it passes, at it the learner reads what to do, and when its time is over it passes again. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	CHECKPOINT_BYTES_PER_DAY,
	CHECKPOINT_UPLOADS_PER_DAY,
	MAX_CHECKPOINT_BYTES,
	SUBMISSIONS_PER_10_MIN,
	SUBMISSIONS_PER_DAY,
} from '#contract/limits.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { countUploadsSince, insertCheckpoint } from '#db/store/checkpoints.ts';
import { countJobsByState, newJob } from '#db/store/jobs.ts';
import type { Submission } from '#db/store/submissions.ts';
import { hashOf } from '#server/blobs.ts';
import { requireLab } from '#server/get-lab.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { submit } from '#server/submit.ts';
import { ENGINES } from '../support/database.ts';
import { buildTestJudges, type TestJudges } from '../support/judges.ts';
import { type LearningTest, MINUTE_MS, makeActor, openLearningTest, START } from '../support/learning.ts';

const DAY_MS = 86_400_000;
const LAB = 'causal-attention';
/** So many wait at most (src/server/submit.ts keeps the number to itself). */
const MAX_QUEUED = 500;

let judges: TestJudges;
beforeAll(async () => {
	judges = await buildTestJudges(LAB, 'bigram');
});
afterAll(() => judges.close());

describe.each(ENGINES)('on %s', (engine) => {
	let at: LearningTest;
	let ada: Actor;
	let bao: Actor;
	beforeEach(async () => {
		at = await openLearningTest(engine);
		ada = await makeActor(at.context);
		bao = await makeActor(at.context, { displayName: 'Bao' });
	});
	afterEach(() => at.close());

	const row = (userId: string, createdAt: number): Submission => ({
		...{ id: newId(), userId, labId: LAB, labVersion: 1, labHash: 'hash', code: 'export {};', idempotencyKey: randomUUID() },
		...{ mode: 'practice', checkpoints: [], imports: {}, secretId: 'secret', createdAt: new Date(createdAt) },
	});
	/** Submissions whose verdicts are there: no job is left of them. */
	const judged = async (times: readonly number[]) => {
		const { db, schema } = at.context.client;
		await db.insert(schema.submissions).values(times.map((time) => row(ada.id, time)));
	};
	const hand = (actor: Actor, labId = LAB, idempotencyKey = randomUUID()) => {
		const { id, version } = requireLab(labId);
		return submit(at.context, actor, { lab: id, version, code: 'export {};', idempotencyKey, checkpoints: [] });
	};
	const stored = async (actor: Actor) => {
		const { db, schema } = at.context.client;
		return (await db.select().from(schema.submissions).where(eq(schema.submissions.userId, actor.id))).length;
	};

	describe('submissions of one lab', () => {
		it.each([
			['a day', SUBMISSIONS_PER_DAY, DAY_MS, 15 * MINUTE_MS, /^60 submissions of this lab in a day is the limit\.$/, /again tomorrow/],
			['ten minutes', SUBMISSIONS_PER_10_MIN, 10 * MINUTE_MS, 30_000, /^10 submissions of this lab in 10 minutes is/, /in a few minutes/],
		] as const)('in %s: the last under the limit is taken, the next is refused until the first is old enough', async (...over) => {
			const [, limit, windowMs, apartMs, message, fix] = over;
			// The oldest of them, and so the first to leave the window.
			const oldest = START - (limit - 1) * apartMs;
			await judged(Array.from({ length: limit - 1 }, (_, n) => oldest + n * apartMs));

			const key = randomUUID();
			const last = await hand(ada, LAB, key);
			expect(last.isNew).toBe(true);
			const refusal = { kind: 'too-many', message: expect.stringMatching(message), fix: expect.stringMatching(fix) };
			await expect(hand(ada)).rejects.toMatchObject(refusal);
			expect(await stored(ada)).toBe(limit);
			// Asked for again, as a page does that lost the answer, it is no new one.
			expect(await hand(ada, LAB, key)).toEqual({ id: last.id, isNew: false });
			// Another lab and another learner have limits of their own.
			expect((await hand(ada, 'bigram')).isNew).toBe(true);
			expect((await hand(bao)).isNew).toBe(true);

			at.later(oldest + windowMs - START);
			await expect(hand(ada)).rejects.toMatchObject(refusal);
			at.later(1);
			expect((await hand(ada)).isNew).toBe(true);
			await expect(hand(ada)).rejects.toMatchObject({ kind: 'too-many' });
			expect(await stored(ada)).toBe(limit + 2);
		});
	});

	describe('uploads of weights in a day', () => {
		const REFUSAL = {
			kind: 'too-many',
			message: '30 uploads or 200 MiB a day is the limit for weights, and it is reached.',
			fix: expect.stringMatching(/stay in this browser\. Submit them tomorrow/),
		};
		const uploaded = async (actor: Actor, sizes: readonly number[]) => {
			for (const sizeBytes of sizes)
				await insertCheckpoint(at.context.client, { userId: actor.id, sha256: hashOf(Buffer.from(randomUUID())), sizeBytes, now: START });
		};
		const put = async (actor: Actor, bytes: Uint8Array) => {
			const sha256 = hashOf(bytes);
			await putCheckpoint(at.context, actor, sha256, bytes);
			return sha256;
		};
		const used = async () => countUploadsSince(at.context.client, ada.id, 0);
		const isKept = async (bytes: Uint8Array) => (await at.context.blobs.get(hashOf(bytes))) !== null;

		it('by number: the thirtieth is taken, the next is refused and not kept, and a day later it is taken', async () => {
			expect(CHECKPOINT_UPLOADS_PER_DAY).toBe(30);
			await uploaded(
				ada,
				Array.from({ length: 29 }, () => 4),
			);
			const [last, next] = [Buffer.from('last'), Buffer.from('next')];

			await put(ada, last);
			expect(await isKept(last)).toBe(true);
			await expect(put(ada, next)).rejects.toMatchObject(REFUSAL);
			expect({ ...(await used()), isKept: await isKept(next) }).toEqual({ uploads: 30, sizeBytes: 120, isKept: false });
			await put(bao, Buffer.from('of another'));

			at.later(DAY_MS);
			await expect(put(ada, next)).rejects.toMatchObject(REFUSAL);
			at.later(1);
			await put(ada, next);
			expect({ ...(await used()), isKept: await isKept(next) }).toEqual({ uploads: 31, sizeBytes: 124, isKept: true });
		});

		it('by size: the last byte under 200 MiB is taken, one more is refused and not kept, and a day later it is taken', async () => {
			expect(CHECKPOINT_BYTES_PER_DAY).toBe(200 * 1_048_576);
			// Far fewer than thirty.
			const whole = Array.from({ length: 24 }, () => MAX_CHECKPOINT_BYTES);
			await uploaded(ada, [...whole, MAX_CHECKPOINT_BYTES - 100]);
			const [over, last, next] = [Buffer.alloc(101, 1), Buffer.alloc(100, 2), Buffer.alloc(1, 3)];

			await expect(put(ada, over)).rejects.toMatchObject(REFUSAL);
			await put(ada, last);
			expect(await used()).toEqual({ uploads: 26, sizeBytes: CHECKPOINT_BYTES_PER_DAY });
			await expect(put(ada, next)).rejects.toMatchObject(REFUSAL);
			expect([await isKept(over), await isKept(last), await isKept(next)]).toEqual([false, true, false]);
			await put(bao, over);

			at.later(DAY_MS);
			await expect(put(ada, next)).rejects.toMatchObject(REFUSAL);
			at.later(1);
			await put(ada, next);
			expect(await used()).toEqual({ uploads: 27, sizeBytes: CHECKPOINT_BYTES_PER_DAY + 1 });
		});
	});

	describe('the queue', () => {
		it('takes the five hundredth that waits, refuses the next whoever hands it in, and takes it when one of them runs', async () => {
			const { client } = at.context;
			const { jobs, submissions } = client.schema;
			const earlier = Array.from({ length: MAX_QUEUED + 1 }, () => row(bao.id, START - DAY_MS - MINUTE_MS));
			await client.db.insert(submissions).values(earlier);
			const waiting = earlier.map(({ id }) => newJob(id, 'quick', START));
			// Of these the first two runs already or waits for staff, and each has a regrade: none of that waits before anybody.
			const [first, second, ...rest] = waiting;
			if (first === undefined || second === undefined) throw new Error('nothing waits');
			const lease = { state: 'running', leaseOwner: 'g', leaseUntil: new Date(START + DAY_MS) } as const;
			await client.db.insert(jobs).values([{ ...first, ...lease }, { ...second, state: 'needs-staff' as const }, ...rest]);
			const regrades = rest.slice(0, 50).map((job) => ({ ...job, id: newId(), kind: 'regrade' as const, priority: 10, regradeId: 'r' }));
			await client.db.insert(jobs).values(regrades);
			expect(await countJobsByState(client)).toEqual({ queued: MAX_QUEUED - 1, running: 1, 'needs-staff': 1 });

			expect((await hand(ada)).isNew).toBe(true);
			const cleo = await makeActor(at.context, { displayName: 'Cleo' });
			for (const actor of [ada, cleo])
				await expect(hand(actor)).rejects.toMatchObject({
					kind: 'unavailable',
					message: 'The queue is full. That is our limit, not yours; your code is kept.',
					fix: 'Try again in a minute.',
				});
			expect([await stored(ada), await stored(cleo)]).toEqual([1, 0]);

			const [next] = rest;
			await client.db
				.update(jobs)
				.set(lease)
				.where(eq(jobs.id, next?.id ?? ''));
			expect((await hand(cleo)).isNew).toBe(true);
			await expect(hand(ada)).rejects.toMatchObject({ kind: 'unavailable' });
		});
	});
});
