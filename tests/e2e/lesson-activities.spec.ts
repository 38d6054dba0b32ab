/** Lessons without labs: their figures by keyboard, and activities that write into the browser and nowhere else. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});

test.afterAll(async () => {
	await server.stop();
});

/** Requests that carry anything away. */
function watchSending(page: Page): string[] {
	const sent: string[] = [];
	page.on('request', (request) => {
		if (request.method() !== 'GET' || new URL(request.url()).origin !== server.url) sent.push(`${request.method()} ${request.url()}`);
	});
	return sent;
}

async function press(button: Locator): Promise<void> {
	await button.focus();
	await button.press('Enter');
}

test('the differ makes one change at a time by keyboard, until only sizes are left', async ({ page }) => {
	await page.goto(`${server.url}/learn/2-modern-block/list-of-changes`);
	const differ = page.locator('architecture-differ');
	const text = differ.locator('[data-text]');
	await expect(text).toContainText('Next towards Llama 3 8B. Norm: RMSNorm.');
	for (let change = 0; change < 6; change += 1) await press(differ.getByRole('button', { name: 'Make the next change' }));

	await expect(text).toContainText('What is left are proportions and size');
	await expect(differ.getByRole('button', { name: 'Make the next change' })).toHaveAttribute('aria-disabled', 'true');
	await expect(differ.locator('[data-drawing="yours"]')).toContainText('12 query heads, 3 key heads');
	await expect(differ.locator('[data-rows]')).toContainText('÷ 4.0');
	await expect(page.locator('[data-twin]')).toContainText('RMSNorm');
	await press(differ.getByRole('button', { name: 'As released' }));
	await expect(text).toContainText('GPT-2 small as released.');
});

test('the lifetime figure moves to smaller models when more is served', async ({ page }) => {
	await page.goto(`${server.url}/learn/3-scale/compute-optimal`);
	const figure = page.locator('lifetime-explorer');
	await figure.getByLabel(/Tokens served/).focus();
	await page.keyboard.press('Home');
	await expect(figure.locator('[data-text]')).toContainText('less than one percent');
	await page.keyboard.press('End');
	await expect(figure.locator('[data-text]')).toContainText('1,000T tokens served');
	await expect(figure.locator('[data-text]')).toContainText(/1\d\.\dB parameters/);
});

test('the timeline counts the days between two events, chosen from its lists', async ({ page }) => {
	await page.goto(`${server.url}/learn/0-why/open-weights`);
	const figure = page.locator('weights-timeline');
	await expect(figure.locator('[data-text]')).toContainText('130 days, about 4 months.');
	await figure.locator('select[name="to"]').selectOption('o1');
	await expect(figure.locator('[data-text]')).toContainText('84 days');
	await press(figure.getByRole('button', { name: 'R1 to DAPO' }));
	await expect(figure.locator('[data-chart]')).toContainText('56 days');
});

test('a reflection is kept, given out and deleted in the browser, and sent nowhere', async ({ page }) => {
	const sent = watchSending(page);
	await page.goto(`${server.url}/learn/8-capstone/people`);
	const activity = page.locator('private-reflection');
	const field = activity.getByLabel(/What do you want to be able to do/);
	await field.fill('Train a router that knows when to think');
	await expect(activity.locator('[data-said]')).toContainText('Kept in this browser at');

	await page.reload();
	await expect(field).toHaveValue('Train a router that knows when to think');
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		press(activity.getByRole('button', { name: 'Save as a text file' })),
	]);
	expect(readFileSync(await download.path(), 'utf8')).toContain('Train a router that knows when to think');

	await press(activity.getByRole('button', { name: 'Delete what is kept here' }));
	await press(activity.getByRole('button', { name: 'Press again to delete for good' }));
	await page.reload();
	await expect(field).toHaveValue('');
	expect(sent).toEqual([]);
});

test('forecasts are written down by keyboard, survive a reload and a file, and are scored once settled', async ({ page }) => {
	const sent = watchSending(page);
	await page.goto(`${server.url}/learn/8-capstone/timelines`);
	const ledger = page.locator('forecast-ledger');
	const summary = ledger.locator('p[data-summary]').last();
	await ledger.locator('#p-metr-faster').focus();
	await page.keyboard.press('Home');
	await press(ledger.locator('[data-write="metr-faster"]'));
	await expect(ledger).toContainText('They took 19 percent longer');
	await expect(ledger.locator('#p-small-cache')).toBeFocused();

	await press(ledger.locator('[data-write="rli-25"]'));
	await ledger.getByLabel(/What will have happened/).fill('I <b>hand in</b> the capstone');
	await ledger.getByLabel('By which day?').fill('2027-01-31');
	await press(ledger.getByRole('button', { name: 'Add the question' }));
	await page.reload();
	await expect(ledger).toContainText('I <b>hand in</b> the capstone');
	await press(ledger.locator('[data-settle="own-1"]').first());
	await expect(ledger.locator('[data-settle="own-1"]').first()).toBeFocused();
	await expect(summary).toContainText('Brier score over 2 settled forecasts: 0.125.');

	const [download] = await Promise.all([page.waitForEvent('download'), press(ledger.getByRole('button', { name: 'Save as a file' }))]);
	await press(ledger.getByRole('button', { name: 'Delete what is kept here' }));
	await press(ledger.getByRole('button', { name: 'Press again to delete for good' }));
	await expect(summary).toContainText('Nothing is settled yet. 0 forecasts wait');
	await ledger.getByLabel('Take from a file').setInputFiles(await download.path());
	await expect(summary).toContainText('Brier score over 2 settled forecasts: 0.125.');
	await expect(summary).toContainText('1 forecast waits for an outcome.');
	expect(sent).toEqual([]);
});
