/** What Gradus sees in a run that goes wrong, in real Chromium: a notice and a mark on the curve, by keyboard too; put aside; kept with a pinned run. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, showTab, signUp, writeCode } from './lab-page.ts';

test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

let server: TestServer;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	await signUp(page, server.url, { username: 'adele', password: 'a lamp in the window', name: 'Adele Blum' });
});

test.afterAll(async () => {
	await context.close();
	await server.stop();
});

const notice = () => output(page).getByRole('complementary', { name: 'Seen in this run: Too good to be true' });

test('a model that sees the future: what was seen, what it often is, a question, and a mark on the curve', async () => {
	test.setTimeout(240_000);
	await openLab(page, server.url, 'causal-attention');
	await writeCode(page, labFile('causal-attention', 'mistakes/no-mask.ts'));
	await showTab(page, 'Training');
	await output(page).getByRole('button', { name: 'Train', exact: true }).click();

	await expect(notice()).toBeVisible({ timeout: 200_000 });
	await expect(notice()).toContainText(/At step \d+ the held-out loss is 0\.\d+, \d+ standard errors below the floor of 0\.\d+\./);
	await expect(notice()).toContainText('What can position t look at that comes after t?');
	await expect(notice().getByRole('link')).toHaveAttribute('href', '/learn/1-gpt2/causal-attention#how-to-know-that-it-is-causal');
	await expect(output(page).getByRole('status').filter({ hasText: 'Seen in this run: Too good to be true' })).toHaveCount(1);

	const mark = output(page).getByRole('link', { name: /^Too good to be true, from step \d+/ });
	await mark.focus();
	await page.keyboard.press('Enter');
	await expect(notice()).toBeFocused();
	// The panel scrolls, the page does not.
	expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
});

test('it goes with a pinned run, and can be put aside for this one', async () => {
	await expect(output(page).getByRole('button', { name: 'Train', exact: true })).toBeVisible({ timeout: 100_000 });
	await output(page).getByRole('button', { name: 'Pin this run' }).click();
	await expect(output(page).getByRole('region', { name: 'Seen in these runs' })).toContainText(/run 1: Too good to be true, from step \d+/);

	await showTab(page, 'Training');
	await notice().getByRole('button', { name: 'Not now' }).click();
	await expect(notice()).toHaveCount(0);
	await expect(output(page)).toBeFocused();
	await expect(output(page).locator('.chart-mark')).toHaveCount(0);
	await showTab(page, 'Compare');
	await expect(output(page)).toContainText('Too good to be true');
});

test('NaN ends the run, and what was kept before it is offered', async () => {
	test.setTimeout(240_000);
	const solution = labFile('causal-attention', 'solution.ts');
	const calls = 'let calls = 0;\n\n/** One causal';
	const broken = solution.replace('/** One causal', calls).replace('Math.sqrt(headDim)', '++calls > 260 ? Number.NaN : Math.sqrt(headDim)');
	await writeCode(page, broken);
	await showTab(page, 'Training');
	await output(page).getByRole('button', { name: 'Train', exact: true }).click();

	await expect(output(page).getByRole('alert')).toHaveText(/^The run ended\. The loss became NaN at step \d+\.$/, { timeout: 200_000 });
	const nan = output(page).getByRole('complementary', { name: 'Seen in this run: A number that is none' });
	await expect(nan).toBeVisible({ timeout: 200_000 });
	await expect(nan).toContainText(/At step \d+, the loss is NaN\. At step \d+ the loss was still \d\.\d+\./);
	await expect(nan).toContainText(/The run was ended there(; step \d+ was kept before|\. No step from before was kept)\./);
	await expect(output(page).getByRole('button', { name: 'Train', exact: true })).toBeVisible();
});
