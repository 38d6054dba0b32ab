/** What an installation draws hidden inputs from: another for each lab, each version of it, and each installation, and the same one every time. */
import { expect, test } from 'vitest';
import { secretFrom } from './secret.ts';

const PURPOSES = ['weights:grpo:1', 'weights:grpo:2', 'weights:sft:1'];

test('another lab, another version and another installation have another seed', () => {
	const seeds = [1, 2].flatMap((byte) => PURPOSES.map((purpose) => secretFrom(Buffer.alloc(32, byte)).derive(purpose)));

	expect(new Set(seeds).size).toBe(seeds.length);
	for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{64}$/);
	expect(secretFrom(Buffer.alloc(32, 1)).derive('weights:grpo:1')).toBe(seeds[0]);
});

test('the id tells two secrets apart, and is no part of what is derived', () => {
	const [one, other] = [secretFrom(Buffer.alloc(32, 1)), secretFrom(Buffer.alloc(32, 2))];

	expect(one.id).not.toBe(other.id);
	expect(one.derive('weights:grpo:1')).not.toContain(one.id);
});
