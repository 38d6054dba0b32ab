/** The days that lesson 0.2 counts are those of its timeline. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { daysBetween, eventById } from '../../src/components/figures/weights-timeline.ts';

const text = readFileSync('src/content/lessons/0-why/open-weights.mdx', 'utf8');
const days = (from: string, to: string) => daysBetween(eventById(from).date, eventById(to).date);

describe('lesson 0.2', () => {
	it('counts days as its figure does', () => {
		expect(days('o1-preview', 'r1')).toBe(130);
		expect(text).toContain('It takes 130 days in Figure 1');
		expect(days('r1', 's1')).toBe(11);
		expect(text).toContain('after eleven days, the authors of s1');
		expect(days('r1', 'dapo')).toBe(56);
		expect(text).toContain('After 56 days, DAPO');
		expect(days('k3-api', 'k3')).toBe(11);
		expect(days('gpt-oss', 'gpt-5')).toBe(2);
	});
});
