/** Following a submission on both engines: what the stream says from the queue to the verdict, and that all who follow share their looks at the queue. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SubmissionView } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { deleteGrader, upsertGrader } from '#db/store/graders.ts';
import { leaseJob, needStaff } from '#db/store/jobs.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { nextLook } from '#server/queue-look.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { streamSubmission } from '#server/stream-submission.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { ACCEPTED, type LearningTest, makeActor, openLearningTest } from '../support/learning.ts';

describe.each(ENGINES)('who follows a submission on %s', (engine) => {
	let at: LearningTest;
	let ada: Actor;

	beforeAll(async () => {
		at = await openLearningTest(engine);
		ada = await makeActor(at.context);
		const { now } = at.context;
		const of = { owner: 'g', host: 'h', pid: 1, layer: 'permission+isolate', startedAt: new Date(now()) };
		await upsertGrader(at.context.client, { ...of, isHealthy: true, detail: '', seenAt: new Date(now()) });
	});
	afterAll(() => at.close());

	const handIn = async (): Promise<string> => {
		at.later(1);
		return makeSubmission(at.context.client, ada.id, { createdAt: new Date(at.context.now()) });
	};
	const lease = async () => {
		const job = await leaseJob(at.context.client, { owner: 'g', now: at.context.now() });
		if (job === undefined) throw new Error('nothing to judge');
		return job;
	};
	const judgeNext = async (): Promise<void> => {
		const job = await lease();
		const submission = await selectSubmission(at.context.client, job.submissionId);
		expect(await recordVerdict(at.context, { job, submission, verdict: ACCEPTED })).toBe(true);
	};
	/** Reads what the stream says next; undefined at its end. */
	const listen = async (id: string) => {
		const signal = new AbortController().signal;
		const reader = streamSubmission(at.context, ada, await selectSubmission(at.context.client, id), signal).getReader();
		return async (): Promise<SubmissionView | undefined> => {
			const { value } = await reader.read();
			if (value === undefined) return undefined;
			const [, data = ''] = /^event: state\ndata: (.*)\n\n$/.exec(new TextDecoder().decode(value)) ?? [];
			// Our own stream.
			return JSON.parse(data) as SubmissionView;
		};
	};

	/** Until the end of the stream. On a busy machine a look may fall between two steps of a test. */
	const hearAll = async (next: () => Promise<SubmissionView | undefined>): Promise<SubmissionView[]> => {
		const heard: SubmissionView[] = [];
		for (let view = await next(); view !== undefined; view = await next()) heard.push(view);
		return heard;
	};

	test('hears each place in the queue once, that it is judged, and the verdict with what it changed', async () => {
		await handIn();
		const mine = await handIn();
		const next = await listen(mine);

		expect(await next()).toMatchObject({ id: mine, state: 'queued', ahead: 1 });
		await judgeNext();
		expect(await next()).toMatchObject({ id: mine, state: 'queued', ahead: 0 });
		const job = await lease();
		const running = await next();
		expect(running).toMatchObject({ id: mine, state: 'running' });
		expect(running).not.toHaveProperty('ahead');
		const submission = await selectSubmission(at.context.client, mine);
		await recordVerdict(at.context, { job, submission, verdict: ACCEPTED });
		expect(await next()).toMatchObject({ state: 'done', verdict: { outcome: 'accepted' }, effect: { skill: expect.any(String) } });
		expect(await next()).toBeUndefined();
	});

	test('hears that no grader is there, and that one is back', async () => {
		const mine = await handIn();
		const next = await listen(mine);
		expect(await next()).toMatchObject({ state: 'queued', ahead: 0 });

		await deleteGrader(at.context.client, 'g');
		expect(await next()).toMatchObject({ state: 'waiting', ahead: 0 });
		const now = new Date(at.context.now());
		const of = { owner: 'g', host: 'h', pid: 1, layer: 'permission+isolate', startedAt: now };
		await upsertGrader(at.context.client, { ...of, isHealthy: true, detail: '', seenAt: now });
		expect(await next()).toMatchObject({ state: 'queued', ahead: 0 });
		await judgeNext();
		expect((await hearAll(next)).at(-1)).toMatchObject({ state: 'done' });
	});

	test('hears when it needs staff', async () => {
		const mine = await handIn();
		const next = await listen(mine);
		await next();
		await needStaff(at.context.client, await lease(), { now: at.context.now(), error: 'a fault' });

		expect((await hearAll(next)).at(-1)).toMatchObject({ state: 'needs-staff' });
	});

	test('shares a look with all who ask before it begins', async () => {
		const looks = Array.from({ length: 100 }, () => nextLook(at.context));

		expect(new Set(looks).size).toBe(1);
		await looks[0];
		expect(nextLook(at.context)).not.toBe(looks[0]);
	});

	test('sees in a look what was there when it was asked for', async () => {
		const late = await handIn();

		expect((await nextLook(at.context)).get(late)).toEqual({ state: 'queued', ahead: 0 });
		await judgeNext();
		expect((await nextLook(at.context)).has(late)).toBe(false);
	});
});
