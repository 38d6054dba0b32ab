/** Numbers that lesson 3.4 repeats are those that the lab has and its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { effective } from '../../src/components/figures/balance-map.ts';
import { balanceRows, balanceRuns } from '../../src/components/figures/balance-measured.ts';
import { lab } from '../../src/labs/moe-balance/lab.ts';

const text = readFileSync('src/content/lessons/3-scale/moe-balance.mdx', 'utf8');
const rows = balanceRows();
const row = (start: string, method: string) => {
	const found = rows.find((each) => each.start === start && each.method === method);
	if (found === undefined) throw new Error(`${start} with ${method} was not measured.`);
	return found;
};
function range(numbers: readonly number[], digits = 2): string {
	const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((each) => each.toFixed(digits));
	return low === high ? `${low}` : `${low} to ${high}`;
}

describe('lesson 3.4', () => {
	it('computes the effective experts of its example', () => {
		expect(effective([0.73, 0.27, 0, 0, 0, 0, 0, 0]).toFixed(1)).toBe('1.8');
		expect((-(0.73 * Math.log(0.73) + 0.27 * Math.log(0.27))).toFixed(2)).toBe('0.58');
	});

	it('names the push, the weight of the loss and the rate of the lab', () => {
		const config = lab.presets['hot']?.config ?? {};
		expect([config['hotFirst'], config['hotSecond'], config['lossWeight'], config['rate']]).toEqual([3, 2, 0.02, 0.005]);
	});

	it('tells what an even start came to without balancing', () => {
		const { effective: experts, recall } = row('even', 'none');
		expect(text).toContain(`${range(experts, 1)} effective experts`);
		expect(text).toContain(`${range(recall)} of the facts`);
	});

	it('tells what became of the push', () => {
		const { effective: experts, dead, recall } = row('hot', 'none');
		expect(text).toContain(`${range(experts, 1)} experts' worth of work`);
		expect(text).toContain(`recalls ${range(recall)} of its facts, against ${range(row('even', 'none').recall)} from an even start`);
		const words = ['none', 'one', 'two', 'three', 'four'];
		expect(text).toContain(`${words[Math.min(...dead)]} to ${words[Math.max(...dead)]} of the eight get less`);
		const starts = balanceRuns().filter(({ start, method }) => start === 'hot' && method === 'none');
		expect(text).toContain(
			`begin with ${range(
				starts.map(({ looks }) => effective(looks[0]?.load ?? [])),
				1,
			)} effective experts`,
		);
	});

	it('tells what each cure brought back', () => {
		const gains = row('hot', 'bias').recall.map((share, i) => Math.round(100 * (share - (row('hot', 'none').recall[i] ?? 0))));
		expect([Math.min(...gains), Math.max(...gains)]).toEqual([1, 3]);
		expect(text).toContain(`with the loss ${range(row('hot', 'loss').recall)}`);
		expect(text).toContain(`with the bias ${range(row('hot', 'bias').recall)}`);
		expect(text).toContain(
			`${range(row('hot', 'loss').effective, 1)} effective experts with the loss, ${range(row('hot', 'bias').effective, 1)} with the bias`,
		);
	});
});
