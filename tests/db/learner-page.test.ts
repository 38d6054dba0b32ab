/** An instructor's page about one learner: everything that happened in one order, in pages without a gap, by lab, with tries beside one another. On both engines. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LearnerQuery, learnerQuerySchema } from '#contract/learner-page.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import { answerHelpRequest } from '#server/answer-help-request.ts';
import { askHuman } from '#server/ask-human.ts';
import { changeScore } from '#server/change-score.ts';
import { writeComment } from '#server/comment-submission.ts';
import { extend, takeBackExtension } from '#server/extend.ts';
import { requireLab } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { overrideVerdict } from '#server/override-verdict.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { ENGINES } from '../support/database.ts';
import {
	ACCEPTED,
	judge,
	type LearningTest,
	leaseSubmission,
	MINUTE_MS,
	makeActor,
	makeCohort,
	openLearningTest,
	REJECTED,
} from '../support/learning.ts';

const lab = requireLab('causal-attention');
const other = requireLab('bigram');

describe.each(ENGINES)('a learner’s page on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		ada = await makeActor(test.context, { displayName: 'Ada' });
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
	});

	const read = (query: Partial<LearnerQuery> = {}, actor = okafor) =>
		getLearnerPage(test.context, actor, { cohortId, learnerId: ada.id }, { lab: '', before: '', try: null, ...query });
	const log = (type: 'open' | 'active', ms = 0, task = lab.id) => {
		const base = { t: test.context.now(), skill: lab.skills.core, task };
		return insertEvent(test.context.client, {
			userId: ada.id,
			labId: task,
			event: type === 'open' ? { ...base, type } : { ...base, type, ms },
		});
	};
	/** A minute apart each. */
	async function inTurn(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
		for (const step of steps) {
			await step();
			test.later(MINUTE_MS);
		}
	}

	it('tells what the learner did and what staff did, newest first, with who and why', async () => {
		const { deadlines } = test.context.client.schema;
		const dueAt = new Date(test.context.now() + 86_400_000);
		await test.context.client.db.insert(deadlines).values({ cohortId, labId: lab.id, dueAt });
		let first = '';
		await inTurn(
			() => log('open'),
			() => log('active', 4 * MINUTE_MS),
			async () => {
				first = await judge(test.context, ada, REJECTED, 'one');
			},
			() => writeComment(test.context, okafor, { cohortId, submissionId: first }, { line: 1, text: 'Look at the mask.' }),
			() =>
				extend(test.context, okafor, cohortId, {
					...{ learner: ada.id, lab: lab.id, zone: 'UTC', until: '2027-01-31T12:00', reason: 'was ill this week', seen: '' },
				}),
			() =>
				overrideVerdict(test.context, okafor, { cohortId, submissionId: first }, { outcome: 'accepted', reason: 'the check was wrong' }),
			() =>
				setHelpBound(test.context, okafor, {
					...{ cohortId, userId: ada.id, labId: null, floor: 0, ceiling: 3, pace: 'standard', maxAuto: null },
					...{ accommodation: false, reason: 'talked it through' },
				}),
			() =>
				changeScore(
					test.context,
					okafor,
					{ cohortId, learnerId: ada.id, labId: lab.id },
					{
						...{ action: 'excuse', reason: 'was ill this week', seen: '0' },
					},
				),
		);

		const { timeline, comments, labs } = await read();

		expect(timeline.lines.map(({ what, detail, tone }) => [what, detail, tone])).toEqual([
			['S. Okafor excused the lab', '“was ill this week”', 'staff'],
			['S. Okafor bounded help: up to rung 3, strategy', '“talked it through”', 'staff'],
			['S. Okafor set the outcome: accepted', '“the check was wrong”', 'staff'],
			['S. Okafor gave until Sunday 31 January 2027, 12:00', '“was ill this week”', 'staff'],
			['S. Okafor commented on line 1', '“Look at the mask.”, not read yet', 'staff'],
			// As it was judged last.
			['Submission accepted', expect.stringMatching(/^\+/), 'pass'],
			['4 minutes at work', 'counts as work, not as evidence', 'note'],
			['Lab opened', '', 'note'],
		]);
		expect(timeline.lines.flatMap(({ submissionId }) => submissionId ?? [])).toEqual([first, first, first]);
		expect(timeline.earlier).toBeNull();
		expect(comments).toMatchObject([{ text: 'Look at the mask.', line: 1, by: 'S. Okafor', isRead: false, lesson: lab.lesson }]);
		expect(labs.find(({ labId }) => labId === lab.id)).toMatchObject({
			best: { id: first, outcome: 'accepted' },
			points: { isExcused: true },
			due: { extendedFrom: dueAt.getTime() },
		});
	});

	it('tells when an extension is taken back, not when another takes its place; a question with its answer; and what waits for a verdict', async () => {
		const { deadlines, extensions, helpRequests } = test.context.client.schema;
		await test.context.client.db.insert(deadlines).values({ cohortId, labId: lab.id, dueAt: new Date(test.context.now()) });
		const give = (until: string, seen: string) =>
			extend(test.context, okafor, cohortId, { learner: ada.id, lab: lab.id, zone: 'UTC', until, reason: 'was ill this week', seen });
		const inForce = async () =>
			(await test.context.client.db.select().from(extensions)).find((row) => row.cohortId === cohortId && row.endedAt === null)?.id ?? '';
		await inTurn(
			() => give('2027-02-01T12:00', ''),
			async () => give('2027-03-01T12:00', await inForce()),
			async () => takeBackExtension(test.context, okafor, cohortId, await inForce()),
			() => askHuman(test.context, ada, other, 'Is row 0 empty?'),
			async () => {
				const [asked] = await test.context.client.db.select().from(helpRequests);
				await answerHelpRequest(test.context, okafor, { requestId: asked?.id ?? '', answer: 'Yes.' });
			},
			() => leaseSubmission(test.context, ada, 'two', other.id),
		);

		const { timeline } = await read();

		expect(timeline.lines.map(({ what, detail }) => `${what}: ${detail}`)).toEqual([
			'Submitted: waits for its verdict',
			'S. Okafor answered the question: “Yes.”',
			'Asked a person: “Is row 0 empty?”',
			'The extension until Monday 1 March 2027, 12:00 was taken back: ',
			'S. Okafor gave until Monday 1 March 2027, 12:00: “was ill this week”',
			'S. Okafor gave until Monday 1 February 2027, 12:00: “was ill this week”',
		]);
		expect((await read({ lab: other.id })).timeline.lines).toHaveLength(3);
	});

	it('comes in pages that leave nothing out and say nothing twice, also where many things are of one moment', async () => {
		for (let n = 0; n < 130; n++) {
			await log('open', 0, n % 3 === 0 ? lab.id : other.id);
			if (n % 10 === 0) test.later(1);
		}
		const seen: string[] = [];
		let before: string | null = '';
		let pages = 0;
		while (before !== null && pages < 10) {
			const { timeline }: Awaited<ReturnType<typeof read>> = await read({ before });
			seen.push(...timeline.lines.map(({ id }) => id));
			before = timeline.earlier;
			pages++;
		}

		expect(pages).toBe(3);
		expect(seen).toHaveLength(130);
		expect(new Set(seen).size).toBe(130);
		expect((await read({ lab: lab.id })).timeline.lines.every(({ labId }) => labId === lab.id)).toBe(true);
	});

	it('puts each try of a lab beside the one before it, a few at a time', async () => {
		for (const code of ['a', 'b', 'c', 'd', 'e', 'f'])
			await inTurn(() => judge(test.context, ada, code === 'f' ? ACCEPTED : REJECTED, code));
		await judge(test.context, ada, REJECTED, 'elsewhere', other.id);

		const { chosen } = await read({ lab: lab.id });
		expect(chosen?.tries).toMatchObject({ total: 6, earlier: 2 });
		expect(chosen?.tries.tries.map(({ place, before, code, outcome }) => [place, before, code, outcome])).toEqual([
			[6, 'e', 'f', 'accepted'],
			[5, 'd', 'e', 'rejected'],
			[4, 'c', 'd', 'rejected'],
			[3, 'b', 'c', 'rejected'],
		]);
		const earlier = (await read({ lab: lab.id, try: chosen?.tries.earlier ?? null })).chosen?.tries;
		expect(earlier?.tries.map(({ place, before, code }) => [place, before, code])).toEqual([
			[2, 'a', 'b'],
			[1, null, 'a'],
		]);
		expect(earlier?.earlier).toBe(0);
		expect((await read()).chosen).toBeNull();
	});

	it('leads to the learner before and after in the order of the roster', async () => {
		const zoe = await makeActor(test.context, { displayName: 'Zoe' });
		const abe = await makeActor(test.context, { displayName: 'Abe' });
		cohortId = await makeCohort(test.context, okafor, [zoe, ada, abe]);

		expect((await read()).place).toMatchObject({ at: 2, of: 3, previous: { displayName: 'Abe' }, next: { displayName: 'Zoe' } });
		expect((await getLearnerPage(test.context, okafor, { cohortId, learnerId: zoe.id })).place).toMatchObject({ at: 3, next: null });
	});

	it('is not there for another instructor, and an address that means nothing is read as none', async () => {
		const weiss = await makeActor(test.context, { role: 'instructor' });
		await expect(read({}, weiss)).rejects.toMatchObject({ kind: 'missing' });
		expect(learnerQuerySchema.parse({ lab: ['x'], before: 'yesterday', try: '-1' })).toEqual({ lab: '', before: '', try: null });
		expect(learnerQuerySchema.parse({ before: '17.a b', try: '3' })).toEqual({ lab: '', before: '17.a b', try: 3 });
		expect((await read({ lab: 'no-such-lab', try: 99 })).chosen).toBeNull();
	});
});
