import { expect, test } from 'vitest';
import { lab as causalAttention } from '#labs/causal-attention/lab.ts';
import { lab as trainGpt } from '#labs/train-gpt/lab.ts';
import { memoryAdvice } from './memory-advice.ts';
import { isOverLimit, outOfMemory } from './session-failures.ts';
import { sizeText } from './size-text.ts';

// As Chromium 156 says it on SwiftShader.
const DAWN =
	'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY\n - While calling [Device].CreateBuffer([BufferDescriptor ""tensor of 268435456 bytes, 4200000000 in all""]).\n    at CheckVkOOMThenSuccessImpl (VulkanError.cpp:119)';
const TOO_LARGE =
	'Buffer size (2147483644) exceeds the max buffer size limit (1073741824).\n - While calling [Device].CreateBuffer([BufferDescriptor ""x""]).';

test('memory that ran out says how much was asked, from the label of the buffer', () => {
	const { whose, kind, message } = outOfMemory(DAWN);

	expect([whose, kind]).toEqual(['learner', 'out-of-memory']);
	expect(message).toContain('for 268 MB, 4.2 GB in all, which is more than it has');
	expect(message).toContain('tf.tidy');
});

test('a tensor above the limit of the device is named with both sizes', () => {
	expect(isOverLimit(TOO_LARGE)).toBe(true);
	expect(outOfMemory(TOO_LARGE).message).toContain('needs 2.1 GB; this graphics processor takes at most 1.1 GB in one piece');
});

test('a text without a size is given none', () => {
	expect(isOverLimit('Aborted(OOM)')).toBe(false);
	expect(outOfMemory('Aborted(OOM). Build with -sASSERTIONS for more info.').message).not.toMatch(/\d/);
});

test('the advice says what the preset needs, part by part, and the next smaller one', () => {
	const advice = memoryAdvice(trainGpt, 'small');

	expect(advice).toContain('the preset "small" needs 12 MB when its step is recorded and 101 MB when it runs as written');
	expect(advice).toContain("weights 472 kB, gradients 472 kB, the optimiser's moments 943 kB, activations of a batch 10 MB");
	expect(advice).toContain('choose the preset "tiny", which needs 2.1 MB');
	expect(memoryAdvice(causalAttention, 'tiny')).toContain('It is the smallest of this lab');
});

test('a preset that is no GPT is given no number', () => {
	expect(memoryAdvice({ presets: { digits: { label: 'digits', config: { width: 8 }, steps: 10 } } }, 'digits')).not.toMatch(/\d/);
});

test('sizes are said as people say them', () => {
	expect([0, 999, 1_000, 9_950, 24_000_000, 1_500_000_000].map(sizeText)).toEqual([
		'0 bytes',
		'999 bytes',
		'1.0 kB',
		'9.9 kB',
		'24 MB',
		'1.5 GB',
	]);
});
