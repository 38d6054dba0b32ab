import { expect, test } from 'vitest';
import { sayMissing } from './missing-weights.ts';

test('weights of no preset are said to be missing', () => {
	expect(sayMissing([])).toBe('This lab is judged on trained weights, and none are kept here yet.');
	expect(sayMissing([{ label: 'small', snapshots: [] }])).toBe('This lab is judged on trained weights, and none are kept here yet.');
});

test('weights that another preset has are named, with the step that choosing it brings', () => {
	const small = {
		label: 'small',
		snapshots: [
			{ step: 400, savedAt: 2, bytes: 8 },
			{ step: 500, savedAt: 1, bytes: 8 },
		],
	};
	expect(sayMissing([{ label: 'tiny', snapshots: [] }, small])).toBe(
		'This lab is judged on trained weights. Weights of “small” are kept (step 400): choose that preset to submit them.',
	);
	expect(sayMissing([small, { label: 'large', snapshots: [{ step: 20, savedAt: 3, bytes: 8 }] }])).toContain('“large” are kept (step 20)');
});
