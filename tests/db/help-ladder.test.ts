/** The ladder from the first rung to the last, on both engines with a clock that the test turns: waiting alone is enough, bounds hold at once, and every exit leads somewhere. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HelpView } from '#contract/help.ts';
import type { Actor } from '#contract/user.ts';
import { listAuditOfUser } from '#db/store/audit.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { isHelpDue } from '#learning/help-due.ts';
import { answerHelpRequest } from '#server/answer-help-request.ts';
import { answerWhy } from '#server/answer-why.ts';
import { askHuman } from '#server/ask-human.ts';
import { checkStep, dealStep } from '#server/check-step.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getPath } from '#server/get-path.ts';
import { getProgress } from '#server/get-progress.ts';
import { listHelpRequests } from '#server/list-help-requests.ts';
import { listPrerequisites } from '#server/list-prerequisites.ts';
import { openRung } from '#server/open-rung.ts';
import { parkLab } from '#server/park-lab.ts';
import { recordActive } from '#server/record-active.ts';
import { recordPractice } from '#server/record-practice.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setHelpPreference } from '#server/set-help-preference.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';
import { isNight } from '../support/sample.ts';

const lab = requireLab('causal-attention');
const skill = lab.skills.core;
const BEAT_MS = 30_000;

/** Hours of heartbeats: by day on the engine that most installations run, at night on both. */
const JUDGED = isNight ? ENGINES : ENGINES.slice(0, 1);

describe.each(JUDGED)('the ladder on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let sam: Actor;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		[ada, sam] = await Promise.all([makeActor(test.context), makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' })]);
	});
	afterAll(() => test.close());

	const view = () => getHelp(test.context, ada, lab);
	const taken = ({ rungs }: HelpView) => rungs.filter(({ state }) => state === 'taken').length;

	/** Sends a heartbeat every 30 s, tries nothing, and opens what is open. The active minutes until a rung was taken; null when it never was. */
	async function waitFor(rung: number, minutes: number, isShown = true): Promise<number | null> {
		let now = await view();
		let beats = 0;
		for (let t = 0; t <= minutes * MINUTE_MS; t += BEAT_MS) {
			if (isHelpDue(now.decision, beats, isShown)) {
				now = await timed('help', view);
				beats = 0;
			}
			const open = now.rungs.find(({ state }) => state === 'open');
			if (open && open.rung <= rung && taken(await openRung(test.context, ada, lab, open.rung)) === rung) return activeMinutes();
			if (open && open.rung <= rung) now = await view();
			await timed('beat', () => recordActive(test.context, ada, lab));
			beats++;
			test.later(BEAT_MS);
		}
		return null;
	}

	/** What heartbeats and the help between them took: printed, never judged. */
	const took = { beat: { n: 0, ms: 0 }, help: { n: 0, ms: 0 } };
	async function timed<T>(what: keyof typeof took, work: () => Promise<T>): Promise<T> {
		const from = performance.now();
		const result = await work();
		took[what].n++;
		took[what].ms += performance.now() - from;
		return result;
	}
	function report(how: string): number {
		const { beat, help } = took;
		const each = beat.n === 0 ? 0 : (beat.ms + help.ms) / beat.n;
		console.info(
			`${how}: ${beat.n} beats, ${beat.ms.toFixed(0)} ms; help ${help.n} times, ${help.ms.toFixed(0)} ms; ${each.toFixed(2)} ms a beat`,
		);
		const asked = help.n;
		for (const part of [beat, help]) Object.assign(part, { n: 0, ms: 0 });
		return asked;
	}

	async function activeMinutes(): Promise<number> {
		const events = await listEvents(test.context.client, ada.id);
		return events.reduce((sum, { event }) => sum + (event.type === 'active' ? event.ms : 0), 0) / MINUTE_MS;
	}

	async function prove(task: string): Promise<void> {
		const base = { skill, verdict: 'pass', type: 'attempt' } as const;
		for (const event of [
			{ ...base, task },
			{ ...base, task: `${task}#v`, mode: 'recheck' as const },
		])
			await insertEvent(test.context.client, { userId: ada.id, labId: null, event: { ...event, t: test.context.now() } });
		test.later(MINUTE_MS);
	}

	async function bound(ceiling: number, reason = 'We do the plan together on Monday.', over: { floor?: number } = {}): Promise<void> {
		const cohortId = await makeCohort(test.context, sam, [ada]);
		const scope = { cohortId, userId: ada.id, labId: lab.id, pace: 'standard' as const };
		await setHelpBound(test.context, sam, { ...scope, floor: over.floor ?? 0, ceiling, reason });
	}

	describe('a learner who only waits and opens what is open', () => {
		it('reaches the worked solution after 25.5 active minutes as a novice', async () => {
			expect(await waitFor(5, 41)).toBe(25.5);
			expect((await view()).rungs.every(({ state, html }) => state === 'taken' && html !== undefined)).toBe(true);
		});

		it('sees a rung at the same heartbeat when the page asks for help only as far as something can have opened', async () => {
			report('before');
			expect(await waitFor(5, 41)).toBe(25.5);
			const always = report('help with each heartbeat');
			ada = await makeActor(test.context);
			expect(await waitFor(5, 41, false)).toBe(25.5);
			expect(report('help when it can have changed')).toBeLessThan(always / 2);
		});

		it('reaches it within 41 active minutes with a proven skill, whose help comes latest', async () => {
			await prove('another-lab');
			const minutes = await waitFor(5, 41);

			expect(minutes).toBe(40.5);
			expect(await waitFor(5, 41)).toBeNull();
		});

		it('meets the exits instead under a ceiling, and the instructor’s reason', async () => {
			await bound(2);

			expect(await waitFor(3, 46)).toBeNull();
			const now = await view();
			expect(taken(now)).toBe(2);
			expect(now.decision.escape).toEqual(['park', 'prerequisite', 'ask-human']);
			expect(now.opens).toBeNull();
			expect(now.why).toContain('S. Okafor set rung 2 as the highest: “We do the plan together on Monday.”');
			expect(now.people).toEqual(['S. Okafor']);
		});

		it('is offered to lift a cap of their own, which opens the ladder at once', async () => {
			await setHelpPreference(test.context, ada, { cap: 1, proactive: 'off' });

			expect(await waitFor(2, 46)).toBeNull();
			expect((await view()).decision.escape).toContain('lift-own-cap');
			await setHelpPreference(test.context, ada, { ...(await view()).preference, cap: 5 });
			expect((await view()).rungs[1]?.state).toBe('open');
			expect((await view()).preference).toEqual({ cap: 5, proactive: 'off', auto: 3 });
		});
	});

	it('says what reading is left, and lets a try replace it', async () => {
		for (let n = 0; n <= 10; n++) {
			await recordActive(test.context, ada, lab);
			test.later(BEAT_MS);
		}
		const first = await openRung(test.context, ada, lab, 1);
		expect(first).toMatchObject({ opens: 'Opens after one more try or 20 more seconds with rung 1.' });
		expect(first.reading).toContain('20 seconds of reading rung 1 are left.');
		await recordPractice(test.context, ada, lab, { code: 'let a = 1' });
		expect(await view()).toMatchObject({ reading: null, rungs: { 1: { state: 'open' } } });
	});

	describe('a ceiling that is set while the panel is open', () => {
		it('holds on the very next request, takes nothing away, and is audited', async () => {
			await openRung(test.context, ada, lab, 1);
			await recordPractice(test.context, ada, lab, { code: 'let a = 1' });
			expect((await view()).rungs[1]?.state).toBe('open');
			await bound(1, 'The second rung would give it away');

			const refusal = { kind: 'forbidden', fix: 'S. Okafor set rung 1 as the highest: “The second rung would give it away”.' };
			await expect(openRung(test.context, ada, lab, 2)).rejects.toMatchObject(refusal);
			const now = await view();
			expect(now.rungs.map(({ state }) => state)).toEqual(['taken', 'shut', 'shut', 'shut', 'shut']);
			expect(now.rungs[0]?.html).toContain('soft look-up');
			expect(now.bound).toMatchObject({ by: 'S. Okafor', ceiling: 1 });
			expect(await listAuditOfUser(test.context.client, ada.id)).toMatchObject([
				{ action: 'help-bound', actorId: sam.id, targetId: ada.id, detail: { labId: lab.id, ceiling: 1 } },
			]);
		});

		it('below what was shown leaves it readable', async () => {
			await openRung(test.context, ada, lab, 1);
			await bound(0);
			expect((await view()).rungs[0]).toMatchObject({ state: 'taken', html: expect.stringContaining('soft look-up') });
		});
	});

	describe('the exercises of the deep rungs', () => {
		const right = () => {
			const step = dealStep(lab.id, ada.id);
			if (!step) throw new Error('no step');
			const idOf = (piece: number) => [...step.deal.pieces].find(([, each]) => each === piece)?.[0] ?? '';
			return step.problem.pieces.map((_, at) => idOf(at));
		};

		it('are refused before their rung was opened', async () => {
			await expect(checkStep(test.context, ada, lab, right())).rejects.toMatchObject({ kind: 'forbidden' });
			await expect(answerWhy(test.context, ada, lab, 'Because.')).rejects.toMatchObject({ kind: 'forbidden' });
			expect((await view()).rungs.some(({ parsons, why }) => parsons !== undefined || why !== undefined)).toBe(false);
		});

		it('put the lines of rung 4 in order, which stores nothing', async () => {
			await waitFor(4, 30);
			const cards = (await view()).rungs[3]?.parsons?.map(({ id }) => id) ?? [];
			const stored = (await listEvents(test.context.client, ada.id)).length;

			expect(cards.toSorted()).toEqual(right().toSorted());
			expect((await checkStep(test.context, ada, lab, right())).isRight).toBe(true);
			const wrong = await checkStep(test.context, ada, lab, right().toReversed());
			expect(wrong).toMatchObject({ isRight: false, wrongAt: 0, sentence: expect.stringContaining('Line 1 does not belong there yet.') });
			expect(await listEvents(test.context.client, ada.id)).toHaveLength(stored);
		});

		it('keep the answer to the why-question and the one after it, and move no number', async () => {
			await waitFor(5, 41);
			const before = await view();
			const asked = await answerWhy(test.context, ada, lab, 'The row does not sum to one.');
			test.later(MINUTE_MS);
			const again = await answerWhy(test.context, ada, lab, 'It divides by scores of the future.');

			expect(before.rungs[4]).toMatchObject({
				html: expect.not.stringContaining('Why?'),
				why: { html: expect.stringContaining('Why?'), answer: null },
			});
			expect(asked.rungs[4]?.why?.answer?.text).toBe('The row does not sum to one.');
			expect(again.rungs[4]?.why?.answer).toEqual({ t: test.context.now(), text: 'It divides by scores of the future.' });
			expect(again.decision.mastery).toBe(before.decision.mastery);
			const kept = (await listEvents(test.context.client, ada.id)).filter(({ event }) => event.type === 'why');
			expect(kept).toHaveLength(2);
			expect(again.recheckFrom).toBe((again.rungs[4]?.openedAt ?? 0) + 12 * 60 * MINUTE_MS);
		});
	});

	describe('the exits', () => {
		const course = {
			modules: [
				{
					...{ number: 1, id: '1-gpt2', title: 'GPT-2' },
					lessons: ['1.2', '1.4'].map((number) => ({ number, id: number, title: number, verified: false })),
				},
			],
			written: [front('1.2', 'bigram'), front('1.4', lab.id)],
		};

		it('park the lab: it is passed over, shown as parked, and taken up by work', async () => {
			expect(await parkLab(test.context, ada, lab)).toMatchObject({ parkedAt: test.context.now() });
			await parkLab(test.context, ada, lab);
			expect(await listEvents(test.context.client, ada.id)).toHaveLength(1);
			const mine = async () => (await getProgress(test.context, ada.id)).labs.find(({ labId }) => labId === lab.id);
			expect(await mine()).toMatchObject({ parkedAt: test.context.now() });
			expect((await getPath(test.context, ada, { ...course, written: course.written.slice(1) })).next?.number).toBe('1.4');
			expect((await getPath(test.context, ada, course)).next?.number).toBe('1.2');

			test.later(MINUTE_MS);
			await recordPractice(test.context, ada, lab, { code: 'let a = 1' });
			expect(await mine()).toMatchObject({ parkedAt: null });
			expect((await view()).parkedAt).toBeNull();
		});

		it('lead to what comes before, the unproven first', async () => {
			expect(await listPrerequisites(test.context, ada, lab, course.written)).toEqual([
				{
					title: 'Next-token prediction',
					isProven: false,
					places: [
						{ title: 'Lesson 1.2 Front', href: '/learn/1.2' },
						{ title: 'Lab 1.2 Predicting the next token', href: '/lab/bigram' },
					],
				},
			]);
			await prove('another-lab');
			const later = await listPrerequisites(test.context, ada, requireLab('modernise'), course.written);
			expect(later.map(({ title, isProven }) => [title, isProven])).toEqual(
				later.map(({ title, isProven }) => [title, isProven]).toSorted((a, b) => Number(a[1]) - Number(b[1])),
			);
			expect(later.length).toBeGreaterThan(0);
		});

		it('ask nobody for whoever has nobody, and say so', async () => {
			await expect(askHuman(test.context, ada, lab, 'What is a mask?')).rejects.toMatchObject({ kind: 'conflict' });
			expect(await view()).toMatchObject({ people: [], questions: [] });
		});

		it('bring a question to the instructor of the cohort, and the answer back, once', async () => {
			const cohortId = await makeCohort(test.context, sam, [ada]);
			const other = await makeActor(test.context, { role: 'instructor' });
			const asked = await askHuman(test.context, ada, lab, 'Which axis does softmax divide along?');
			const requestId = asked.questions[0]?.id ?? '';
			expect(await listHelpRequests(test.context, sam, cohortId)).toMatchObject([
				{ id: requestId, learner: { id: ada.id, displayName: 'Ada' }, lab: { id: lab.id, lesson: '1.4' }, answer: null },
			]);
			await expect(listHelpRequests(test.context, other, cohortId)).rejects.toMatchObject({ kind: 'missing' });
			await expect(answerHelpRequest(test.context, other, { requestId, answer: 'The last.' })).rejects.toMatchObject({ kind: 'missing' });
			await expect(answerHelpRequest(test.context, sam, { requestId, answer: '  ' })).rejects.toMatchObject({ kind: 'invalid' });

			await answerHelpRequest(test.context, sam, { requestId, answer: 'Print its shape first.' });
			expect((await view()).questions[0]?.answer).toEqual({ text: 'Print its shape first.', by: 'S. Okafor', at: test.context.now() });
			await expect(answerHelpRequest(test.context, sam, { requestId, answer: 'Again.' })).rejects.toMatchObject({ kind: 'conflict' });
			const [row] = await listAuditOfUser(test.context.client, ada.id);
			expect(row).toMatchObject({ action: 'help-answer', actorId: sam.id });
			expect(JSON.stringify(row)).not.toContain('Print its shape');
		});

		it('let three questions wait in one lab, and no fourth', async () => {
			await makeCohort(test.context, sam, [ada]);
			for (const n of [1, 2, 3]) {
				await askHuman(test.context, ada, lab, `Question number ${n}?`);
				test.later(MINUTE_MS);
			}
			await expect(askHuman(test.context, ada, lab, 'Question number 4?')).rejects.toMatchObject({ kind: 'too-many' });
			expect((await view()).questions.map(({ text }) => text)).toEqual([3, 2, 1].map((n) => `Question number ${n}?`));
		});
	});
});

function front(number: string, labId: string) {
	const rest = {
		module: '1-gpt2' as const,
		title: 'Front',
		question: 'Why?',
		minutes: 5,
		facts: '2026-01-01',
		sources: [],
		next: { read: [], open: '' },
	};
	return { href: `/learn/${number}`, data: { number, lab: labId, ...rest } };
}
