/**
 * The ladder by keyboard alone, in real Chromium against the built site: a rung, its lines in order, the solution with its question, a ceiling that comes while the
 * panel is open, and the exits. Time that was worked before is put into the event log; the page's own clock is turned for its heartbeats.
 */
import { expect, type Page, test } from '@playwright/test';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { listAuditOfUser } from '#db/store/audit.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { listHelpRequestsOfUser } from '#db/store/help-requests.ts';
import { listSubmissions } from '#db/store/submissions.ts';
import { selectOptionalUserByName } from '#db/store/users.ts';
import { answerHelpRequest } from '#server/answer-help-request.ts';
import { dealStep } from '#server/check-step.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { MINUTE_MS, makeActor, makeCohort } from '../support/learning.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { enterEditor, output, signUp } from './lab-page.ts';

const LEARNER = { username: 'ines', password: 'a ladder in the orchard', name: 'Ines Duarte' };
const ATTENTION = { task: 'causal-attention', skill: 'causal-attention' };
const BIGRAM = { task: 'bigram', skill: 'next-token' };
const BEAT_MS = 30_000;

let server: TestServer;
let context: Context;
let page: Page;
let learner: Actor;
let instructor: Actor;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	page = await (await browser.newContext()).newPage();
	await signUp(page, server.url, LEARNER);
	context = await openContext(readConfig({ GRADUS_DATA: server.dataFolder, LOG_LEVEL: 'silent' }));
	const user = await selectOptionalUserByName(context.client, LEARNER.username);
	if (!user) throw new Error('The learner was not stored.');
	learner = { id: user.id, username: LEARNER.username, displayName: LEARNER.name, role: 'learner', isDemo: false };
	instructor = await makeActor(context, { displayName: 'Samuel Okafor', role: 'instructor' });
	await page.clock.install();
});

test.afterAll(async () => {
	await page.context().close();
	await context.client.close();
	await server.stop();
});

/** So many minutes of work until now, with rungs taken after the minutes given. */
async function worked(where: typeof ATTENTION, minutes: number, takenAfter: readonly number[]): Promise<void> {
	const start = Date.now() - minutes * MINUTE_MS;
	const log: LearningEvent[] = [{ ...where, t: start, type: 'open' }];
	for (let t = BEAT_MS; t <= minutes * MINUTE_MS; t += BEAT_MS) log.push({ ...where, t: start + t, type: 'active', ms: BEAT_MS });
	for (const [at, after] of takenAfter.entries()) log.push({ ...where, t: start + after * MINUTE_MS + 1, type: 'hint', level: at + 1 });
	for (const event of log) await insertEvent(context.client, { userId: learner.id, labId: where.task, event });
}

/** Presses Tab until the focus is on what is called so; out of the editor by its own key. */
async function tabTo(name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
	for (let n = 0; n < 120; n++) {
		const [found, isEditor] = await page.evaluate(() => {
			const at = document.activeElement;
			const label = at?.getAttribute('aria-label') ?? (at instanceof HTMLTextAreaElement ? at.labels?.[0]?.textContent : at?.textContent);
			return [label?.trim() ?? '', at?.closest('.monaco-editor') !== null && at !== document.body] as const;
		});
		if (name.test(found) && found.length < 400) return;
		await page.keyboard.press(isEditor ? 'Escape' : key);
	}
	throw new Error(`The Tab key never came to ${String(name)}.`);
}

async function openHelp(lab: string): Promise<void> {
	await page.goto(`${server.url}/lab/${lab}`);
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await tabTo(/^Checks/);
	await expect(async () => {
		await page.keyboard.press('ArrowRight');
		await expect(page.getByRole('tab', { name: /^Help/ })).toBeFocused({ timeout: 100 });
	}).toPass();
	await expect(output(page).locator('.ladder')).toBeVisible();
}

/** Something is pressed, and the page's clock goes on to the next heartbeat. */
async function beat(): Promise<void> {
	await page.keyboard.press('Shift');
	await page.clock.fastForward(BEAT_MS + 1_000);
}

const logged = async (type: LearningEvent['type']) =>
	(await listEvents(context.client, learner.id)).filter(({ event }) => event.type === type);

test('rung 4 says its price, opens with Enter, and the focus goes to its text', async () => {
	await worked(ATTENTION, 24, [1, 6, 11]);
	await openHelp('causal-attention');

	await expect(output(page)).toContainText('A pass counts 0.35 now (about a third) and 0.15 after this rung (about a seventh).');
	await expect(output(page)).toContainText('Rung 4 is open. Rung 5 follows after one more try or one more minute of work.');
	await tabTo(/^Open rung 4$/);
	await page.keyboard.press('Enter');

	await expect(page.locator('#rung-4')).toBeFocused();
	await expect(output(page).locator('.rung-now')).toContainText('which size?');
	await expect(output(page)).toContainText('Opens after one more try or two more minutes of work.');
	expect((await logged('hint')).map(({ event }) => event.type === 'hint' && event.level)).toEqual([1, 2, 3, 4]);
});

test('its lines are put in order with the arrow keys, and the server says which one does not belong yet', async () => {
	await tabTo(/^Cover it/);
	await page.keyboard.press('Enter');
	await expect(output(page).locator('.rung-now').getByText('Rows are queries.')).toBeHidden();
	await tabTo(/^Check the order$/);
	await page.keyboard.press('Enter');
	await expect(output(page)).toContainText(/Line \d does not belong there yet\./);

	const step = dealStep('causal-attention', learner.id);
	if (!step) throw new Error('The step has no lines.');
	const order = step.deal.cards.map(({ id }) => id);
	const count = order.length;
	await tabTo(/^Line 1 of/, 'Shift+Tab');
	for (let to = 0; to < count; to++) {
		const from = order.findIndex((id) => step.deal.pieces.get(id) === to);
		await tabTo(new RegExp(`^Line ${from + 1} of`));
		for (let n = from; n > to; n--) await page.keyboard.press('ArrowUp');
		await expect(page.locator('.parsons-lines [data-line]').nth(to)).toBeFocused();
		order.splice(to, 0, ...order.splice(from, 1));
	}
	await tabTo(/^Check the order$/);
	await page.keyboard.press('Enter');

	await expect(output(page)).toContainText('Every line stands where it can.');
	expect(await logged('hint')).toHaveLength(4);
	await tabTo(/^Show the step again$/, 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(output(page).locator('.rung-now').getByText('Rows are queries.')).toBeVisible();
});

test('a rung that opens is announced without a reload, and its question is answered, kept and answered again', async () => {
	const read: LearningEvent = { ...ATTENTION, t: Date.now(), type: 'active', ms: 3 * MINUTE_MS };
	await insertEvent(context.client, { userId: learner.id, labId: 'causal-attention', event: read });
	await beat();
	await expect(output(page).locator('.help-news')).toHaveText('Rung 5 is open now: Worked solution.');

	await tabTo(/^Open rung 5$/);
	await page.keyboard.press('Enter');
	await expect(output(page).locator('.rung-now')).toContainText('visible.softmax(-1).matMul(v)');
	await tabTo(/^Your answer/);
	await page.keyboard.type('Row one still divides by later scores.');
	await tabTo(/^Keep my answer$/);
	await page.keyboard.press('Enter');
	await expect(output(page).locator('.why-answer')).toContainText('Row one still divides by later scores.');
	await expect(output(page)).toContainText(/The credit then comes back in full with a re-check, from \w+/);

	await tabTo(/^Answer again/, 'Shift+Tab');
	await page.keyboard.press('Control+A');
	await page.keyboard.type('It does not sum to one.');
	await tabTo(/^Keep the new answer$/);
	await page.keyboard.press('Enter');
	await expect(output(page).locator('.why-answer')).toContainText('It does not sum to one.');
	expect(await logged('why')).toHaveLength(2);

	await tabTo(/^Read it again$/, 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(output(page)).toContainText('Rows are queries.');
});

test('a ceiling that is set while the panel is open holds on the next key, with who and why, and leaves what was read', async () => {
	await worked(BIGRAM, 46, [1]);
	await openHelp('bigram');
	await expect(output(page).getByRole('complementary', { name: 'An offer of help' })).toContainText(
		'Rung 2, Diagnose, is open if you want it.',
	);
	await tabTo(/^Go to rung 2$/);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Open rung 2' })).toBeFocused();

	const cohortId = await makeCohort(context, instructor, [learner]);
	const scope = { cohortId, userId: learner.id, labId: null, floor: 0, pace: 'standard' as const };
	await setHelpBound(context, instructor, { ...scope, ceiling: 1, reason: 'We do the counting together on Monday.' });
	await page.keyboard.press('Enter');

	await expect(output(page).getByRole('alert')).toContainText(
		'Samuel Okafor set rung 1 as the highest: “We do the counting together on Monday.”',
	);
	await expect(output(page).locator('.callout-yours')).toContainText('You can ask Samuel Okafor to change it.');
	await expect(page.getByRole('button', { name: 'Open rung 2' })).toHaveCount(0);
	await expect(output(page).locator('.rung-now')).toContainText('The four functions are one path');
	expect((await logged('hint')).filter(({ event }) => event.task === 'bigram')).toHaveLength(1);
	expect(await listAuditOfUser(context.client, learner.id)).toContainEqual(
		expect.objectContaining({ action: 'help-bound', actorId: instructor.id, targetId: learner.id }),
	);
});

test('the exits lead on: a question that a person answers, and the lab parked with a way back', async () => {
	await tabTo(/^Ask Samuel Okafor/);
	await page.keyboard.type('Which row does the first pair belong to?');
	await tabTo(/^Send the question$/);
	await page.keyboard.press('Enter');
	await expect(output(page)).toContainText('not answered yet');
	const [request] = await listHelpRequestsOfUser(context.client, learner.id, 'bigram');
	await answerHelpRequest(context, instructor, { requestId: request?.id ?? '', answer: 'The row of the token that is known.' });
	await beat();
	await expect(output(page).locator('.help-news')).toHaveText('Samuel Okafor answered your question.');
	await expect(output(page)).toContainText('The row of the token that is known.');

	await tabTo(/^Park this lab$/, 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page.locator('#parked')).toBeFocused();
	await expect(page.locator('#parked')).toContainText('Working here takes it up again.');
	await page.goto(`${server.url}/me`);
	await expect(page.getByRole('main')).toContainText('Parked: 1.2 Predicting the next token');
	await expect(page.getByRole('row', { name: /1\.2 Predicting the next token/ })).toContainText('parked');
	await expect(page.getByRole('main').getByRole('heading', { level: 1 })).not.toContainText('1.2');
});

test('Submit pressed twice sends the code once, and again only when it has changed', async () => {
	await page.goto(`${server.url}/lab/bigram`);
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	const sent = async () => (await listSubmissions(context.client, learner.id)).length;
	const submit = page.getByRole('button', { name: 'Submit', exact: true });
	await submit.dblclick();
	await expect(page.getByText('Submitted. Waiting for a grader.')).toBeVisible();
	await submit.click();
	await expect.poll(sent).toBe(1);

	await enterEditor(page);
	await page.keyboard.insertText('// another thought\n');
	await submit.click();
	await expect.poll(sent).toBe(2);
});
