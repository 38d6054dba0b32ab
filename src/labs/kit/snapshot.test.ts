import { describe, expect, test } from 'vitest';
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { gptShapes } from './gpt-shapes.ts';
import { MOMENT_PREFIXES, readRun, stepOfRun } from './snapshot.ts';

const config = { layers: 1, width: 4, heads: 2, time: 3, vocabulary: 5 };
const wanted = { lab: 'toy', preset: 'tiny', shapes: gptShapes(config) };

interface Change {
	readonly metadata?: Readonly<Record<string, string>>;
	readonly tensors?: Readonly<Record<string, readonly number[] | null>>;
}

/** A right file, with some of its words or shapes changed; null leaves a tensor out. */
function file({ metadata = {}, tensors = {} }: Change = {}): ArrayBuffer {
	const stored = new Map<string, StoredTensor>();
	for (const [name, shape] of gptShapes(config)) {
		for (const prefix of ['', ...MOMENT_PREFIXES]) {
			const given = tensors[prefix + name];
			const own = given === undefined ? shape : given;
			if (own !== null) stored.set(prefix + name, { shape: own, data: new Float32Array(own.reduce((a, b) => a * b, 1)).fill(0.5) });
		}
	}
	const words = { format: 'gradus-1', lab: 'toy', preset: 'tiny', seed: '3', step: '40', ...metadata };
	return encodeSafetensors({ tensors: stored, metadata: new Map(Object.entries(words)) }).buffer;
}

function refusal(change: Change): string {
	const read = readRun(file(change), wanted);
	return read.ok ? 'accepted' : read.message;
}

describe('a run as a file', () => {
	test('says its seed and step, and holds weights and both moments', () => {
		const read = readRun(file(), wanted);

		expect(read).toMatchObject({ ok: true, run: { seed: 3, step: 40 } });
		expect(read.ok && read.run.weights.tensors.size).toBe(3 * gptShapes(config).size);
		expect(stepOfRun(file())).toBe(40);
	});

	test.each<[string, Change, string]>([
		['of another lab', { metadata: { lab: 'causal-attention' } }, 'of the lab "causal-attention", this one of "toy". Open that lab'],
		['of another preset', { metadata: { preset: 'small' } }, 'of the preset "small", this one of "tiny". Choose that preset'],
		['from elsewhere', { metadata: { format: 'pt' } }, 'its format is "pt"'],
		['without a step', { metadata: { step: 'many' } }, 'does not say its seed and step'],
		['of a wider model', { tensors: { 'head.weight': [8, 5] } }, 'has head.weight of shape [8, 5]; this model needs it in shape [4, 5]'],
		['without moments', { tensors: { 'optimizer.v.norm.scale': null } }, 'lacks optimizer.v.norm.scale'],
	])('%s is refused with what to do', (_, change, sentence) => {
		expect(refusal(change)).toContain(sentence);
	});

	test('that is no safetensors file is refused, not crashed on', () => {
		const read = readRun(new TextEncoder().encode('PK this is a zip file, or so it says').buffer, wanted);

		expect(read).toMatchObject({ ok: false, message: expect.stringContaining('Is it a safetensors file?') });
		expect(stepOfRun(new ArrayBuffer(3))).toBeNull();
	});
});
