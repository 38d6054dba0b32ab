/** How the scripted course looks at a page: with axe at both widths in both themes, row by row in a grid that makes rows as they come into view, and with a clock. */
import { expect, type Page } from '@playwright/test';
import { violationsOf } from '../support/axe.ts';
import { isNight, isToday, TODAY } from '../support/sample.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const VIEWS = [
	['light', DESK],
	['dark', PHONE],
	['dark', DESK],
	['light', PHONE],
] as const;
let looks = 0;

/** Nothing for axe to find, and no wider than a phone. By night axe looks in all views each time, by day every second time in one, by turns of the date. */
export async function expectSound(page: Page): Promise<void> {
	const found: string[] = [];
	const look = looks++;
	const turn = isToday(look) ? Math.floor((look + TODAY) / 2) % 2 : null;
	for (const [at, [colorScheme, size]] of VIEWS.entries()) {
		if (!isNight && at > 1) break;
		await page.setViewportSize(size);
		const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (wider > 0) found.push(`${wider} px wider than ${size.width} px`);
		if (!isNight && at !== turn) continue;
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		const violations = await violationsOf(page);
		found.push(
			...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${colorScheme}, ${size.width} px: ${id} at ${target.join(' ')}`)),
		);
	}
	await page.setViewportSize(DESK);
	await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
	expect(found, page.url()).toEqual([]);
}

/** Every row of the grid as it is shown, from the first to the last, by keyboard: the name, then each cell. */
export async function screenRows(page: Page): Promise<string[][]> {
	const grid = page.getByRole('grid');
	const total = Number(await grid.getAttribute('aria-rowcount')) - 1;
	const rows = new Map<number, string[]>();
	await grid.locator('[tabindex="0"]').focus();
	await page.keyboard.press('Control+Home');
	for (let turn = 0; rows.size < total && turn < total; turn++) {
		const made = await grid
			.locator('tr[data-at]')
			.evaluateAll((all) =>
				all.map((row): [number, string[]] => [
					Number((row as HTMLElement).dataset['at']),
					[...row.children].map((cell) => (cell.querySelector('[aria-hidden]') ?? cell).textContent ?? ''),
				]),
			);
		for (const [at, cells] of made) rows.set(at, cells);
		await page.keyboard.press('PageDown');
	}
	expect(rows.size).toBe(total);
	return [...rows].toSorted(([a], [b]) => a - b).map(([, cells]) => cells);
}

const TIMES = 5;

/** Milliseconds from the question to the whole answer, over the loopback; one asked before to be warm. */
export async function timePages(page: Page, cohort: string, holds: string): Promise<[name: string, ms: number][]> {
	const learner = /\/learner\/([^"]+)"/.exec(await (await page.request.get(`${cohort}/roster`)).text())?.[1] ?? '';
	const paths = [
		'progress',
		'roster',
		'gradebook',
		'gradebook/statistics',
		'gradebook/settings',
		'submissions',
		'regrade',
		'deadlines',
		'help',
	];
	const all = [...paths, `learner/${learner}`];
	const times: [string, number][] = [];
	for (const path of all) {
		const taken: number[] = [];
		for (let n = 0; n <= TIMES; n++) {
			const from = performance.now();
			const answer = await page.request.get(`${cohort}/${path}`);
			const text = await answer.text();
			if (n > 0) taken.push(performance.now() - from);
			expect([answer.status(), text.includes(holds)], path).toEqual([200, true]);
		}
		times.push([path.replace(learner, '<id>'), taken.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0]);
	}
	return times;
}
