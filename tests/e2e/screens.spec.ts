/** Writes docs/screens/<page>-<width>-<theme>.png of the demo's pages, only when GRADUS_SCREENS=1: a test run must not change the documentation. */
import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { TestServer } from '../support/server.ts';
import { DEMO_PAGES, type DemoPage, listLessons, openDemoPage, People, startDemo } from './demo-pages.ts';

const FOLDER = 'docs/screens';
const SIZES = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 },
];

test.skip(process.env['GRADUS_SCREENS'] !== '1', 'GRADUS_SCREENS=1 makes the pictures of docs/screens');

let server: TestServer;
let people: People;

test.beforeAll(async ({ browser }) => {
	mkdirSync(FOLDER, { recursive: true });
	server = await startDemo();
	people = new People(browser, server.url);
});
test.afterAll(async () => {
	await people?.close();
	await server?.stop();
});

for (const demoPage of DEMO_PAGES) test(`pictures of ${demoPage.name}`, () => shoot(demoPage));

test('pictures of every lesson', async () => {
	const page = await people.page('guest');
	const lessons = await listLessons(page, server.url);
	await page.close();
	for (const lesson of lessons) await shoot(lesson);
});

async function shoot(demoPage: DemoPage): Promise<void> {
	const page = await people.page(demoPage.who);
	for (const size of SIZES) {
		for (const theme of ['light', 'dark'] as const) {
			await page.setViewportSize(size);
			await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
			await openDemoPage(page, server.url, demoPage);
			const scrolled = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(scrolled, `${demoPage.name} is wider than ${size.width} px`).toBeLessThanOrEqual(0);
			if (demoPage.name === 'lab' && size.width > 900) await runChecks(page);
			await page.screenshot({ path: `${FOLDER}/${demoPage.name}-${size.width}-${theme}.png`, fullPage: demoPage.name !== 'lab' });
		}
	}
	await page.close();
}

/** The lab with the starter's failed checks: what a learner sees after the first Ctrl+Enter. */
async function runChecks(page: Page): Promise<void> {
	await page.getByRole('button', { name: /Run checks/ }).click();
	await expect(page.getByText(/public checks pass/).first()).toBeVisible({ timeout: 100_000 });
}
