/** What the engine's status says to a learner. */
import { expect, test } from 'vitest';
import type { EngineStatus } from '#contract/run.ts';
import { describeLeaked, describePlace, factsOf, modeOf, reasonOf } from './engine-words.ts';

const STATUS: EngineStatus = {
	mode: 'replayed',
	reason: '',
	dispatches: 146,
	jsMs: 0.061,
	gpuBytes: 9.1e7,
	recordingBytes: 7.6e7,
	leaked: 0,
};

test('the place is the backend with its adapter, or what is known of it', () => {
	expect(describePlace({ backend: 'webgpu', adapter: 'SwiftShader (software)' }, 'webgpu')).toBe('WebGPU (SwiftShader, software)');
	expect(describePlace(null, 'wasm')).toBe('WASM');
	expect(describePlace(null, null)).toBe('starting');
});

test('a step on the processor runs as written without being told so; on the GPU the mode waits for the engine', () => {
	expect(modeOf(undefined, 'wasm').short).toBe('as written');
	expect(modeOf(undefined, 'webgpu').short).toBe('waiting');
	expect(modeOf(STATUS, 'webgpu').short).toBe('replayed');
});

test('a reason has a line of its own only where the step is held back', () => {
	const eager: EngineStatus = { ...STATUS, mode: 'eager', reason: 'It reads a value.' };
	expect(reasonOf(eager, 'webgpu')).toBe('It reads a value.');
	expect(reasonOf({ ...STATUS, mode: 'recording', reason: 'Something.' }, 'webgpu')).toBeNull();
	expect(reasonOf(STATUS, 'webgpu')).toBeNull();
	expect(reasonOf(eager, 'wasm')).toBeNull();
});

test('tensors left behind are a warning once the first steps have made what stays', () => {
	expect(describeLeaked({ ...STATUS, leaked: 3 })).toContain('leaves 3 tensors behind');
	expect(describeLeaked({ ...STATUS, mode: 'recording', leaked: 106 })).toBeNull();
	expect(describeLeaked(STATUS)).toBeNull();
});

test('what was not measured is said not to be, and without a GPU nothing is said of one', () => {
	const values = Object.fromEntries(factsOf(STATUS, 'webgpu').map(({ name, value }) => [name, value]));
	expect(values).toEqual({
		'JavaScript a step': '0.06 ms',
		'dispatches a step': '146',
		'GPU a step': 'not measured',
		'GPU memory': '91 MB',
		'of it the recording': '76 MB',
		'left behind a step': '0',
	});
	expect(factsOf(STATUS, 'wasm').map(({ name }) => name)).toEqual(['JavaScript a step', 'left behind a step']);
});
