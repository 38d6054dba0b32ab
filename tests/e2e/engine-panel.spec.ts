/**
 * What the training panel makes of the engine's messages, in real Chromium: the status line, the reason with its way to the line, the drawing of a
 * step. The worker is a script that says what a worker could say: no graphics processor is needed, and every state can be had.
 */
import { expect, type Page, test } from '@playwright/test';
import type { EngineStatus } from '../../src/contract/run.ts';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openLab, output, showTab } from './lab-page.ts';

test.use({ launchOptions: chromiumWithoutGpu });

const STATUS: EngineStatus = {
	mode: 'replayed',
	reason: '',
	dispatches: 3,
	jsMs: 0.06,
	gpuMs: 4.1,
	gpuBytes: 9.1e7,
	recordingBytes: 7.6e7,
	leaked: 0,
};
const KERNELS = [
	{ name: 'matMulNN', ns: 31_000, flops: 62e6, bytes: 2e6 },
	{ name: 'concat', ns: 9_000, flops: 0, bytes: 1e6 },
	{ name: 'matMulTN', ns: 40_000, flops: 62e6, bytes: 2e6 },
];

let server: TestServer;
test.beforeAll(async () => {
	server = await startServer({ GRADUS_ROLE: 'web' });
});
test.afterAll(() => server.stop());

/** A run of one step that says these things. */
async function trainWith(page: Page, said: readonly object[]): Promise<void> {
	const ready = { type: 'ready', backend: 'webgpu', adapter: 'SwiftShader (software)', reason: '', selfCheck: 'passed', mark: '' };
	const end = { type: 'done', kind: 'train', how: 'finished', step: 1, seconds: 1 };
	const script = `onmessage = ({ data }) => {
		if (data.type === 'start') postMessage(${JSON.stringify(ready)});
		if (data.type === 'run') for (const said of ${JSON.stringify([...said, end])}) postMessage(said);
	};`;
	await page.route('**/lab-worker.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
	await openLab(page, server.url, 'causal-attention');
	await showTab(page, 'Training');
	await output(page).getByRole('button', { name: 'Train', exact: true }).click();
}

test('a replayed step has its line, its numbers on demand, and a drawing that keys reach', async ({ page }) => {
	await trainWith(page, [
		{ type: 'metric', step: 1, loss: 3, tokensPerSecond: 12_400 },
		{ type: 'engine', step: 1, status: STATUS },
		{ type: 'kernels', step: 1, replayed: KERNELS, eager: { dispatches: 1_384, jsMs: 165 }, jsMs: 0.06 },
	]);
	const line = output(page).locator('.engine summary');
	await expect(line).toHaveText('WebGPU (SwiftShader, software) ·replayed ·3 dispatches ·12,400 tokens/s');
	await line.click();
	await expect(output(page).locator('.engine')).toContainText('GPU memory91 MB');
	await expect(output(page).locator('.engine [role="status"]')).toHaveText('The step is replayed.');

	const matmul = output(page).locator('li[data-kind="matmul"]:visible');
	await matmul.focus();
	await expect(output(page).locator('[data-readout]')).toContainText('matmul: 2 kernels, 89 % of the GPU time');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await expect(output(page).locator('[data-readout]')).toContainText('matMulTN (matmul), 3 of 3: 40 µs');
	await page.keyboard.press('ArrowDown');
	await expect(output(page).locator('li[data-kind="moving data"]:visible')).toBeFocused();
	await expect(output(page).locator('[data-readout]')).toContainText('moving data: 1 kernel');
});

test('the blocks change their measure, the table and the file hold the same kernels', async ({ page }) => {
	await trainWith(page, [{ type: 'kernels', step: 1, replayed: KERNELS, eager: { dispatches: 1_384, jsMs: 165 }, jsMs: 0.06 }]);
	await output(page).getByRole('button', { name: 'Bytes' }).click();
	await expect(output(page).locator('li[data-kind="matmul"]:visible')).toContainText('80 %');
	await expect(output(page).getByRole('img', { name: /^Roofline of the step: matmul .* 1.75 TFLOP\/s/ })).toBeVisible();
	await output(page).getByText('The kernels as text and table').click();
	await expect(output(page).getByRole('row', { name: /^concat moving data 1 11 % 9 µs not counted 1 MB/ })).toBeVisible();

	const download = page.waitForEvent('download');
	await output(page).getByRole('button', { name: 'Save kernels as CSV' }).click();
	expect((await download).suggestedFilename()).toBe('causal-attention-step-1-kernels.csv');
});

test('a step that runs as written says why and leads to the line, on a phone to the editor pane', async ({ page }) => {
	const reason = 'The step reads a value while it runs, so it runs as written.';
	await trainWith(page, [{ type: 'engine', step: 1, status: { ...STATUS, mode: 'eager', reason, line: 3, leaked: 2 } }]);
	await expect(output(page).locator('.engine')).toContainText(reason);
	await expect(output(page)).toContainText('Each step leaves 2 tensors behind');
	await expect(output(page)).toContainText('so there is no recording to draw');
	await page.setViewportSize({ width: 390, height: 844 });
	await page.locator('.work-tabs [data-to="out"]').click();
	await output(page).getByRole('button', { name: 'line 3' }).click();

	await expect(page.locator('.work')).toHaveAttribute('data-pane', 'code');
	await expect(page.locator('.monaco-editor.focused, .monaco-editor .focused').first()).toBeVisible();
});
