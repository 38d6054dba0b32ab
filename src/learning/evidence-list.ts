/**
 * The evidence behind a number, in words: every event that a learner would recognise, with what it did to mastery.
 * Recomputed from the log, so that nothing is shown that the fold did not do. An overturned event stays in the list
 * and changes nothing; a submission that was judged again is told as it was judged last.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { Dispute, EvidenceLine } from '#contract/progress.ts';
import type { ChangeCause } from '#contract/regrade.ts';
import { advance } from './fold.ts';
import { entry, PARAMETERS } from './parameters.ts';
import { asJudgedLast, type Logged, overturnedIds } from './standing-events.ts';
import type { Skills } from './state.ts';

/** Kinds of event that can be disputed: those that move the estimate, the credit or what opens. */
export const DISPUTABLE: ReadonlySet<LearningEvent['type']> = new Set(['attempt', 'hint', 'tutor', 'practice', 'prediction', 'paste']);

/** Oldest first. Minutes at work are not evidence, and are told only when asked for. */
export function listEvidence(log: readonly Logged[], { isWithWork = false } = {}): EvidenceLine[] {
	const skills: Skills = new Map();
	const lines: EvidenceLine[] = [];
	const overturned = overturnedIds(log);
	const disputes = disputesOf(log);
	const ordered = asJudgedLast(log).toSorted((a, b) => a.event.t - b.event.t);
	for (const { id, event } of isWithWork ? joinWork(ordered) : ordered) {
		const { t, skill, task } = event;
		const before = skills.get(skill)?.p ?? PARAMETERS.pInit;
		const ignoredBefore = skills.get(skill)?.ignored ?? 0;
		const isOverturned = overturned.has(id);
		if (!isOverturned) advance(skills, event);
		const state = skills.get(skill);
		const after = state?.p ?? before;
		const told = event.type === 'active' && !isWithWork ? null : tell(event);
		if (!told) continue;
		const isIgnored = (state?.ignored ?? 0) > ignoredBefore;
		const counted = told.effect ?? (isIgnored ? 'not counted: within 15 seconds, or nothing changed' : changeOf(before, after));
		const effect = isOverturned ? 'counts for nothing: overturned' : counted;
		lines.push({ id, t, skill, task, tone: told.tone, what: told.what, effect, before, after, dispute: disputes.get(id) ?? null });
	}
	return lines;
}

/** Heartbeats that follow each other in one lab, as one stretch of work that ends with the last of them. */
function joinWork(ordered: readonly Logged[]): Logged[] {
	const joined: Logged[] = [];
	for (const row of ordered) {
		const last = joined.at(-1)?.event;
		const isGoingOn = row.event.type === 'active' && last?.type === 'active' && last.task === row.event.task;
		if (!isGoingOn) joined.push(row);
		else joined[joined.length - 1] = { id: row.id, event: { ...row.event, ms: last.ms + row.event.ms } };
	}
	return joined;
}

/** What was said against an event, by the event's id; the first word of each side holds. */
function disputesOf(log: readonly Logged[]): ReadonlyMap<string, Dispute> {
	const disputes = new Map<string, Dispute>();
	for (const { event } of log) {
		if (event.type === 'dispute' && !disputes.has(event.eventId))
			disputes.set(event.eventId, { t: event.t, reason: event.reason, answer: null });
		if (event.type !== 'overturn' && event.type !== 'kept') continue;
		const disputed = disputes.get(event.eventId) ?? { t: event.t, reason: '' };
		const { t, by, reason } = event;
		disputes.set(event.eventId, { ...disputed, answer: { kind: event.type === 'kept' ? 'kept' : 'overturned', t, by, reason } });
	}
	return disputes;
}

interface Told {
	readonly tone: EvidenceLine['tone'];
	readonly what: string;
	readonly effect?: string;
}

function tell(event: LearningEvent): Told | null {
	switch (event.type) {
		case 'attempt':
			return tellAttempt(event);
		case 'hint':
			return { tone: 'help', what: `Rung ${event.level} opened`, effect: creditFrom(event.level) };
		case 'tutor':
			if (event.kind === 'mundane' || event.level === 0)
				return { tone: 'note', what: 'Tutor answered, nothing about the skill itself', effect: 'free' };
			return { tone: 'help', what: `Tutor answered at rung ${event.level}`, effect: creditFrom(event.level) };
		case 'practice': {
			const what = because('Checks failed in the browser', event.diagnosis);
			return { tone: 'fail', what, effect: 'counts as work, not as evidence' };
		}
		case 'prediction':
			return { tone: event.verdict, what: `Prediction ${event.verdict === 'pass' ? 'right' : 'not right'}: ${event.question}` };
		case 'paste': {
			const effect = `a pass counts at most ${PARAMETERS.pasteCredit.toFixed(2)} here`;
			return event.share < PARAMETERS.pasteShare ? null : { tone: 'help', what: 'A large part was pasted', effect };
		}
		case 'automation':
			return { tone: 'note', what: AUTOMATION[event.level] ?? 'AI wrote code', effect: 'never evidence, for or against' };
		case 'regrade':
			return { tone: 'note', what: tellRegrade(event), effect: `takes the place of the earlier verdict: “${event.reason}”` };
		case 'leave':
			return { tone: 'note', what: 'Re-check left', effect: 'costs nothing' };
		case 'park':
			return { tone: 'note', what: 'Lab parked', effect: 'costs nothing' };
		case 'why':
			return { tone: 'note', what: 'Why-question of rung 5 answered', effect: 'for you and your instructor, not evidence' };
		case 'active':
			return { tone: 'note', what: `${minutesOf(event.ms)} at work`, effect: 'counts as work, not as evidence' };
		case 'open':
		case 'dispute':
		case 'overturn':
		case 'kept':
			return null;
	}
}

function minutesOf(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / 60_000));
	return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

const AUTOMATION: Readonly<Record<number, string>> = { 2: 'AI completed a few lines', 3: 'AI wrote a block' };

function tellAttempt(event: Extract<LearningEvent, { type: 'attempt' }>): Told {
	const kind = event.mode === 'recheck' ? 'Re-check' : 'Submission';
	if (event.verdict === 'pass') return { tone: 'pass', what: `${kind} accepted` };
	const what = because(`${kind} not accepted`, event.diagnosis);
	return event.kind === 'mundane'
		? { tone: 'fail', what, effect: 'a slip of syntax or types: no evidence on the skill' }
		: { tone: 'fail', what };
}

const SAID_BY: Readonly<Record<ChangeCause, string>> = {
	regrade: 'Judged again',
	override: 'Verdict set by your instructor',
	undo: 'Earlier verdict restored',
};

function tellRegrade({ cause, verdict, diagnosis }: Extract<LearningEvent, { type: 'regrade' }>): string {
	return `${SAID_BY[cause]}: ${verdict === 'pass' ? 'accepted' : because('not accepted', diagnosis)}`;
}

const because = (what: string, diagnosis: string | undefined) =>
	diagnosis === undefined ? what : `${what}: ${diagnosis.replaceAll('-', ' ')}`;

const creditFrom = (rung: number) => `a pass counts ${entry(PARAMETERS.helpCredit, rung).toFixed(2)} from here`;

function changeOf(before: number, after: number): string {
	const change = after - before;
	if (Math.abs(change) < 0.005) return 'no change';
	return `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`;
}
