/** Lab 1.6 for real: the reference trains the tiny preset on WASM to its own target, and the server's measure of the file agrees. */
import { expect, test } from 'vitest';
import { isBelowFloor } from '#data/storyland/entropy.ts';
import { measureWeights } from '#grading/verify/measure-weights.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import * as solution from '#labs/train-gpt/solution.ts';
import { train } from '#labs/train-gpt/train.ts';

test('the tiny preset reaches its target, and hidden stories agree with the visible ones', async () => {
	await startWasm();
	const preset = lab.presets['tiny'];
	if (preset === undefined) throw new Error('lab.ts has no preset "tiny".');
	const files: ArrayBuffer[] = [];
	let visible = Number.NaN;
	await train(
		solution,
		silentHost({
			preset: 'tiny',
			config: preset.config,
			steps: preset.steps,
			seed: 5,
			emit: (message) => {
				if (message.type === 'metric') visible = message.heldOut ?? visible;
			},
			snapshot: async (_, make, last) => void (last === true && files.push(await make())),
		}),
	);
	const bytes = new Uint8Array(files[0] ?? new ArrayBuffer(0));
	const result = await measureWeights(bytes, lab.id, { split: 'hidden', seed: '5e'.repeat(32) });
	if (!result.ok) throw new Error(result.message);
	const { preset: name, measured, goal } = result;

	expect([name, goal.goal]).toEqual(['tiny', 'at-most']);
	expect(measured.value).toBeLessThan(goal.target);
	expect(isBelowFloor(measured.value, measured.standardError, goal.floor ?? Number.NaN)).toBe(false);
	expect(Math.abs(visible - measured.value)).toBeLessThan(0.05);
});
