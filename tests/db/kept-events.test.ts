/** What is kept between requests is what the log holds: it grows with it, and a learner who left is not in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { getCohortProgress } from '#server/get-cohort-progress.ts';
import { readCohortLogs } from '#server/kept-events.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

describe.each(ENGINES)('logs kept on %s', (engine) => {
	let open: LearningTest;
	beforeAll(async () => {
		open = await openLearningTest(engine);
	});
	afterAll(() => open.close());

	test('are the same arrays until a learner does something, and then hold it', async () => {
		const { context } = open;
		const [ada, bo] = [await makeActor(context), await makeActor(context)];
		const cohortId = await makeCohort(context, await makeActor(context, { role: 'instructor' }), [ada, bo]);
		await judge(context, ada, REJECTED);
		await judge(context, bo, REJECTED);
		const before = await readCohortLogs(context.client, cohortId);
		expect(await readCohortLogs(context.client, cohortId)).toEqual(before);
		expect((await readCohortLogs(context.client, cohortId)).get(bo.id)).toBe(before.get(bo.id));

		await judge(context, ada, ACCEPTED);
		// Late in the log, early in time: the clock of a submission is that of its arrival.
		const event = { t: context.now() - 3_600_000, skill: 'causal-attention', task: 'causal-attention', type: 'open' } as const;
		await insertEvent(context.client, { userId: ada.id, labId: 'causal-attention', event });

		const after = await readCohortLogs(context.client, cohortId);
		expect(after.get(ada.id)).toEqual(await listEvents(context.client, ada.id));
		expect(after.get(bo.id)).toBe(before.get(bo.id));
		const { learners } = await getCohortProgress(context, cohortId);
		expect(learners.find(({ id }) => id === ada.id)?.cells.some(({ state }) => state === 'accepted')).toBe(true);
	});
});
