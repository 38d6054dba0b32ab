/**
 * Mundane help in the lab, by keyboard and by pointer: what a tensor was, what a name means, what an error says. Free: nothing of it is in the learner's log.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { enterEditor, labFile, openLab, output, signUp, writeCode } from './lab-page.ts';

const LAB = 'causal-attention';

let server: TestServer;
let context: BrowserContext;
let page: Page;

// That a tensor is told truly by a graphics processor too is asked in tests/worker/tensor-sight.spec.ts.
test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	await signUp(page, server.url, { username: 'mina', password: 'a ladder by the wall', name: 'Mina Asks' });
	await openLab(page, server.url, LAB);
	await expect(page.locator('[data-types="ready"]')).toBeAttached({ timeout: 30_000 });
});

test.afterAll(async () => {
	await context.close();
	await server.stop();
});

const docs = () => page.getByRole('dialog', { name: 'Docs' });

/** Types of events about the lab that the log holds. */
async function logged(): Promise<string[]> {
	const held = await page.evaluate(async () => (await fetch('/api/me/export')).text());
	// The export is ours; what is asked of it is only which events it has.
	const { events } = JSON.parse(held) as { events: { type: string }[] };
	return events.map(({ type }) => type).toSorted();
}

test('after a run each tensor expression shows what it was, on hover by keyboard and in the list', async () => {
	await writeCode(page, labFile(LAB, 'solution.ts'));
	await page.keyboard.press('Control+Enter');
	await expect(output(page)).toContainText(/public checks pass/, { timeout: 100_000 });
	const list = output(page).locator('.tensors');
	await list.getByText(/Tensors of the last run/).click();
	await expect(list.getByRole('row', { name: /visible\.softmax\(-1\)\.matMul\(v\)/ })).toContainText(/float32/);
	await expect(list.getByRole('row', { name: /^line 8 .*q\.matMul\(k, false, true\)/ }).first()).toContainText(
		/\[[\d, ]+\].*min .*mean .*max/,
	);

	await enterEditor(page);
	await page.keyboard.press('Control+Home');
	for (let line = 1; line < 8; line++) await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Home');
	await page.keyboard.press('Control+ArrowRight');
	await page.keyboard.press('Control+ArrowRight');
	await page.keyboard.press('Control+k');
	await page.keyboard.press('Control+i');

	await expect(page.locator('.monaco-hover').filter({ hasText: 'Last run of the checks' })).toContainText(/\[[\d, ]+\] float32/, {
		timeout: 15_000,
	});
	await page.keyboard.press('Escape');
});

test('the docs open with F1 on a name, and answer a question by keyboard alone', async () => {
	await writeCode(page, "import * as tf from '@tensorflow/tfjs';\ntf.transpose");
	await page.keyboard.press('Escape');
	await enterEditor(page);
	await page.keyboard.press('Control+End');
	await page.keyboard.press('F1');

	await expect(docs().getByRole('searchbox', { name: 'Ask about types or API' })).toHaveValue('transpose');
	await expect(docs().getByRole('listitem').first()).toContainText('x.transpose(perm?)');
	await page.keyboard.press('Control+A');
	await page.keyboard.type('what is Tensor3D');
	await expect(docs().getByRole('listitem').first()).toContainText('three axes');
	await page.keyboard.press('Control+A');
	await page.keyboard.type('tranpsose');
	await expect(docs().getByRole('status')).toContainText('Nothing found. The nearest names:');
	await page.keyboard.press('Escape');
	await expect(docs()).toBeHidden();
});

test('names that the lab does not allow are not in its docs', async () => {
	await page.getByRole('button', { name: /^Docs/ }).click();
	await docs().getByRole('searchbox').fill('causalAttention');

	await expect(docs().getByRole('status')).not.toContainText('best first');
	await expect(docs().getByRole('listitem').filter({ hasText: 'gradus' }).filter({ hasText: 'function causalAttention' })).toHaveCount(0);
	await page.keyboard.press('Escape');
});

test('the way to the line of an error begins where the words above it begin', async () => {
	await writeCode(page, "import * as tf from '@tensorflow/tfjs';\nexport const a = ;\n");
	await page.keyboard.press('Control+Enter');
	const box = output(page).locator('.callout-fail');
	const way = box.getByRole('button', { name: 'line 2' });
	await expect(way).toBeVisible({ timeout: 100_000 });
	const leftOf = (part: typeof box) =>
		part.evaluate((element) => {
			const words = document.createRange();
			words.selectNodeContents(element);
			return words.getBoundingClientRect().left;
		});

	expect(Math.abs((await leftOf(way)) - (await leftOf(box.locator('p').first())))).toBeLessThan(1);
});

test('an error is said in plain words at its line and below the checks; a mark of TypeScript too', async () => {
	await writeCode(
		page,
		`${labFile(LAB, 'starter.ts').replace('weights.matMul(v)', 'weights.reshape([1, 2, 3, 4, 5, 6, 7]).matMul(v)')}\nexport const wrong: number = 'a word';\n`,
	);
	await page.keyboard.press('Control+Enter');
	await expect(output(page).locator('.explained').first()).toContainText('reshape keeps every number', { timeout: 100_000 });
	await expect(page.locator('.line-zone .explained').first()).toContainText('reshape keeps every number');

	await enterEditor(page);
	await page.keyboard.press('Control+End');
	await page.keyboard.press('ArrowUp');
	for (let word = 0; word < 3; word++) await page.keyboard.press('Control+ArrowRight');
	// TypeScript marks the line a moment after it was written; until then a hover has nothing to say about it.
	await expect(async () => {
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Control+k');
		await page.keyboard.press('Control+i');
		await expect(page.locator('.monaco-hover').filter({ hasText: 'Here number is needed' })).toBeVisible({ timeout: 2_000 });
	}).toPass({ timeout: 40_000 });
});

test('nothing of this is an event on the core skill', async () => {
	// A failing run is effort, whatever stood beside it; opening the lab is one too. Looking, asking and reading add nothing.
	const before = await logged();
	await page.keyboard.press('Escape');
	await page.keyboard.press('F1');
	await docs().getByRole('searchbox').fill('matMul shapes');
	await expect(docs().getByRole('listitem').first()).toBeVisible();
	await page.keyboard.press('Escape');
	await output(page)
		.getByText(/Tensors of the last run/)
		.click();

	expect(before.filter((type) => !['open', 'practice', 'active', 'paste'].includes(type))).toEqual([]);
	expect(await logged()).toEqual(before);
});

test('a guest has it too, in the plain editor', async ({ browser }) => {
	const guest = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
	await guest.goto(`${server.url}/lab/${LAB}`);
	await expect(guest.locator('#editor-host textarea, .monaco-editor').first()).toBeVisible({ timeout: 30_000 });
	await guest.keyboard.press('F1');
	await guest.getByRole('searchbox', { name: 'Ask about types or API' }).fill('memory leak');

	await expect(guest.getByRole('dialog', { name: 'Docs' }).getByRole('listitem').first()).toContainText('numTensors');
	await guest.context().close();
});
