/** Dates for a module and an extension, as the learner sees both; their inbox, read; the private feed, which a browser takes for XML. axe on all three. */
import { expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { violationsOf } from '../support/axe.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [LEARNER, INSTRUCTOR] = DEMO_ACCOUNTS;
const DAY_MS = 86_400_000;

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

const violations = async (page: Page) => (await violationsOf(page, { tags: [] })).map(({ id }) => id);
/** As a field of date and time takes it. */
const endOfDay = (days: number) => `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T23:59`;

test('deadlines and an extension reach the learner, who reads about them in the inbox and in the feed', async ({ browser }) => {
	// Without script: every form of the page stands by itself.
	const [teacher, learner] = [await browser.newContext({ javaScriptEnabled: false }), await browser.newContext()];
	const page = await teacher.newPage();
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Deadlines' }).click();

	await page.getByText('Time zone: UTC').click();
	await page.getByLabel('The cohort’s time zone').selectOption('Asia/Tokyo');
	await page.getByRole('button', { name: 'Use this zone' }).click();
	const ask = page.getByRole('form', { name: 'Set deadlines' });
	await ask.getByLabel('Labs').selectOption('module-1');
	await ask.getByLabel('Due', { exact: true }).fill(endOfDay(-30));
	await ask.getByRole('button', { name: 'See what changes' }).click();
	const plan = page.getByRole('form', { name: 'Set these deadlines' });
	await expect(plan).toContainText('would be due in the past');
	await plan.getByRole('button', { name: 'Set these 3 deadlines' }).click();
	await expect(plan.getByRole('alert')).toContainText('whoever has not submitted is late at once');
	await ask.getByLabel('Due', { exact: true }).fill(endOfDay(4));
	await ask.getByRole('button', { name: 'See what changes' }).click();
	await expect(plan).toContainText('25 learners: a new date');
	await plan.getByRole('button', { name: 'Set these 3 deadlines' }).click();

	// One removed by a slip comes back as it was.
	const row = page.getByRole('row', { name: /^1\.4 / });
	await page.getByRole('link', { name: /^Remove the deadline of 1\.4/ }).click();
	await page.getByRole('button', { name: 'Remove this deadline' }).click();
	await expect(row).toContainText('no deadline');
	await page.getByRole('link', { name: 'Put back what it was' }).click();
	await plan.getByRole('button', { name: 'Set this deadline' }).click();
	await expect(row).toContainText('23:59');

	const extension = page.getByRole('form', { name: 'Give an extension' });
	await extension.getByLabel('Learner').selectOption({ label: LEARNER.displayName });
	await extension.getByLabel('Until').fill(endOfDay(9));
	await extension.getByLabel('Reason').fill('was ill for a week');
	await extension.getByRole('button', { name: 'Give the extension' }).click();
	await expect(page.getByRole('row', { name: /was ill for a week/ })).toBeVisible();

	await page.getByText('More time for a section, or several').click();
	const several = page.getByRole('form', { name: 'More time for several' });
	await several.getByRole('checkbox', { name: /^everybody/ }).check();
	await several.getByLabel('Until').fill(endOfDay(6));
	await several.getByLabel('Reason').fill('the room was closed');
	await several.getByRole('button', { name: 'See who gets it' }).click();
	const given = page.getByRole('form', { name: 'What changes' });
	await expect(given).toContainText('24 learners: a new date');
	await expect(given).toContainText('1 learner with as much time already, or more: they keep it');
	await given.getByRole('button', { name: 'Give these 24 extensions' }).click();
	await expect(page.locator('#extensions')).toContainText('24 learners until');

	const own = await learner.newPage();
	await logIn(own, server.url, LEARNER);
	await own.goto(`${server.url}/me`);
	const deadlines = own.locator('#deadlines');
	await expect(deadlines.getByText(/Asia\/Tokyo/).first()).toBeVisible();
	await expect(deadlines).toContainText('“was ill for a week”');
	await own.getByRole('link', { name: /^Inbox/ }).click();
	await expect(own.getByRole('link', { name: /^Inbox\s*, \d+ unread/ })).toBeVisible();
	expect(await violations(own)).toEqual([]);
	const messages = own.getByRole('region', { name: 'Messages' }).getByRole('listitem');
	const told = messages.filter({ hasText: 'More time for' });
	await expect(told).toContainText(`${INSTRUCTOR.displayName}: “was ill for a week”`);
	await expect(messages.filter({ hasText: '3 labs' })).toContainText('Times are in Asia/Tokyo');
	await told.getByRole('button', { name: /^Mark as read/ }).click();
	await expect(told.getByText('unread', { exact: true })).toHaveCount(0);

	await own.getByRole('button', { name: 'Make an address' }).click();
	const address = await own.getByLabel('Your feed’s address, shown this once').inputValue();
	const feed = await (await browser.newContext()).request.get(address);
	expect(feed.headers()['content-type']).toBe('application/atom+xml; charset=utf-8');
	const seen = await own.evaluate(
		(text) => {
			const atom = new DOMParser().parseFromString(text, 'application/xml');
			return {
				errors: atom.querySelectorAll('parsererror').length,
				root: atom.documentElement.namespaceURI,
				entries: atom.querySelectorAll('entry').length,
			};
		},
		await feed.text(),
	);
	expect(seen).toEqual({ errors: 0, root: 'http://www.w3.org/2005/Atom', entries: await messages.count() });
	expect((await own.request.get(address.replace(/[^/]{4}\.xml$/, 'xxxx.xml'))).status()).toBe(404);
	await Promise.all([teacher.close(), learner.close()]);
});
