/** The panels of the lab, in real Chromium on the processor: training that survives a reload, comparison, the price of help, a grader that is away, a lost connection. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { BESIDE_A_SUITE, endProcess, startServer, type TestServer } from '../support/server.ts';
import { fillSignUp, labFile, openLab, output, showTab, writeCode } from './lab-page.ts';

// Without WebGPU: on a software adapter a step takes a hundred times as long as on WASM.
test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

const LAB = 'causal-attention';
let server: TestServer;
let grader: ChildProcess | null = null;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	await openLab(page, server.url, LAB);
});

test.afterAll(async () => {
	await context.close();
	if (grader !== null) await endProcess(grader);
	await server.stop();
});

test('training draws its curve against the named floor and keeps weights, map and sample', async () => {
	await writeCode(page, labFile(LAB, 'solution.ts'));
	await showTab(page, 'Training');
	await expect(output(page)).toContainText('150 steps');
	await output(page).getByRole('button', { name: 'Train', exact: true }).click();
	await expect(page.locator('.status')).toContainText(/step ([4-9]\d|1[0-4]\d) of 150/, { timeout: 120_000 });

	await expect(output(page).locator('.line-chart canvas')).toBeVisible();
	await expect(output(page)).toContainText('above the floor');
	await expect(output(page)).toContainText('tensors alive');
	await expect(output(page)).toContainText(/\d s/);
});

test('stop ends a run within a second and says from which step the weights are kept', async () => {
	const start = Date.now();
	await output(page).getByRole('button', { name: 'Stop training' }).click();
	await expect(output(page).getByRole('button', { name: 'Train', exact: true })).toBeVisible();
	const seconds = (Date.now() - start) / 1_000;

	expect(seconds).toBeLessThan(1.5);
	await expect(output(page)).toContainText(/The weights of step \d+ of 150 are kept/);
	await output(page).getByText('The figure as text').click();
	await expect(output(page)).toContainText(/The floor is 0\.\d\d/);
	await expect(output(page).getByRole('table')).toContainText(/\d\.\d\d ± \d\.\d\d/);
});

test("the model panel shows the heads of the learner's own model, by keyboard too", async () => {
	await showTab(page, 'Model');
	const map = output(page).getByRole('table', { name: /Attention of layer 1 head 1/ });
	await expect(map).toBeVisible();
	await expect(output(page)).toContainText('No row looks at a later word.');
	await expect(output(page)).toContainText(/Sample at step \d+/);

	await map.locator('td[tabindex="0"]').focus();
	await page.keyboard.press('ArrowRight');
	await expect(map.locator('td[data-cell="23,1"]')).toBeFocused();
	await expect(output(page)).toContainText(/gives \d+ % of its attention to/);
});

test('after a reload the weights are offered, and the run goes on from them', async () => {
	await page.reload();
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await showTab(page, 'Training');
	await expect(output(page)).toContainText(/The weights of step \d+ of 150 from \d\d:\d\d are kept in this browser/);
	await output(page).getByRole('button', { name: 'Pin this run' }).click();
	await expect(output(page)).toContainText('Runs of this lab, compared at step');
	await showTab(page, 'Training');
	await output(page)
		.getByRole('button', { name: /Resume from step/ })
		.click();
	await expect(output(page)).toContainText('150 / 150', { timeout: 120_000 });

	await expect(output(page)).toContainText('The trained weights (step 150, the end of the run)', { timeout: 30_000 });
});

test('a pinned run is compared at the step that both reached', async () => {
	await showTab(page, 'Compare');
	await expect(output(page)).toContainText('These runs differ in steps.');
	await output(page).getByLabel('What changed in run 1').fill('before the reload');
	await page.keyboard.press('Tab');
	await expect(output(page).getByRole('group', { name: 'Settings of the runs' })).toContainText('before the reload');
	await page.reload();
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await showTab(page, 'Compare');

	await expect(output(page).getByLabel('What changed in before the reload')).toHaveValue('before the reload');
});

test('what a guest trained and pinned is theirs in a new account, and is not trained again', async () => {
	await page.getByRole('link', { name: 'Sign up to submit' }).click();
	await fillSignUp(page, { username: 'ines', password: 'a lamp in the window', name: 'Ines Okoro' });
	await expect(page).toHaveURL(new RegExp(`/lab/${LAB}$`));
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await showTab(page, 'Training');
	await expect(output(page)).toContainText('The trained weights (step 150, the end of the run) from');
	await expect(output(page).locator('.line-chart canvas')).toBeVisible();
	await showTab(page, 'Compare');

	await expect(output(page).getByLabel('What changed in before the reload')).toHaveValue('before the reload');
});

test('a pinned run is shown to whoever has its link, until the link is taken back', async ({ browser }) => {
	await output(page).getByRole('button', { name: 'Share before the reload' }).click();
	const form = output(page).getByRole('region', { name: 'Share before the reload' });
	await expect(form).toContainText('not your name, and not your code');
	await form.getByRole('button', { name: 'Make the link' }).click();
	const url = await form.getByLabel('Link to this run').inputValue();
	const stranger = await browser.newContext();
	const theirs = await stranger.newPage();
	await theirs.goto(url);
	await expect(theirs.getByRole('heading', { name: 'before the reload', level: 1 })).toBeVisible();
	await expect(theirs.locator('runs-figure canvas, runs-figure svg').first()).toBeVisible();
	await expect(theirs.getByRole('group', { name: 'Settings of the runs' })).toContainText('tiny');
	expect(await theirs.content()).not.toContain('Ines');

	const mine = await context.newPage();
	await mine.goto(`${server.url}/me/runs`);
	await mine.getByRole('button', { name: 'Take the link back before the reload' }).click();
	await expect(mine.getByText('taken back')).toBeVisible();
	expect((await theirs.reload())?.status()).toBe(404);
	await mine.close();
	await stranger.close();
});

test('help says its price before it is opened, and focus goes to what it opened', async () => {
	await showTab(page, 'Help');
	await expect(output(page)).toContainText(
		'A pass counts 1.00 now (in full) and 0.85 after this rung (nearly in full). A short re-check returns the difference.',
	);
	await output(page).getByRole('button', { name: 'Open rung 1' }).click();

	await expect(output(page).locator('#rung-1')).toBeFocused();
	await expect(output(page)).toContainText('a pass counts 0.85');
	await expect(output(page)).toContainText(/Opens after/);
});

test('a submission without a connection waits here and goes out with it; without a grader it is safe; with one it is judged', async () => {
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(output(page)).toContainText('You are offline; your work is not.');
	await expect(output(page)).toContainText('One submission waits here');
	await expect(output(page)).toContainText('not submitted yet');

	await context.setOffline(false);
	await expect(output(page)).toContainText('Submitted. Waiting for a grader.', { timeout: 30_000 });
	await expect(output(page)).toContainText('Your submission is safe');
	await page.reload();
	await showTab(page, 'Checks');
	await expect(output(page)).toContainText('Submitted. Waiting for a grader.', { timeout: 30_000 });

	grader = spawn(process.execPath, ['src/server/grader-main.ts'], {
		env: {
			...process.env,
			...BESIDE_A_SUITE,
			...{ LOG_LEVEL: 'warn', GRADUS_ROOT: process.cwd(), GRADUS_DATA: server.dataFolder, GRADUS_ROLE: 'grader' },
		},
		stdio: 'ignore',
	});
	await expect(output(page)).toContainText('Accepted.', { timeout: 100_000 });
	await expect(output(page)).not.toContainText('Accepted. Accepted.');
	await expect(output(page)).toContainText('You opened rung 1, so this pass counts 0.85; the rest is held back, not lost.');
	await expect(output(page)).toContainText(/rung \d of 5 open/);
	await expect(output(page)).toContainText('4 of 4 hidden checks');
	await expect(output(page)).toContainText('17 of 17 points');
	await expect(output(page).locator('.btn-go')).toHaveCount(1);
});

test('practice after the verdict stands apart from it', async () => {
	await page.getByRole('button', { name: /Run checks/ }).click();

	await expect(output(page)).toContainText('All 8 public checks pass', { timeout: 100_000 });
	await expect(output(page)).toContainText('10 of 10 points · hidden checks run when you submit');
	await expect(output(page)).toContainText('The verdict of the server on what you submitted before');
});

test('a submission that the server did not take goes out by itself once it does', async () => {
	await page.route('**/api/submissions', (route) => route.fulfill({ status: 503, body: 'no upstream' }));
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(output(page)).toContainText('Our side did not take it.');
	await expect(output(page)).toContainText('One submission waits here and goes out when the server takes submissions again.');
	await expect(output(page)).not.toContainText('Submitted.');

	await page.unroute('**/api/submissions');
	await expect(output(page)).not.toContainText('not submitted yet', { timeout: 30_000 });
	await expect(output(page)).toContainText('Accepted.', { timeout: 100_000 });
});

test('a lab judged on weights offers to train them', async () => {
	await openLab(page, server.url, 'train-gpt');
	await page.getByRole('button', { name: 'Submit', exact: true }).click();

	await expect(output(page)).toContainText('judged on trained weights');
	await expect(output(page).getByRole('button', { name: /^Train / })).toBeVisible();
});

test('a stale version of the lab opens a dialog that keeps the code', async () => {
	await openLab(page, server.url, LAB);
	await page.route('**/api/submissions', async (route) => {
		const body: unknown = route.request().postDataJSON();
		await route.continue({ postData: JSON.stringify({ ...(body as object), version: 999 }) });
	});
	await page.getByRole('button', { name: 'Submit', exact: true }).click();

	const dialog = page.getByRole('dialog', { name: 'This lab has a newer version' });
	await expect(dialog).toContainText('Your code is kept.');
	await expect(dialog).toContainText('version 1');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
});
