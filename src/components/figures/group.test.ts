import { describe, expect, it } from 'vitest';
import { groupHtml, groupText } from './group-html.ts';
import { chooseGroups, sampleGroup } from './group-numbers.ts';

const group = (...rewards: number[]) => ({ prompt: '1+1=', samples: rewards.map((reward) => ({ text: `#${reward}.`, reward })) });

describe('a group of samples', () => {
	it('counts each against its own group', () => {
		const { samples } = sampleGroup(group(1, 0, 0, 0));
		expect(samples[0]?.values.centred).toBeCloseTo(0.75);
		expect(samples[0]?.values.scaled).toBeCloseTo(Math.sqrt(3));
		expect(samples[1]?.values.scaled).toBeCloseTo(-1 / Math.sqrt(3));
	});

	it('teaches nothing when all agree', () => {
		for (const each of [group(0, 0, 0), group(1, 1, 1)]) for (const { values } of sampleGroup(each).samples) expect(values.scaled).toBe(0);
		expect(groupText([sampleGroup(group(1, 1))], { group: 0, counting: 'scaled' })).toContain('teaches nothing');
	});

	it('shows one group of each kind, the hardest first', () => {
		const chosen = chooseGroups([group(1, 1, 0), group(0, 0, 0), group(0, 1, 0), group(1, 0, 0)]);
		expect(chosen.map(({ samples }) => samples.filter(({ reward }) => reward === 1).length)).toEqual([0, 1, 2]);
	});

	it('says sums and signs in words', () => {
		const groups = [sampleGroup(group(1, 0, 0, 0))];
		expect(groupText(groups, { group: 0, counting: 'scaled' })).toContain(
			'A right one counts +1.73, a wrong one −0.58; together they sum to 0.00.',
		);
		expect(groupHtml(groups, { group: 0, counting: 'reward' })).toContain('<code>1+1=#1.</code>');
	});
});
