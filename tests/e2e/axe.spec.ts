/**
 * No page has a violation of WCAG 2.2 AA that axe can see, in light, dark and on a phone; disclosures are opened first. By day a quarter of the pages and a
 * sixteenth of the lessons, each in one of the three, by turns of the date; by night all in all.
 * The inside of Monaco (.monaco-editor) is left out by name: it is another project's, and the plain editor stands beside it.
 */
import { expect, type Page, test } from '@playwright/test';
import { violationsOf } from '../support/axe.ts';
import { isNight, isToday, TODAY } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import { DEMO_PAGES, type DemoPage, listLessons, openDemoPage, People, startDemo } from './demo-pages.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

const VIEWS = [
	['light', DESK],
	['dark', DESK],
	['dark', PHONE],
] as const;
type View = (typeof VIEWS)[number];
/** A page is looked at every fourth day: after each, the next view. */
const DAYS = 4;
const TURN = Math.floor(TODAY / DAYS);
/** By day these are left to course.spec.ts, which looks at each with axe, with a cohort at work in it. */
const IN_COURSE = new Set([
	'deadlines',
	'gradebook',
	'gradebook-settings',
	'gradebook-statistics',
	'progress',
	'regrade',
	'regrades',
	'roster',
	'submission',
	'submissions',
	'teach',
]);

let server: TestServer;
let people: People;

test.beforeAll(async ({ browser }) => {
	server = await startDemo();
	people = new People(browser, server.url);
});
test.afterAll(async () => {
	await people?.close();
	await server?.stop();
});

for (const [at, demoPage] of DEMO_PAGES.entries()) {
	if (!isNight && (IN_COURSE.has(demoPage.name) || !isToday(at, DAYS))) continue;
	const views = isNight ? VIEWS : [viewOf(at)];
	test(`${demoPage.name} has no violation ${views.map(([theme, { width }]) => `in ${theme} at ${width} px`).join(', ')}`, async () => {
		expect(await judge(demoPage, views)).toEqual([]);
	});
}

test('lessons have no violation in light, dark and on a phone, and fits the phone', async () => {
	test.setTimeout(900_000);
	const page = await people.page('guest');
	const lessons = await listLessons(page, server.url);
	await page.close();
	expect(lessons.length).toBeGreaterThan(1);
	const judged = [...lessons.entries()].filter(([at]) => isNight || isToday(at, 16));
	for (const [at, lesson] of judged) expect(await judge(lesson, isNight ? VIEWS : [viewOf(at)]), lesson.name).toEqual([]);
});

test('a planted violation is found', async () => {
	const page = await people.page('guest');
	await page.goto(`${server.url}/path`);
	await page.locator('main').evaluate((main) => {
		const image = document.createElement('img');
		image.src = '/favicon.svg';
		main.append(image);
	});
	expect(await say(page)).toEqual([expect.stringContaining('image-alt')]);
	await page.close();
});

/** By day one view, which changes with the days and from neighbour to neighbour; at night all. */
function viewOf(at: number): View {
	return VIEWS[(at + TURN) % VIEWS.length] ?? VIEWS[0];
}

async function judge(demoPage: DemoPage, views: readonly View[]): Promise<string[]> {
	const page = await people.page(demoPage.who);
	const found: string[] = [];
	await page.setViewportSize(DESK);
	await openDemoPage(page, server.url, demoPage);
	await page.locator('details:not([open]) > summary').evaluateAll((summaries) => {
		for (const summary of summaries) summary.parentElement?.setAttribute('open', '');
	});
	for (const [theme, size] of views) {
		await page.setViewportSize(size);
		await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
		found.push(...(await say(page)).map((violation) => `${theme}, ${size.width} px: ${violation}`));
	}
	await page.setViewportSize(PHONE);
	const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wider > 0) found.push(`${wider} px wider than a phone`);
	await page.close();
	return found;
}

async function say(page: Page): Promise<string[]> {
	return (await violationsOf(page, { exclude: '.monaco-editor' })).flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`),
	);
}
