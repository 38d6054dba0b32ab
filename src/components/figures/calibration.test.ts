/** The figure of lesson 5.1 puts an honest model on its diagonal and names a model that is worse than a coin. */
import { describe, expect, it } from 'vitest';
import { type CalibrationLook, calibrationSvg, calibrationText } from './calibration.ts';

const LOOKS: readonly CalibrationLook[] = [
	{
		pairs: 1_000,
		step: 300,
		asLabelled: 0.62,
		asWorth: 0.7,
		loss: 0.65,
		bins: [
			[0.25, 0.25, 100],
			[0.75, 0.75, 100],
			[0.9, 1, 2],
		],
	},
	{
		pairs: 100,
		step: 300,
		asLabelled: 0.55,
		asWorth: 0.6,
		loss: 1.5,
		bins: [
			[0.02, 0.42, 90],
			[0.98, 0.58, 90],
		],
	},
];

describe('the calibration figure', () => {
	it('draws a dot for each bin that holds pairs, at the place of its numbers', () => {
		const svg = calibrationSvg(LOOKS, { pairs: 1_000, step: 300 });
		expect(svg.match(/<circle/g)).toHaveLength(2);
		expect(svg).toContain('cx="116.5" cy="247.5"');
	});

	it('compares the loss with a coin and with perfect knowledge', () => {
		expect(calibrationText(LOOKS, { pairs: 100, step: 300 }, 0.608)).toContain(
			'worse than the 0.693 of a coin. Where it claims more than 90 %, it claims 98 % on average, and 58 % came true.',
		);
		expect(calibrationText(LOOKS, { pairs: 1_000, step: 300 }, 0.608)).toContain(
			'perfect knowledge 0.608. It never claims more than 90 %.',
		);
	});
});
