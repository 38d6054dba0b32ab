/** What a replayed step asks of WebGPU, counted in Chromium. Times from a software adapter mean nothing and are not looked at. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { labNames } from '../../scripts/build-worker.ts';
import type { StepReport } from './engine-page.ts';

const root = join(import.meta.dirname, '../..');
let server: Server;
let origin: string;

test.beforeAll(async () => {
	const { outputFiles } = await build({
		entryPoints: [join(import.meta.dirname, 'engine-page.ts')],
		absWorkingDir: root,
		bundle: true,
		format: 'iife',
		globalName: 'engine',
		write: false,
		plugins: [labNames],
		alias: { 'my/causal-attention': join(root, 'src/labs/causal-attention/borrowed.ts') },
	});
	const script = outputFiles[0]?.text ?? '';
	server = createServer((request, response) => {
		const isScript = request.url === '/engine.js';
		response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
		response.end(isScript ? script : '<!doctype html><title>engine</title><script src="/engine.js"></script>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// listen on a port gives an address object.
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => server.close());

/** What the bundle puts on the page. */
declare const engine: typeof import('./engine-page.ts');

async function train(
	page: import('@playwright/test').Page,
	kind: 'library' | 'plain',
	layers: number,
	steps: number,
): Promise<StepReport[]> {
	await page.goto(origin);
	const { reports, refused } = await page.evaluate(([a, b, c]) => engine.trainAndCount(a, b, c), [kind, layers, steps] as const);
	expect(refused).toEqual([]);
	return reports;
}

function expectReplay(report: StepReport, maxDispatches: number): void {
	expect(report).toMatchObject({ mode: 'replayed', submits: 1, buffers: 0, bindGroups: 0, pipelines: 0 });
	expect(report.dispatches).toBeLessThanOrEqual(maxDispatches);
	expect(report.loss).toBeGreaterThan(0);
}

test('four layers on the engine’s ops: at most 150 commands a step, one submit, nothing made anew', async ({ page }) => {
	const reports = await train(page, 'library', 4, 8);

	for (const report of reports.slice(-5)) expectReplay(report, 150);
	expect(reports.at(-1)?.loss).toBeLessThan(reports[0]?.loss ?? 0);
	console.log(`library ops, L4: ${reports.at(-1)?.dispatches} dispatches`);
});

test('four layers in plain tfjs with tf.train.adam are replayed too: at most 650 commands', async ({ page }) => {
	const reports = await train(page, 'plain', 4, 5);

	for (const report of reports.slice(-1)) expectReplay(report, 650);
	console.log(`plain tfjs, L4: ${reports.at(-1)?.dispatches} dispatches`);
});
