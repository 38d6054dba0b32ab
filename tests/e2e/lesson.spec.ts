/** Lessons and home as a guest, a learner and a reader without script meet them: figures by keyboard, predictions, budgets, nothing from elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { isNight, isToday } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn } from './lab-page.ts';

const FOLDER = 'src/content/lessons';
/** Number and address of every lesson that is written. */
const LESSONS = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.mdx'))
	.toSorted()
	.map((name) => {
		const number = /^number: '([^']+)'$/m.exec(readFileSync(`${FOLDER}/${name}`, 'utf8'))?.[1] ?? '';
		return [number, `/learn/${name.replace('.mdx', '')}`] as const;
	});
const [FIRST, ATTENTION, TRAINING] = ['/learn/0-why/deepseek-moment', '/learn/1-gpt2/causal-attention', '/learn/1-gpt2/train-gpt'];
const SCRIPT_BUDGET_BYTES = 30_000;
const [LEARNER] = DEMO_ACCOUNTS;

const questionsSchema = z.array(
	z.looseObject({ id: z.string(), variants: z.array(z.looseObject({ prompt: z.string(), answer: z.number(), explanation: z.string() })) }),
);

let server: TestServer;
let store: Context;

test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	store = await openContext(readConfig({ GRADUS_DATA: server.dataFolder, LOG_LEVEL: 'silent' }));
});

test.afterAll(async () => {
	await store.client.close();
	await server.stop();
});

async function countPredictions(): Promise<number> {
	const { events } = store.client.schema;
	const rows = await store.client.db.select({ type: events.type }).from(events);
	return rows.filter(({ type }) => type === 'prediction').length;
}

function questionsOf(lesson: string) {
	return questionsSchema.parse(parse(readFileSync(`src/content/predict/${lesson}.yaml`, 'utf8')));
}

/** Everything that a reader's console or network would show against us. */
function watch(page: Page): string[] {
	const seen: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') seen.push(`console: ${message.text()}`);
	});
	page.on('pageerror', (error) => seen.push(`threw: ${error.message}`));
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol !== 'data:' && protocol !== 'blob:' && origin !== server.url) seen.push(`asked ${request.url()}`);
	});
	page.on('response', (response) => {
		if (response.status() >= 400) seen.push(`${response.status()} ${response.url()}`);
	});
	return seen;
}

/** The bytes that came over the wire as scripts, and their text. */
async function scriptsOf(page: Page, path: string): Promise<{ bytes: number; text: string }> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Network.enable');
	await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
	const scripts = new Set<string>();
	let bytes = 0;
	devtools.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)));
	devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		if (scripts.has(requestId)) bytes += encodedDataLength;
	});
	await page.goto(`${server.url}${path}`, { waitUntil: 'networkidle' });
	const texts = [...scripts].map(async (requestId) => (await devtools.send('Network.getResponseBody', { requestId })).body);
	return { bytes, text: (await Promise.all(texts)).join('\n') };
}

async function openAs(
	browser: Browser,
	options: Parameters<Browser['newContext']>[0],
	run: (page: Page, context: BrowserContext) => Promise<void>,
) {
	const context = await browser.newContext(options);
	await run(await context.newPage(), context);
	await context.close();
}

/** A sixth of the lessons each day, at night all: what holds for one in the page's frame holds for its neighbour. */
const JUDGED = LESSONS.filter((_, at) => isNight || isToday(at, 6));
for (const [number, path] of JUDGED) {
	test(`lesson ${number} leaves the console empty, asks nothing of another origin, ships at most 30 kB of script and no framework`, async ({
		page,
	}) => {
		const seen = watch(page);
		const { bytes, text } = await scriptsOf(page, path);

		await expect(page.locator('h1')).toBeVisible();
		expect(await page.locator('main').textContent()).not.toContain('$$');
		expect(seen).toEqual([]);
		expect(bytes).toBeGreaterThan(500);
		expect(bytes).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
		// A lifecycle name that Preact and React keep in minified code.
		expect(text).not.toContain('componentWillUnmount');
		expect(await page.locator('astro-island').count()).toBe(0);
	});

	test(`lesson ${number} holds no answer before somebody commits one`, async ({ page }) => {
		const html = await (await page.request.get(`${server.url}${path}`)).text();
		const questions = questionsOf(number);

		expect(questions.length).toBeGreaterThan(0);
		for (const { variants } of questions) for (const { explanation } of variants) expect(html).not.toContain(explanation.slice(0, 30));
	});
}

test('lessons, home and the path fit a phone: nothing but tables scrolls sideways', async ({ browser }) => {
	await openAs(browser, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, async (page) => {
		for (const path of [...JUDGED.map(([, href]) => href), '/', '/path']) {
			await page.goto(`${server.url}${path}`);
			const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(tooWide, path).toBe(0);
		}
	});
});

test('home trains its network for a guest with an empty console and nothing from elsewhere', async ({ page }) => {
	const seen = watch(page);
	await page.goto(`${server.url}/`, { waitUntil: 'networkidle' });

	await expect(page.locator('[data-meter]')).toContainText(/step [1-9]/);
	await expect(page.getByRole('link', { name: 'Start with the first lesson' })).toHaveAttribute('href', FIRST ?? '');
	expect(seen).toEqual([]);
});

test('the attention figure is worked by keyboard alone: place of the mask, row, last word', async ({ page }) => {
	await page.goto(`${server.url}${ATTENTION}`);
	const figure = page.locator('attention-mask');
	await figure.getByRole('button', { name: 'No mask' }).focus();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');

	await expect(figure.getByRole('button', { name: 'Before the softmax' })).toHaveAttribute('aria-pressed', 'true');
	await expect(figure.locator('[data-text]')).toContainText('Each row shares exactly one unit');
	expect(await figure.locator('.tick-bad').count()).toBe(0);

	await page.keyboard.press('Tab');
	await page.keyboard.press('f');
	await expect(figure.locator('[data-map]')).toContainText('fox');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Home');
	await expect(figure.locator('[data-text]')).toContainText('What “Mira” reads');
});

test('the schedule figure draws what its sliders say and never ships the rule of the lab', async ({ page }) => {
	const { text } = await scriptsOf(page, TRAINING ?? '');
	const html = await (await page.request.get(`${server.url}${TRAINING}`)).text();
	for (const bytes of [text, html]) expect(bytes).not.toMatch(/Math\.cos|\bcos\(|Math\.PI/);

	const figure = page.locator('schedule-explorer');
	const before = await figure.locator('path.series').getAttribute('d');
	await figure.getByLabel(/Warm-up steps/).focus();
	await page.keyboard.press('Home');
	await expect(figure.locator('[data-text]')).toContainText('Step 0 moves at 0.0040');
	expect(await figure.locator('path.series').getAttribute('d')).not.toBe(before);
	await figure.getByLabel(/Left at the end/).focus();
	await page.keyboard.press('End');
	await expect(figure.locator('[data-text]')).toContainText('The mean of the run is 100 % of its peak');
});

test('the cost and help figures answer the keyboard and keep their text in step', async ({ page }) => {
	await page.goto(`${server.url}${FIRST}`);
	const cost = page.locator('cost-explorer');
	await cost.getByLabel(/Utilisation/).focus();
	await page.keyboard.press('Home');
	await expect(cost.locator('[data-rows]')).toContainText('outside 2×');

	await page.goto(`${server.url}/learn/0-why/how-much-help`);
	const help = page.locator('help-policy');
	await help.getByRole('button', { name: 'Fail, same cause' }).focus();
	await page.keyboard.press('Enter');
	await expect(help.locator('[data-said]')).toContainText('masking stands at 0.06');
	await expect(help.getByRole('button', { name: 'Fail, same cause' })).toBeFocused();
	await expect(page.locator('[data-twin]')).toContainText('masking stands at 0.06');
});

test('a guest commits by keyboard, reads the explanation, keeps the focus, and leaves nothing behind', async ({ page }) => {
	const stored = await countPredictions();
	await page.goto(`${server.url}${ATTENTION}`);
	const question = page.locator('predict-question').first();
	const answer = question.locator('[data-answer]');
	await expect(answer).toHaveAttribute('aria-live', 'polite');
	await question.getByRole('button', { name: 'Commit the answer' }).focus();
	await page.keyboard.press('Enter');
	await expect(answer).toContainText('Choose an answer first.');

	await question.getByRole('radio').first().focus();
	await page.keyboard.press('Space');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	const explanations = questionsOf('1.4').flatMap(({ variants }) => variants.map(({ explanation }) => explanation));
	await expect(answer).toContainText(/^(Right\.|Not this one\.) /);
	const said = (await answer.textContent()) ?? '';

	expect(explanations.some((explanation) => said.includes(explanation))).toBe(true);
	await expect(question.getByRole('button', { name: 'Committed' })).toBeFocused();
	expect(await countPredictions()).toBe(stored);
});

test('without script the form itself is answered by the page, for a guest and with nothing stored', async ({ browser }) => {
	const stored = await countPredictions();
	await openAs(browser, { javaScriptEnabled: false }, async (page) => {
		await page.goto(`${server.url}${ATTENTION}`);
		const question = page.locator('predict-question').first();
		await question.getByRole('radio').nth(1).check();
		await question.getByRole('button', { name: 'Commit the answer' }).click();

		await expect(page).toHaveURL(/#p-below-floor$/);
		await expect(question.locator('[data-answer]')).toContainText(/^\s*(Right\.|Not this one\.)/);
		await expect(question.getByRole('radio').nth(1)).toBeChecked();
		await expect(page.locator('predict-question').nth(1).locator('[data-answer]')).toBeEmpty();
	});
	expect(await countPredictions()).toBe(stored);
});

test('a learner starts at the first lesson, and it is done once both its questions are answered', async ({ page }) => {
	const stored = await countPredictions();
	await logIn(page, server.url, LEARNER);
	await page.goto(`${server.url}/`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('The DeepSeek moment');
	await page.getByRole('link', { name: 'Read the first lesson' }).click();
	await expect(page).toHaveURL(`${server.url}${FIRST}`);

	for (const question of await page.locator('predict-question').all()) {
		await question.getByRole('radio').first().check();
		await question.getByRole('button', { name: 'Commit the answer' }).click();
		await expect(question.locator('[data-answer]')).toContainText(/Right\.|Not this one\./);
	}
	expect(await countPredictions()).toBe(stored + 2);

	await page.reload();
	await expect(page.locator('[data-answer]').first()).toContainText(/Right\.|Not this one\./);
	await expect(page.getByRole('button', { name: 'Commit the answer' })).toHaveCount(0);
	await expect(page.locator('.toc')).toContainText('1 of 3 lessons done');

	const seen = watch(page);
	await page.goto(`${server.url}/`, { waitUntil: 'networkidle' });
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open weights, closed weights');
	expect(seen).toEqual([]);
});

test('a word of the field opens its meaning by keyboard, and search finds lessons, labs and words', async ({ page }) => {
	await page.goto(`${server.url}/learn/8-capstone/code-with-ai`);
	const term = page.locator('.term').first();
	await term.focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('.term-card:popover-open')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.locator('.term-card:popover-open')).toHaveCount(0);

	await page.goto(`${server.url}/search?q=softmax`);
	const kinds = await page.locator('.hits .meta').allInnerTexts();
	expect(new Set(kinds)).toEqual(new Set(['lesson', 'lab', 'glossary']));
});
