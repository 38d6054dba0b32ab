/** What /me/help says and draws follows from the account, and says nothing that is not in it. */
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { DAY_MS } from '#learning/retention.ts';
import { accountOfSkill } from '#learning/skill-account.ts';
import { futureWords, readingWords, retentionWords } from './help-words.ts';
import { retentionSvg } from './retention-svg.ts';

const PREFERENCE = { cap: 5, proactive: 'ask', auto: 3 } as const;
const pass = (t: number, task: string, mode: 'practice' | 'recheck'): LearningEvent => ({
	...{ t, skill: 's', task, mode },
	...{ type: 'attempt', verdict: 'pass', edits: 9 },
});
const LOG = [pass(0, 'a', 'practice'), pass(DAY_MS, 'a#v1', 'recheck')].map((event, n) => ({ id: String(n), event }));
const accountAt = (now: number) => accountOfSkill(LOG, 's', now, PREFERENCE);

describe('the words of /me/help', () => {
	it('tell forgetting and the day of the check', () => {
		const now = DAY_MS;
		expect(retentionWords(accountAt(now), now)).toMatch(
			/^0\.92 is recalled now; without practice 0\.\d\d in 10 days, 0\.\d\d in 30 days, 0\.\d\d in 60 days\. A check is due from \d+ Jan 1970\.$/,
		);
		expect(retentionWords(accountAt(40 * DAY_MS), 40 * DAY_MS)).toContain('A check is due now.');
	});

	it('draw the same curve, with a mark on the day of the check', () => {
		const now = DAY_MS;
		const svg = retentionSvg(accountAt(now), now);
		expect(svg).toContain('check due');
		expect(svg.match(/[ML]\d+\.\d \d+\.\d/g)).toHaveLength(10);
		expect(retentionSvg(accountAt(40 * DAY_MS), 40 * DAY_MS)).not.toContain('check due');
	});

	it('name a re-check that must wait with the moment from which it may be taken', () => {
		const decision = accountAt(DAY_MS).decision;
		expect(futureWords({ future: 'recheck-pass', t: 5, decision }, 5)).toBe('A re-check passed');
		expect(futureWords({ future: 'recheck-pass', t: 9 * DAY_MS, decision }, 5)).toContain('possible from Sat 10 Jan 1970, 00:00 UTC');
	});

	it('tell how long rungs were read, in seconds and then in minutes', () => {
		expect(
			readingWords([
				{ rung: 1, ms: 40_400 },
				{ rung: 2, ms: 130_000 },
			]),
		).toBe('Read: rung 1 for 40 s, rung 2 for 2 min.');
	});
});
