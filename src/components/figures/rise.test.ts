import { describe, expect, it } from 'vitest';
import { decadesOf, type RiseRun, riseSvg, riseText } from './rise-svg.ts';

const FIT = { ceiling: 0.9, middle: 40, steepness: 2, range: [20, 80] as const, line: { atOne: -0.6, perDecade: 0.7 }, until: 100 };
const point = (step: number, accuracy: number) => ({ step, accuracy, low: accuracy - 0.01, high: accuracy + 0.01 });
const RUN: RiseRun = {
	name: 'mix',
	label: 'A mix',
	floor: 0.1,
	points: [point(0, 0.1), point(10, 0.15), point(40, 0.5), point(100, 0.8)],
	all: FIT,
	half: { ...FIT, until: 40 },
};

describe('the rise', () => {
	it('draws a dot for each point after the start, in another colour where the fit has not seen it', () => {
		const [all, half] = (['all', 'half'] as const).map((seen) => riseSvg([RUN], { run: 'mix', seen }));
		expect(all?.match(/<circle class="f1"/g)).toHaveLength(3);
		expect(half?.match(/<circle class="f3"/g)).toHaveLength(1);
	});

	it('says the range, its decades and what line and rise say at the last step', () => {
		const text = riseText([RUN], { run: 'mix', seen: 'all' });
		expect(text).toContain('from step 20 to step 80, 0.60 decades');
		expect(text).toContain('ten times the steps add 70 points');
		expect(text).toContain('At step 100 the line says 0.80, the rise 0.79; measured: 0.80.');
	});

	it('draws and says no line through fewer than three points', () => {
		const bare = { ...RUN, all: { ...FIT, line: null } };
		expect(riseSvg([bare], { run: 'mix', seen: 'all' })).not.toContain('series s6');
		expect(riseText([bare], { run: 'mix', seen: 'all' })).toContain('too few for a line. At step 100 the rise says 0.79; measured: 0.80.');
	});

	it('knows nothing of a run that is not there', () => {
		expect(riseSvg([RUN], { run: 'none', seen: 'all' })).toBe('');
	});

	it('counts decades', () => {
		expect(decadesOf([10, 1_000])).toBeCloseTo(2);
	});
});
