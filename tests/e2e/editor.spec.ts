/** The editor of the lab in real Chromium against the built site: what it completes, keeps, compares and never loses. */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { enterEditor, fillSignUp, labFile, logIn, openLab, output, signUp, writeCode } from './lab-page.ts';

const LEARNER = { username: 'ines', password: 'a lantern in the fog', name: 'Ines Editor' };
const CODE = "import * as tf from '@tensorflow/tfjs';\nexport const mine = tf.scalar(1);\n";

let server: TestServer;
let context: BrowserContext;
let page: Page;

// What computes the checks is asked elsewhere.
test.use({ launchOptions: chromiumWithoutGpu });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
	server = await startServer({ GRADUS_ROLE: 'web' });
	context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	page = await context.newPage();
	await signUp(page, server.url, LEARNER);
});

test.afterAll(async () => {
	await context.close();
	await server.stop();
});

const codeOf = (lab: string, on = page): Promise<string | undefined> =>
	on.evaluate(async (id) => (await (await fetch(`/api/labs/${id}/draft`)).json())?.code, lab);
const savedAs = (lab: string, code: string): Promise<void> => expect.poll(() => codeOf(lab), { timeout: 20_000 }).toBe(code);
const types = (on = page) => on.locator('[data-types="ready"]');

async function otherDevice(browser: Browser, lab: string): Promise<Page> {
	const other = await (await browser.newContext()).newPage();
	await logIn(other, server.url, LEARNER);
	await openLab(other, server.url, lab);
	return other;
}

test('the editor does not take the focus when it comes', async () => {
	await openLab(page, server.url, 'train-gpt');
	await expect(types()).toBeAttached({ timeout: 30_000 });

	expect(await page.evaluate(() => document.activeElement?.closest('.monaco-editor') ?? null)).toBeNull();
});

test('completion offers an op of tfjs and the learner’s own import, and hover knows its signature', async () => {
	await writeCode(page, "import * as tf from '@tensorflow/tfjs';\nimport { causalAttention } from 'my/causal-attention';\n");
	await page.keyboard.type('tf.matM');
	await expect(page.locator('.suggest-widget')).toContainText('matMul', { timeout: 30_000 });
	await page.keyboard.press('Escape');
	await page.keyboard.type('\ntf.ones([2, 2]).matM');
	await expect(page.locator('.suggest-widget')).toContainText('matMul', { timeout: 15_000 });
	await page.keyboard.press('Escape');
	await page.keyboard.type('ul;\ncausalAtt');
	await expect(page.locator('.suggest-widget')).toContainText('causalAttention', { timeout: 15_000 });
	await page.keyboard.press('Enter');
	await page.keyboard.type('(');

	await expect(page.locator('.parameter-hints-widget')).toContainText('q: tf.Tensor', { timeout: 15_000 });
});

test('a type error is a mark and does not keep the program from running', async () => {
	await openLab(page, server.url, 'causal-attention');
	await writeCode(page, `${labFile('causal-attention', 'solution.ts')}\nexport const wrong: number = 'a word';\n`);
	await expect(page.locator('.squiggly-error').first()).toBeVisible({ timeout: 30_000 });
	await page.keyboard.press('Control+Enter');

	await expect(output(page)).toContainText(/(All 8|8 of 8) public checks pass/, { timeout: 100_000 });
});

test('a file that arrives as one input stays as it was written, and so does a pasted one', async () => {
	const code = labFile('causal-attention', 'solution.ts');
	await writeCode(page, code);
	await savedAs('causal-attention', code);
	await page.evaluate((text) => navigator.clipboard.writeText(text), labFile('causal-attention', 'starter.ts'));
	await enterEditor(page);
	await page.keyboard.press('Control+A');
	await page.keyboard.press('Control+V');

	await savedAs('causal-attention', labFile('causal-attention', 'starter.ts'));
});

test('a typed function is indented and closed as one expects', async () => {
	await writeCode(page, '');
	await page.keyboard.type('function f() {\nreturn g(1);');

	await savedAs('causal-attention', 'function f() {\n\treturn g(1);\n}');
});

test('what the code threw stands at its line, and its links are reached with the keyboard', async () => {
	await writeCode(page, labFile('causal-attention', 'starter.ts').replace('matMul(k, false, true)', 'matMul(k.slice([0], [1]))'));
	await page.keyboard.press('Control+Enter');
	await expect(output(page)).toContainText(/public checks pass/, { timeout: 100_000 });
	await expect(page.locator('.line-zone').first()).toBeVisible();
	await enterEditor(page);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'See the numbers' }).first()).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Plain text editor' })).toBeFocused();
	await page.getByRole('button', { name: 'See the numbers' }).first().focus();
	await page.keyboard.press('Enter');

	await expect(page.locator('#t-checks')).toBeFocused();
	await expect(page.locator('.line-zone a').first()).toHaveAttribute('href', '/learn/1-gpt2/causal-attention');
});

test('Ctrl+S names a version; it is compared, restored, and the restoring is undone', async () => {
	await writeCode(page, CODE);
	await page.keyboard.press('Control+s');
	const dialog = page.getByRole('dialog', { name: 'Versions' });
	await expect(dialog.getByLabel(/Save the code/)).toHaveValue('version 1');
	await dialog.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(dialog.getByRole('status')).toHaveText('Saved as “version 1”.');
	await page.keyboard.press('Escape');
	await writeCode(page, `${CODE}// later\n`);
	await page.getByRole('button', { name: 'Versions' }).click();
	await dialog.getByRole('button', { name: 'Compare version 1 with the code now' }).click();
	await expect(page.getByRole('dialog', { name: 'Difference' })).toContainText('0 lines gone, 1 new');
	await expect(page.locator('.monaco-diff-editor')).toBeVisible();
	await page.keyboard.press('Escape');
	await dialog.getByRole('button', { name: 'Restore version 1' }).click();
	await savedAs('causal-attention', CODE);
	await page.getByRole('button', { name: 'Undo' }).click();

	await savedAs('causal-attention', `${CODE}// later\n`);
});

test('saving under a name that exists replaces that version', async () => {
	await page.keyboard.press('Control+s');
	const dialog = page.getByRole('dialog', { name: 'Versions' });
	await dialog.getByLabel(/Save the code/).fill('version 1');
	await dialog.getByRole('button', { name: 'Replace' }).click();
	await expect(dialog.getByRole('status')).toHaveText('Saved as “version 1”.');
	await page.keyboard.press('Escape');

	const versions = await page.evaluate(async () => (await fetch('/api/labs/causal-attention/drafts')).json());
	expect(versions).toMatchObject([{ name: 'version 1', code: `${CODE}// later\n`, revision: 2 }]);
});

test('the editor’s own undo goes back over a reset and an autosave', async () => {
	await page.getByRole('button', { name: 'Versions' }).click();
	await page.getByRole('button', { name: 'Reset to starter' }).click();
	await savedAs('causal-attention', labFile('causal-attention', 'starter.ts'));
	await enterEditor(page);
	await page.keyboard.press('Control+z');

	await savedAs('causal-attention', `${CODE}// later\n`);
});

test('two devices that wrote at once are both offered, and the one not taken is kept as a version', async ({ browser }) => {
	const other = await otherDevice(browser, 'causal-attention');
	await writeCode(page, '// here\n');
	await savedAs('causal-attention', '// here\n');
	await writeCode(other, '// there\n');
	const notice = other.locator('[data-slot="notice"] [role="alert"]');
	await expect(notice).toContainText('Another tab or device saved this lab', { timeout: 20_000 });
	expect(await codeOf('causal-attention')).toBe('// here\n');
	await notice.getByRole('button', { name: 'Take the other' }).click();
	await expect(notice).toBeHidden();
	await expect(other.locator('.view-lines').first()).toContainText('// here');

	const versions = await page.evaluate(async () => (await fetch('/api/labs/causal-attention/drafts')).json());
	expect(versions[0]).toMatchObject({ code: '// there\n' });
	expect(versions[0].name).toContain('From this tab');
	await other.context().close();
});

test('a session that ends while typing loses nothing and goes on after signing in elsewhere', async () => {
	await context.clearCookies();
	await writeCode(page, '// typed while signed out\n');
	await expect(page.locator('[data-slot="notice"] [role="alert"]')).toContainText('Nothing you typed is lost', { timeout: 20_000 });
	const tab = await context.newPage();
	await logIn(tab, server.url, LEARNER);
	await tab.close();
	await page.getByRole('button', { name: 'Save again' }).click();
	await expect(page.locator('[data-slot="notice"] [role="alert"]')).toBeHidden();

	await savedAs('causal-attention', '// typed while signed out\n');
});

test('what is typed where somebody else has signed in stays with who wrote it', async () => {
	await context.clearCookies();
	const tab = await context.newPage();
	await signUp(tab, server.url, { username: 'nach', password: 'a heron at the weir', name: 'Nach Bar' });
	await writeCode(page, '// typed beside somebody else\n');
	const notice = page.locator('[data-slot="notice"] [role="alert"]');
	await expect(notice).toContainText('Somebody else is signed in here now', { timeout: 20_000 });
	expect(await codeOf('causal-attention', tab)).toBeUndefined();
	const opened = context.waitForEvent('page');
	await notice.getByRole('link', { name: 'Sign in, in a new tab' }).click();
	const login = await opened;
	await expect(login.getByText('Nach Bar is signed in here')).toBeVisible();
	await login.getByLabel('Username').fill(LEARNER.username);
	await login.getByLabel('Password').fill(LEARNER.password);
	await login.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
	await expect(login).not.toHaveURL(/\/login/);
	await Promise.all([login.close(), tab.close()]);
	await page.getByRole('button', { name: 'Save again' }).click();

	await savedAs('causal-attention', '// typed beside somebody else\n');
});

test('what is typed offline is kept and sent when the network is back', async () => {
	await context.setOffline(true);
	await writeCode(page, '// typed offline\n');
	await expect(page.locator('.status')).toContainText('offline, kept here', { timeout: 20_000 });
	await context.setOffline(false);

	await savedAs('causal-attention', '// typed offline\n');
});

test('a page that dies before its save brings the text back with a sentence', async () => {
	await page.route('**/draft', (route) => route.abort());
	await writeCode(page, '// typed before the crash\n');
	await expect(page.locator('.status')).toContainText('offline, kept here', { timeout: 20_000 });
	await page.close();
	page = await context.newPage();
	await openLab(page, server.url, 'causal-attention');

	await expect(page.getByText('It is back, and is saved now.')).toBeVisible();
	await savedAs('causal-attention', '// typed before the crash\n');
});

test('the plain text editor is one switch, stays chosen, and keeps and compares as the large one does', async () => {
	await page.getByRole('button', { name: 'Plain text editor' }).click();
	const area = page.getByRole('textbox', { name: /attention\.ts/ });
	await area.fill('// plain\n');
	await savedAs('causal-attention', '// plain\n');
	await page.reload();
	await expect(area).toHaveValue('// plain\n');
	await page.getByRole('button', { name: 'Versions' }).click();
	await page.getByRole('button', { name: 'Compare the starter with the code now' }).click();
	await expect(page.locator('.diff-text')).toContainText('// plain');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Reset to starter' }).click();
	await expect(area).toHaveValue(labFile('causal-attention', 'starter.ts'));
	await area.fill('export function causalAttention() {\n  throw new RangeError("here");\n}\n');
	await page.keyboard.press('Control+Enter');
	await expect(output(page)).toContainText(/public checks pass/, { timeout: 100_000 });
	await expect(page.locator('.plain-notes')).toContainText('Line 2');
	await area.focus();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Plain text editor' })).toBeFocused();
});

test('? lists the keys, and can be switched off', async () => {
	await page.keyboard.press('?');
	const dialog = page.getByRole('dialog', { name: 'Keys' });
	await expect(dialog).toContainText('Leave the editor');
	await dialog.getByRole('checkbox').uncheck();
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');

	await expect(dialog).toBeHidden();
});

test('on a phone, what was asked for brings up its results, and the code fills its pane', async () => {
	const size = page.viewportSize();
	await page.setViewportSize({ width: 390, height: 844 });
	await page.getByRole('tab', { name: 'Code', exact: true }).click();
	const [foot, status] = await Promise.all([page.locator('.editor-foot').boundingBox(), page.locator('.status').boundingBox()]);
	// Within the height of a line.
	expect(Math.abs((foot?.y ?? 0) + (foot?.height ?? 0) - (status?.y ?? 0))).toBeLessThan(20);
	await page.getByRole('button', { name: 'Run checks' }).click();
	await expect(page.getByRole('tab', { name: 'Run and help' })).toHaveAttribute('aria-selected', 'true');
	await expect(output(page)).toBeVisible();
	await page.setViewportSize(size ?? { width: 1_280, height: 720 });
});

test('an imported lab is shown beside the file, read-only, with whose it is', async () => {
	await page.goto(`${server.url}/lab/train-gpt`);
	await page.getByRole('tab', { name: /my\/causal-attention.*borrowed/ }).click();

	await expect(page.getByRole('textbox', { name: /my\/causal-attention, read-only/ })).toHaveValue(/export function causalAttention/);
});

test('a guest’s code comes along into a new account', async ({ browser }) => {
	const guest = await (await browser.newContext()).newPage();
	await openLab(guest, server.url, 'causal-attention');
	await writeCode(guest, '// a guest wrote this\n');
	await expect(guest.locator('.status')).toContainText('in this browser', { timeout: 10_000 });
	await guest.keyboard.press('Control+Shift+Enter');
	await expect(guest.getByRole('link', { name: 'Sign up to submit' })).toBeFocused();
	await signUp(guest, server.url, { username: 'gast', password: 'a bell under the bridge', name: 'Gast Neu' });
	await expect(guest).toHaveURL(/\/me$/);
	await expect(guest.getByText('Your code from this browser is in your account now')).toBeVisible();

	expect(await codeOf('causal-attention', guest)).toBe('// a guest wrote this\n');
	await guest.context().close();
});

test('a guest who follows “Sign up to submit” goes on in the lab with their own code', async ({ browser }) => {
	const guest = await (await browser.newContext()).newPage();
	const shown = guest.locator('.monaco-editor .view-lines').first();
	await openLab(guest, server.url, 'causal-attention');
	await writeCode(guest, '// a guest wrote this\n');
	await expect(guest.locator('.status')).toContainText('in this browser', { timeout: 10_000 });
	await guest.getByRole('link', { name: 'Sign up to submit' }).click();
	await fillSignUp(guest, { username: 'gastlab', password: 'a bell under the bridge', name: 'Gast Neu' });
	await expect(guest).toHaveURL(/\/lab\/causal-attention$/);
	await expect(shown).toContainText('a guest wrote this', { timeout: 30_000 });
	await expect(guest.getByText('Your code from this browser is in your account now')).toBeVisible();
	await enterEditor(guest);
	await guest.keyboard.press('Control+Home');
	await guest.keyboard.insertText('// and goes on\n');

	await expect.poll(() => codeOf('causal-attention', guest), { timeout: 20_000 }).toBe('// and goes on\n// a guest wrote this\n');
	await expect(guest.getByText('Another tab or device saved this lab')).toBeHidden();
	await guest.context().close();
});
