import { beforeEach, expect, test, vi } from 'vitest';
import { forgetSelfCheck, keepSelfCheck, recallSelfCheck } from './self-check-memory.ts';

const DAY = 86_400_000;
const kept = new Map<string, string>();

beforeEach(() => {
	kept.clear();
	vi.stubGlobal('localStorage', {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => kept.set(key, value),
		removeItem: (key: string) => kept.delete(key),
	});
	return () => vi.unstubAllGlobals();
});

test('what passed is known for a week', () => {
	keepSelfCheck('engine browser adapter', 1_000);

	expect(recallSelfCheck(1_000 + 6 * DAY)).toBe('engine browser adapter');
	expect(recallSelfCheck(1_000 + 7 * DAY)).toBe('');
	// A clock that was put back says nothing about how long it is.
	expect(recallSelfCheck(0)).toBe('');
});

test('after a fault of the device nothing is known', () => {
	keepSelfCheck('engine browser adapter', 1_000);
	forgetSelfCheck();

	expect(recallSelfCheck(2_000)).toBe('');
});

test.each(['', 'null', '7', '{"mark":7,"at":0}', '{"mark":"x"}'])('%j under the name means that nothing is known', (text) => {
	kept.set('self-check', text);

	expect(recallSelfCheck(0)).toBe('');
});

test('with storage off every worker checks', () => {
	vi.stubGlobal('localStorage', undefined);
	keepSelfCheck('engine browser adapter', 0);
	forgetSelfCheck();

	expect(recallSelfCheck(0)).toBe('');
});
