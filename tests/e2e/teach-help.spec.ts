/** An instructor tries a bound, sets it, sees it hold for the learner at their next request, ends it; begins an experiment that a learner joins, and exports it. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [LEARNER, INSTRUCTOR] = DEMO_ACCOUNTS;
const LAB = 'causal-attention';

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

async function openHelp(page: Page): Promise<void> {
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Help' }).click();
	await expect(page).toHaveURL(/\/teach\/[^/]+\/help$/);
}

/** What the lab's panel asks for again and again. */
async function helpOf(context: BrowserContext) {
	return (await context.request.get(`${server.url}/api/labs/${LAB}/help`)).json();
}

test('a bound is tried, set and ended, and the learner’s next request obeys it', async ({ browser }) => {
	const [teacher, learner] = [await browser.newContext({ javaScriptEnabled: false }), await browser.newContext()];
	const page = await teacher.newPage();
	await openHelp(page);
	await logIn(await learner.newPage(), server.url, LEARNER);
	expect((await helpOf(learner)).decision.maxLevel).toBe(1);

	const simulator = page.locator('#simulator');
	await simulator.getByLabel('Learner').selectOption({ label: LEARNER.displayName });
	await simulator.getByLabel('Where').selectOption(LAB);
	await simulator.getByLabel('At most').selectOption('0');
	await simulator.getByLabel('AI in the editor').selectOption('1');
	await simulator.getByRole('button', { name: 'Show the decisions' }).click();
	await expect(simulator.getByText('up to rung 1').first()).toBeVisible();
	await expect(simulator.getByText('Your instructor set rung 0 as the highest.')).toBeVisible();
	// Trying is not setting.
	expect((await helpOf(learner)).decision.maxLevel).toBe(1);

	const policy = page.locator('#policy');
	await expect(policy.getByLabel('For', { exact: true })).toHaveValue(/./);
	await policy.getByLabel('Reason').fill('wants to write it alone');
	await policy.getByRole('button', { name: 'Set bounds' }).click();
	const row = policy.getByRole('row', { name: new RegExp(LEARNER.displayName) });
	await expect(row).toContainText('No rung, AI at most A1');
	const { decision, bound } = await helpOf(learner);
	expect(decision.maxLevel).toBe(0);
	expect(bound).toMatchObject({ by: INSTRUCTOR.displayName, reason: 'wants to write it alone' });

	await row.getByRole('button', { name: /^End the bound/ }).click();
	await expect(row).toHaveCount(0);
	await policy.getByText(/^History, 2 entries/).click();
	await expect(policy.getByText(/Ended:.*wants to write it alone/)).toBeVisible();
	expect((await helpOf(learner)).decision.maxLevel).toBe(1);
	await Promise.all([teacher.close(), learner.close()]);
});

test('an experiment is begun, joined by a learner, exported, and ended', async ({ browser }) => {
	const [teacher, learner] = [await browser.newContext(), await browser.newContext()];
	const page = await teacher.newPage();
	await openHelp(page);
	const section = page.locator('#experiments');
	await section.getByText('Begin an experiment').first().click();
	await section.getByLabel('Title').fill('Which pace lasts?');
	await section.getByLabel('What is compared').selectOption('pace-gentle');
	await section.getByRole('button', { name: 'Begin the experiment' }).click();
	const experiment = section.getByRole('article').filter({ hasText: 'Which pace lasts?' });
	await expect(experiment).toBeVisible();

	const own = await learner.newPage();
	await logIn(own, server.url, LEARNER);
	await own.goto(`${server.url}/me`);
	await expect(own.getByText(/Saying no changes nothing/)).toBeVisible();
	await own.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(own.getByText(/You are in it/)).toBeVisible();
	await expect(own.getByText(/^Rungs of help open after/)).toBeVisible();

	await page.reload();
	await expect(experiment.getByText(/0 said no, 24 have not answered/)).toBeVisible();
	const href = await experiment.getByRole('link', { name: 'Export as CSV' }).getAttribute('href');
	const csv = await teacher.request.get(`${server.url}${href}`);
	expect(csv.headers()['content-type']).toContain('text/csv');
	expect(await csv.text()).toBe('learner,arm,joinedAt,lab,passedAt,rung,earlierChecks,dueAt,checkedAt,passed\r\n');
	expect((await learner.request.get(`${server.url}${href}`)).status()).toBe(403);

	await own.getByRole('button', { name: 'Leave the experiment' }).click();
	await expect(own.getByText(/You left it/)).toBeVisible();
	await experiment.getByRole('button', { name: 'End the experiment' }).click();
	await expect(experiment.getByText(/^Pace: gentle and standard.*From .* to /)).toBeVisible();
	await own.goto(`${server.url}/me`);
	await expect(own.getByText('Which pace lasts?')).toHaveCount(0);
	await Promise.all([teacher.close(), learner.close()]);
});
