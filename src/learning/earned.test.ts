/** Which skills a lab may use, and that each level says why and what would change it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { LearningEvent } from '#contract/event.ts';
import type { HelpBounds, HelpPreference } from '#contract/help.ts';
import { labs } from '#labs/index.ts';
import { decide } from './decide.ts';
import { earnedLevel, explainEarned, skillsAtHand } from './earned.ts';

const skills = new Map(
	(parse(readFileSync('src/content/skills.yaml', 'utf8')) as { id: string; needs: string[] }[]).map((each) => [each.id, each]),
);
const atHand = (id: string) => {
	const lab = labs.find((each) => each.id === id);
	if (!lab) throw new Error(`no lab ${id}`);
	return skillsAtHand(lab, labs, skills).map(({ skill, role }) => `${role} ${skill}`);
};

const DAY = 86_400_000;
const base = { skill: 's' };
/** Proven by a pass and a re-check a day later. */
const PROVEN: LearningEvent[] = [
	{ ...base, task: 'old', t: 0, type: 'attempt', verdict: 'pass' },
	{ ...base, task: 'old#v', t: DAY, type: 'attempt', verdict: 'pass', mode: 'recheck' },
];

interface Case {
	readonly events?: LearningEvent[];
	readonly now?: number;
	readonly role?: 'core' | 'needed';
	readonly isProject?: boolean;
	readonly isInRecheck?: boolean;
	readonly config?: Partial<HelpBounds>;
	readonly pref?: Partial<HelpPreference>;
}

function earn({ events = PROVEN, now = DAY, role = 'needed', isProject = true, isInRecheck = false, config = {}, pref = {} }: Case) {
	const bounds = { maxAuto: isProject ? 3 : 2, ...config };
	const decision = decide({ now, events, skill: 's', task: 'new', labCore: role === 'core', config: bounds, pref });
	const at = { role, isInRecheck, wanted: pref.auto ?? 3, isProject };
	const { why, change } = explainEarned(decision, at);
	return [earnedLevel(decision, at), `${why} ${change ?? ''}`.trim()] as const;
}

describe('the skills at hand', () => {
	it('are its own, those that it builds on down to the first lab, and what is never rationed', () => {
		expect(atHand('rope')).toEqual([
			'core positions',
			'needed causal-attention',
			'needed next-token',
			'mundane typescript',
			'mundane tensor-shapes',
			'mundane tfjs-api',
		]);
		expect(atHand('modernise')).toContain('needed training-loop');
	});

	it('are its own exactly once, in every lab', () => {
		for (const lab of labs)
			expect(atHand(lab.id).filter((each) => each.endsWith(` ${lab.skills.core}`))).toEqual([`core ${lab.skills.core}`]);
	});
});

describe('what is earned', () => {
	it.each<[string, Case, number, RegExp]>([
		['nothing shown', { events: [] }, 1, /It stands at 0\.15 for you\. From 0\.75 on/],
		['nothing shown, and the lab practises it', { events: [], role: 'core' }, 1, /not proven yet\. Two passes without help/],
		[
			'a helped pass',
			{ events: [{ ...base, task: 'old', t: 0, type: 'hint', level: 4 }, ...PROVEN.slice(0, 1)] },
			1,
			/held back.*re-check/,
		],
		['proven and fresh in a project', {}, 3, /Proven, and used without help/],
		['proven and fresh elsewhere', { isProject: false }, 2, /in projects only/],
		['proven, and the lab practises it', { role: 'core' }, 2, /lines at most/],
		['proven some days ago', { now: 5 * DAY }, 2, /Use it once by hand, or take the re-check/],
		['due', { now: 60 * DAY }, 2, /due for a check\. The re-check opens/],
		['switched off by the learner', { pref: { auto: 1 } }, 1, /You switched this off\. Switch it on/],
		['lines wanted', { pref: { auto: 2 } }, 2, /You asked for lines at most/],
		['lines set by an instructor', { config: { maxAuto: 2 } }, 2, /Your instructor set lines/],
		['switched off by an instructor', { config: { maxAuto: 1 } }, 1, /Your instructor switched/],
		['in an unaided check', { isInRecheck: true }, 0, /unaided check of yours is open\. It is back/],
	])('%s', (_, given, level, words) => {
		const [got, said] = earn(given);
		expect(got).toBe(level);
		expect(said).toMatch(words);
		expect(said).not.toMatch(/null|undefined|!/);
	});
});
