/** The stored step is the worker's own message with its origin, or the build stops. */
import { expect, test } from 'vitest';
import { parseMeasuredStep } from './measured-step.ts';

const FILE = {
	type: 'kernels',
	step: 20,
	replayed: [{ name: 'matMulNN', ns: 31_000, flops: 62e6, bytes: 2e6 }],
	eager: { dispatches: 1_384, jsMs: 165 },
	jsMs: 0.6,
	adapter: 'a GPU',
	preset: 'small',
	command: 'a command',
};

test('a message with its origin is read', () => {
	expect(parseMeasuredStep(FILE)).toEqual(FILE);
});

test.each([
	['without its command', { ...FILE, command: '' }],
	['of another type', { ...FILE, type: 'heartbeat' }],
	['with a kernel without bytes', { ...FILE, replayed: [{ name: 'matMulNN', ns: 1, flops: 1 }] }],
])('a file %s is refused', (_, file) => {
	expect(() => parseMeasuredStep(file)).toThrow();
});
