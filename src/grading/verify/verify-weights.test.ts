import { describe, expect, test } from 'vitest';
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import { verifyWeights } from './verify-weights.ts';

const config = gptConfigOf(lab.presets['tiny']?.config ?? {});

function file(change: (tensors: Map<string, StoredTensor>, metadata: Map<string, string>) => void = () => {}): Uint8Array {
	const tensors = new Map<string, StoredTensor>(initialWeights(config, 1));
	const metadata = new Map([
		['lab', 'train-gpt'],
		['preset', 'tiny'],
	]);
	change(tensors, metadata);
	return encodeSafetensors({ tensors, metadata });
}

function verify(bytes: Uint8Array, options: { signal?: AbortSignal; timeoutMs?: number } = {}) {
	return verifyWeights({
		labId: 'train-gpt',
		name: 'model',
		bytes,
		secretHex: 'ab'.repeat(32),
		signal: new AbortController().signal,
		...options,
	});
}

describe('uploaded weights', () => {
	test('of an untrained model are measured and miss the target', async () => {
		const outcome = await verify(file());
		expect(outcome.ok && outcome.result).toMatchObject({ preset: 'tiny', outcome: 'fail' });
		expect(outcome.ok && outcome.result.count).toBeGreaterThanOrEqual(8_192);
		expect(outcome.ok && outcome.result.value).toBeGreaterThan(4);
		expect(outcome.ok && outcome.result.message).toMatch(
			/^Measured: \d\.\d\d ± 0\.\d\d \(95 %\) nats per token of hidden stories, on [\d,]+ tokens;/,
		);
		expect(outcome.ok && outcome.sketch.projection).toHaveLength(256);
	});

	test.each<[string, Uint8Array, RegExp]>([
		[
			'that hold NaN',
			file((tensors) => tensors.set('norm.scale', { shape: [32], data: new Float32Array(32).fill(Number.NaN) })),
			/norm.scale holds NaN at place 0/,
		],
		['that lack a tensor', file((tensors) => tensors.delete('head.weight')), /lack head.weight/],
		['with a tensor too many', file((tensors) => tensors.set('extra', { shape: [1], data: new Float32Array(1) })), /hold extra/],
		['of another size', file((tensors) => tensors.set('norm.scale', { shape: [64], data: new Float32Array(64) })), /needs \[32\]/],
		['of another lab', file((_, metadata) => metadata.set('lab', 'sft')), /of the lab "sft"/],
		['without a preset', file((_, metadata) => metadata.delete('preset')), /small and tiny/],
		['that are no weights', new TextEncoder().encode('hello, this is text'), /header/],
	])('%s are refused with a sentence', async (_, bytes, message) => {
		const outcome = await verify(bytes);
		expect(outcome).toMatchObject({ ok: false, kind: 'error' });
		expect(outcome.ok ? '' : outcome.message).toMatch(message);
	});

	test('end in timeout when the time is up, and in unavailable when stopped', async () => {
		expect(await verify(file(), { timeoutMs: 20 })).toMatchObject({ ok: false, kind: 'timeout' });
		expect(await verify(file(), { signal: AbortSignal.abort() })).toMatchObject({ ok: false, kind: 'unavailable' });
	});
});
