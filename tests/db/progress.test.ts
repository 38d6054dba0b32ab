/** Instructors' bounds, and the progress that a learner and their instructor see, on both engines. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { progressGrid } from '#components/teach/progress-grid.ts';
import type { Actor } from '#contract/user.ts';
import { getCohortProgress } from '#server/get-cohort-progress.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getProgress } from '#server/get-progress.ts';
import { openRung } from '#server/open-rung.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const lab = requireLab('causal-attention');

describe.each(ENGINES)('bounds and progress on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let cohort: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		ada = await makeActor(test.context);
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		cohort = await makeCohort(test.context, okafor, [ada]);
		test.later(MINUTE_MS);
	});
	afterAll(() => test.close());

	const bound = (over: Partial<Parameters<typeof setHelpBound>[2]> = {}) =>
		({
			cohortId: cohort,
			userId: null,
			labId: null,
			floor: 0,
			ceiling: 5,
			pace: 'standard',
			reason: 'we go slowly here',
			...over,
		}) as const;
	const level = async () => (await getHelp(test.context, ada, lab)).decision.maxLevel;

	it('a ceiling holds, and says who set it and why', async () => {
		await setHelpBound(test.context, okafor, bound({ ceiling: 0, reason: 'wants to write it alone' }));
		const view = await getHelp(test.context, ada, lab);
		expect(view.decision.maxLevel).toBe(0);
		expect(view.why).toContain('S. Okafor set rung 0 as the highest: “wants to write it alone”.');
		await expect(openRung(test.context, ada, lab, 1)).rejects.toMatchObject({
			kind: 'forbidden',
			fix: expect.stringContaining('S. Okafor'),
		});
	});

	it('a bound on the learner beats one on the cohort, and a newer one replaces an older', async () => {
		await setHelpBound(test.context, okafor, bound({ ceiling: 0 }));
		await setHelpBound(test.context, okafor, bound({ userId: ada.id, floor: 3 }));
		expect(await level()).toBe(3);
		test.later(MINUTE_MS);
		await setHelpBound(test.context, okafor, bound({ userId: ada.id, floor: 2 }));
		expect(await level()).toBe(2);
		await setHelpBound(test.context, okafor, bound({ userId: ada.id, labId: lab.id, floor: 4 }));
		expect(await level()).toBe(4);
		await setHelpBound(test.context, okafor, bound({ userId: ada.id, labId: 'train-gpt', floor: 5 }));
		expect(await level()).toBe(4);
	});

	it('in two cohorts the stricter ceiling holds, and the higher floor below it', async () => {
		const second = await makeCohort(test.context, okafor, [ada]);
		await setHelpBound(test.context, okafor, bound({ floor: 3 }));
		await setHelpBound(test.context, okafor, bound({ cohortId: second, ceiling: 2 }));
		expect((await getHelp(test.context, ada, lab)).bound).toMatchObject({ floor: 2, ceiling: 2 });
		expect(await level()).toBe(2);
	});

	it('a gentle pace halves what the next rung needs', async () => {
		await setHelpBound(test.context, okafor, bound({ pace: 'gentle' }));
		expect((await openRung(test.context, ada, lab, 1)).opens).toBe('Opens after one more try or three more minutes of work.');
	});

	it('every change is audited, with its reason', async () => {
		await setHelpBound(test.context, okafor, bound({ ceiling: 4 }));
		const { auditLog } = test.context.client.schema;
		const rows = (await test.context.client.db.select().from(auditLog)).filter(({ targetId }) => targetId === cohort);
		expect(rows).toMatchObject([{ actorId: okafor.id, action: 'help-bound', detail: { ceiling: 4, reason: 'we go slowly here' } }]);
	});

	it('refuses a bound without a reason, with a floor above its ceiling, or on somebody who is not theirs', async () => {
		const stranger = await makeActor(test.context, { role: 'instructor' });
		const outside = await makeActor(test.context);
		await expect(setHelpBound(test.context, okafor, bound({ reason: ' ' }))).rejects.toMatchObject({ kind: 'invalid', at: 'reason' });
		await expect(setHelpBound(test.context, okafor, bound({ floor: 4, ceiling: 1 }))).rejects.toMatchObject({
			kind: 'invalid',
			at: 'floor',
		});
		await expect(setHelpBound(test.context, stranger, bound())).rejects.toMatchObject({ kind: 'missing' });
		await expect(setHelpBound(test.context, ada, bound())).rejects.toMatchObject({ kind: 'missing' });
		await expect(setHelpBound(test.context, okafor, bound({ userId: outside.id }))).rejects.toMatchObject({ kind: 'missing' });
	});

	it('shows a learner every piece of evidence and what it did', async () => {
		await judge(test.context, ada, REJECTED, 'const a = 1');
		test.later(MINUTE_MS);
		await openRung(test.context, ada, lab, 1);
		test.later(MINUTE_MS);
		await judge(test.context, ada, ACCEPTED, 'const a = 2');
		const progress = await getProgress(test.context, ada.id);
		expect(progress.labs.find(({ labId }) => labId === lab.id)).toMatchObject({ state: 'accepted', submissions: 2 });
		const skill = progress.skills.find(({ id }) => id === lab.skills.core);
		expect(skill?.evidence.map(({ what }) => what)).toEqual([
			'Submission accepted',
			'Rung 1 opened',
			'Submission not accepted: mask after softmax',
		]);
		expect(skill?.evidence[1]?.effect).toBe('a pass counts 0.85 from here');
		expect(skill?.evidence[0]?.after).toBeCloseTo(skill?.decision.mastery ?? 0, 3);
	});

	it('begins everybody at 0.15 with nothing due', async () => {
		const progress = await getProgress(test.context, ada.id);
		expect(progress.skills.every(({ decision }) => decision.status === 'unseen' && decision.effective === 0.15)).toBe(true);
		expect(progress).toMatchObject({ due: [], timeline: [], preference: { cap: 5, proactive: 'ask' } });
	});

	it('has the same grid a second later, so that an open page is sent nothing', async () => {
		await judge(test.context, ada, ACCEPTED, 'const a = 1');
		test.later(MINUTE_MS);
		const grid = async () => JSON.stringify(progressGrid(await getCohortProgress(test.context, cohort), test.context.now()));
		const first = await grid();
		test.later(1_000);
		expect(await grid()).toBe(first);
	});

	it('shows an instructor the same level as the learner sees, and who is stuck by which rule', async () => {
		const grace = await makeActor(test.context, { displayName: 'Grace' });
		const both = await makeCohort(test.context, okafor, [ada, grace]);
		for (const code of ['1', '2', '3']) {
			await judge(test.context, ada, REJECTED, code);
			test.later(MINUTE_MS);
		}
		const { learners, labs } = await getCohortProgress(test.context, both);
		const at = labs.findIndex(({ id }) => id === lab.id);
		expect(learners.map(({ displayName }) => displayName)).toEqual(['Ada', 'Grace']);
		expect(learners[0]?.cells[at]).toMatchObject({
			state: 'working',
			submissions: 3,
			outcome: 'rejected',
			maxLevel: await level(),
			stuck: 'task',
		});
		expect(learners[1]?.cells[at]).toMatchObject({ state: 'not-started', submissions: 0, outcome: null, mastery: null, stuck: null });
		expect(learners[1]?.lastActivityAt).toBeNull();
	});
});
