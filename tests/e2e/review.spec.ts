/** An instructor goes from the list to a submission, comments on a line, sets its outcome and finds it in the list; the learner reads both, and nothing else. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const [LEARNER, INSTRUCTOR] = DEMO_ACCOUNTS;
const LAB = 'causal-attention';
const CODE = `import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return v;
}
`;
const REMARK = 'Is <b>v</b> alone a mixture of anything?';

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server?.stop());

test('a comment and an outcome go from the instructor to the learner', async ({ browser }) => {
	test.setTimeout(180_000);
	const [teacher, learner] = [await browser.newContext({ javaScriptEnabled: false }), await browser.newContext()];
	const own = await learner.newPage();
	await logIn(own, server.url, LEARNER);
	const id = await submit(learner);
	const page = await teacher.newPage();
	await openList(page);

	// From the list, narrowed by its filter, to the submission.
	await page.getByLabel('Learner').selectOption({ label: LEARNER.displayName });
	await page.getByLabel('Outcome').selectOption('rejected');
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(page.getByRole('status')).toContainText('1 submission of 1 learner match');
	const csv = await teacher.request.get(`${server.url}${await page.getByRole('link', { name: 'Save these as CSV' }).getAttribute('href')}`);
	expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(2);
	await page.locator('table.submissions tbody th a').click();
	await expect(page).toHaveURL(new RegExp(`/submission/${id}$`));
	await expect(page.getByRole('heading', { name: /^Hidden checks/ })).toBeVisible();

	// A comment at a line, as text and not as markup.
	await page.getByRole('link', { name: 'Comment on line 4', exact: true }).click();
	await page.getByRole('textbox', { name: 'Comment on line 4' }).fill(REMARK);
	await page.getByRole('button', { name: 'Send the comment' }).click();
	await expect(page.locator('#L4 .comment')).toContainText(REMARK);
	await expect(page.locator('#L4 .comment')).toContainText('not read yet');

	// An outcome with its reason.
	await page.getByText('Set this to accepted').click();
	await page.getByLabel('Reason').fill('The submission was agreed in class.');
	await page.getByRole('button', { name: 'Set to accepted' }).click();
	await expect(page.locator('#outcome')).toContainText('outcome set: not accepted → accepted');

	// Once they cannot be read, which the lab says, with the way to ask again.
	const away = { error: 'unavailable', message: 'The database is held by another process.' };
	await own.route(`**/api/labs/${LAB}/comments`, (route) => route.fulfill({ status: 503, json: away }), { times: 1 });
	const told = own.waitForResponse('**/api/me/comments');
	await own.goto(`${server.url}/lab/${LAB}`);
	await expect(own.locator('.comment-notes')).toContainText('could not be read: The database is held', { timeout: 90_000 });
	await own.locator('.comment-notes').getByRole('button', { name: 'Try again' }).click();
	await expect(own.locator('.comment-notes')).toContainText(REMARK);
	await expect(own.locator('.comment-notes')).not.toContainText('could not be read');
	expect((await told).status()).toBe(204);
	const seen = await (await learner.request.get(`${server.url}/api/submissions/${id}`)).text();
	expect(JSON.parse(seen)).toMatchObject({
		verdict: { outcome: 'accepted' },
		override: { by: INSTRUCTOR.displayName, reason: 'The submission was agreed in class.' },
	});
	expect(seen).not.toContain('checksHash');
	await own.goto(`${server.url}/me`);
	await expect(own.locator('.comment-rows')).toContainText(REMARK);
	await expect(own.locator('.comment-rows b')).toHaveCount(0);
	await own.goto(page.url().split('#')[0] ?? '');
	await expect(own).not.toHaveTitle(new RegExp(LEARNER.displayName));
	expect((await learner.request.get(page.url().split('#')[0] ?? '')).status()).toBe(404);

	// Read meanwhile, found by its mark, and put back.
	await page.goto(`${page.url().split('/submission/')[0]}/submissions?marked=overridden`);
	await page.locator('table.submissions tbody th a').click();
	await expect(page.locator('#L4 .comment')).toContainText('· read');
	await page.getByText('Take the set outcome back').click();
	await page.getByLabel('Reason').fill('It was another submission.');
	await page.getByRole('button', { name: 'Put the grader’s outcome back' }).click();
	await expect(page.locator('#outcome')).toContainText('put back: accepted → not accepted');
	await expect(page.locator('#outcome')).toContainText('It was another submission.');

	// Judged again, it alone.
	await page.getByRole('link', { name: 'Judge it again' }).click();
	await expect(page.getByRole('form', { name: 'Judge again' })).toContainText(`${LEARNER.displayName}, submitted`);
	await page.getByLabel('Reason').fill('The machine was out of memory.');
	await page.getByRole('button', { name: 'Judge again' }).click();
	await expect(page.getByRole('row')).toHaveCount(2);
	await expect(page.getByText('one submission', { exact: false }).first()).toBeVisible();
});

test('two who share a program stand at the head of the similarity page, and are read side by side', async ({ browser }) => {
	const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await openList(page);
	await page.getByRole('link', { name: 'Similarity' }).click();
	await page.getByLabel('Lab').selectOption(LAB);
	await page.getByRole('button', { name: 'Compare' }).click();
	await page
		.getByRole('link', { name: /side by side/ })
		.first()
		.click();

	await expect(page.locator('.line-shared').first()).toBeVisible();
	const stretch = page
		.getByRole('navigation', { name: /^Shared lines/ })
		.first()
		.getByRole('link')
		.first();
	await stretch.focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/#a\d+$/);
});

async function openList(page: Page): Promise<void> {
	await logIn(page, server.url, INSTRUCTOR);
	await page.goto(`${server.url}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Submissions' }).click();
	await expect(page).toHaveURL(/\/submissions$/);
}

/** As the lab page sends it; gives the id when it is judged. */
async function submit(learner: BrowserContext): Promise<string> {
	const { lab } = await (await learner.request.get(`${server.url}/api/labs/${LAB}/workspace`)).json();
	const answer = await learner.request.post(`${server.url}/api/submissions`, {
		data: { lab: LAB, version: lab.version, code: CODE, idempotencyKey: crypto.randomUUID() },
		headers: { origin: server.url },
	});
	expect(answer.status()).toBe(202);
	const { id } = await answer.json();
	await expect
		.poll(async () => (await (await learner.request.get(`${server.url}/api/submissions/${id}`)).json()).state, { timeout: 100_000 })
		.toBe('done');
	return id;
}
