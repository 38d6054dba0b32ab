/** Earned automation in real Chromium against the built site: ghost text and Tab, the list, a block in a project, and the switch that ends it all. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { LearningEvent } from '#contract/event.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { listTutorTurns } from '#db/store/tutor-turns.ts';
import { selectOptionalUserByName } from '#db/store/users.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { ACCEPTED, judge } from '../support/learning.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openLab, output, showTab, signUp, writeCode } from './lab-page.ts';

const LEARNER = { username: 'otto', password: 'a lantern in the fog', name: 'Otto Matic' };
const OWN = `import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	const myOwnScores = q.matMul(k, false, true).div(8);
	return myOwnScores.softmax(-1).matMul(v);
}
`;
const BEGUN = 'function mine(q, k) {\n\t\n}\n';

let server: TestServer;
let context: Context;
let model: ModelServer;
let page: Page;
let userId: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
	model = await startModelServer(' ');
	server = await startServer({ GRADUS_ROLE: 'web', TUTOR_BASE_URL: model.baseUrl, TUTOR_MODEL: 'stub' });
	page = await (await browser.newContext()).newPage();
	await signUp(page, server.url, LEARNER);
	context = await openContext(readConfig({ GRADUS_DATA: server.dataFolder, LOG_LEVEL: 'silent' }));
	const user = await selectOptionalUserByName(context.client, LEARNER.username);
	if (!user) throw new Error('The learner was not stored.');
	userId = user.id;
	await prove();
});

test.afterAll(async () => {
	await page.context().close();
	await context.client.close();
	await server.stop();
	await model.stop();
});

/** Accepted without help, then an unaided check. */
async function prove(): Promise<void> {
	const otto = { id: userId, username: LEARNER.username, displayName: LEARNER.name, role: 'learner', isDemo: false } as const;
	await judge(context, otto, ACCEPTED, OWN);
	const task = 'causal-attention#seed';
	const event: LearningEvent = { t: Date.now(), skill: 'causal-attention', task, mode: 'recheck', type: 'attempt', verdict: 'pass' };
	await insertEvent(context.client, { userId, labId: 'causal-attention', event });
}

const logged = async (type: LearningEvent['type']) => (await listEvents(context.client, userId)).filter(({ event }) => event.type === type);
const codeOf = () => page.evaluate(async () => (await (await fetch('/api/labs/modernise/draft')).json())?.code as string);
/** The line with what is offered on it. */
const ghost = () => page.locator('.view-line', { has: page.locator('.ghost-text-decoration') }).first();

/** At the end of the indented line of BEGUN. */
async function begin(): Promise<void> {
	await writeCode(page, BEGUN);
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('End');
}

test('a line that begins as one’s own did is completed in grey; Escape puts it away, Tab takes it', async () => {
	await openLab(page, server.url, 'modernise');
	await begin();
	await page.keyboard.type('const myOwnScores = ');
	await expect(ghost()).toContainText('q.matMul(k, false, true).div(8);');
	await page.keyboard.press('Escape');
	await expect(ghost()).toBeHidden();
	await page.keyboard.press('Backspace');
	await expect(ghost()).toBeVisible();
	await page.keyboard.press('Tab');

	await expect.poll(codeOf, { timeout: 20_000 }).toBe('function mine(q, k) {\n\tconst myOwnScores = q.matMul(k, false, true).div(8);\n}\n');
	await expect
		.poll(async () => (await logged('automation')).map(({ event }) => event))
		.toMatchObject([{ level: 2, skill: 'causal-attention', task: 'modernise' }]);
	expect(await logged('paste')).toEqual([]);
});

test('the list writes a whole block in a project, shown before it goes in, and one undo takes it back', async () => {
	await begin();
	await page.keyboard.press('Control+A');
	await page.keyboard.press('ArrowRight');
	await expect.poll(codeOf, { timeout: 20_000 }).toBe(BEGUN);
	await page.keyboard.press('Control+i');
	const dialog = page.getByRole('dialog', { name: 'Complete from my own code' });
	await dialog.getByLabel('Search in it').fill('causalAttention(');
	await page.keyboard.press('Tab');
	await expect(dialog.getByRole('listbox')).toBeFocused();
	await expect(dialog.locator('.diff-text')).toContainText('+ new: function causalAttention(q: tf.Tensor');
	await expect(dialog).toContainText('your code of 1.4 Causal self-attention');
	await expect(dialog).toContainText('It also needs an import of tf.');
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect.poll(codeOf, { timeout: 20_000 }).toContain('function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor)');
	await expect.poll(async () => (await logged('automation')).at(-1)?.event).toMatchObject({ level: 3, task: 'modernise' });
	await page.keyboard.press('Control+z');

	await expect.poll(codeOf, { timeout: 20_000 }).toBe(BEGUN);
	expect(await logged('paste')).toEqual([]);
});

test('the tutor’s model completes where nothing of one’s own fits, and never with the lab’s solution', async () => {
	const actions = async () => (await listTutorTurns(context.client, userId, 'modernise')).map(({ action }) => action);
	const inAttention = async () => {
		await writeCode(page, BEGUN.replace('mine', 'causalAttention'));
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('End');
	};
	model.answer(readFileSync('src/labs/modernise/solution.ts', 'utf8').split('\n').slice(-8).join('\n'));
	await inAttention();
	await page.keyboard.type('let depth = ');
	await expect.poll(actions, { timeout: 100_000 }).toContain('withheld');
	await expect(ghost()).toBeHidden();
	expect(await actions()).not.toContain('completion');

	model.answer('q.shape.at(-1);');
	// A busy machine may let the few seconds of a completion pass; whoever types on asks again.
	await expect(async () => {
		await inAttention();
		await page.keyboard.type('let depth = ');
		await expect(ghost()).toContainText('q.shape.at(-1);', { timeout: 30_000 });
	}).toPass({ timeout: 150_000 });
	await page.keyboard.press('Tab');
	await expect.poll(codeOf, { timeout: 20_000 }).toContain('\tlet depth = q.shape.at(-1);\n');
	await expect.poll(async () => (await logged('automation')).at(-1)?.event).toMatchObject({ level: 2, skill: 'causal-attention' });
	expect(await actions()).toContain('completion');
});

test('the Help tab says what is earned, why and from where, and its switch ends it', async () => {
	await showTab(page, 'Help');
	await output(page).getByText('Which skills, and why').click();
	const skill = output(page).getByRole('listitem').filter({ hasText: 'Causal self-attention' });
	await expect(skill).toContainText('whole blocks');
	await expect(skill).toContainText('From your code of 1.4 Causal self-attention');
	await output(page).getByLabel('Let write itself').selectOption('1');
	await expect(skill).toContainText('You switched this off.');
	await begin();
	await page.keyboard.type('const myOwnScores = ');
	await expect.poll(codeOf, { timeout: 20_000 }).toContain('const myOwnScores = ');

	await expect(ghost()).toBeHidden();
	await page.keyboard.press('Control+i');
	await expect(page.getByRole('dialog', { name: 'Complete from my own code' })).toContainText('You switched this off.');
	await page.keyboard.press('Escape');
	expect(await logged('automation')).toHaveLength(3);
});
