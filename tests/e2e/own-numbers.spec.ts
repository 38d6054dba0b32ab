/** A lab whose numbers are the learner's own: what the page shows is what the browser's checks and the server's verdict judge by, and nobody else's do. */
import { expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, signUp, submitAndWait, writeCode } from './lab-page.ts';

const LAB = 'self-consistency';
const SOLUTION = labFile(LAB, 'solution.ts');
const LINE = /^const OWN = .*$/m;

// Without a GPU: plain numbers are judged here.
test.use({ launchOptions: chromiumWithoutGpu });

let server: TestServer;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server?.stop());

/** As a person reads them off the table under the task. */
async function numbersOn(page: Page): Promise<string> {
	const table = page.getByRole('region', { name: 'Your numbers' }).getByRole('table');
	const cells = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
	return cells.map(([name, , value]) => `${name}: ${value}`).join(', ');
}

test('a learner’s own numbers pass in the browser and on the server, and those of whoever has no account do not', async ({ page }) => {
	await openLab(page, server.url, LAB);
	const guest = await numbersOn(page);
	await expect(page.getByText('Without an account everybody sees these numbers')).toBeVisible();
	expect(SOLUTION).toContain(`const OWN = { ${guest} };`);

	await signUp(page, server.url, { username: 'vera', password: 'a lantern by the door', name: 'Vera Lind' });
	await openLab(page, server.url, LAB);
	const own = await numbersOn(page);
	expect(own).not.toBe(guest);
	await expect(page.getByText('These numbers are yours alone')).toBeVisible();
	await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('majority');

	await writeCode(page, SOLUTION);
	await page.keyboard.press('Control+Enter');
	await expect(
		output(page)
			.getByText(/right for somebody else/)
			.first(),
	).toBeVisible({ timeout: 100_000 });
	await writeCode(page, SOLUTION.replace(LINE, `const OWN = { ${own} };`));
	await page.keyboard.press('Control+Enter');
	await expect(output(page).getByText(/right for somebody else/)).toHaveCount(0, { timeout: 100_000 });
	await submitAndWait(page, /checks pass/);
	await expect(output(page)).toContainText(/Accepted/);
});
