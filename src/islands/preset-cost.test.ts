import { expect, test } from 'vitest';
import { describeCost, roughTime, secondsFor } from './preset-cost.ts';
import { powerOfTen, sayNumber } from './quantity.ts';

const tiny = { label: 'tiny', config: { batch: 8, time: 48 }, steps: 120, flops: 6.4e9 };
const small = { label: 'small', config: { batch: 16, time: 48 }, steps: 400, flops: 2.28e11 };

test('without a measurement no time is claimed', () => {
	expect(describeCost(small, null)).toBe('400 steps · 2.3 × 10¹¹ FLOPs · time: known after the first steps here');
});

test('until this machine is known, the time that we measured is said, and where', () => {
	const known = { ...small, seconds: { wasm: 68, cpu: 900 } };
	expect(describeCost(known, null)).toContain(
		'about 70 seconds on one core of a server (WASM); of this machine: known after the first steps',
	);
	expect(describeCost({ ...small, seconds: { cpu: 900 } }, null)).toContain('about 15 minutes on one core of a server (plain JavaScript)');
	expect(describeCost(known, { preset: small, tokensPerSecond: 4_608 })).toMatch(/about \d+ seconds on this machine$/);
});

test('the measured preset is timed by its tokens, another one by its work', () => {
	const measured = { preset: tiny, tokensPerSecond: 4_608 };
	expect(secondsFor(tiny, measured)).toBeCloseTo(10);
	expect(secondsFor(small, measured)).toBeCloseTo((10 * 2.28e11) / 6.4e9);
	expect(describeCost(small, measured)).toBe('400 steps · 2.3 × 10¹¹ FLOPs · about 6 minutes on this machine');
});

test('a run without tokens is timed by its steps', () => {
	const measured = { preset: { ...tiny, config: {} }, tokensPerSecond: null, secondsPerStep: 0.5 };
	expect(secondsFor(measured.preset, measured)).toBe(60);
	expect(secondsFor(small, measured)).toBeCloseTo((60 * 2.28e11) / 6.4e9);
	expect(secondsFor(small, { preset: { ...tiny, config: {} }, tokensPerSecond: 12 })).toBeNull();
});

test('a preset without stated work is not timed from another', () => {
	expect(secondsFor({ ...small, flops: undefined as never }, { preset: tiny, tokensPerSecond: 4_608 })).toBeNull();
});

test('times are round and powers are raised', () => {
	expect([4, 42, 130, 8_000].map(roughTime)).toEqual(['some seconds', 'about 40 seconds', 'about 2 minutes', 'about 2 hours']);
	expect(powerOfTen(6.4e9)).toBe('6.4 × 10⁹');
	expect([0.08333, 1_380, -2.3e11, 4e-7, 0].map(sayNumber)).toEqual(['0.0833', '1,380', '-2.3 × 10¹¹', '4.0 × 10⁻⁷', '0']);
});
