/**
 * An instructor reads a stuck learner's page, what changed between tries, and their pages as the learner sees them; then shares the cohort with a
 * colleague, who accepts and teaches. Without script.
 */
import { expect, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const INSTRUCTOR = DEMO_ACCOUNTS.find(({ role }) => role === 'instructor');
const COLLEAGUE = DEMO_ACCOUNTS.find(({ role }) => role === 'admin');

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

test('a learner is read, looked at as they see it, and taught by two', async ({ browser }) => {
	if (!INSTRUCTOR || !COLLEAGUE) throw new Error('The demo has no two people of staff.');
	const teacher = await browser.newContext({ javaScriptEnabled: false });
	const page = await teacher.newPage();
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await expect(page.getByText('Rule: in a lab that is not accepted, the same diagnosis 3 times, or 6 tries;')).toBeVisible();
	await page.locator('.stuck a').first().click();
	// To what the rule was met by.
	await expect(page).toHaveURL(/\?lab=[\w-]+#tries$/);
	const name = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
	const address = page.url().replace(/[?#].*/, '');

	await expect(page.getByRole('navigation', { name: 'Learners of the cohort' }).getByRole('link')).not.toHaveCount(0);
	await page.getByRole('link', { name: 'Tries of lab' }).first().click();
	await expect(page).toHaveURL(/\?lab=/);
	const change = page.getByRole('group', { name: /What changed from try/ }).first();
	await expect(change).toContainText('−');
	await expect(change).toContainText('+');

	await page.getByRole('button', { name: 'Preview as this learner' }).click();
	const bar = page.getByRole('region', { name: 'Preview' });
	await expect(bar).toContainText(`You see what ${name} sees`);
	await bar.getByRole('link', { name: 'My work' }).click();
	await expect(page.getByRole('heading', { name: 'Checks without help' })).toBeVisible();
	await expect(page.locator('.preview form')).toHaveCount(0);
	await expect(page.locator('.preview a[href^="/"]')).toHaveCount(0);
	await bar.getByRole('link', { name: 'Leave the preview' }).click();
	await expect(page).toHaveURL(address);

	await page.goto(address.replace(/\/learner\/.*/, '/roster'));
	await page.getByRole('textbox', { name: 'Ask an instructor to teach it' }).fill(COLLEAGUE.username);
	await page.getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(page.locator('#instructors')).toContainText('is asked to teach it');

	const other = await browser.newContext({ javaScriptEnabled: false });
	const theirs = await other.newPage();
	await logIn(theirs, server.url, COLLEAGUE);
	expect((await theirs.request.get(address)).status()).toBe(404);
	await theirs.goto(`${server.url}/teach`);
	await theirs.getByRole('button', { name: 'Accept Autumn cohort' }).click();
	await theirs.goto(address);
	await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(name);
	await Promise.all([teacher.close(), other.close()]);
});

test('an archived cohort is shown whole, and nothing of it can be changed', async ({ browser }) => {
	if (!INSTRUCTOR) throw new Error('The demo has no instructor.');
	const teacher = await browser.newContext({ javaScriptEnabled: false });
	const page = await teacher.newPage();
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	const address = (await page.getByRole('link', { name: 'Autumn cohort' }).getAttribute('href')) ?? '';
	const controls = page.locator('main form[method="post"] :is(button, input:not([type="hidden"]), select, textarea)');
	const open = controls.and(page.locator(':enabled'));
	const parts = ['deadlines', 'gradebook/settings', 'regrade'];
	const at = (part: string) => `${server.url}${address.replace(/\/progress$/, '')}/${part}`;
	await page.goto(at('regrade'));
	await expect(open).not.toHaveCount(0);

	await page.goto(`${server.url}/teach`);
	await page.getByRole('article').filter({ hasText: 'Autumn cohort' }).getByText('Change', { exact: true }).click();
	await page.getByRole('form', { name: 'Change Autumn cohort' }).getByRole('button', { name: 'Archive' }).click();
	for (const part of parts) {
		await page.goto(at(part));
		await expect(page.getByText('Archived on')).toBeVisible();
		await expect(controls).not.toHaveCount(0);
		await expect(open).toHaveCount(0);
	}
	await teacher.close();
});
