/** The figure of lesson 5.3 draws every measured run and says its best point. */
import { describe, expect, it } from 'vitest';
import { type LeashRun, leashSvg, leashText } from './leash.ts';

const point = (step: number, kl: number, reward: number, worth: number) => ({ step, kl, reward, worth, example: 'thanks thanks order' });
const RUNS: readonly LeashRun[] = [{ beta: 0, seed: 1, points: [point(0, 0, 0, 1.6), point(20, 2, 1.5, 2.1), point(200, 35, 6, -9.9)] }];

describe('the leash figure', () => {
	it('draws both lines and marks the chosen point on each', () => {
		const svg = leashSvg(RUNS, { beta: 0, seed: 1, at: 1 });
		expect(svg.match(/class="series/g)).toHaveLength(2);
		expect(svg.match(/<circle/g)).toHaveLength(2);
		expect(svg).not.toContain('NaN');
	});

	it('says the point, and the best one of the run', () => {
		const text = leashText(RUNS, { beta: 0, seed: 1, at: 2 });
		expect(text).toContain('worth <strong>−9.90</strong>');
		expect(text).toContain('Best of this run: 2.10 at 2.0 nats, after 20 steps');
	});

	it('stays empty for a run that is not there', () => {
		expect(leashText(RUNS, { beta: 7, seed: 1, at: 0 })).toBe('');
		expect(leashSvg(RUNS, { beta: 7, seed: 1, at: 0 })).not.toContain('series');
	});
});
