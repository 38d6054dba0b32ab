/**
 * A whole course as its instructor has it, in one story: a list of learners, their links, deadlines, work that is right, wrong and late, an
 * extension, an excuse, a check that was too strict, the gradebook by keyboard, its file, the next term. Learners work over HTTP and are judged in the
 * real sandbox, while the clock of the server goes on by days. Twelve of them by day, two hundred by night. axe finds nothing on any page.
 */
import { expect, test } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { labs } from '#labs/index.ts';
import { readCsv } from '../support/csv.ts';
import { CAST, EXCUSED, LAB, LEARNERS, LIST, type Moment, STRICT_CHECK, WORTH, WRONG } from './course-cast.ts';
import { expectSound, screenRows, timePages } from './course-pages.ts';
import { Course, DAY, HOUR } from './course-steps.ts';
import { press, tabTo } from './keyboard.ts';

const COHORT = 'Monday and Tuesday group';
const ZONE = 'Asia/Tokyo';
const names = CAST.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b, 'en'));
const links = new Map<string, string>();
let course: Course;

test.describe.configure({ mode: 'serial', timeout: LEARNERS > 12 ? 3_600_000 : 600_000 });
test.beforeAll(async ({ browser }) => {
	course = await Course.start(browser);
});
test.afterAll(() => course?.stop());

/** By what the address of every page of a cohort begins with. */
const cohortOf = (url: string): string => /\/teach\/([^/]+)\//.exec(url)?.[1] ?? '';

test('a cohort is made, a list is previewed and imported, and the links are copied', async () => {
	const { page } = course;
	await page.goto(`${course.server.url}/teach`);
	await expectSound(page);
	await page.getByLabel('Name').last().fill(COHORT);
	await page.getByRole('button', { name: 'Create' }).click();
	// Where learners come in is the next step.
	await page.waitForURL('**/roster');
	course.cohortId = cohortOf(page.url());
	await expectSound(page);
	await course.signUpEarlier();

	await page.getByLabel('One learner a line').fill(LIST);
	await page.getByRole('button', { name: 'Show what it would do' }).click();
	await expect(page.getByText(`Of ${LEARNERS + 2} lines ${LEARNERS - 1} get a link, 1 is asked, 2 are refused.`)).toBeVisible();
	await expect(page.getByText('separated by semicolons')).toBeVisible();
	await expect(page.getByRole('row', { name: /Once More/ })).toContainText('The same username as in line 5.');
	await expect(page.getByRole('row', { name: /=cmd\|calc/ })).toContainText('would run as a formula in a spreadsheet');
	await expectSound(page);
	await page.getByRole('button', { name: `Import ${LEARNERS} lines` }).click();
	await expect(page.getByText(`Done: ${LEARNERS} lines.`)).toBeVisible();
	await expect(page.getByText('Nobody is here yet.')).toBeVisible();
	await expectSound(page);

	const [head = [], ...rows] = readCsv(await course.download(page.getByRole('link', { name: 'Download the personal links' })));
	expect(head).toEqual(['username', 'name', 'section', 'link', 'expires']);
	expect(rows.map(([username, , section]) => [username, section]).toSorted()).toEqual(
		CAST.map(({ username, section }) => [username, section]),
	);
	for (const [username = '', , , link = ''] of rows) links.set(username, link);
});

test('learners open their links and are in, each by their own act', async () => {
	const { page } = course;
	const live = await course.openLive();
	await expect(live.getByRole('heading', { name: 'Nobody here yet' })).toBeVisible();
	await course.join(links);
	// A page that was opened before anybody had come.
	await live.clock.fastForward(30_000);
	await expect(live.getByRole('grid').getByRole('rowheader').first()).toHaveText(names[0] ?? '');
	await expect(live.locator('[data-part="count"]')).toContainText(`${LEARNERS} learners`);
	await live.close();

	await page.reload();
	await expect(page.locator('.roster-table tbody th')).toHaveText(names);
	await expect(page.getByText('No link is open.')).toBeVisible();
	await expectSound(page);
});

test('deadlines of a module are set in the cohort’s zone with grace and a late rule, and what the labs are worth', async () => {
	const { page, dueAt, dueText } = course;
	await course.tab('Deadlines').click();
	await page.getByText('Time zone: UTC').click();
	await page.getByLabel('The cohort’s time zone').selectOption(ZONE);
	await page.getByRole('button', { name: 'Use this zone' }).click();
	const ask = page.getByRole('form', { name: 'Set deadlines' });
	await ask.getByLabel('Labs').selectOption('module-1');
	await ask.getByLabel('Due', { exact: true }).fill(dueText);
	await ask.getByLabel('Where it is several').selectOption({ label: 'a week more for each lab after the first' });
	await ask.getByLabel('After that, a submission').selectOption({ label: 'takes part of the points, more each day' });
	await ask.getByLabel('Grace, in minutes').fill('30');
	await ask.getByRole('button', { name: 'See what changes' }).click();
	const plan = page.getByRole('form', { name: 'Set these deadlines' });
	await expect(plan).toContainText(`${LEARNERS} learners: a new date`);
	await expect(plan).toContainText('−10 % of the points a day, to at most −50 %.');
	await expectSound(page);
	await plan.getByRole('button', { name: 'Set these 3 deadlines' }).click();
	await expect(page.getByRole('row', { name: /^1\.2/ })).toContainText(`(${ZONE})`);
	await expect(page.getByRole('row', { name: /^1\.2/ }).locator('time')).toHaveAttribute('datetime', new Date(dueAt).toISOString());
	await expectSound(page);

	await course.tab('Gradebook').click();
	await page.getByRole('navigation', { name: 'Gradebook' }).getByRole('link', { name: 'What counts' }).click();
	await page.getByLabel('Points of 1.2').fill(String(WORTH));
	await page.getByLabel('Weight of 1.2').fill('2');
	await expectSound(page);
	await page.getByRole('button', { name: 'Save' }).click();
	await page.waitForURL('**/gradebook');
});

test('right, wrong and late work is judged by the sandbox and worth what the late rule leaves of it; one has more time, one is excused', async () => {
	const { page, dueAt } = course;
	await course.work('in time');
	const later: Readonly<Record<Exclude<Moment, 'in time'>, number>> = {
		'in the grace': dueAt + HOUR / 4,
		'on day 2': dueAt + 25 * HOUR,
		'on day 7': dueAt + 6 * DAY + HOUR,
	};
	for (const moment of ['in the grace', 'on day 2', 'on day 7'] as const) {
		await course.turnTo(later[moment]);
		if (moment === 'on day 2') await course.extendAndExcuse();
		await (moment === 'on day 7' ? course.workWatched(moment, names[0] ?? '') : course.work(moment));
	}

	await course.expectLateness();
	await course.expectPoints();
	for (const title of ['Progress', 'Submissions']) {
		await course.tab(title).click();
		await expect(page.getByRole('heading', { level: 1, name: COHORT })).toBeVisible();
		await expectSound(page);
	}
	await page.locator('table.submissions tbody th a').first().click();
	await page.waitForURL('**/submission/*');
	await expectSound(page);
	await page.goBack();
});

test('a check that was too strict is mended: judged again as a dry run, applied, undone', async () => {
	const { page } = course;
	course.server.changeJudge(
		LAB,
		`module.exports = { ...module.exports, hiddenChecks: module.exports.hiddenChecks.map((check) =>
			check.id === '${STRICT_CHECK}' ? { ...check, run: async () => ({ outcome: 'pass' }) } : check) };`,
	);
	const works = CAST.flatMap((member) => member.works.map(([, code]) => code));
	const gains = works.filter((code) => code === 'wrong').length;
	await course.tab('Regrades').click();
	await page.getByLabel('Lab', { exact: true }).selectOption(LAB);
	await page.getByLabel('Which submissions').selectOption('all');
	await page.getByLabel('Reason').fill('The check of long texts was too strict.');
	await expectSound(page);
	await page.getByRole('button', { name: 'Judge again' }).click();
	const title = page.getByRole('heading', { level: 2 });
	await expect(title).toContainText('ready to decide', { timeout: 900_000 });
	await expect(page.getByText(`${works.length} submissions, ${gains} would change.`)).toBeVisible();
	await course.expectPoints();
	await page.getByRole('link', { name: `Changed only, ${gains}` }).click();
	await expect(page.getByRole('row')).toHaveCount(gains + 1);
	await expectSound(page);

	await page.getByText(`Apply to ${gains} submissions`).click();
	await expect(page.getByText(`${gains} become accepted, ${gains} have more points`)).toBeVisible();
	await page.getByRole('button', { name: 'Yes, apply' }).click();
	await expect(title.getByText('applied', { exact: true })).toBeVisible({ timeout: 100_000 });
	course.wrongShare = 1;
	await course.expectPoints();

	await page.getByText('Undo', { exact: true }).click();
	await page.getByRole('button', { name: 'Yes, undo' }).click();
	await expect(title.getByText('undone', { exact: true })).toBeVisible({ timeout: 100_000 });
	course.wrongShare = WRONG;
	await course.expectPoints();
});

test('the gradebook is walked, a cell set, and that undone, with the keyboard alone', async () => {
	const { page } = course;
	await press(page, course.tab('Gradebook'));
	await page.waitForURL('**/gradebook');
	const grid = page.getByRole('grid');
	await expect(grid).toHaveAttribute('aria-rowcount', String(LEARNERS + 1));
	await tabTo(page, grid.locator('[tabindex="0"]'));
	const here = grid.locator(':focus');
	for (const [key, column, row] of [
		['Control+Home', 1, 2],
		['End', labs.length + 3, 2],
		['Home', 1, 2],
		['Control+End', labs.length + 3, LEARNERS + 1],
		['Control+Home', 1, 2],
		['PageDown', 1, null],
		['Control+Home', 1, 2],
		['ArrowUp', 1, 1],
		['ArrowDown', 1, 2],
		['ArrowRight', 2, 2],
		['ArrowRight', 3, 2],
	] as const) {
		await page.keyboard.press(key);
		await expect(here, key).toHaveAttribute('aria-colindex', String(column));
		if (row !== null)
			await expect(grid.getByRole('row').filter({ has: page.locator(':focus') }), key).toHaveAttribute('aria-rowindex', String(row));
	}

	// The second lab of the first learner.
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('heading', { name: `${names[0]} · 1.4` })).toBeVisible();
	await expectSound(page);
	for (const points of ['7.5', '4']) {
		await tabTo(page, dialog.getByLabel('Points, of 10'));
		await page.keyboard.press('Control+A');
		await page.keyboard.type(points);
		await tabTo(page, dialog.getByLabel('Reason'));
		await page.keyboard.type(`Read aloud in class, ${points}.`);
		await press(page, dialog.getByRole('button', { name: 'Set points' }));
		await expect(dialog.locator('.cell-history li').first()).toContainText(`Set to ${points} of 10 points`);
	}
	await tabTo(page, dialog.getByLabel('Reason'));
	await page.keyboard.type('The four was for somebody else.');
	await press(page, dialog.getByRole('button', { name: 'Undo the last change' }));
	await expect(dialog.getByText('7.5 of 10 points').first()).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(here).toContainText('7.5');
	await expectSound(page);
	await press(page, page.getByRole('navigation', { name: 'Gradebook' }).getByRole('link', { name: 'Statistics' }));
	await page.waitForURL('**/statistics');
	await expectSound(page);
	await page.goBack();
});

test('the file is the screen and the database, row for row, and runs nothing', async () => {
	const { page } = course;
	const screen = await screenRows(page);
	const [head = [], ...lines] = readCsv(await course.download(page.getByRole('link', { name: 'Save these as CSV' })));
	expect(head.slice(0, 3)).toEqual(['learner', 'username', 'section']);
	expect(head.slice(3, -2)).toEqual(labs.map(({ id, lesson, title }) => `${lesson} ${title} (of ${id === LAB ? WORTH : 10})`));
	// What a spreadsheet would run has an apostrophe before it, in the file alone.
	expect(lines.map(([name = '']) => name).filter((name) => /^[=+\-@]/.test(name))).toEqual([]);
	expect(lines.map(([name]) => name)).toContain("'=SUM(A1:A9)");
	const shown = lines.map(([name = '', , , ...rest]) => [
		name.replace(/^'(?==)/, ''),
		...rest.slice(0, -2),
		rest.at(-2) || '–',
		rest.at(-1) ?? '',
	]);
	expect(shown).toEqual(screen);

	const paper = await course.paper(labs.map(({ id }) => id));
	expect(lines.map(([, username]) => username).toSorted()).toEqual([...paper.keys()].toSorted());
	for (const [, username = '', section, ...rest] of lines) {
		const row = paper.get(username);
		const written = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
		expect([section, ...rest], username).toEqual([
			...[row?.section, ...labs.map(({ id }) => written(row?.points.get(id))), written(row?.total), String(row?.counted)],
		]);
	}
	// By hand once more, of the first: 10 of 20 with weight 2 and 7.5 of 10 with weight 1. The excused one has no total.
	expect(lines.find(([name]) => name === names[0]?.replace(/^=/, "'="))?.at(-2)).toBe(
		String(Math.round((1_000 * (2 * 0.5 + 0.75)) / 3) / 10),
	);
	expect(lines.find(([name]) => name === CAST[EXCUSED]?.name)?.slice(-2)).toEqual(['', '0']);
});

test('the next term has the settings and none of the people', async () => {
	const { page, dueAt } = course;
	await course.tab('Roster').click();
	const form = page.getByRole('form', { name: 'Copy to the next term' });
	await form.getByLabel('Name').fill('The same in spring');
	await form.getByRole('button', { name: 'Copy' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'The same in spring' })).toBeVisible();
	await expect(page.getByText('Nobody is here yet.')).toBeVisible();
	const copyId = cohortOf(page.url());
	expect(copyId).not.toBe(course.cohortId);
	await expectSound(page);
	await course.tab('Deadlines').click();
	await expect(page.getByText(`Time zone: ${ZONE}`)).toBeVisible();
	await expect(page.getByRole('row', { name: /^1\.2/ }).locator('time')).toHaveAttribute(
		'datetime',
		new Date(dueAt + 182 * DAY).toISOString(),
	);
	await expect(page.getByRole('row', { name: /^1\.2/ })).toContainText('−10 % of the points a day, to at most −50 %.');
	await expectSound(page);

	const { db, schema } = course.context.client;
	const [book] = await db.select().from(schema.gradebooks).where(eq(schema.gradebooks.cohortId, copyId));
	expect(book?.settings.labs[LAB]).toMatchObject({ points: WORTH, weight: 2 });
	const people = await Promise.all([
		db.select().from(schema.memberships).where(eq(schema.memberships.cohortId, copyId)),
		db.select().from(schema.extensions).where(eq(schema.extensions.cohortId, copyId)),
		db.select().from(schema.scoreChanges).where(eq(schema.scoreChanges.cohortId, copyId)),
		db.select().from(schema.cohortInvitations).where(eq(schema.cohortInvitations.cohortId, copyId)),
	]);
	expect(people).toEqual([[], [], [], []]);
});

test('every page of the course answers with all of its learners', async () => {
	const { page } = course;
	const times = await timePages(page, `${course.server.url}/teach/${course.cohortId}`, COHORT);
	console.log(
		`${LEARNERS} learners, median of five:\n${times.map(([name, ms]) => `${name.padEnd(24)} ${ms.toFixed(0).padStart(5)} ms`).join('\n')}`,
	);
	expect(times.length).toBeGreaterThan(8);
});
