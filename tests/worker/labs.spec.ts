/**
 * Every lab in the learner's browser on WebGPU: its reference passes the public checks there as in the sandbox, and a verified run begins with
 * the numbers that the recipe measured on WASM. Each day others of them, at night all.
 */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';
import { isNight, isToday } from '../support/sample.ts';
import { find, type Order, type Told, tell } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

/** Days after which each has had its turn. */
const [RUN_DAYS, CHECK_DAYS] = isNight ? [1, 1] : [8, 16];
/** Of the value, above 1: WASM and WGSL round in another order. */
const TOLERANCE = 2e-3;

const goldenSchema = z.looseObject({
	presets: z.record(z.string(), z.looseObject({ first: z.array(z.record(z.string(), z.number())).optional() })).default({}),
});

let server: WorkerServer;
test.beforeAll(async () => {
	server = await serveWorker();
});
test.afterAll(() => server.close());
test.beforeEach(({ page }) => page.goto(server.origin));

function file(lab: string, name: string): string {
	return readFileSync(new URL(`../../src/labs/${lab}/${name}`, import.meta.url), 'utf8');
}

function orderOf(lab: Lab): Order {
	const my = Object.fromEntries(lab.allowedImports.my.map((id) => [id, file(id, 'borrowed.ts')]));
	return { lab: lab.id, code: file(lab.id, 'solution.ts'), my, prefer: ['webgpu'] };
}

async function runOf(page: Page, order: Order): Promise<Told> {
	const told = await tell(page, order);
	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'ready')[0]).toMatchObject({ backend: 'webgpu', selfCheck: expect.stringMatching(/^(passed|remembered)$/) });
	return told;
}

for (const [at, lab] of labs.entries()) {
	if (!isToday(at, CHECK_DAYS)) continue;
	test(`the reference of ${lab.id} passes the public checks on WebGPU`, async ({ page }) => {
		const told = await runOf(page, orderOf(lab));

		expect(find(told, 'check').filter(({ result }) => result.outcome === 'fail')).toEqual([]);
		expect(find(told, 'check').length).toBeGreaterThanOrEqual(6);
	});
}

test('a lab that imports a file of the learner’s own, which imports another of theirs, runs its checks', async ({ page }) => {
	const my = { rope: file('rope', 'solution.ts'), 'causal-attention': file('causal-attention', 'solution.ts') };
	const told = await tell(page, { lab: 'modernise', code: file('modernise', 'solution.ts'), my, prefer: ['wasm'] });

	expect(find(told, 'failed')).toEqual([]);
	const results = find(told, 'check').map(({ result }) => result.outcome);
	expect(results.length).toBeGreaterThanOrEqual(6);
	expect(results).not.toContain('fail');
});

const verified = labs.filter(({ checkpoints }) => checkpoints.length > 0);
for (const [at, lab] of verified.entries()) {
	if (!isToday(at, RUN_DAYS)) continue;
	test(`a run of ${lab.id} on WebGPU begins with the numbers of its recipe`, async ({ page }) => {
		// A lab may make a base or a reward model before its own first step: minutes on the software adapter.
		test.setTimeout(1_200_000);
		const { presets } = goldenSchema.parse(JSON.parse(file(lab.id, 'golden.json')));
		const [preset, golden] = Object.entries(presets).findLast(([, { first }]) => first?.some(({ step = 0 }) => step > 0)) ?? [
			'',
			{ first: [] },
		];
		expect(golden.first?.length, 'first steps in golden.json').toBeGreaterThan(0);

		const last = Math.max(...(golden.first ?? []).map(({ step = 0 }) => step));
		const told = await runOf(page, { ...orderOf(lab), train: preset, seed: 1, stopAtStep: last });

		const seen = valuesOf(told);
		const shared = (golden.first ?? []).filter(({ step }) => seen.has(step ?? -1));
		expect(shared.length, 'steps that both report').toBeGreaterThan(0);
		for (const { step = -1, ...values } of shared) {
			for (const [key, value] of Object.entries(values)) {
				const got = seen.get(step)?.[key];
				if (got !== undefined)
					expect(Math.abs(got - value), `${key} at step ${step}`).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(value)));
			}
		}
	});
}

/** Losses and measures by step. */
function valuesOf(told: Told): Map<number, Record<string, number>> {
	const values = new Map<number, Record<string, number>>();
	for (const { step, loss } of find(told, 'metric')) values.set(step, { ...values.get(step), loss });
	for (const { step, values: measured } of find(told, 'measure')) values.set(step, { ...values.get(step), ...measured });
	return values;
}
