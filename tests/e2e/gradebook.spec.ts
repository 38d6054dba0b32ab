/** With the keyboard alone through the gradebook: to a cell, points set and taken back, a filter whose file has the same rows; nothing for axe to find. */
import { expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { violationsOf } from '../support/axe.ts';
import { readCsv } from '../support/csv.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [, INSTRUCTOR] = DEMO_ACCOUNTS;
let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

test('a cell is found, set, taken back and exported without a pointer', async ({ page }) => {
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).press('Enter');
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Gradebook' }).press('Enter');
	await page.waitForURL('**/gradebook');
	const grid = page.getByRole('grid');
	await expect(grid).toHaveAttribute('aria-rowcount', '26');

	// One stop for Tab, then arrows: past the first learner, into the second lab, to the end and back.
	await grid.locator('[tabindex="0"]').focus();
	for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Control+End', 'Control+Home', 'ArrowDown', 'ArrowRight'])
		await page.keyboard.press(key);
	const cell = grid.locator('td:focus');
	await expect(cell).toHaveAttribute('aria-colindex', '2');
	const before = await cell.textContent();

	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('heading', { name: 'History' })).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await dialog.getByLabel('Points, of').fill('7.5');
	await dialog.getByLabel('Reason').fill('Agreed in the oral exam.');
	await dialog.getByLabel('Reason').press('Tab');
	await page.keyboard.press('Enter');
	await expect(dialog.locator('.cell-history')).toContainText('Set to 7.5 of 10 points');
	await page.keyboard.press('Escape');
	await expect(cell).toContainText('7.5');
	await expect(cell).toBeFocused();

	await page.keyboard.press('Enter');
	await dialog.getByLabel('Reason').fill('It was another learner.');
	await dialog.getByRole('button', { name: 'Undo the last change' }).press('Enter');
	await expect(dialog.locator('.cell-history')).toContainText('Taken back');
	await page.keyboard.press('Escape');
	expect(await cell.textContent()).toBe(before);

	// The filter stands in the address, and the file has what it left.
	await page.getByLabel('Name').fill('an');
	await page.getByLabel('Labs', { exact: true }).selectOption('1');
	await expect(page).toHaveURL(/name=an&part=1/);
	const names = await grid.getByRole('rowheader').allInnerTexts();
	expect(names.length).toBeGreaterThan(1);
	expect(names.length).toBeLessThan(25);
	const file = await page.request.get(`${server.url}${await page.getByRole('link', { name: 'Save these as CSV' }).getAttribute('href')}`);
	const [head = [], ...rows] = readCsv(await file.text());
	expect(rows.map(([name]) => name)).toEqual(names);
	expect(head.filter((title) => / \(of \d+\)$/.test(title))).toHaveLength((await grid.getByRole('columnheader').count()) - 3);
	expect(await violations(page)).toEqual([]);
});

test('without script the gradebook is a table whose cells lead to their pages, and a second change is told of the first', async ({
	browser,
}) => {
	const page = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Gradebook' }).click();
	await page.locator('.grid-table tbody td a').first().click();
	await page.waitForURL('**/gradebook/*/*');
	const other = await page.context().newPage();
	await other.goto(page.url());

	for (const [each, points] of [
		[page, '6'],
		[other, '4'],
	] as const) {
		await each.getByLabel('Points, of').fill(points);
		await each.getByLabel('Reason').fill(`I read it as ${points}.`);
		await each.getByRole('button', { name: 'Set points' }).click();
	}
	await expect(other.getByRole('alert')).toContainText('set to 6 of 10 points, “I read it as 6.”');
	await expect(other.getByLabel('Points, of')).toHaveValue('4');
	await other.getByRole('button', { name: 'Set points' }).click();
	await expect(other.locator('.cell-history li').first()).toContainText('Set to 4 of 10 points');
});

async function violations(page: Page): Promise<string[]> {
	return (await violationsOf(page)).flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
	);
}
