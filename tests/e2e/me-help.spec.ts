/** /me/help in real Chromium, by keyboard: evidence with its filter, a dispute and its answer, the own cap, both exports. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

test.describe.configure({ mode: 'serial' });
const REASON = 'I left the lab open on my desk and somebody else pressed it';
let server: TestServer;
let context: BrowserContext;
let page: Page;

function account(role: 'learner' | 'instructor') {
	const found = DEMO_ACCOUNTS.find((each) => each.role === role);
	if (!found) throw new Error(`The demo has no ${role}.`);
	return found;
}

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	await logIn(page, server.url, account('learner'));
	// A rung that a learner may open at once, so that there is help to dispute.
	const answer = await page.request.post(`${server.url}/api/labs/causal-attention/paste`, {
		data: { share: 0.8 },
		headers: { origin: server.url },
	});
	expect(answer.status()).toBe(204);
});
test.afterAll(async () => {
	await context.close();
	await server.stop();
});

test('my work leads to every number, and a skill says what would change it', async () => {
	await page.goto(`${server.url}/me`);
	await page.getByRole('link', { name: 'Help and why, with all evidence' }).click();
	await expect(page).toHaveURL(/\/me\/help$/);
	await expect(page.getByRole('heading', { level: 1, name: 'Help and why' })).toBeVisible();
	await page.locator('.skill summary').first().focus();
	await page.keyboard.press('Enter');
	const table = page.getByRole('table', { name: /What would change it/ }).first();
	await expect(table.getByRole('row', { name: /^A new lab passed without help 0?\.?\d/ })).toBeVisible();
	await expect(table.getByRole('row', { name: /^30 days without practice/ })).toBeVisible();
});

test('evidence is filtered by skill in the address', async () => {
	const all = await page.locator('.help-log > li').count();
	const option = page.locator('#skill-filter option').nth(1);
	const skill = (await option.getAttribute('value')) ?? '';
	await page.getByLabel('Skill', { exact: true }).selectOption(skill);
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(page).toHaveURL(new RegExp(`skill=${skill}`));
	const some = await page.locator('.help-log > li').count();
	expect(some).toBeGreaterThan(0);
	expect(some).toBeLessThanOrEqual(all);
});

test('an event is disputed by keyboard, and a dispute without a reason is refused beside it', async () => {
	await page.goto(`${server.url}/me/help`);
	const line = page.locator('.help-log > li').filter({ hasText: 'A large part was pasted' }).first();
	await line.getByText('Dispute this').focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(line.getByLabel('What is wrong with it')).toBeFocused();
	await page.keyboard.type('no');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(line.getByRole('alert')).toContainText('Say what is wrong with it');
	await line.getByLabel('What is wrong with it').focus();
	await page.keyboard.press('Control+A');
	await page.keyboard.type(REASON);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status')).toContainText('Your dispute is sent');
	await expect(line).toContainText(REASON);
	await expect(line).toContainText('Not answered yet. Until then it counts.');
});

test('the instructor agrees, and the event counts for nothing', async ({ browser }) => {
	const teaching = await browser.newContext();
	const desk = await teaching.newPage();
	await logIn(desk, server.url, account('instructor'));
	await desk.goto(`${server.url}/teach`);
	await desk.getByRole('link', { name: 'Autumn cohort' }).click();
	await desk
		.getByRole('link', { name: account('learner').displayName })
		.first()
		.click();
	const disputes = desk.locator('#disputes');
	await expect(disputes).toContainText(REASON);
	await disputes.getByRole('radio', { name: /Agree/ }).check();
	await disputes.getByLabel('Why').fill('The log of the room says so');
	await disputes.getByRole('button', { name: 'Answer' }).click();
	await expect(disputes).toContainText('agreed: it counts for nothing');
	await teaching.close();

	await page.reload();
	const line = page.locator('.help-log > li').filter({ hasText: REASON });
	await expect(line).toContainText('counts for nothing: overturned');
	await expect(line).toContainText('Samuel Okafor agreed');
});

test('the own cap is set and lifted here', async () => {
	await page.getByLabel('Highest rung that I want').selectOption('1');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('status')).toContainText('Saved.');
	await expect(page.getByLabel('Highest rung that I want')).toHaveValue('1');
	const help = await page.request.get(`${server.url}/api/labs/causal-attention/help`);
	expect((await help.json()).decision.maxLevel).toBeLessThanOrEqual(1);
	await page.getByLabel('Highest rung that I want').selectOption('5');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByLabel('Highest rung that I want')).toHaveValue('5');
});

test('everything can be taken away, as JSON and as CSV', async () => {
	const json = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Export as JSON' }).click();
	expect((await json).suggestedFilename()).toBe('gradus-export.json');
	const csv = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Events as CSV' }).click();
	expect((await csv).suggestedFilename()).toBe('gradus-events.csv');
	const text = await (await page.request.get(`${server.url}/api/me/export.csv`)).text();
	expect(text).toMatch(/^id,time,t,type,skill,task,/);
	expect(text).toContain('dispute');
});
