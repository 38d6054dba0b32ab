/**
 * The headline lab as a learner meets it: their three functions train the shipped checkpoint in the page, and the server, which measures the
 * uploaded weights on problems it has kept to itself, accepts them. Minutes of training, so by night only.
 */
import { expect, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { isNight } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, showTab, signUp, submitAndWait, writeCode } from './lab-page.ts';

test.skip(!isNight, 'minutes of training');

// Without a GPU: WASM makes this run in a minute, the software adapter in ten.
test.use({ launchOptions: chromiumWithoutGpu });

let server: TestServer;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

test('forty steps of GRPO in the page end above the target, and the uploaded weights are accepted', async ({ page }) => {
	test.setTimeout(900_000);
	await page.setViewportSize({ width: 1440, height: 900 });
	await signUp(page, server.url, { username: 'ines', password: 'a lantern by the door', name: 'Ines Falk' });
	await openLab(page, server.url, 'grpo');
	await writeCode(page, labFile('grpo', 'solution.ts'));
	await showTab(page, 'Training');
	await page.getByLabel(/Preset/).selectOption('tiny');
	await page
		.locator('.work-bar')
		.getByRole('button', { name: /^Train/ })
		.click();
	await expect(page.locator('.status')).toContainText(/step 40 of 40/, { timeout: 800_000 });
	await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden({ timeout: 120_000 });
	await submitAndWait(page, /checks pass/);

	await expect(output(page)).toContainText(/Accepted/);
	await expect(output(page)).toContainText('share of hidden problems answered right');
});
