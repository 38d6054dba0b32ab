/** Every kind of page of the demo with who may see it: what axe judges and what the screenshots show. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { startModelServer } from '../support/model-server.ts';
import { sampleRun } from '../support/sample-run.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

export type Who = 'guest' | 'learner' | 'instructor' | 'admin';

export interface DemoPage {
	/** Name of its picture. */
	readonly name: string;
	readonly who: Who;
	/** An address, or how a person gets there. */
	readonly open: string | ((page: Page, base: string) => Promise<void>);
}

export const DEMO_PAGES: readonly DemoPage[] = [
	{ name: 'home', who: 'guest', open: '/' },
	{ name: 'path', who: 'guest', open: '/path' },
	{ name: 'search', who: 'guest', open: '/search?q=softmax' },
	{ name: 'accessibility', who: 'guest', open: '/accessibility' },
	{ name: 'not-found', who: 'guest', open: '/no-such-page' },
	{ name: 'login', who: 'guest', open: '/login' },
	{ name: 'signup', who: 'guest', open: '/signup' },
	{ name: 'join', who: 'learner', open: '/join' },
	{ name: 'lab', who: 'learner', open: openLab },
	{ name: 'recheck', who: 'learner', open: '/recheck/causal-attention' },
	{ name: 'me', who: 'learner', open: '/me' },
	{ name: 'me-experiment', who: 'learner', open: openExperiment },
	{ name: 'me-help', who: 'learner', open: openOwnHelp },
	{ name: 'inbox', who: 'learner', open: '/me/inbox' },
	{ name: 'privacy', who: 'learner', open: '/me/privacy' },
	{ name: 'run', who: 'learner', open: openSharedRun },
	{ name: 'me-runs', who: 'learner', open: '/me/runs' },
	{ name: 'stack', who: 'learner', open: '/me/stack' },
	{ name: 'stack-guest', who: 'guest', open: '/me/stack' },
	{ name: 'teach', who: 'instructor', open: '/teach' },
	{ name: 'progress', who: 'instructor', open: openProgress },
	{ name: 'gradebook', who: 'instructor', open: openGradebook },
	{ name: 'gradebook-statistics', who: 'instructor', open: (page, base) => openGradebook(page, base, 'Statistics') },
	{ name: 'gradebook-settings', who: 'instructor', open: (page, base) => openGradebook(page, base, 'What counts') },
	{ name: 'submissions', who: 'instructor', open: openSubmissions },
	{ name: 'submission', who: 'instructor', open: openSubmission },
	{ name: 'similarity', who: 'instructor', open: openSimilarity },
	{ name: 'similar-pair', who: 'instructor', open: openSimilarPair },
	{ name: 'regrades', who: 'instructor', open: openRegrades },
	{ name: 'regrade', who: 'instructor', open: openRegrade },
	{ name: 'roster', who: 'instructor', open: openRoster },
	{ name: 'deadlines', who: 'instructor', open: openDeadlines },
	{ name: 'teach-help', who: 'instructor', open: openTeachHelp },
	{ name: 'conversations', who: 'instructor', open: openConversations },
	{ name: 'learner', who: 'instructor', open: openLearner },
	{ name: 'preview', who: 'instructor', open: openPreview },
	{ name: 'admin', who: 'admin', open: '/admin' },
];

/** The demo with a tutor, whose model is a stub. */
export async function startDemo(): Promise<TestServer> {
	const model = await startModelServer('`tf.tidy` frees the tensors that were made inside it.');
	const server = await startServer({ TUTOR_BASE_URL: model.baseUrl, TUTOR_MODEL: 'stub' });
	return { ...server, stop: async () => void (await Promise.all([server.stop(), model.stop()])) };
}

export async function openDemoPage(page: Page, base: string, { open }: DemoPage): Promise<void> {
	if (typeof open === 'string') await page.goto(base + open);
	else await open(page, base);
	// Not until the network is idle: the lab keeps asking.
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Lessons are content: every one that the path links. */
export async function listLessons(page: Page, base: string): Promise<DemoPage[]> {
	await page.goto(`${base}/path`);
	const links = await page.locator('main a[href^="/learn/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
	return [...new Set(links)].map((open) => ({ name: `lesson-${open.split('/').at(-1)}`, who: 'guest', open }));
}

/** One signed-in browser context for each kind of person, made when it is first asked for. */
export class People {
	readonly #browser: Browser;
	readonly #base: string;
	readonly #contexts = new Map<Who, BrowserContext>();

	constructor(browser: Browser, base: string) {
		this.#browser = browser;
		this.#base = base;
	}

	async page(who: Who): Promise<Page> {
		const context = this.#contexts.get(who) ?? (await this.#signIn(who));
		this.#contexts.set(who, context);
		return context.newPage();
	}

	async close(): Promise<void> {
		await Promise.all([...this.#contexts.values()].map((context) => context.close()));
	}

	async #signIn(who: Who): Promise<BrowserContext> {
		const context = await this.#browser.newContext();
		const account = DEMO_ACCOUNTS.find(({ role }) => role === who);
		if (account) {
			const page = await context.newPage();
			await logIn(page, this.#base, account);
			await page.close();
		}
		return context;
	}
}

async function openLab(page: Page, base: string): Promise<void> {
	await page.goto(`${base}/lab/causal-attention`);
	await page.locator('.monaco-editor').first().waitFor({ timeout: 90_000 });
}

/** In a browser of their own, whoever opens the page that needs what they do. */
async function asPerson(page: Page, base: string, role: 'learner' | 'instructor', act: (page: Page) => Promise<void>): Promise<void> {
	const account = DEMO_ACCOUNTS.find((each) => each.role === role);
	const context = await page.context().browser()?.newContext();
	if (!account || !context) throw new Error(`Nobody can act as ${role}.`);
	const own = await context.newPage();
	await logIn(own, base, account);
	await act(own);
	await context.close();
}

/** With an experiment that asks. */
async function openExperiment(page: Page, base: string): Promise<void> {
	await asPerson(page, base, 'instructor', async (teacher) => {
		await openProgress(teacher, base);
		const consent = 'We compare two ways of inviting to checks; you may leave at any time, and a no changes nothing.';
		const form = { action: 'experiment-create', kind: 'recheck', title: 'Do invitations help?', consent, delayDays: '3' };
		await teacher.request.post(teacher.url().replace(/progress$/, 'help'), { form, headers: { origin: base } });
	});
	await page.goto(`${base}/me`);
	await page.getByText('Do invitations help?').first().waitFor();
}

/** With a turn in it: shown from now on, and asked since. */
async function openConversations(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	const help = page.url().replace(/progress$/, 'help');
	await page.goto(help);
	const show = page.getByRole('button', { name: 'Show me conversations from now on' });
	if (await show.isVisible()) await show.click();
	await asPerson(page, base, 'learner', async (learner) => {
		const question = { question: 'What does tf.tidy do?', code: null, with: [], agreedTo: 0 };
		const asked = await learner.request.post(`${base}/api/labs/causal-attention/tutor`, { data: question, headers: { origin: base } });
		await asked.body();
	});
	await page.reload();
	await page.getByText('What does tf.tidy do?').first().waitFor();
}

async function openProgress(page: Page, base: string): Promise<void> {
	await page.goto(`${base}/teach`);
	await page.getByRole('link', { name: 'Autumn cohort' }).click();
	await page.waitForURL('**/progress');
}

/** With a piece of evidence on it, which can be disputed. */
async function openOwnHelp(page: Page, base: string): Promise<void> {
	await page.request.post(`${base}/api/labs/causal-attention/paste`, { data: { share: 0.8 }, headers: { origin: base } });
	await page.goto(`${base}/me/help`);
}

async function openSubmissions(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Submissions' }).click();
	await page.waitForURL('**/submissions');
}

/** One that has a comment at a line, and the form for the next opened on another. */
async function openSubmission(page: Page, base: string): Promise<void> {
	await openSubmissions(page, base);
	await page.goto(`${page.url()}?marked=comments`);
	await page.locator('table.submissions tbody th a').first().click();
	await page.waitForURL('**/submission/*');
	await page.goto(`${page.url()}?line=3`);
}

async function openSimilarity(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Similarity' }).click();
	await page.getByLabel('Lab').selectOption('causal-attention');
	await page.getByRole('button', { name: 'Compare' }).click();
	await page.waitForURL('**/similarity?**');
}

async function openSimilarPair(page: Page, base: string): Promise<void> {
	await openSimilarity(page, base);
	await page
		.getByRole('link', { name: /side by side/ })
		.first()
		.click();
	await page.waitForURL('**/similarity/*/*');
}

/** With a bound tried on a learner, so that the simulator has something to show. */
async function openTeachHelp(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Help' }).click();
	await page.waitForURL('**/help');
	await page.getByRole('button', { name: 'Show the decisions' }).click();
	await page.waitForURL('**/help?**');
}

/** With a preview that has a line of most kinds. */
async function openRoster(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Roster' }).click();
	await page.waitForURL('**/roster');
	await page.getByRole('button', { name: 'Make an open link' }).click();
	await page.getByLabel('One learner a line').fill('username;name;section\nnew.one;New One;A\nnew.one;Again;A\n=1+1;Formula;');
	await page.getByRole('button', { name: 'Show what it would do' }).click();
	await page.getByRole('heading', { name: 'What it would do' }).waitFor();
}

/** With a date asked for all labs, so that there is a preview. */
async function openDeadlines(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Deadlines' }).click();
	await page.waitForURL('**/deadlines');
	await page.goto(`${page.url()}?which=module-1&due=2031-03-30T23:59&zone=UTC&late=reduced#preview`);
}

async function openGradebook(page: Page, base: string, part?: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Gradebook' }).click();
	await page.waitForURL('**/gradebook');
	if (part !== undefined) await page.getByRole('navigation', { name: 'Gradebook' }).getByRole('link', { name: part }).click();
}

async function openRegrades(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.getByRole('navigation', { name: 'Cohort' }).getByRole('link', { name: 'Regrades' }).click();
	await page.waitForURL('**/regrade');
}

/** A dry run that is ready: the table is full, and nothing was decided. */
async function openRegrade(page: Page, base: string): Promise<void> {
	await openRegrades(page, base);
	await page.getByLabel('Lab', { exact: true }).selectOption('causal-attention');
	await page.getByLabel('Reason').fill('The check of the mask was too strict.');
	await page.getByRole('button', { name: 'Judge again' }).click();
	await page.getByRole('heading', { name: 'ready to decide' }).waitFor({ timeout: 100_000 });
}

/** A learner who is stuck: the page has the most to show. */
async function openLearner(page: Page, base: string): Promise<void> {
	await openProgress(page, base);
	await page.locator('.stuck a').first().click();
	await page.waitForURL('**/learner/**');
	// The lab that they are stuck in has tries to compare.
	await page.locator('a[href*="#tries"]').first().click();
}

/** My work of that learner, as the learner sees it. */
async function openPreview(page: Page, base: string): Promise<void> {
	await openLearner(page, base);
	await page.getByRole('button', { name: 'Preview as this learner' }).click();
	await page.getByRole('navigation', { name: 'Pages of the preview' }).getByRole('link', { name: 'My work' }).click();
}

/** Two runs of one lab, the second beside the first. */
async function openSharedRun(page: Page, base: string): Promise<void> {
	const share = async (body: ReturnType<typeof sampleRun>): Promise<string> => {
		const response = await page.request.post(`${base}/api/runs`, { data: body, headers: { origin: base } });
		const { id }: { id: string } = await response.json();
		return id;
	};
	const slower = sampleRun({
		startedAt: 1_790_000_100_000,
		name: 'rate 1e-3',
		config: { layers: 2, width: 64, heads: 4, rate: 0.001 },
		findings: [],
	});
	const [first, second] = [await share(sampleRun()), await share(slower)];
	await page.goto(`${base}/runs/${first}?with=${second}`);
}
