/** What a run measured, in real Chromium on the processor: curves of a lab's measures, a plot read by keyboard and saved, runs compared over seeds; the maps of skills and of the stack. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, showTab, writeCode } from './lab-page.ts';

test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

const LAB = 'bigram';
let server: TestServer;
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
	await server.stop();
});

async function train(): Promise<void> {
	await showTab(page, 'Training');
	await output(page).getByRole('button', { name: 'Train', exact: true }).click();
	await expect(output(page).locator('.statlist')).toContainText('done', { timeout: 120_000 });
}

test('an empty panel says which curves will come, and a run draws them', async () => {
	await showTab(page, 'Training');
	await expect(output(page)).toContainText('Then its curves are drawn here: The same loss in bits per byte');
	await writeCode(page, labFile(LAB, 'solution.ts'));
	await train();

	await expect(output(page)).toContainText('The same loss in bits per byte.');
	await expect(output(page).locator('.line-chart canvas')).toHaveCount(3);
	await output(page).getByText('The figure as text').nth(1).click();
	await expect(output(page)).toContainText(/held-out text: from \d\.\d+ at step \d+ to \d\.\d+ at step 44/);
});

test('a plot is read by keyboard, told as a table, and saved', async () => {
	const plot = output(page).getByRole('group', { name: /^Loss against the amount of text.*arrow keys$/ });
	await plot.focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('End');
	await expect(output(page)).toContainText(/held-out text: tokens counted 13\d,\d{3}, nats per token \d/);

	const saved = page.waitForEvent('download');
	await output(page).getByRole('button', { name: 'Save plot as CSV' }).click();
	expect((await saved).suggestedFilename()).toBe('bigram-growth.csv');
});

test('runs that differ in their seed alone are compared as a band, by any measure', async () => {
	await output(page).getByRole('button', { name: 'Pin this run' }).click();
	await showTab(page, 'Training');
	await output(page).getByLabel('Seed').fill('18');
	await output(page).getByRole('button', { name: 'Start over' }).click();
	await expect(output(page).locator('.statlist')).toContainText('done', { timeout: 120_000 });
	await output(page).getByRole('button', { name: 'Pin this run' }).click();

	await output(page).getByLabel('Compare by').selectOption({ label: 'The same loss in bits per byte' });
	await expect(output(page).getByRole('button', { name: 'Band over seeds' })).toHaveAttribute('aria-pressed', 'true');
	await output(page).getByText('The figure as text').click();
	await expect(output(page)).toContainText(/light, seeds 18, 17: at step 44 the mean is \d/);
});

test('a guest sees the maps: what the library lends, and skills without a state', async () => {
	await page.goto(`${server.url}/me/stack`);
	const attention = page.getByRole('list', { name: /^Labs/ }).getByRole('listitem').filter({ hasText: 'Causal self-attention' });
	await expect(attention).toContainText('borrowed');
	await page.getByText('The map as text').click();
	await expect(page.getByRole('main')).toContainText(/imports 1\.4 Causal self-attention/);

	await page.goto(server.url);
	const skills = page.getByRole('list', { name: /^Skills/ });
	await expect(skills.getByRole('link', { name: 'Next-token prediction' })).toBeVisible();
	await expect(skills).not.toContainText('proven');
});
