/** The slider of kept steps by itself, with the real keeper and store: by keyboard, in words, and for whoever does not see it. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';

const ENTRY = `
import { signal } from '@preact/signals';
import { h, render } from 'preact';
import { CheckpointScrubber } from '#islands/checkpoint-scrubber.tsx';
import { createTrainingKeeper } from '#islands/training-keeper.ts';
import { lab } from '#labs/causal-attention/lab.ts';

const weights = createTrainingKeeper(lab.id, 'ann');
const told = [];
const points = [10, 20, 30, 40].map((step) => ({ step, loss: 5 - step / 10 }));
const store = {
	workspace: { lab },
	weights,
	preset: signal('tiny'),
	isBusy: signal(false),
	training: signal({ points }),
	train: async (isResumed) => void told.push('train ' + isResumed + ' from ' + weights.kept.peek().step),
	look: async () => void told.push('look at ' + weights.kept.peek().step),
	openWeights: (file) => weights.open(file, lab, 'tiny'),
};
await weights.load('tiny');
weights.begin('tiny', false);
for (const { step } of points) await weights.take({ preset: 'tiny', step, bytes: new ArrayBuffer(1500 * step) }, null);
render(h('main', null, h(CheckpointScrubber, { store })), document.body);
globalThis.told = told;
globalThis.isBusy = store.isBusy;
`;

let script = '';
test.beforeAll(async () => {
	const root = new URL('../..', import.meta.url).pathname;
	const built = await build({
		stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
		bundle: true,
		format: 'esm',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		write: false,
	});
	script = built.outputFiles[0]?.text ?? '';
});

test.beforeEach(async ({ page }) => {
	const html = `<!doctype html><html lang="en"><title>steps</title><body><script type="module" src="/page.js"></script>`;
	await page.route('http://gradus.test/**', (route) => {
		const isScript = route.request().url().endsWith('.js');
		return route.fulfill({ contentType: isScript ? 'text/javascript' : 'text/html', body: isScript ? script : html });
	});
	await page.goto('http://gradus.test/');
	await expect(page.getByRole('slider')).toBeVisible();
});

const told = (): unknown => Reflect.get(globalThis, 'told');

test('arrow keys move through the kept steps, said with step, loss and time', async ({ page }) => {
	const slider = page.getByRole('slider');
	await slider.focus();
	await expect(slider).toHaveAttribute('aria-valuetext', /^Step 40, training loss 1\.00, kept at \d\d:\d\d$/);
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('ArrowLeft');

	await expect(slider).toHaveAttribute('aria-valuetext', /^Step 20, training loss 3\.00/);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Go on from step 20' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect.poll(() => page.evaluate(told)).toEqual(['train true from 20']);
});

test('a kept step can be looked at, and deleted', async ({ page }) => {
	await page.getByRole('slider').fill('0');
	await page.getByRole('button', { name: 'Look at this model' }).click();
	await expect.poll(() => page.evaluate(told)).toEqual(['look at 10']);
	await page.getByRole('button', { name: 'Delete step 10' }).click();

	await page.getByText('The kept steps as a table').click();
	await expect(page.getByRole('table').getByRole('row')).toHaveText([/step/, /^20 *3\.00.*30 kB$/, /^30 *2\.00/, /^40 *1\.00/]);
});

test('a file that is no run of this lab is refused in a sentence', async ({ page }) => {
	const file = { name: 'holiday.safetensors', mimeType: 'application/octet-stream', buffer: Buffer.from('not weights at all') };
	await page.getByLabel('Open exported weights').setInputFiles(file);

	await expect(page.getByRole('alert')).toContainText('Is it a safetensors file?');
});

test('while a run goes on it says only what is kept', async ({ page }) => {
	await page.evaluate(() => Reflect.set(Reflect.get(globalThis, 'isBusy'), 'value', true));

	await expect(page.getByText('4 steps are kept in this browser.')).toBeVisible();
	await expect(page.getByRole('button')).toHaveCount(0);
});

test('axe finds nothing to mend', async ({ page }) => {
	await page.getByText('The kept steps as a table').click();
	const { violations } = await new AxeBuilder({ page }).disableRules(['page-has-heading-one']).analyze();

	expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
});
