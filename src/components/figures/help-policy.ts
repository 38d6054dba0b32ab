/**
 * The made-up learner of the help figure: each action appends events to a log, and the figure shows what the product's
 * own decide() says about that log. Actions that the policy would refuse are not offered.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpDecision } from '#contract/help.ts';
import type { EvidenceLine } from '#contract/progress.ts';
import { decide } from '#learning/decide.ts';
import { listEvidence } from '#learning/evidence-list.ts';

export const ACTIONS = ['work', 'fail-same', 'fail-new', 'rung', 'pass', 'recheck', 'new-lab', 'away'] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_LABELS: Readonly<Record<Action, string>> = {
	work: 'Work 5 minutes',
	'fail-same': 'Fail, same cause',
	'fail-new': 'Fail, new cause',
	rung: 'Open the next rung',
	pass: 'Pass',
	recheck: 'A day later, pass a re-check alone',
	'new-lab': 'Open a new lab',
	away: 'Stay away 10 days',
};

export interface HelpStory {
	readonly now: number;
	readonly lab: number;
	readonly events: readonly LearningEvent[];
}

export interface StoryState {
	readonly decision: HelpDecision;
	/** Highest rung taken in the lab. */
	readonly taken: number;
	readonly failures: number;
	readonly isPassed: boolean;
	readonly evidence: readonly EvidenceLine[];
	readonly possible: ReadonlySet<Action>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SKILL = 'masking';
const taskOf = (lab: number) => `lab ${lab}`;

export const NEW_STORY: HelpStory = { now: 0, lab: 1, events: [{ t: 0, type: 'open', skill: SKILL, task: taskOf(1) }] };

export function tell(story: HelpStory, action: Action): HelpStory {
	const { lab, events } = story;
	const add = (afterMs: number, event: (base: { t: number; skill: string; task: string }) => LearningEvent): HelpStory => {
		const now = story.now + afterMs;
		return { now, lab, events: [...events, event({ t: now, skill: SKILL, task: taskOf(lab) })] };
	};
	const fail = (diagnosis: string) => add(MINUTE_MS, (base) => ({ ...base, type: 'attempt', verdict: 'fail', diagnosis, edits: 8 }));
	if (action === 'work') return add(5 * MINUTE_MS, (base) => ({ ...base, type: 'active', ms: 5 * MINUTE_MS }));
	if (action === 'fail-same') return fail('cause-1');
	if (action === 'fail-new') return fail(`cause-${events.length + 1}`);
	if (action === 'rung') return add(0, (base) => ({ ...base, type: 'hint', level: readStory(story).taken + 1 }));
	if (action === 'pass') return add(MINUTE_MS, (base) => ({ ...base, type: 'attempt', verdict: 'pass', edits: 8 }));
	if (action === 'away') return { ...story, now: story.now + 10 * DAY_MS };
	if (action === 'recheck')
		return add(DAY_MS, (base) => ({
			...base,
			task: `re-check ${events.length}`,
			mode: 'recheck',
			type: 'attempt',
			verdict: 'pass',
			edits: 8,
		}));
	const next = { ...story, now: story.now + DAY_MS, lab: lab + 1 };
	return { ...next, events: [...events, { t: next.now, type: 'open', skill: SKILL, task: taskOf(next.lab) }] };
}

export function readStory({ now, lab, events }: HelpStory): StoryState {
	const here = events.filter(({ task }) => task === taskOf(lab));
	const taken = Math.max(0, ...here.map((event) => (event.type === 'hint' ? event.level : 0)));
	const isPassed = here.some((event) => event.type === 'attempt' && event.verdict === 'pass');
	const hasPassed = events.some((event) => event.type === 'attempt' && event.verdict === 'pass');
	const decision = decide({ now, events, skill: SKILL, task: taskOf(lab) });
	const possible = new Set<Action>(['away', 'new-lab']);
	if (!isPassed) for (const action of ['work', 'fail-same', 'fail-new', 'pass'] as const) possible.add(action);
	if (!isPassed && decision.maxLevel > taken) possible.add('rung');
	if (hasPassed) possible.add('recheck');
	const failures = here.filter((event) => event.type === 'attempt' && event.verdict === 'fail').length;
	return { decision, taken, failures, isPassed, evidence: listEvidence(events.map((event, n) => ({ id: String(n), event }))), possible };
}
