/** Unaided re-checks by keyboard alone, against the built site: from My work to the verdict that gives credit back, leaving, and lines in order. */
import { expect, type Page, test } from '@playwright/test';
import type { LearningEvent } from '#contract/event.ts';
import { insertEvent } from '#db/store/events.ts';
import { selectOptionalUserByName } from '#db/store/users.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { readSolutionLines } from '#tutor/solution-lines.ts';
import { variantSolution } from '../../src/labs/causal-attention/variant.hidden.ts';
import { isNight } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { press, tabTo } from './keyboard.ts';
import { output, signUp } from './lab-page.ts';

const LAB = 'causal-attention';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let server: TestServer;
let context: Context;

test.beforeAll(async () => {
	server = await startServer();
	context = await openContext(readConfig({ GRADUS_DATA: server.dataFolder, LOG_LEVEL: 'silent' }));
});
test.afterAll(async () => {
	await context.client.close();
	await server.stop();
});

type Past = { readonly ago: number } & (
	| { readonly type: 'open' }
	| { readonly type: 'hint'; readonly level: number }
	| { readonly type: 'attempt'; readonly verdict: 'pass' }
);

/** A new account with a past in the lab. */
async function arrive(page: Page, username: string, past: readonly (Past & { readonly task?: string })[]): Promise<void> {
	await signUp(page, server.url, { username, password: 'a lamp in the window', name: username });
	const user = await selectOptionalUserByName(context.client, username);
	if (!user) throw new Error('The account is not there.');
	for (const { ago, task = LAB, ...rest } of past) {
		const event: LearningEvent = { t: Date.now() - ago, skill: LAB, task, mode: task === LAB ? 'practice' : 'recheck', ...rest };
		await insertEvent(context.client, { userId: user.id, labId: LAB, event });
	}
	await rebuildMastery(context, user.id);
}

const HELPED: readonly Past[] = [
	{ type: 'open', ago: 3 * DAY },
	...[1, 2, 3].map((level) => ({ type: 'hint', level, ago: 3 * DAY - level * HOUR }) as const),
	{ type: 'attempt', verdict: 'pass', ago: 2 * DAY },
];

test('a check from My work gives back what help withheld, without a pointer', async ({ page }) => {
	await arrive(page, 'nadia', HELPED);
	await page.goto(`${server.url}/me`);
	await press(page, page.getByRole('link', { name: /Start the check of/ }));
	await expect(page.getByRole('main')).toContainText('Leaving is free');
	await expect(page.getByRole('main')).toContainText('0.26 → 0.92');
	await press(page, page.getByRole('button', { name: 'Start' }));

	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 100_000 });
	await expect(page.getByRole('tab', { name: /Help/ })).toHaveCount(0);
	await expect(page.locator('#pane-read')).toContainText('slidingAttention');
	await tabTo(page, page.locator('.editor-host'));
	await page.keyboard.press('Control+A');
	await page.keyboard.press('Delete');
	await page.keyboard.insertText(variantSolution);
	await page.keyboard.press('Control+Enter');
	await expect(output(page)).toContainText('It runs, and exports what is asked.', { timeout: 100_000 });
	await page.keyboard.press('Control+Shift+Enter');
	await expect(output(page).getByText('Accepted.').first()).toBeVisible({ timeout: 100_000 });
	await expect(output(page)).toContainText('The credit that was held back is given back');
	await expect(output(page)).toContainText('0.26 → 0.92');

	await page.goto(`${server.url}/recheck/${LAB}`);
	await expect(page.getByRole('main')).toContainText('You passed a check here');
	await expect(page.getByRole('main')).toContainText(/It opens in about 2\d hours/);
});

test('leaving costs nothing, and what was written waits', async ({ page }) => {
	test.skip(!isNight, 'by night: tests/db/recheck.test.ts proves its rules at every run');
	await arrive(page, 'piet', HELPED);
	await page.goto(`${server.url}/recheck/${LAB}`);
	await press(page, page.getByRole('button', { name: 'Start' }));
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 100_000 });
	await tabTo(page, page.locator('.editor-host'));
	await page.keyboard.press('Control+Home');
	await page.keyboard.insertText('// half of an idea\n');
	await page.getByRole('button', { name: 'Leave' }).focus();
	await page.keyboard.press('Enter');

	await expect(page).toHaveURL(new RegExp(`/recheck/${LAB}$`));
	await expect(page.getByRole('main')).toContainText('0.26 → 0.92');
	await press(page, page.getByRole('button', { name: 'Take it up again' }));
	await expect(page.locator('.editor-host')).toContainText('half of an idea', { timeout: 100_000 });
	const refused = await page.evaluate(async (lab) => (await fetch(`/api/rechecks/${lab}/help/1`, { method: 'POST' })).status, LAB);
	expect(refused).toBe(403);
});

test('a faded skill is renewed by putting lines in order, with the arrow keys, on a phone', async ({ page }) => {
	test.skip(!isNight, 'by night: tests/db/recheck.test.ts proves its rules at every run');
	await page.setViewportSize({ width: 390, height: 844 });
	await arrive(page, 'runa', [
		{ type: 'open', ago: 63 * DAY },
		{ type: 'attempt', verdict: 'pass', ago: 62 * DAY },
		{ type: 'open', ago: 61 * DAY, task: `${LAB}#window` },
		{ type: 'attempt', verdict: 'pass', ago: 61 * DAY - HOUR, task: `${LAB}#window` },
	]);
	await page.goto(`${server.url}/recheck/${LAB}`);
	await press(page, page.getByRole('region', { name: 'Lines in order' }).getByRole('button', { name: 'Start' }));

	const { pieces } = readSolutionLines(LAB).problem;
	const lines = page.locator('ol.parsons-lines .parsons-line');
	await expect(lines.first()).toBeVisible();
	// What belongs nowhere is left out first.
	for (let at = (await lines.count()) - 1; at >= 0; at--) {
		const text = (await lines.nth(at).textContent()) ?? '';
		if (!pieces.some((piece) => sameLine(piece.text, text)))
			await press(page, page.getByRole('button', { name: `Leave out line ${at + 1}`, exact: true }));
	}
	for (const [wanted, { text }] of pieces.entries()) {
		const all = await lines.allTextContents();
		const from = all.findIndex((line, at) => at >= wanted && sameLine(line, text));
		await lines.nth(from).focus();
		for (let at = from; at > wanted; at--) await page.keyboard.press('ArrowUp');
	}
	await page.getByRole('button', { name: 'Check the order' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toContainText('Every line stands where it can.');
	await expect(page.getByRole('main')).toContainText('The skill stays proven.');
});

/** Spaces of a rendered line differ from those of its source. */
function sameLine(a: string, b: string): boolean {
	return a.replace(/\s+/g, '') === b.replace(/\s+/g, '');
}
