/** The simulation runs on the product's own policy, deals the same to everybody, and keeps the orderings that are not noise. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '#learning/parameters.ts';
import { isNight } from '../../tests/support/sample.ts';
import { takeCourse } from './course.ts';
import { compare, measure } from './measure.ts';
import { policyOf } from './policies.ts';
import { FULL, report, withTables } from './report.ts';
import { ASSUMPTIONS, WORLD } from './world.ts';

const [base] = ASSUMPTIONS;
if (!base) throw new Error('There is no assumption.');
const LEARNERS = 10;
const of = (policyId: string) => measure({ policyId, assumption: base, learners: LEARNERS });

describe('the simulation of help', () => {
	it('prints the same tables for the same seeds', () => {
		const size = { learners: 2, inSensitivities: 1 };
		const text = [...report(size)].join('\n');
		expect([...report(size)].join('\n')).toBe(text);
		for (const part of ['no AI at all', 'fixed ladder and our re-checks', 'memory grows in labs too', '× 1.5'])
			expect(text).toContain(part);
	});

	it('puts its tables between the marks of a page, and refuses one without', () => {
		const page = 'a\n<!-- simulation: how -->\nold\n<!-- /simulation -->\nb\n';
		expect(withTables(page, ['one', 'two'])).toBe('a\n<!-- simulation: how -->\n\none\n\ntwo\n\n<!-- /simulation -->\nb\n');
		expect(() => withTables('a', ['one'])).toThrow('no marks');
	});

	it.runIf(isNight)('is what docs/learning.md shows', () => {
		const page = readFileSync('docs/learning.md', 'utf8');
		expect(withTables(page, [...report(FULL)])).toBe(page);
	});

	it('finds unlimited help far below no help, as it was found with people', () => {
		const { gain, error } = compare(of('unlimited'), of('none'));
		expect(gain + 3 * error).toBeLessThan(0);
	});

	it('finds re-checks above none, for ours and for the ladder', () => {
		for (const [withThem, without] of [
			['ours', 'ours-alone'],
			['ladder-recheck', 'ladder'],
		] as const) {
			const { gain, error } = compare(of(withThem), of(without));
			expect(gain - 3 * error).toBeGreaterThan(0);
		}
	});

	it('finds that code written by AI costs learning, and saves time', () => {
		const [blocks, lines] = [of('ours-a3'), of('ours')];
		const { gain, error } = compare(blocks, lines);
		expect(gain + 3 * error).toBeLessThan(0);
		expect(blocks.hours).toBeLessThan(lines.hours);
	});

	it('lets nobody of ours leave the course, and some who get no help', () => {
		expect(of('ours').quit).toBeLessThan(0.02);
		expect(of('none').quit).toBeGreaterThan(0.2);
	});

	it('gives a different outcome when the policy is another: it is the product that decides', () => {
		const setup = { policy: policyOf('ours'), world: WORLD, learners: {} };
		const asked = takeCourse('gaming', 3, { ...setup, parameters: PARAMETERS });
		const asksMuch = { ...PARAMETERS, need: PARAMETERS.need.map((row) => row.map((units) => units * 50)) };
		expect(takeCourse('gaming', 3, { ...setup, parameters: asksMuch }).solutions).toBeLessThanOrEqual(asked.solutions);
		expect(takeCourse('gaming', 3, { ...setup, parameters: asksMuch })).not.toEqual(asked);
	});
});
