/** The instructor's browser, the learners and what the database holds, as the scripted course goes on: what its story does more than once, or for all. */
import { readFileSync } from 'node:fs';
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { type CourseServer, startCourseServer } from '../support/course-server.ts';
import { HttpLearner, inLanes } from '../support/http-learner.ts';
import { type PaperRow, pointsByHand } from '../support/points-by-hand.ts';
import { CAST, CODES, EARLIER, EXCUSED, EXTENDED, LAB, type Moment, STRICT_CHECK, WORTH, WRONG } from './course-cast.ts';
import { expectSound } from './course-pages.ts';
import { press } from './keyboard.ts';
import { logIn } from './lab-page.ts';

const [, INSTRUCTOR] = DEMO_ACCOUNTS;
const PASSWORD = 'a kettle on the balcony';
const LANES = 3;
export const [HOUR, DAY] = [3_600_000, 86_400_000];
/** Tokyo is nine hours ahead of UTC all the year. */
const AHEAD = 9 * HOUR;

export class Course {
	readonly server: CourseServer;
	readonly context: Context;
	readonly page: Page;
	cohortId = '';
	/** Moment at which the lab is due, and how a clock in Tokyo shows it. */
	readonly dueAt: number;
	readonly dueText: string;
	/** What wrong code is worth: more once the check was mended. */
	wrongShare = WRONG;
	readonly #learners = new Map<string, HttpLearner>();
	/** Of each learner, by id. */
	readonly #newest = new Map<string, string>();

	static async start(browser: Browser): Promise<Course> {
		const server = await startCourseServer();
		const context = await openContext(readConfig({ GRADUS_DATA: server.dataFolder, LOG_LEVEL: 'silent' }), () => server.now());
		const page = await (await browser.newContext()).newPage();
		await logIn(page, server.url, INSTRUCTOR);
		return new Course(server, context, page);
	}

	private constructor(server: CourseServer, context: Context, page: Page) {
		this.server = server;
		this.context = context;
		this.page = page;
		const day = new Date(server.now() + AHEAD + 2 * DAY).toISOString().slice(0, 10);
		this.dueText = `${day}T23:59`;
		this.dueAt = Date.parse(`${day}T23:59:00+09:00`);
	}

	async stop(): Promise<void> {
		await this.page.context().close();
		await this.context.client.close();
		await this.server.stop();
	}

	/** Later: learners stay signed in for two weeks, and staff for twelve hours. */
	async turnTo(moment: number): Promise<void> {
		this.server.turnTo(moment);
		await logIn(this.page, this.server.url, INSTRUCTOR);
		await this.page.goto(`${this.server.url}/teach/${this.cohortId}/progress`);
	}

	/** The link to a page of the cohort. */
	tab(title: string): Locator {
		return this.page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: title, exact: true });
	}

	async download(link: Locator): Promise<string> {
		const [download] = await Promise.all([this.page.waitForEvent('download'), press(this.page, link)]);
		return readFileSync(await download.path(), 'utf8');
	}

	/** One of them has an account before anybody asks them to join. */
	async signUpEarlier(): Promise<void> {
		const { username = '', name = '' } = CAST[EARLIER] ?? {};
		await new HttpLearner(this.server.url).send('/signup', { username, displayName: name, password: PASSWORD });
	}

	/** `links`: of each, by username. */
	join(links: ReadonlyMap<string, string>): Promise<void> {
		return inLanes(CAST, LANES, async ({ n, username, name }) => {
			const learner = new HttpLearner(this.server.url);
			this.#learners.set(username, learner);
			if (n === EARLIER) await learner.send('/login', { username, password: PASSWORD });
			await learner.send(links.get(username) ?? '', n === EARLIER ? {} : { username, displayName: name, password: PASSWORD });
		});
	}

	/** Everything that is handed in at that moment, judged as its code deserves. */
	async work(moment: Moment): Promise<void> {
		const works = CAST.flatMap(({ username, works: all }) =>
			all.filter(([when]) => when === moment).map(([, code]) => ({ username, code })),
		);
		await inLanes(works, LANES, async ({ username, code }) => {
			const view = await this.#learners.get(username)?.submit(LAB, `${CODES[code]}\n// ${username}, ${moment}\n`);
			this.#newest.set(username, view?.id ?? '');
			const failed = view?.verdict?.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
			const deserved = { right: ['accepted', []], wrong: ['rejected', [STRICT_CHECK]], broken: ['error', []] }[code];
			expect([view?.verdict?.outcome, failed], username).toEqual(deserved);
		});
	}

	/** The progress in a page of its own, whose clock can be put forward. */
	async openLive(): Promise<Page> {
		const live = await this.page.context().newPage();
		await live.clock.install();
		await live.goto(`${this.server.url}/teach/${this.cohortId}/progress`);
		return live;
	}

	/** The same while the instructor has the progress open, at a cell of whoever hands in: it shows there and in every figure by itself, and nothing is moved or shut. */
	async workWatched(moment: Moment, name: string): Promise<void> {
		const live = await this.openLive();
		const followed = live.locator('#follow-up > ul > li').filter({ hasText: name });
		await expect(followed).toContainText('Nothing handed in by the deadline to 1 lab: 1.2');
		const activity = live.locator('#activity');
		await activity.getByText('The figure as a table').click();
		const today = activity.locator('tbody tr').first().locator('td').last();
		await expect(today).toHaveText('0');
		const cell = live.getByRole('row', { name }).getByRole('gridcell').first();
		await cell.focus();
		await expect(cell).toContainText('not started');
		const scrolled = () => live.locator('.grid-scroll').evaluate(({ scrollTop, scrollLeft }) => [scrollTop, scrollLeft]);
		const before = await scrolled();
		await this.work(moment);
		await live.clock.fastForward(30_000);
		await expect(cell).toContainText('accepted');
		await expect(cell).toBeFocused();
		expect(await scrolled()).toEqual(before);
		await expect(live.locator('[data-live]')).toHaveText(/^Updated \d\d:\d\d$/);
		await expect(followed).toHaveCount(0);
		const handedIn = CAST.flatMap(({ works }) => works.filter(([when]) => when === moment)).length;
		await expect(today).toHaveText(String(handedIn));
		await expect(today).toBeVisible();
		await live.close();
	}

	/** After the deadline, before those who are late hand in. */
	async extendAndExcuse(): Promise<void> {
		const { page } = this;
		await this.tab('Deadlines').click();
		const extension = page.getByRole('form', { name: 'Give an extension' });
		await extension.getByLabel('Learner').selectOption({ label: CAST[EXTENDED]?.name ?? '' });
		await extension.getByLabel('Until').fill(new Date(this.dueAt + AHEAD + 3 * DAY).toISOString().slice(0, 16));
		await extension.getByLabel('Reason').fill('moved house that week');
		await extension.getByRole('button', { name: 'Give the extension' }).click();
		await expect(page.getByRole('row', { name: /moved house that week/ })).toContainText(CAST[EXTENDED]?.name ?? '');
		await expectSound(page);

		await this.tab('Gradebook').click();
		await page
			.getByRole('row', { name: CAST[EXCUSED]?.name ?? '' })
			.getByRole('gridcell')
			.first()
			.click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Reason').fill('was at the championships');
		await dialog.getByRole('button', { name: 'Excuse' }).click();
		await expect(dialog.locator('.cell-history')).toContainText('was at the championships');
		await dialog.getByRole('button', { name: 'Close' }).click();
	}

	/** What each learner reads of being late, under their newest submission. */
	async expectLateness(): Promise<void> {
		for (const { username, lateness } of CAST.filter((member) => member.lateness !== undefined)) {
			const view = await this.#learners.get(username)?.see(this.#newest.get(username) ?? '');
			expect(view?.lateness, username).toEqual([expect.stringContaining(lateness ?? '')]);
		}
	}

	paper(labIds: readonly string[]): Promise<Map<string, PaperRow>> {
		return pointsByHand(this.context.client, this.cohortId, labIds, this.server.now());
	}

	/** What follows from the rows of the database is what the cast was promised. */
	async expectPoints(): Promise<void> {
		const points = [...(await this.paper([LAB]))].map(([username, row]) => [username, row.points.get(LAB)]);
		const worked = (share: number | null) => (share === null ? null : Math.round(share * WORTH * 100) / 100);
		expect(points.toSorted()).toEqual(CAST.map(({ username, share }) => [username, worked(share(this.wrongShare))]));
	}
}
