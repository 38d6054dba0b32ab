/** Production over HTTPS with a self-signed pair: first admin, instructor, cohort, learner, lab on the GPU, verdict. No demo account exists. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, submitAndWait, writeCode } from './lab-page.ts';

const PASSWORD = 'seven steps to the hill';
let folder: string;
let server: TestServer;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'gradus-tls-'));
	const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
	execFileSync(
		'openssl',
		['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert],
		{ stdio: 'ignore' },
	);
	server = await startServer({ GRADUS_MODE: 'production', TLS_CERT: cert, TLS_KEY: key, SANDBOX: 'auto', HOST: '127.0.0.1' });
});

test.afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function newPage(browser: Browser): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 } });
	return context.newPage();
}

async function accept(page: Page, link: string, username: string): Promise<void> {
	await page.goto(link);
	await page.getByLabel('Username').fill(username);
	await page.getByLabel('Name', { exact: true }).fill(username.toUpperCase());
	await page.getByLabel('Password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Accept' }).click();
}

test('no demo account can log in', async ({ browser }) => {
	const page = await newPage(browser);
	for (const account of DEMO_ACCOUNTS) {
		await page.goto(`${server.url}/login`);
		await page.getByLabel('Username').fill(account.username);
		await page.getByLabel('Password').fill(account.password);
		await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();

		await expect(page).toHaveURL(/\/login/);
	}
});

test('the printed link makes the first admin, who makes an instructor, whose cohort a learner joins and is judged in', async ({
	browser,
}) => {
	test.setTimeout(240_000);
	const printed = server.output().match(/https:\/\/\S+\/invite\/\S+/)?.[0];
	if (!printed) throw new Error(`No admin link in:\n${server.output()}`);
	const [admin, instructor, learner] = [await newPage(browser), await newPage(browser), await newPage(browser)];

	await accept(admin, printed, 'admin');
	await expect(admin).toHaveURL(/\/admin/);
	await admin.getByRole('button', { name: 'Make an instructor link' }).click();
	const link = (await admin.locator('.callout code').textContent()) ?? '';
	await accept(instructor, link, 'noor');
	await expect(instructor).toHaveURL(/\/teach/);
	await instructor.getByLabel('Name').last().fill('Monday group');
	await instructor.getByRole('button', { name: 'Create' }).click();
	const code = (await instructor.locator('.join-code').first().textContent()) ?? '';

	await learner.goto(`${server.url}/signup`);
	await learner.getByLabel('Username').fill('tomasz');
	await learner.getByLabel('Name', { exact: true }).fill('Tomasz');
	await learner.getByLabel('Password').fill(PASSWORD);
	await learner.getByLabel('Join code').fill(code);
	await learner.getByRole('button', { name: 'Open the account' }).click();
	await openLab(learner, server.url, 'causal-attention');
	await writeCode(learner, labFile('causal-attention', 'solution.ts'));
	await learner.keyboard.press('Control+Enter');
	await expect(output(learner)).toContainText(/(All 8|8 of 8) public checks pass/, { timeout: 100_000 });
	await expect(learner.locator('.status')).toContainText('WebGPU');
	await submitAndWait(learner, /Accepted/);

	await instructor.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Progress' }).click();
	await expect(instructor.getByRole('row', { name: /Tomasz/ })).toContainText('accepted');
	const cookies = await learner.context().cookies();
	expect(cookies.find(({ name }) => name === '__Host-session')).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' });
});

test('the admin link works once', async ({ browser }) => {
	const printed = server.output().match(/https:\/\/\S+\/invite\/\S+/)?.[0] ?? '';
	const page = await newPage(browser);
	await page.goto(printed);

	await expect(page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
});
