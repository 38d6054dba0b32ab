/** What goes wrong on a learner's computer: a lost GPU, no memory, silence. Each ends in a sentence and a page on which a run can start. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { isNight, sampleOf, seed } from '../support/sample.ts';
import { find, type Order, type Told, tell as tellPage } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

const SOLUTION = readFileSync(new URL('../../src/labs/causal-attention/solution.ts', import.meta.url), 'utf8');

/** The device is destroyed a moment after the first check began, which waits for it: what a driver's reset looks like from inside. */
const GPU_RUN: Order = {
	prefer: ['webgpu', 'wasm'],
	code: `import * as tf from '@tensorflow/tfjs';
export async function causalAttention() {
	setTimeout(() => (tf.backend() as any).device?.destroy(), 300);
	await new Promise(() => {});
}`,
};
/** The browser's GPU process hangs: it answers nobody, not even no. */
const GPU_HANGS = "Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => new Promise(() => {}) } });";

const lab = (file: string): string => readFileSync(new URL(`../../src/labs/train-gpt/${file}`, import.meta.url), 'utf8');
/** Training whose device is destroyed under it, `condition` willing; `age` is the time since the file was loaded, `first` the step it began with. */
const dying = (condition: string): Order => ({
	lab: 'train-gpt',
	my: { 'causal-attention': SOLUTION },
	train: 'tiny',
	prefer: ['webgpu', 'wasm'],
	code: lab('solution.ts').replace(
		/export function learningRate\(step: number, total: number\): number \{/,
		`let first = -1;
const began = Date.now();
export function learningRate(step: number, total: number): number {
	if (first < 0) first = step;
	const age = Date.now() - began;
	if (${condition}) (tf.backend() as any).device?.destroy();`,
	),
});

let server: WorkerServer;
let page: Page;

test.beforeAll(async () => {
	server = await serveWorker();
});
test.afterAll(() => server.close());
test.beforeEach(async ({ page: fresh }) => {
	page = fresh;
	await page.goto(server.origin);
});
// A worker that was ended while its thread waits for the GPU goes when the GPU has answered.
test.afterEach(() => expect.poll(() => page.workers().length, { message: 'workers left behind', timeout: 60_000 }).toBe(0));

const tell = (order: Order): Promise<Told> => tellPage(page, order);

/** A run of the checks with the solution, in a new session of the same tab. */
async function expectToWork(backend: string): Promise<Told> {
	const told = await tell({ code: SOLUTION, prefer: backend === 'cpu' ? ['cpu'] : ['webgpu', 'wasm'] });
	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'ready')[0]?.backend).toBe(backend);
	expect(find(told, 'check').length).toBeGreaterThan(3);
	return told;
}

test('a lost device is said in words, and the next run has a fresh worker on the GPU', async () => {
	const told = await tell({ ...GPU_RUN, limits: { canaryMs: 20_000 } });

	expect(find(told, 'failed')).toEqual([
		{ type: 'failed', whose: 'device', kind: 'device-lost', message: 'The graphics device was lost. Start again to go on.' },
	]);
	expect(told.states).toEqual(['starting', 'running', 'failed']);
	const next = await expectToWork('webgpu');
	expect(find(next, 'ready')[0]?.selfCheck).toBe('passed');
});

test('A10: a GPU that no longer answers is left alone for the tab: the next run is on WASM and says why', async () => {
	await page.evaluate(GPU_HANGS);
	const told = await tell({ ...GPU_RUN, limits: { canaryMs: 300 } });

	expect(find(told, 'failed').length).toBe(1);
	expect(find(told, 'failed')[0]?.message).toContain('stopped answering');
	const next = await expectToWork('wasm');
	expect(find(next, 'ready')[0]?.reason).toContain('until you restart the browser');
});

test('Stop while the GPU is being asked ends the run, and nothing late ends the next one', async () => {
	await page.evaluate(GPU_HANGS);
	// The device is lost after 0.3 s and asked for 3 s; Stop comes within that, and the second run begins at once.
	const told = await tell({ ...GPU_RUN, limits: { canaryMs: 3_000 }, times: 2, stopAfterMs: 1_500 });

	expect(find(told, 'failed')).toEqual([]);
	expect(told.states).toEqual(['starting', 'running', 'stopped', 'starting', 'running', 'stopped']);
	expect(told.stopMs).toBeLessThan(1_000);
	expect(find(told, 'ready').map(({ backend }) => backend)).toEqual(['webgpu', 'wasm']);
	expect(find(told, 'done').length).toBe(2);
});

test('training goes on by itself from its last snapshot after its device was lost, with the same numbers', async () => {
	const told = await tell({
		...dying('first === 0 && step > 0 && age > 9_000'),
		limits: { canaryMs: 60_000, stuckMs: 200_000 },
		stopAfterRestart: 2,
		keepsSelfCheck: true,
	});
	const [restart, ...others] = find(told, 'restarted');
	const at = told.messages.findIndex(({ type }) => type === 'restarted');
	const losses = (messages: Told['messages']): Map<number, number> =>
		new Map(find({ ...told, messages }, 'metric').map(({ step, loss }) => [step, loss]));
	const [before, after] = [losses(told.messages.slice(0, at)), losses(told.messages.slice(at))];

	expect(find(told, 'failed')).toEqual([]);
	expect(others).toEqual([]);
	expect(restart).toMatchObject({
		backend: 'webgpu',
		message: expect.stringContaining(`went on by itself from step ${restart?.step} on the`),
	});
	expect(restart?.step).toBeGreaterThan(0);
	expect(Math.min(...after.keys())).toBe((restart?.step ?? 0) + 1);
	for (const [step, loss] of after) if (before.has(step)) expect(loss).toBe(before.get(step));
	expect(told.states).toEqual(['starting', 'running', 'starting', 'running', 'stopped']);
});

test('training goes on by itself on WASM when the GPU no longer answers', async () => {
	await page.evaluate(GPU_HANGS);
	const told = await tell({ ...dying('first === 0'), limits: { canaryMs: 300 }, stopAfterRestart: 3 });

	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'restarted')[0]).toMatchObject({
		backend: 'wasm',
		message: expect.stringContaining('slower and with the same results'),
	});
	expect(find(told, 'ready').map(({ backend }) => backend)).toEqual(['webgpu', 'wasm']);
	expect(find(told, 'metric').length).toBeGreaterThan(2);
});

test('a device that is lost again and again ends the run after two restarts', async () => {
	const told = await tell({ ...dying('true'), limits: { canaryMs: 20_000 }, keepsSelfCheck: true });

	expect(find(told, 'restarted').length).toBe(2);
	expect(find(told, 'restarted')[0]?.message).toContain('began again by itself');
	expect(find(told, 'failed')).toMatchObject([{ whose: 'device', kind: 'device-lost', message: expect.stringContaining('lost 3 times') }]);
	expect(told.states.at(-1)).toBe('failed');
	await expectToWork('cpu');
});

test('Stop while training waits for a new worker ends it within a second', async () => {
	await page.evaluate(GPU_HANGS);
	const told = await tell({ ...dying('true'), limits: { canaryMs: 8_000 }, stopWhenLost: true });

	expect(told.states).toEqual(['starting', 'running', 'starting', 'stopped']);
	expect(told.stopMs).toBeLessThan(1_000);
	expect(find(told, 'restarted')).toEqual([]);
});

test('A10: that nothing comes of a run on the GPU is said, and then the GPU is asked', async () => {
	const code = `${SOLUTION}\nconst wait = new Promise(() => {});\nexport const stuck = wait;`.replace(
		'export function causalAttention(',
		'export async function causalAttention() { await wait; }\nexport function other(',
	);
	const told = await tell({ code, prefer: ['webgpu'], limits: { quietMs: 500, stuckMs: 3_000 } });

	expect(find(told, 'quiet').map(({ message }) => message)).toContainEqual(expect.stringContaining('nothing has come of it'));
	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'device', kind: 'device-lost' });
	expect(told.states.at(-1)).toBe('failed');
});

test('A10: an endless loop is ended after the time for silence, with what to look for', async () => {
	const told = await tell({ code: 'for (;;);', prefer: ['cpu'], limits: { quietMs: 500, silentMs: 2_000 } });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', kind: 'no-answer' });
	expect(find(told, 'failed')[0]?.message).toContain('no sign of life for 2 seconds');
	expect(find(told, 'quiet').map(({ message }) => message)).toEqual([expect.stringContaining('Stop ends it now')]);
	await expectToWork('cpu');
});

test('a worker that never becomes ready is our fault', async () => {
	const told = await tell({ code: SOLUTION, workerUrl: '/mute-worker.js', limits: { startMs: 500 } });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'ours', kind: 'start' });
	await expectToWork('cpu');
});

/** A busy machine is slow to hand out gigabytes; how long silence may last is asked elsewhere. */
const PATIENT = { silentMs: 120_000, stuckMs: 120_000 };
const KEEPS =
	"import * as tf from '@tensorflow/tfjs';\nconst kept: tf.Tensor[] = [];\nexport function causalAttention() { for (;;) kept.push";
const EXHAUSTIONS = [
	['cpu', `${KEEPS}(tf.zeros([16, 1024, 1024, 32])); }`],
	// WASM has to write every byte that it hands out, which takes its time.
	['wasm', `${KEEPS}(tf.fill([16, 1024, 1024, 32], 0)); }`],
	['webgpu', `${KEEPS}(tf.zeros([64, 1024, 1024])); }`],
] as const;
/** By day GRADUS_SEED draws one, by night all are taken. */
for (const [backend, code] of isNight ? EXHAUSTIONS : sampleOf(EXHAUSTIONS, 1)) {
	test(`tensors without end on ${backend} end in a sentence about memory`, async () => {
		if (!isNight) console.log(`GRADUS_SEED=${seed} draws the same backend`);
		const told = await tell({ code, prefer: [backend], limits: PATIENT });

		expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', kind: 'out-of-memory' });
		expect(find(told, 'failed')[0]?.message).toContain('tf.tidy');
		await expectToWork(backend === 'webgpu' ? 'webgpu' : 'cpu');
	});
}

test('training that runs out of memory says how much was asked, what the preset needs and what to do', async () => {
	const code = lab('solution.ts').replace(
		'export function learningRate(step: number, total: number): number {',
		// More than the software adapter has in one piece: many that it does have would be filled, one by one, by the processor.
		`export function learningRate(step: number, total: number): number {
	tf.fill([256, 1024, 1024], 1);`,
	);
	const order: Order = { lab: 'train-gpt', my: { 'causal-attention': SOLUTION }, train: 'tiny', prefer: ['webgpu'], code };
	const told = await tell({ ...order, limits: PATIENT });
	const [failed] = find(told, 'failed');

	expect(failed).toMatchObject({ whose: 'learner', kind: 'out-of-memory' });
	expect(failed?.message).toMatch(/asked the graphics processor for 1\.1 GB, 1\.\d GB in all, which is more than it has/);
	expect(failed?.message).toContain('By estimate the preset "tiny" needs 2.1 MB when its step is recorded');
	expect(failed?.message).toContain('It is the smallest of this lab');
	await expectToWork('webgpu');
});

test('a device that is lost under the checks is never a failed check', async () => {
	const code = `import * as tf from '@tensorflow/tfjs';\n${SOLUTION.replace('{', '{\n\t(tf.backend() as any).device.destroy();')}`;
	const told = await tell({ code, prefer: ['webgpu'] });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'device', kind: 'device-lost' });
	expect(find(told, 'check').filter(({ result }) => result.outcome === 'fail')).toEqual([]);
});
