/**
 * With the keyboard alone through the gradebook: to a cell, points set and taken back, a filter whose file has the same rows; nothing for axe to
 * find. Answers that come late or never, and a double click.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';
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
	await expect(other.getByRole('alert')).toContainText(
		'You changed this cell after it was opened here: set to 6 of 10 points, “I read it as 6.”',
	);
	await expect(other.getByLabel('Points, of')).toHaveValue('4');
	await other.getByRole('button', { name: 'Set points' }).click();
	await expect(other.locator('.cell-history li').first()).toContainText('Set to 4 of 10 points');
});

test('what is set goes to the cell that is shown, also when the answer for the one before comes last', async ({ page }) => {
	const { dialog, cells } = await openGradebook(page);
	const [first = '', second = ''] = cells;
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	await page.route(`**${first}`, async (route) => {
		await held;
		await route.continue();
	});

	await cellOf(page, first).click();
	await expect(dialog).toContainText('Opening the cell');
	await page.keyboard.press('Escape');
	await cellOf(page, second).click();
	const title = dialog.locator('[data-title]');
	await expect(title).toBeVisible();
	const shown = (await title.textContent()) ?? '';
	const late = page.waitForResponse((response) => response.url().endsWith(first));
	release();
	await (await late).finished();
	// One more turn of the page: what the late answer would do, it has done by now.
	await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
	await expect(title).toHaveText(shown);

	const sent = page.waitForRequest((request) => request.method() === 'POST');
	await set(dialog, '3', 'As the second cell has it.');
	expect(new URL((await sent).url()).pathname).toBe(second);
	await expect(dialog.locator('.cell-history')).toContainText('As the second cell has it.');
	expect(await (await page.request.get(`${server.url}${first}`)).text()).not.toContain('As the second cell has it.');
});

test('a double click sets once, and after a lost answer the page says that it does not know', async ({ page }) => {
	const { dialog, cells } = await openGradebook(page);
	const href = cells[2] ?? '';
	await cellOf(page, href).click();
	let posts = 0;
	await page.route(`**${href}`, async (route) => {
		if (route.request().method() !== 'POST') return route.continue();
		posts += 1;
		await new Promise((resolve) => setTimeout(resolve, 500));
		await route.continue();
	});
	await dialog.getByLabel('Points, of').fill('2');
	await dialog.getByLabel('Reason').fill('Pressed twice.');
	await dialog.getByRole('button', { name: 'Set points' }).dblclick();
	await expect(dialog.locator('.cell-history')).toContainText('Pressed twice.');
	await expect(dialog.getByRole('alert')).toHaveCount(0);
	expect(posts).toBe(1);

	// The server does it, and its answer is lost on the way.
	await page.unroute(`**${href}`);
	await page.route(`**${href}`, async (route) => {
		if (route.request().method() !== 'POST') return route.continue();
		await route.fetch({ maxRedirects: 0 });
		await route.abort('connectionreset');
	});
	await set(dialog, '4', 'Answered to nobody.');
	await expect(dialog.getByRole('alert')).toContainText('it is not known whether this was set');
	await expect(dialog.getByLabel('Reason')).toHaveValue('Answered to nobody.');
	await dialog.getByRole('link', { name: 'Open the cell again' }).click();
	await expect(dialog.locator('.cell-history li').first()).toContainText('Answered to nobody.');
	await expect(dialog.getByRole('alert')).toHaveCount(0);
});

/** `cells`: paths of the cells in view, row by row. */
async function openGradebook(page: Page): Promise<{ dialog: Locator; cells: string[] }> {
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	const cohort = await page.getByRole('link', { name: 'Autumn cohort' }).getAttribute('href');
	await page.goto(`${server.url}${cohort?.replace(/\/[^/]*$/, '/gradebook')}`);
	const links = page.getByRole('grid').locator('td a');
	await expect(links.first()).toBeVisible();
	const cells = await links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
	return { dialog: page.getByRole('dialog'), cells };
}

/** Links of the grid are relative. */
function cellOf(page: Page, path: string): Locator {
	return page.getByRole('grid').locator(`a[href="${path.split('/').slice(-3).join('/')}"]`);
}

async function set(dialog: Locator, points: string, reason: string): Promise<void> {
	await dialog.getByLabel('Points, of').fill(points);
	await dialog.getByLabel('Reason').fill(reason);
	await dialog.getByRole('button', { name: 'Set points' }).click();
}

async function violations(page: Page): Promise<string[]> {
	return (await violationsOf(page)).flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
	);
}
