/** Code that hangs, as a learner meets it: the page says so soon, still takes what is typed, and Stop ends the run. */
import { expect, test } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.ts';
import { enterEditor, openLab, output, writeCode } from './lab-page.ts';

let server: TestServer;
test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server?.stop());

test('A10: a loop that does not end is said while it runs, the editor takes input, and Stop ends it', async ({ page }) => {
	await openLab(page, server.url, 'causal-attention');
	await writeCode(page, 'export function causalAttention() { for (;;); }\n');
	await page.keyboard.press('Control+Enter');

	await expect(output(page).getByText(/no sign of life for 4 seconds/)).toBeVisible({ timeout: 30_000 });
	await enterEditor(page);
	await page.keyboard.insertText('// still here ');
	await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('still here');
	await page.getByRole('button', { name: 'Stop', exact: true }).click();

	await expect(output(page).getByText(/no sign of life/)).toBeHidden();
	await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
});
