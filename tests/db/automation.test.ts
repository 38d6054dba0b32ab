/** Earned automation on both engines: what is earned by whom, when whole blocks close and open again, and that using it is never evidence. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { listMastery } from '#db/store/mastery.ts';
import { fold } from '#learning/fold.ts';
import { getAutomation } from '#server/get-automation.ts';
import { requireLab } from '#server/get-lab.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { recordAutomation } from '#server/record-automation.ts';
import { setHelpPreference } from '#server/set-help-preference.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, openLearningTest } from '../support/learning.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
const attention = requireLab('causal-attention');
const skill = attention.skills.core;
/** Builds on attention, and is a project. */
const project = requireLab('modernise');
/** Builds on attention, and is none. */
const ordinary = requireLab('rope');
const CODE = `export function causalAttention(q, k, v) {
	const myOwnScores = q.matMul(k, false, true).div(8);
	return myOwnScores.softmax(-1).matMul(v);
}
`;

describe.each(ENGINES)('automation on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		ada = await makeActor(test.context);
	});
	afterAll(() => test.close());

	const write = (event: Partial<LearningEvent> & Pick<LearningEvent, 'type'>, task = `${attention.id}#names`) =>
		// A test names only what differs; the store parses the whole.
		insertEvent(test.context.client, {
			userId: ada.id,
			labId: attention.id,
			event: { t: test.context.now(), skill, task, ...event } as LearningEvent,
		});
	const passRecheck = async (n: number) => {
		await write({ type: 'open', mode: 'recheck' }, `${attention.id}#names.${n}`);
		await write({ type: 'attempt', verdict: 'pass', mode: 'recheck' }, `${attention.id}#names.${n}`);
	};
	/** Accepted without help, and a re-check a day later. */
	const prove = async () => {
		await judge(test.context, ada, ACCEPTED, CODE);
		test.later(DAY_MS);
		await passRecheck(1);
	};
	const view = (lab = project) => getAutomation(test.context, ada, lab);
	const earned = async (lab = project, of = skill) => (await view(lab)).skills.find((each) => each.skill === of);

	it('gives somebody new what is never rationed, and nothing of a skill that is not proven', async () => {
		const shown = await view(ordinary);
		expect(new Set(shown.snippets.map((each) => each.skill))).toEqual(new Set(ordinary.skills.mundane));
		expect(shown.blocks).toEqual([]);
		expect((await earned(ordinary))?.level).toBe(1);
		expect((await earned(ordinary))?.why).toMatch(/It stands at 0\.15 for you/);
	});

	it('completes lines from the learner’s own accepted code in labs that build on it, and writes no block there', async () => {
		await prove();
		const shown = await view(ordinary);
		const own = shown.snippets.filter((each) => each.from === 'your code of 1.4 Causal self-attention');
		expect(own.map(({ lines }) => lines[0])).toContain('const myOwnScores = q.matMul(k, false, true).div(8);');
		expect(shown.blocks).toEqual([]);
		expect(await earned(ordinary)).toMatchObject({ level: 2, why: 'Proven. Whole blocks are written in projects only.', change: null });
	});

	it('never completes the lab’s own skill from the code of that very lab', async () => {
		await prove();
		const shown = await view(attention);
		expect(await earned(attention)).toMatchObject({ role: 'core', level: 2 });
		expect(shown.snippets.filter((each) => each.skill === skill).map(({ from }) => from)).not.toContain(
			'your code of 1.4 Causal self-attention',
		);
		expect(JSON.stringify(shown)).not.toContain('myOwnScores');
	});

	it('writes the whole function in a project while the skill is fresh, asks for one use by hand, and opens with a re-check', async () => {
		await prove();
		expect(await earned()).toMatchObject({ level: 3 });
		expect((await view()).blocks).toMatchObject([{ name: 'causalAttention', from: 'your code of 1.4 Causal self-attention' }]);
		test.later(4 * DAY_MS);
		const closed = await view();
		expect(closed.blocks).toEqual([]);
		expect(await earned()).toMatchObject({ level: 2, change: expect.stringMatching(/Use it once by hand, or take the re-check/) });
		await expect(recordAutomation(test.context, ada, project, { skill, level: 3 })).rejects.toMatchObject({ kind: 'forbidden' });
		await passRecheck(2);
		expect(await earned()).toMatchObject({ level: 3 });
		await recordAutomation(test.context, ada, project, { skill, level: 3 });
	});

	it('opens blocks again by one pass by hand in another lab of the skill', async () => {
		await prove();
		test.later(4 * DAY_MS);
		expect((await earned())?.level).toBe(2);
		await write({ type: 'attempt', verdict: 'pass' }, 'another-lab');
		expect((await earned())?.level).toBe(3);
	});

	it('borrows the block of a skill that was proven without code that is kept', async () => {
		await write({ type: 'attempt', verdict: 'pass' }, 'another-lab');
		test.later(DAY_MS);
		await passRecheck(1);
		expect((await view()).blocks).toMatchObject([{ name: 'causalAttention', from: 'the borrowed code of 1.4 Causal self-attention' }]);
	});

	it('is no evidence, however often it is used, and does not refresh what was proven', async () => {
		await prove();
		await rebuildMastery(test.context, ada.id);
		const before = await listMastery(test.context.client, ada.id);
		for (let n = 0; n < 5; n++) await recordAutomation(test.context, ada, project, { skill, level: n % 2 === 0 ? 2 : 3 });
		const stored = await listEvents(test.context.client, ada.id);
		expect(stored.filter(({ event }) => event.type === 'automation')).toHaveLength(5);
		expect(fold(stored.map(({ event }) => event)).get(skill)?.lastIndependentAt).toBe(before[0]?.lastIndependentAt?.getTime());
		await rebuildMastery(test.context, ada.id);
		expect(await listMastery(test.context.client, ada.id)).toEqual(before);
		test.later(4 * DAY_MS);
		expect((await earned())?.level).toBe(2);
	});

	it('refuses a use above what was earned, and one of a skill that the lab does not use', async () => {
		await expect(recordAutomation(test.context, ada, project, { skill, level: 2 })).rejects.toMatchObject({ kind: 'forbidden' });
		await expect(recordAutomation(test.context, ada, project, { skill: 'think-routing', level: 2 })).rejects.toMatchObject({
			kind: 'invalid',
		});
		expect(await listEvents(test.context.client, ada.id)).toEqual([]);
	});

	it('leaves no trace of what is never rationed', async () => {
		await recordAutomation(test.context, ada, project, { skill: 'typescript', level: 2 });
		expect(await listEvents(test.context.client, ada.id)).toEqual([]);
	});

	it('is off when the learner says so, and back when they say so', async () => {
		await prove();
		await setHelpPreference(test.context, ada, { auto: 1 });
		expect(await view()).toMatchObject({ wanted: 1, snippets: [], blocks: [] });
		await expect(recordAutomation(test.context, ada, project, { skill, level: 2 })).rejects.toMatchObject({ kind: 'forbidden' });
		await setHelpPreference(test.context, ada, { auto: 2 });
		expect(await view()).toMatchObject({ wanted: 2, blocks: [] });
		expect((await view()).snippets).not.toEqual([]);
	});

	it('gives nothing of a rationed skill while an unaided check is open, and gives it back when that is left', async () => {
		await prove();
		test.later(30 * DAY_MS);
		await write({ type: 'open', mode: 'recheck' }, `${attention.id}#names.2`);
		const during = await view();
		expect(during.isInRecheck).toBe(true);
		expect(during.snippets.every((each) => project.skills.mundane.includes(each.skill))).toBe(true);
		expect(await earned()).toMatchObject({ level: 0 });
		await expect(recordAutomation(test.context, ada, project, { skill, level: 2 })).rejects.toMatchObject({ kind: 'forbidden' });
		await write({ type: 'leave', mode: 'recheck' }, `${attention.id}#names.2`);
		expect(await earned()).toMatchObject({ level: 2 });
	});
});
