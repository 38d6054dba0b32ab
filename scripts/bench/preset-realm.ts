/**
 * Generation (measure-decoding.ts), or the first step of a lab's preset, as pressing Run does it: model, optimiser, recording, pipelines, one step, its loss. The backend is
 * started before the clock, as a lab's worker does when its page opens.
 */
import * as tf from '@tensorflow/tfjs';
import { causalAttention as borrowed } from 'my/causal-attention';
import { drawWindows } from '#data/storyland/splits.ts';
import { requestGpuDevice } from '#engine/device.ts';
import { measureDecoding } from '#engine/generate/measure-decoding.ts';
import { registerGraphBackend } from '#engine/gpu/register-backend.ts';
import { causalAttention } from '#labs/causal-attention/solution.ts';
import { findLab } from '#labs/index.ts';
import { type Attention, createGpt, initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { gptRecipe, type Recipe } from '#labs/kit/recipe.ts';
import { createTrainingStep } from '#labs/kit/training-step.ts';
import * as trainGpt from '#labs/train-gpt/solution.ts';
import type { Order, Reply } from './orders.ts';

const SEED = 1;

/** What the learner brings to each lab: the reference's. */
const LEARNERS: Readonly<Record<string, { readonly recipe: Recipe; readonly attention: Attention }>> = {
	'causal-attention': { recipe: gptRecipe, attention: causalAttention },
	'train-gpt': { recipe: trainGpt, attention: borrowed },
};

export function presetRealm(): (order: Order) => Promise<Reply> {
	return async (order) => {
		try {
			await startGpu();
			if (order.type === 'decoding') return { ok: true, value: await measureDecoding({ rollouts: order.rollouts }) };
			const [lab = '', preset = ''] = order.engine.split('/');
			return { ok: true, value: await firstStepMs(lab, preset) };
		} catch (error) {
			return { ok: false, reason: error instanceof Error ? error.message.slice(0, 400) : String(error) };
		}
	};
}

async function startGpu(): Promise<void> {
	const found = await requestGpuDevice(navigator.gpu);
	if ('reason' in found) throw new Error(found.reason);
	registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
}

async function firstStepMs(labId: string, presetName: string): Promise<number> {
	const [learner, preset] = [LEARNERS[labId], findLab(labId)?.presets[presetName]];
	if (learner === undefined || preset === undefined) throw new Error(`The benchmark does not know ${labId}/${presetName}.`);
	const started = performance.now();
	const config = gptConfigOf(preset.config);
	const batch = preset.config['batch'] ?? 8;
	const gpt = createGpt(config, initialWeights(config, SEED), learner.attention);
	const training = createTrainingStep({ gpt, recipe: learner.recipe, steps: preset.steps, stored: null });
	const windows = tf.tensor2d(drawWindows('train', `${SEED}/0`, batch, config.time), [batch, config.time], 'int32');
	const loss = await (await training.run(windows, 0)).read();
	if (!Number.isFinite(loss)) throw new Error(`The first loss is ${loss}.`);
	return performance.now() - started;
}
