/** An instructor judges a lab again, sees what it would change, applies it, and undoes it; somebody else's cohort has no such pages. */
import { expect, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [LEARNER, INSTRUCTOR, ADMIN] = DEMO_ACCOUNTS;
const REASON = 'The check of the mask was too strict.';

let server: TestServer;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server?.stop());

test('a regrade is asked for, watched, read, applied and undone', async ({ page, browser }) => {
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Regrades' }).click();
	await page.getByLabel('Lab', { exact: true }).selectOption('causal-attention');
	await page.getByLabel('Reason').fill(REASON);
	// The server is away for a while, which the page says; then it follows again.
	await page.route('**/api/teach/*/regrades/*', (route) => route.fulfill({ status: 503 }), { times: 6 });
	await page.getByRole('button', { name: 'Judge again' }).click();
	await expect(page.getByRole('alert')).toContainText('goes on asking', { timeout: 30_000 });

	// By itself, without a reload.
	const title = page.getByRole('heading', { level: 2 });
	await expect(title).toContainText('ready to decide', { timeout: 100_000 });
	const total = await page.getByRole('row').count();
	const changed = Number(/Changed only, (\d+)/.exec((await page.getByRole('navigation', { name: 'Rows' }).textContent()) ?? '')?.[1]);
	expect(changed).toBeGreaterThan(0);
	expect(changed).toBeLessThanOrEqual(total - 1);
	await page.getByRole('link', { name: /^Changed only/ }).click();
	await expect(page.getByRole('row')).toHaveCount(changed + 1);
	const before = await page.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
	const href = await page.getByRole('link', { name: 'Save these as CSV' }).getAttribute('href');
	const csv = await (await page.request.get(`${server.url}${href}`)).text();
	expect(csv.trimEnd().split('\r\n')).toHaveLength(changed + 1);

	await page.getByText(`Apply to ${changed} submission`).click();
	await expect(page.getByText(/Every earlier verdict is kept/)).toBeVisible();
	await page.getByRole('button', { name: 'Yes, apply' }).click();
	await expect(title.getByText('applied', { exact: true })).toBeVisible({ timeout: 30_000 });
	const address = page.url();

	for (const other of [LEARNER, ADMIN]) {
		const context = await browser.newContext();
		const stranger = await context.newPage();
		await logIn(stranger, server.url, other);
		expect((await stranger.goto(address))?.status()).toBeGreaterThanOrEqual(403);
		await context.close();
	}

	await page.getByText('Undo', { exact: true }).click();
	await page.getByRole('button', { name: 'Yes, undo' }).click();
	await expect(title.getByText('undone', { exact: true })).toBeVisible({ timeout: 30_000 });
	await page.getByRole('link', { name: /^Changed only/ }).click();
	const after = await page.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
	expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
});
