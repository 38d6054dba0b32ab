import { describe, expect, it } from 'vitest';
import { AT_RISK, compareRisks, RISK_RULE_TEXT, type RiskFacts, reasonText, riskReasons } from './at-risk.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const FACTS: RiskFacts = { lastActivityAt: NOW, joinedAt: NOW - 60 * DAY_MS, isDone: false, missing: [], share: 1, counted: 5 };
const textsOf = (over: Partial<RiskFacts>) => riskReasons({ ...FACTS, ...over }, NOW).map(reasonText);

describe('whom to follow up', () => {
	it('is nobody who works, is in time and has the points', () => {
		expect(textsOf({})).toEqual([]);
		expect(textsOf({ share: null, counted: 0 })).toEqual([]);
	});

	it('counts whole days without activity from the limit on, not a moment before it', () => {
		const quiet = AT_RISK.quietDays * DAY_MS;
		expect(textsOf({ lastActivityAt: NOW - quiet + 1 })).toEqual([]);
		expect(textsOf({ lastActivityAt: NOW - quiet })).toEqual(['nothing done for 7 days']);
		expect(textsOf({ lastActivityAt: NOW - 9.9 * DAY_MS })).toEqual(['nothing done for 9 days']);
	});

	it('counts from joining for who has done nothing since, also when something was done before', () => {
		expect(textsOf({ lastActivityAt: null, joinedAt: NOW - 8 * DAY_MS })).toEqual(['nothing done since joining 8 days ago']);
		expect(textsOf({ lastActivityAt: NOW - 40 * DAY_MS, joinedAt: NOW - 8 * DAY_MS })).toEqual(['nothing done since joining 8 days ago']);
		expect(textsOf({ lastActivityAt: NOW - 40 * DAY_MS, joinedAt: NOW - 3 * DAY_MS })).toEqual([]);
	});

	it('leaves out who has every lab accepted and so nothing to do', () => {
		expect(textsOf({ lastActivityAt: NOW - 30 * DAY_MS, isDone: true })).toEqual([]);
	});

	it('names labs past their deadline without a submission', () => {
		expect(textsOf({ missing: ['bigram'] })).toEqual(['nothing handed in by the deadline to 1 lab']);
		expect(riskReasons({ ...FACTS, missing: ['bigram', 'rope'] }, NOW)).toEqual([{ kind: 'missing', labIds: ['bigram', 'rope'] }]);
	});

	it('looks at points only once enough labs count, and says a share that is below the limit as below it', () => {
		expect(textsOf({ share: 0.2, counted: AT_RISK.countedLabs - 1 })).toEqual([]);
		expect(textsOf({ share: 0.5, counted: 2 })).toEqual([]);
		expect(textsOf({ share: 0.4999, counted: 2 })).toEqual(['49 % of the points so far, in 2 labs']);
	});

	it('puts the most reasons first, then the most labs, then the longest away', () => {
		const of = (over: Partial<RiskFacts>) => riskReasons({ ...FACTS, ...over }, NOW);
		const both = of({ missing: ['a'], share: 0.1 });
		const [two, one] = [of({ missing: ['a', 'b'] }), of({ missing: ['a'] })];
		const [long, short] = [of({ lastActivityAt: NOW - 20 * DAY_MS }), of({ lastActivityAt: NOW - 8 * DAY_MS })];
		expect([short, one, long, both, two].toSorted(compareRisks)).toEqual([both, two, one, long, short]);
	});

	it('prints the rule with the numbers that it uses', () => {
		expect(RISK_RULE_TEXT).toContain(`for ${AT_RISK.quietDays} days`);
		expect(RISK_RULE_TEXT).toContain(
			`less than ${100 * AT_RISK.leastShare} % of the points so far, once ${AT_RISK.countedLabs} labs count`,
		);
	});
});
