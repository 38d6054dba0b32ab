/** One verdict in the place of another: history, evidence at the attempt's own time, mastery, and of two at once only the first. On both engines. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { listMastery } from '#db/store/mastery.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { listVerdictChanges } from '#db/store/verdict-changes.ts';
import { listEvidence } from '#learning/evidence-list.ts';
import { replaceVerdict } from '#server/replace-verdict.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, openLearningTest, REJECTED } from '../support/learning.ts';

describe.each(ENGINES)('replacing a verdict on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;

	beforeAll(async () => {
		test = await openLearningTest(engine);
		okafor = await makeActor(test.context, { role: 'instructor' });
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		ada = await makeActor(test.context);
	});

	const rowOf = async (id: string) => {
		const row = await selectOptionalVerdict(test.context.client, id);
		if (!row) throw new Error('No verdict was stored.');
		return row;
	};
	const masteryOf = async (actor: Actor) =>
		(await listMastery(test.context.client, actor.id)).map(({ userId: _user, updatedAt: _at, ...row }) => row);
	const replace = async (id: string, verdict: Verdict, seen?: Awaited<ReturnType<typeof rowOf>>) => {
		test.later(MINUTE_MS);
		const submission = await selectSubmission(test.context.client, id);
		const cause = 'override' as const;
		return replaceVerdict(test.context, {
			...{ submission, seen: seen ?? (await rowOf(id)), verdict, cause },
			...{ actorId: okafor.id, reason: 'the check was wrong' },
		});
	};
	/** Two tries, minutes apart. */
	const twoTries = async (actor: Actor, first: Verdict, second: Verdict) => {
		const ids = [await judge(test.context, actor, first, 'export const a = 1;')];
		test.later(MINUTE_MS);
		ids.push(await judge(test.context, actor, second, 'export const b = [2, 3, 4];'));
		test.later(MINUTE_MS);
		return ids[0] ?? '';
	};

	it('gives the mastery of somebody who had it from the start, keeps both verdicts, and says so in the evidence', async () => {
		const grace = await makeActor(test.context);
		const first = await twoTries(ada, REJECTED, ACCEPTED);
		await twoTries(grace, ACCEPTED, ACCEPTED);
		expect(await masteryOf(ada)).not.toEqual(await masteryOf(grace));
		const logged = await listEvents(test.context.client, ada.id);

		expect(await replace(first, ACCEPTED)).toBeTypeOf('string');

		expect((await masteryOf(ada)).map(({ lastIndependentAt: _at, ...row }) => row)).toEqual(
			(await masteryOf(grace)).map(({ lastIndependentAt: _at, ...row }) => row),
		);
		expect((await rowOf(first)).verdict).toEqual(ACCEPTED);
		expect(await listVerdictChanges(test.context.client, [first])).toMatchObject([
			{ before: REJECTED, after: ACCEPTED, cause: 'override', actorId: okafor.id, reason: 'the check was wrong' },
		]);
		const log = await listEvents(test.context.client, ada.id);
		expect(log.slice(0, logged.length)).toEqual(logged);
		expect(listEvidence(log).map(({ what }) => what)).toEqual([
			'Submission accepted',
			'Submission accepted',
			'Verdict set by your instructor: accepted',
		]);
	});

	it('restores mastery exactly when the first verdict is put back', async () => {
		const first = await twoTries(ada, REJECTED, REJECTED);
		const before = await masteryOf(ada);
		await replace(first, ACCEPTED);
		expect(await masteryOf(ada)).not.toEqual(before);

		await replace(first, REJECTED);

		expect(await masteryOf(ada)).toEqual(before);
		expect((await listVerdictChanges(test.context.client, [first])).map(({ after }) => after.outcome)).toEqual(['accepted', 'rejected']);
	});

	it('writes nothing for whoever saw a verdict that is no longer in force', async () => {
		const first = await twoTries(ada, REJECTED, REJECTED);
		const seen = await rowOf(first);
		await replace(first, ACCEPTED);
		const [row, log] = [await rowOf(first), await listEvents(test.context.client, ada.id)];

		expect(await replace(first, REJECTED, seen)).toBeUndefined();

		expect(await rowOf(first)).toEqual(row);
		expect(await listEvents(test.context.client, ada.id)).toEqual(log);
	});

	it('adds no event when only the words differ', async () => {
		const first = await twoTries(ada, REJECTED, REJECTED);
		const log = await listEvents(test.context.client, ada.id);
		await replace(first, { ...REJECTED, message: 'Said better.' });

		expect(await listEvents(test.context.client, ada.id)).toEqual(log);
		expect((await rowOf(first)).verdict.message).toBe('Said better.');
	});

	it('refuses a fault of ours', async () => {
		const first = await twoTries(ada, REJECTED, REJECTED);
		await expect(replace(first, { ...REJECTED, outcome: 'unavailable' })).rejects.toThrow('fault of ours');
	});
});
