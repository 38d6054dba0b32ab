/** The tutor in the Help tab, in real Chromium against the built site and a stub of a model: price and readers first, then the checked answer, or a prepared hint. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { labFile, openLab, output, showTab, signUp } from './lab-page.ts';

test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

const LAB = 'causal-attention';
let server: TestServer;
let model: ModelServer;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
	model = await startModelServer();
	server = await startServer({ GRADUS_ROLE: 'web', TUTOR_BASE_URL: model.baseUrl, TUTOR_MODEL: 'stub-1' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	await signUp(page, server.url, { username: 'yuki', password: 'rain on a tin roof', name: 'Yuki Tan' });
	await openLab(page, server.url, LAB);
	await showTab(page, 'Help');
});

test.afterAll(async () => {
	await context.close();
	await Promise.all([server.stop(), model.stop()]);
});

const question = () => output(page).getByRole('textbox', { name: 'Your question' });
const log = () => output(page).getByRole('log', { name: 'Conversation with the tutor' });

test('says who can read it, what is sent and what it costs, before anything is asked', async () => {
	await expect(output(page)).toContainText('Only you can read your questions');
	await expect(output(page)).toContainText('12 of 12 answers left');
	await expect(output(page).locator('#tutor-price')).toContainText(/1\.00 now.*0\.85/);
	await output(page).getByLabel('How far the answer may go').selectOption('0');
	await expect(output(page).locator('#tutor-price')).toContainText('Free');
	await expect(output(page).getByRole('button', { name: 'Ask about tools' })).toBeVisible();
	await output(page).getByLabel('How far the answer may go').selectOption('1');
	await output(page).getByRole('button', { name: 'Do not send your last verdict' }).press('Enter');
	await expect(output(page).getByRole('button', { name: 'Send your last verdict too' })).toBeFocused();
	expect(model.requests).toHaveLength(0);
});

test('answers a question asked by keyboard, while the page says what is being done', async () => {
	model.answer({
		text: 'What does each row of your output add up to? **Print** the first one. <img src=x onerror=alert(1)>',
		afterMs: 700,
	});
	await question().fill('Why do my rows not fit');
	await page.keyboard.press('Enter');
	await page.keyboard.type('together?');
	await expect(question()).toHaveValue('Why do my rows not fit\ntogether?');
	await page.keyboard.press('Tab');
	await expect(output(page).getByLabel('How far the answer may go')).toBeFocused();
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Control+Enter');
	await expect(output(page).getByRole('status').filter({ hasText: 'The tutor is writing' })).toBeVisible();

	await expect(log()).toContainText('What does each row of your output add up to');
	await expect(log().locator('strong')).toHaveText('Print');
	await expect(log().locator('img')).toHaveCount(0);
	await expect(question()).toHaveValue('');
	await expect(page.getByRole('tab', { name: 'Help' })).toHaveAttribute('aria-selected', 'true');
	await expect(output(page)).toContainText('11 of 12 answers left');
	const sent = model.requests.at(-1)?.body.messages.at(-1)?.content ?? '';
	expect(sent).toContain('export function causalAttention');
	expect(sent).not.toContain('last-verdict');
});

test('shows a prepared hint, and says so, when the answer went too far', async () => {
	model.answer(`Of course:\n\n\`\`\`ts\n${labFile(LAB, 'solution.ts')}\n\`\`\``);
	await question().fill('Just give me the whole function.');
	await output(page).getByRole('button', { name: 'Ask at rung 1' }).click();

	await expect(log()).toContainText('A prepared hint is shown instead');
	await expect(log()).toContainText('soft look-up');
	await expect(log()).not.toContainText('softmax(-1)');
	// The ladder has it too, at the price that was shown.
	await expect(output(page).locator('.ladder')).toContainText('a pass counts 0.85');
});

test('keeps the question when the model is gone, and what was said can be taken back', async () => {
	await model.stop();
	await question().fill('What does tf.tidy do?');
	await output(page).getByRole('button', { name: /^Ask/ }).click();
	await expect(log()).toContainText('The tutor cannot be reached');
	await expect(log()).toContainText('What is free here');

	await output(page).getByRole('button', { name: 'Remove all turns of this lab' }).click();
	await output(page).getByRole('button', { name: 'Remove them' }).click();
	await expect(output(page).getByRole('heading', { name: 'Ask the tutor' })).toBeFocused();
	await page.reload();
	await showTab(page, 'Help');
	await expect(log()).toContainText('was removed');
	await expect(log()).not.toContainText('whole function');
});
