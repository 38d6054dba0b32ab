import { expect, test } from 'vitest';
import { createFloodMeter } from './flood-meter.ts';

const heartbeat = { type: 'heartbeat' } as const;

test('two hundred messages in a second pass, the next one floods', () => {
	const meter = createFloodMeter();
	const answers = Array.from({ length: 201 }, (_, i) => meter.isFlooded(heartbeat, 1_000 + i));

	expect(answers.indexOf(true)).toBe(200);
});

test('a new second starts a new count', () => {
	const meter = createFloodMeter();
	for (let second = 0; second < 5; second += 1) {
		for (let i = 0; i < 200; i += 1) expect(meter.isFlooded(heartbeat, second * 1_000)).toBe(false);
	}
});

test('few large messages flood too, unless they are snapshots', () => {
	const meter = createFloodMeter();
	const text = 'x'.repeat(4_000);
	const snapshot = { type: 'snapshot', step: 1, preset: 'tiny', bytes: new ArrayBuffer(4_000_000) } as const;

	expect(meter.isFlooded(snapshot, 0)).toBe(false);
	const answers = Array.from({ length: 140 }, () => meter.isFlooded({ type: 'log', level: 'log', text }, 0));
	expect(answers.at(-1)).toBe(true);
});
