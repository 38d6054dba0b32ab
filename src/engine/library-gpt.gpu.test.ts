import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import { compile } from './compile.ts';
import { createLibraryGpt, initialLibraryWeights, type LibraryGptConfig } from './library-gpt.ts';
import { adamw } from './optim/adamw.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const PLAIN: LibraryGptConfig = { layers: 2, width: 24, heads: 2, time: 9, vocabulary: 13 };

async function losses(backend: 'webgpu' | 'wasm', config: LibraryGptConfig, steps: number, isCompiled = true): Promise<number[]> {
	await tf.setBackend(backend);
	const gpt = createLibraryGpt(config, initialLibraryWeights(config, 5));
	const optimizer = adamw(gpt.parameters, {
		learningRate: (step) => 0.003 / (1 + step),
		// Where a gradient is zero but for rounding, a small epsilon would turn the rounding into a whole step.
		epsilon: 1e-3,
	});
	const body = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar => optimizer.minimize(() => gpt.loss(x, y));
	const step = compile(body);
	const seen: number[] = [];
	for (let i = 0; i < steps; i += 1) {
		const ids = (shift: number): tf.Tensor2D =>
			tf.tensor2d(
				Int32Array.from({ length: 18 }, (_, j) => ((i % 2) * 5 + j * j + shift) % 13),
				[2, 9],
				'int32',
			);
		const [x, y] = [ids(0), ids(1)];
		if (isCompiled) seen.push(await (await step(x, y)).read());
		else {
			const loss = body(x, y);
			seen.push((await loss.data())[0] ?? Number.NaN);
			loss.dispose();
		}
		tf.dispose([x, y]);
	}
	// Gradients are written where the optimiser reads them: nothing is copied.
	if (backend === 'webgpu' && isCompiled) expect(step.status).toMatchObject({ mode: 'replayed', copies: 0 });
	step.dispose();
	optimizer.dispose();
	gpt.dispose();
	return seen;
}

test.each<[string, Partial<LibraryGptConfig>]>([
	['as GPT-2 is', {}],
	['with RMSNorm, rotary positions, SwiGLU and shared keys', { norm: 'rms', position: 'rope', activation: 'swiglu', kvHeads: 1 }],
])('a model %s trains on fused ops as on plain tfjs: at most 2e-6 apart a step', async (_, form) => {
	const config = { ...PLAIN, ...form };
	const fused = await losses('webgpu', config, 4);
	await startWasm();
	const plain = await losses('wasm', config, 4);

	expect(Math.max(...fused.map((loss, i) => Math.abs(loss - (plain[i] ?? Number.NaN))))).toBeLessThanOrEqual(2e-6 * 4);
	// Every other step sees the same texts.
	expect(fused[2]).toBeLessThan(fused[0] ?? 0);
});

test('replay on fused ops equals the same steps as written, bit for bit', async () => {
	expect(await losses('webgpu', PLAIN, 4)).toEqual(await losses('webgpu', PLAIN, 4, false));
});
