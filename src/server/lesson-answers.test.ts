/** Predictions on a lesson page: nothing before a commit, the first answer after it, and the plain form says what it lacks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { makeUser } from '../../tests/support/database.ts';
import { openTestContext } from '../../tests/support/site.ts';
import { commitForm, getLessonQuestions, isAnswered, listFirstAnswers } from './lesson-answers.ts';

let context: Awaited<ReturnType<typeof openTestContext>>;
let actor: Actor;

beforeAll(async () => {
	context = await openTestContext();
	const id = await makeUser(context.client, { role: 'learner' });
	actor = { id, username: 'mira', displayName: 'Mira', role: 'learner', isDemo: false };
});
afterAll(() => context.close());

const commit = async (who: Actor | null, question: string, answer: string) => {
	const { predict } = await getLessonQuestions(context, who, '0.1');
	return commitForm(context, who, '0.1', { question, variant: String(predict[question]?.variant), answer });
};

describe('the predictions of a lesson', () => {
	it('hold no answer before one was committed', async () => {
		const { predict, answers } = await getLessonQuestions(context, actor, '0.1');
		expect(Object.keys(predict)).toEqual(['whose-number', 'double-tokens']);
		expect(answers).toEqual({});
	});

	it('answer a guest in full and store nothing', async () => {
		const { committed } = await commit(null, 'whose-number', '0');
		expect(committed.explanation.length).toBeGreaterThan(20);
		expect(await listEvents(context.client, actor.id)).toEqual([]);
		expect((await getLessonQuestions(context, null, '0.1')).answers).toEqual({});
	});

	it('keep the first answer of a learner, and make a lesson done only with the last of them', async () => {
		const first = await commit(actor, 'whose-number', '2');
		await commit(actor, 'whose-number', '1');
		expect((await getLessonQuestions(context, actor, '0.1')).answers).toEqual({ 'whose-number': first.committed });
		expect(isAnswered('0.1', await listFirstAnswers(context, actor.id))).toBe(false);

		await commit(actor, 'double-tokens', '0');
		expect(isAnswered('0.1', await listFirstAnswers(context, actor.id))).toBe(true);
		expect(isAnswered('0.3', await listFirstAnswers(context, actor.id))).toBe(false);
	});

	it('ask for a choice, and refuse a question or variant that is not asked', async () => {
		await expect(commitForm(context, actor, '0.1', { question: 'whose-number', variant: '0' })).rejects.toThrow('Choose an answer first.');
		await expect(commitForm(context, actor, '0.1', { question: 'no-such', variant: '0', answer: '0' })).rejects.toThrow(/no question/);
		await expect(commitForm(context, actor, '0.1', { question: 'whose-number', variant: '9', answer: '0' })).rejects.toThrow(/variant 9/);
		await expect(commitForm(context, actor, '0.1', { question: 'whose-number', variant: 'x', answer: '0' })).rejects.toThrow();
	});
});
