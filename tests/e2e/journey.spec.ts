/**
 * The two journeys of the product, in real Chromium on WebGPU, against the built site with its demo: a learner's and an instructor's.
 * By night on PostgreSQL too (project `postgres`); by day tests/server/journey.test.ts takes them there without a browser.
 */
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { chromiumWithoutGpu, wholeChromium } from '../support/chromium.ts';
import { findPostgres } from '../support/postgres.ts';
import { startServerOn, type TestServer } from '../support/server.ts';
import { labFile, logIn, openLab, output, showTab, signUp, submitAndWait, writeCode } from './lab-page.ts';

const LEARNER = { username: 'mira', password: 'the kite on the hill', name: 'Mira Sandoval' };
const [, INSTRUCTOR] = DEMO_ACCOUNTS;

let server: TestServer;
let learner: Page;
let instructor: Page;
const contexts: BrowserContext[] = [];

// By day too in the browser that learners have.
test.use({ launchOptions: wholeChromium });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }, { project }) => {
	const found = findPostgres();
	const engine = project.name === 'postgres' ? 'postgres' : 'sqlite';
	test.skip(engine === 'postgres' && 'reason' in found, 'reason' in found ? found.reason : '');
	server = await startServerOn(engine);
	for (let n = 0; n < 2; n++) contexts.push(await browser.newContext({ viewport: { width: 1440, height: 900 } }));
	const [first, second] = await Promise.all(contexts.map((context) => context.newPage()));
	if (!first || !second) throw new Error('no page was opened');
	learner = first;
	instructor = second;
});

test.afterAll(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	await server?.stop();
});

test('an instructor reads the join code of the demo cohort', async () => {
	await logIn(instructor, server.url, INSTRUCTOR);
	await instructor.goto(`${server.url}/teach`);

	await expect(instructor.getByRole('link', { name: 'Autumn cohort' })).toBeVisible();
	await expect(instructor.locator('.join-code').first()).toHaveText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
});

test('a learner signs up and joins the cohort with the code', async () => {
	const code = (await instructor.locator('.join-code').first().textContent()) ?? '';
	await signUp(learner, server.url, LEARNER);
	await learner.goto(`${server.url}/join`);
	await learner.getByLabel('Join code').fill(code.toLowerCase());
	await learner.getByRole('button', { name: 'Join' }).click();

	await expect(learner.getByRole('status')).toContainText('Autumn cohort');
});

test('the lesson leads to the lab, and the starter fails with its diagnosis on WebGPU', async () => {
	await learner.goto(`${server.url}/learn/1-gpt2/causal-attention`);
	await learner.getByRole('link', { name: /Open the lab/ }).click();
	await expect(learner).toHaveURL(/\/lab\/causal-attention/);
	await expect(learner.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await learner.getByRole('tab', { name: 'Lesson' }).click();
	await expect(learner.locator('#read-lesson')).toContainText('Why must the future be hidden');
	await learner.getByRole('tab', { name: 'Task' }).click();
	await learner.getByRole('button', { name: /Run checks/ }).click();

	await expect(output(learner)).toContainText(/3 of 8 public checks pass/, { timeout: 100_000 });
	await expect(output(learner)).toContainText('raw scores');
	await expect(learner.locator('footer, .status').first()).toContainText('WebGPU');
});

test('the submitted starter is rejected with the same diagnosis, and help opens for one honest try', async () => {
	await submitAndWait(learner, /Not accepted/);
	await expect(output(learner)).toContainText('raw scores');
	await showTab(learner, 'Help');
	await expect(output(learner)).toContainText('1.00 → 0.85');
	await learner.getByRole('button', { name: 'Open rung 1' }).click();

	await expect(output(learner)).toContainText('soft look-up');
	await expect(output(learner)).toContainText('a pass counts 0.85');
	await expect(output(learner)).not.toContainText('Open rung 3');
});

test('a refused rung stays shut for whoever asks the server directly', async () => {
	const answer = await learner.evaluate(async () => (await fetch('/api/labs/causal-attention/help/4', { method: 'POST' })).status);

	expect(answer).toBe(403);
});

test('the mended code passes in the browser and is accepted by the server, and mastery moves', async () => {
	await writeCode(learner, labFile('causal-attention', 'solution.ts'));
	await learner.keyboard.press('Control+Enter');
	await showTab(learner, 'Checks');
	await expect(output(learner)).toContainText(/(All 8|8 of 8) public checks pass/, { timeout: 100_000 });
	await submitAndWait(learner, /Accepted/);

	await expect(output(learner)).toContainText('0.85');
	await learner.goto(`${server.url}/me`);
	await expect(learner.getByRole('main')).toContainText(/1 of \d+ accepted/);
});

test('ten steps of training run on WebGPU with live panels, and the uploaded weights are judged on hidden text', async () => {
	test.setTimeout(400_000);
	await openLab(learner, server.url, 'train-gpt');
	await writeCode(learner, labFile('train-gpt', 'solution.ts'));
	await showTab(learner, 'Training');
	await learner.getByLabel(/Preset/).selectOption('tiny');
	await learner
		.locator('.work-bar')
		.getByRole('button', { name: /^Train/ })
		.click();
	await expect(learner.locator('.status')).toContainText(/step (1[0-9]|[2-9][0-9]|1[0-2][0-9]) of 120/, { timeout: 330_000 });
	await expect(learner.locator('.status')).toContainText('WebGPU');
	await expect(output(learner)).toContainText('The floor is 0.35', { timeout: 100_000 });
	await learner.getByRole('button', { name: 'Stop', exact: true }).click();
	await expect(learner.getByRole('button', { name: 'Stop', exact: true })).toBeHidden({ timeout: 15_000 });
	await submitAndWait(learner, /Not accepted/);

	await expect(output(learner)).toContainText(/nats/);
	await expect(output(learner)).toContainText(/0\.85/);
});

test('the instructor sees the learner, sets a ceiling with a reason, and it holds', async () => {
	await instructor.goto(`${server.url}/teach`);
	await instructor.getByRole('link', { name: 'Autumn cohort' }).click();
	await expect(instructor.getByRole('row', { name: new RegExp(LEARNER.name) })).toContainText('0.20');
	await instructor.getByRole('link', { name: LEARNER.name }).first().click();
	await expect(instructor.getByRole('main')).toContainText('Rung 1 opened');
	await instructor
		.locator('summary', { hasText: /bounds/i })
		.first()
		.click();
	await instructor.getByLabel('Where').selectOption('train-gpt');
	await instructor.getByLabel('At most').selectOption('1');
	await instructor.getByLabel('Reason').fill('Wants to write the optimiser without seeing it.');
	await instructor.getByRole('button', { name: 'Set bounds' }).click();
	await expect(instructor.getByRole('main')).toContainText('Wants to write the optimiser without seeing it.');

	await learner.reload();
	await expect(learner.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await showTab(learner, 'Help');
	await expect(output(learner)).toContainText('Samuel Okafor');
	await expect(output(learner)).toContainText('Wants to write the optimiser without seeing it.');
	await learner.evaluate(async () => (await fetch('/api/labs/train-gpt/help/1', { method: 'POST' })).status);
	const second = await learner.evaluate(async () => (await fetch('/api/labs/train-gpt/help/2', { method: 'POST' })).status);
	expect(second).toBe(403);
});

test('without a GPU the whole tiny run trains on WASM, reaches its target, and its weights are accepted', async () => {
	test.setTimeout(400_000);
	const plain = await chromium.launch(chromiumWithoutGpu);
	try {
		const page = await plain.newPage({ viewport: { width: 1440, height: 900 } });
		await signUp(page, server.url, { username: 'otto', password: 'a boat without a sail', name: 'Otto Berg' });
		await openLab(page, server.url, 'train-gpt');
		await writeCode(page, labFile('train-gpt', 'solution.ts'));
		await showTab(page, 'Training');
		await page.getByLabel(/Preset/).selectOption('tiny');
		await page
			.locator('.work-bar')
			.getByRole('button', { name: /^Train/ })
			.click();
		await expect(page.locator('.status')).toContainText('WASM', { timeout: 100_000 });
		await expect(page.locator('.status')).toContainText(/step 120 of 120/, { timeout: 300_000 });
		await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden({ timeout: 100_000 });
		await submitAndWait(page, /checks pass/);

		await expect(output(page)).toContainText(/Accepted/);
	} finally {
		await plain.close();
	}
});
