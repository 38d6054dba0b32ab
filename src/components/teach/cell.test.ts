import { expect, test } from 'vitest';
import type { StuckRule } from '#contract/progress.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { STUCK_RULE_TEXT, STUCK_RULES, stuckRule } from '#learning/stuck-rule.ts';
import { describeCell, stuckHeadline } from './cell.ts';

const headline = (stuck: StuckRule, over: Partial<Parameters<typeof stuckHeadline>[0]['work']>) =>
	stuckHeadline({ stuck, work: { tries: 0, activeMs: 0, rungTaken: 0, repeated: null, ...over } });

test('what is printed is what met the rule', () => {
	const repeated = { diagnosis: 'mask-after-softmax', times: 4 };
	expect(headline('task', { tries: 4, repeated, activeMs: 600_000 })).toBe('4 × same diagnosis');
	expect(headline('task', { tries: 7, repeated: { ...repeated, times: 2 }, activeMs: 600_000 })).toBe('7 tries');
	expect(headline('bound', { tries: 12, repeated })).toBe('12 tries');
	expect(headline('bound', { tries: 4, repeated, activeMs: 52 * 60_000 })).toBe('52 min');
	expect(headline('skill', { tries: 1, activeMs: 60_000 })).toBe(`${PARAMETERS.wheelOpps} labs, none without help`);
});

test('the rule is printed with every number that decides it', () => {
	expect(STUCK_RULE_TEXT).toBe(
		'Rule: in a lab that is not accepted, the same diagnosis 3 times, or 6 tries; 45 minutes of work, or 10 tries; or 10 labs on this skill before it, none passed without help.',
	);
	expect(describeCell({ state: 'working', stuck: 'bound', isDue: false })).toBe(`stuck: ${STUCK_RULES.bound}`);
});

test('of several rules the strongest is told', () => {
	const of = (...codes: readonly ('HARD_BOUND_REACHED' | 'STUCK_ON_SKILL' | 'STUCK_ON_TASK')[]) =>
		stuckRule({ reasons: codes.map((code) => (code === 'HARD_BOUND_REACHED' ? { code } : { code, factor: 0.5 })) } as unknown as Parameters<
			typeof stuckRule
		>[0]);
	expect(of('STUCK_ON_TASK', 'HARD_BOUND_REACHED')).toBe('bound');
	expect(of('STUCK_ON_SKILL')).toBe('skill');
	expect(of('STUCK_ON_TASK')).toBe('task');
	expect(of()).toBeNull();
});
