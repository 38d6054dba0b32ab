import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import type { GraphBackend } from './gpu/graph-backend.ts';
import { agreesWithCpu, differenceFromCpu } from './self-check.ts';

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

test('the GPU agrees with the processor, on tfjs’s kernels and on ours', async () => {
	expect(await differenceFromCpu('webgpu')).toBeLessThan(1e-5);
});

test('a backend with a wrong kernel of ours is not used', async () => {
	const run = backend.runKernel.bind(backend);
	backend.runKernel = (call) => {
		const source =
			call.name.startsWith('layerNorm') || call.name.startsWith('normalize')
				? call.source.replaceAll('params.epsilon', '0.5')
				: call.source;
		return run({ ...call, name: `${call.name}X`, source });
	};
	expect(await agreesWithCpu('webgpu')).toBe(false);
	backend.runKernel = run;
	await tf.setBackend('webgpu');
});
