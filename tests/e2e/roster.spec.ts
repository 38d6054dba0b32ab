/** An instructor imports a pasted list of 30 learners with three bad lines, by keyboard and without script; one of them comes in by their link. */
import { expect, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [, INSTRUCTOR] = DEMO_ACCOUNTS;
const GOOD = Array.from({ length: 27 }, (_, n) => `pupil.${n};Pupil ${n};${n % 2 ? 'Mo' : 'Tu'}`);
const LIST = ['username;name;section', ...GOOD, 'pupil.3;Twice;Mo', '=cmd();Formula;', 'x;Too Short;'].join('\n');

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

test('thirty lines with three bad ones are previewed, imported and used', async ({ browser }) => {
	const teacher = await browser.newContext({ javaScriptEnabled: false });
	const page = await teacher.newPage();
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Roster' }).click();

	await page.getByLabel('One learner a line').focus();
	await page.keyboard.insertText(LIST);
	await page.keyboard.press('Tab');
	await expect(page.getByLabel('Or a CSV file')).toBeFocused();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Of 30 lines 27 get a link, 3 are refused.')).toBeVisible();
	await expect(page.getByText('separated by semicolons')).toBeVisible();
	await expect(page.getByRole('row', { name: /Twice/ })).toContainText('The same username as in line 5.');

	await page.getByRole('button', { name: 'Import 27 lines' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByText('Done: 27 lines.')).toBeVisible();

	const href = await page.getByRole('link', { name: 'Download the personal links' }).getAttribute('href');
	const csv = await (await teacher.request.get(`${server.url}${href}`)).text();
	expect(csv.trim().split('\r\n')).toHaveLength(28);
	const link = csv.match(/pupil\.0,Pupil 0,Tu,([^,]+)/)?.[1] ?? '';

	const learner = await browser.newContext();
	const own = await learner.newPage();
	await own.goto(link);
	await expect(own.getByLabel('Username')).toHaveValue('pupil.0');
	await own.getByLabel('Password').fill('a long sentence of mine');
	await own.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(own).toHaveURL(/\/path$/);

	await page.reload();
	await expect(page.getByRole('row', { name: /Pupil 0/ })).toContainText('Tu');
	await Promise.all([teacher.close(), learner.close()]);
});
