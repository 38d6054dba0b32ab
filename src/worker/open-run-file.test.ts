import { expect, test } from 'vitest';
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { lab } from '#labs/causal-attention/lab.ts';
import { gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import { openRunFile } from './open-run-file.ts';

function runOf(preset: string): Blob {
	const tensors = new Map<string, StoredTensor>();
	for (const [name, shape] of gptShapes(gptConfigOf(lab.presets['tiny']?.config ?? {}))) {
		for (const prefix of ['', 'optimizer.m.', 'optimizer.v.'])
			tensors.set(prefix + name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
	}
	const metadata = new Map(Object.entries({ format: 'gradus-1', lab: lab.id, preset, seed: '5', step: '70' }));
	return new Blob([encodeSafetensors({ tensors, metadata })]);
}

test('an exported run opens with its step and seed', async () => {
	expect(await openRunFile(runOf('tiny'), lab, 'tiny')).toMatchObject({ ok: true, step: 70, seed: 5 });
});

test('a run of another preset says which one to choose', async () => {
	const opened = await openRunFile(runOf('tiny'), lab, 'long');

	expect(opened).toMatchObject({
		ok: false,
		message: expect.stringContaining('of the preset "tiny", this one of "long". Choose that preset'),
	});
});

test('a run that says the right preset and has another shape is refused by name and shape', async () => {
	const opened = await openRunFile(runOf('long'), lab, 'long');

	expect(opened).toMatchObject({
		ok: false,
		message: expect.stringContaining('token.embedding of shape [115, 32]; this model needs it in shape [115, 48]'),
	});
});

test('a file above the limit is refused unread', async () => {
	const large = { size: 9_000_000, arrayBuffer: () => Promise.reject(new Error('was read')) };
	// Of a Blob nothing else is asked.
	const opened = await openRunFile(large as unknown as Blob, lab, 'tiny');

	expect(opened).toMatchObject({ ok: false, message: expect.stringContaining('9000000 bytes') });
});
