/** Training in the learner's browser: the same numbers on every backend, live panels, weights that can be kept, stopped and gone on from. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { decodeSafetensors, type Weights } from '#contract/safetensors.ts';
import { lab as trainGpt } from '#labs/train-gpt/lab.ts';
import { find, type Order, type Told, tell as tellPage } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

const source = (file: string): string => readFileSync(new URL(`../../src/labs/${file}`, import.meta.url), 'utf8');
const ATTENTION = source('causal-attention/solution.ts');
const GPT: Order = {
	lab: 'train-gpt',
	code: source('train-gpt/solution.ts'),
	my: { 'causal-attention': ATTENTION },
	train: 'tiny',
	seed: 1,
};
/** Steps on WebGPU: the software adapter takes more than a second for each. */
const STEPS = 10;

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

function losses(told: Told): Map<number, number> {
	return new Map(find(told, 'metric').map(({ step, loss }) => [step, loss]));
}

function largestDifference(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>, atLeast: number): number {
	const shared = [...a].flatMap(([step, loss]) => (b.has(step) ? [Math.abs(loss - (b.get(step) ?? Number.NaN))] : []));
	expect(shared.length, 'steps that both runs reported').toBeGreaterThanOrEqual(atLeast);
	return Math.max(...shared);
}

function weightsOf({ snapshot }: Told): Weights {
	const read = decodeSafetensors(Buffer.from(snapshot?.base64 ?? '', 'base64'));
	if (!read.ok) throw new Error(read.message);
	return read.weights;
}

test('train-gpt trains on WebGPU with the losses of WASM, and shows everything live', async () => {
	const gpu = await tell({ ...GPT, prefer: ['webgpu'], stopAtStep: STEPS });
	const wasm = await tell({ ...GPT, prefer: ['wasm'], stopAtStep: STEPS });

	expect(find(gpu, 'failed')).toEqual([]);
	expect(find(gpu, 'ready')[0]).toMatchObject({ backend: 'webgpu', selfCheck: expect.stringMatching(/^(passed|remembered)$/) });
	expect(find(wasm, 'ready')[0]).toMatchObject({ backend: 'wasm', selfCheck: 'passed' });
	// A point that comes right behind another may be left out of the curve: the loss of a step is read while the next one runs.
	expect(largestDifference(losses(gpu), losses(wasm), STEPS - 3)).toBeLessThan(1e-3);
	expect(Math.min(...losses(gpu).values())).toBeLessThan((losses(gpu).get(1) ?? 0) - 0.5);
	expect(find(gpu, 'progress').at(-1)).toMatchObject({ steps: trainGpt.presets['tiny']?.steps });
	expect(find(gpu, 'metric').every(({ tokensPerSecond = 0 }) => tokensPerSecond > 0)).toBe(true);
	// The first steps are recorded; from then on nothing is added.
	const settled = find(gpu, 'metric').filter(({ step }) => step > 4);
	expect(new Set(settled.map(({ tensors }) => tensors)).size).toBe(1);
	expect(find(gpu, 'engine').at(-1)?.status).toMatchObject({ mode: 'refilled', leaked: 0 });
	expect(find(gpu, 'kernels').length).toBeGreaterThan(0);
	const figure = find(gpu, 'figure').find((each) => each.figure === 'attention');
	expect(figure?.heads.length).toBe(trainGpt.presets['tiny']?.config['heads']);
	expect(figure?.heads[0]?.weights.length).toBe((figure?.tokens.length ?? 0) ** 2);
	// A step takes longer here than Stop may: the last snapshot is what is left, and the end says its step.
	expect(gpu.stopMs).toBeLessThan(1_000);
	expect(find(gpu, 'done')[0]).toMatchObject({ how: 'stopped', step: gpu.snapshot?.step });
	expect(weightsOf(gpu).metadata.get('step')).toBe(String(gpu.snapshot?.step));
});

test('a stopped run keeps its last step and goes on as if it had never stopped', async () => {
	const whole = await tell({ ...GPT, prefer: ['wasm'], stopAtStep: 40 });
	const first = await tell({ ...GPT, prefer: ['wasm'], stopAtStep: 12 });

	expect(find(whole, 'sample')[0]?.text.length).toBeGreaterThan(10);
	expect(first.states.at(-1)).toBe('stopped');
	expect(find(first, 'done')[0]).toMatchObject({ how: 'stopped', step: first.snapshot?.step });
	expect(first.snapshot?.step).toBeGreaterThanOrEqual(12);
	const weights = weightsOf(first);
	expect(weights.metadata.get('step')).toBe(String(first.snapshot?.step));
	expect(weights.tensors.get('token.embedding')?.shape).toEqual([115, 32]);

	const rest = await tell({ ...GPT, prefer: ['wasm'], stopAtStep: 40, ...(first.snapshot && { resume: first.snapshot.base64 }) });
	expect(find(rest, 'failed')).toEqual([]);
	expect(Math.min(...losses(rest).keys())).toBe((first.snapshot?.step ?? 0) + 1);
	expect(largestDifference(losses(whole), losses(rest), 15)).toBeLessThan(1e-6);
});

test('a snapshot of another preset is refused with what to do', async () => {
	const small = await tell({ ...GPT, prefer: ['wasm'], stopAtStep: 1 });
	const other = await tell({ ...GPT, prefer: ['wasm'], train: 'small', ...(small.snapshot && { resume: small.snapshot.base64 }) });

	expect(other.states.at(-1)).toBe('failed');
	expect(find(other, 'failed')[0]?.message).not.toContain('Gradus failed');
	expect(find(other, 'failed')[0]?.message).toContain('of the preset "tiny"');
});

test('the attention lab trains on WebGPU with the losses of WASM', async () => {
	const order = { code: ATTENTION, train: 'tiny', seed: 2, stopAtStep: 2 };
	const gpu = await tell({ ...order, prefer: ['webgpu'] });
	const wasm = await tell({ ...order, prefer: ['wasm'] });

	expect(find(gpu, 'failed')).toEqual([]);
	expect(largestDifference(losses(gpu), losses(wasm), 2)).toBeLessThan(1e-3);
	expect(find(gpu, 'figure').length).toBeGreaterThan(0);
});

test('a loss that is no number is said to be so, and is not called a failure of Gradus', async () => {
	const code = GPT.code.replace('return chosen.mean()', 'return chosen.mul(-1).sqrt().sub(1e9).sqrt().mean()');
	const told = await tell({ ...GPT, code, prefer: ['wasm'] });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner' });
	expect(find(told, 'failed')[0]?.message).toContain('The loss became NaN at step 1');
});
