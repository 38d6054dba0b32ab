/** The arithmetic in the prose of lesson 8.2. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freeHours, START, workHours } from '../../src/components/figures/week.ts';

const text = readFileSync('src/content/lessons/8-capstone/people.mdx', 'utf8');

describe('lesson 8.2', () => {
	it('counts the week of 996 as its figure does', () => {
		expect([workHours(START), freeHours(START)]).toEqual([72, 40]);
		expect(text).toContain('Seventy-two hours of work and eight hours of sleep a night leave forty hours a week');
	});

	it('divides the two prices of a GPT-2 as it says', () => {
		expect(Math.round(43_000 / 48 / 100) * 100).toBe(900);
		expect(text).toContain('A factor of nine hundred');
	});
});
