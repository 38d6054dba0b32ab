/** What the shape explainer says of an expression, against what the worker's own WebGPU computes; and that looking costs a run next to nothing. */
import { expect, type Page, test } from '@playwright/test';
import type { SeenTensor } from '#contract/run.ts';
import { find, tell } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

/** Keeps to the lab's export; every value below can be worked out by hand. */
const CODE = `import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	const known = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
	const half = known.mul(0.5);
	const logs = half.sub(0.5).log();
	const whole = known.greater(2).cast('int32').sum(-1);
	const gone = tf.tidy(() => {
		const inner = known.matMul(known, false, true);
		return inner.mean();
	});
	half.dispose();
	return v;
}
`;

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

async function seenOn(prefer: readonly string[]): Promise<Map<string, SeenTensor>> {
	const told = await tell(page, { code: CODE, prefer });
	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'ready')[0]?.backend).toBe(prefer[0]);
	return new Map(find(told, 'tensors').flatMap(({ seen }) => seen.map((each) => [each.text, each] as const)));
}

for (const backend of ['webgpu', 'wasm']) {
	test(`shape, dtype, smallest, mean and largest are true on ${backend}`, async () => {
		const seen = await seenOn([backend]);

		expect(seen.get('known.mul(0.5)')).toMatchObject({
			shape: [2, 3],
			dtype: 'float32',
			stats: { min: 0.5, mean: 1.75, max: 3 },
			notFinite: 0,
		});
		// A graphics processor may give a large number for log(0) instead of an infinite one.
		if (backend === 'wasm') expect(seen.get('half.sub(0.5).log()')).toMatchObject({ shape: [2, 3], notFinite: 1 });
		expect(seen.get("known.greater(2).cast('int32').sum(-1)")).toMatchObject({
			shape: [2],
			dtype: 'int32',
			stats: { min: 1, mean: 2, max: 3 },
		});
		expect(seen.get('known.greater(2)')).toMatchObject({ dtype: 'bool', stats: { min: 0, max: 1 } });
		expect(seen.get('known.matMul(known, false, true)')).toMatchObject({ shape: [2, 2], stats: { min: 14, mean: 38.75, max: 77 } });
		expect(seen.get('inner.mean()')).toMatchObject({ shape: [], stats: { min: 38.75, max: 38.75 } });
		expect(seen.get('v')?.runs).toBeGreaterThan(1);
	});
}

test('a run that the learner’s code ends says what it saw until then', async () => {
	const code = "import * as tf from '@tensorflow/tfjs';\nconst a = tf.ones([2, 3]);\nexport const causalAttention = a.matMul(a);\n";
	const told = await tell(page, { code, prefer: ['cpu'] });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', line: 3 });
	expect(find(told, 'tensors')[0]?.seen.find(({ text }) => text === 'tf.ones([2, 3])')).toMatchObject({
		shape: [2, 3],
		ranges: [{ line: 2 }, {}],
	});
});

test('training is not looked at', async () => {
	const told = await tell(page, { code: 'export const unigramLoss = 1;', lab: 'causal-attention', train: 'tiny', prefer: ['cpu'] });

	expect(find(told, 'tensors')).toEqual([]);
});
