import { expect, test } from 'vitest';
import { wilson } from './wilson.ts';

test.each([
	// Reference values of R's prop.test(correct = FALSE).
	[8, 10, 0.4902, 0.9433],
	[0, 10, 0, 0.2775],
	[1, 1, 0.2065, 1],
	[50, 200, 0.195, 0.3143],
	[0, 400, 0, 0.0095],
])('%i of %i lies between %f and %f', (k, n, low, high) => {
	const share = wilson(k, n);
	expect(share?.share).toBe(k / n);
	expect(share?.low).toBeCloseTo(low, 3);
	expect(share?.high).toBeCloseTo(high, 3);
});

test('no case says nothing', () => {
	expect(wilson(0, 0)).toBeNull();
});
