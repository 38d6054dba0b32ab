/**
 * The evidence behind a number, in words: every event that a learner would recognise, with what it did to mastery.
 * Recomputed from the log, so that nothing is shown that the fold did not do.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { EvidenceLine } from '#contract/progress.ts';
import { advance } from './fold.ts';
import { entry, PARAMETERS } from './parameters.ts';
import type { Skills } from './state.ts';

/** Oldest first. Reading time and opening a lab are work, not evidence, and are left out. */
export function listEvidence(events: readonly LearningEvent[]): EvidenceLine[] {
	const skills: Skills = new Map();
	const lines: EvidenceLine[] = [];
	for (const event of events.toSorted((a, b) => a.t - b.t)) {
		const before = skills.get(event.skill)?.p ?? PARAMETERS.pInit;
		const ignoredBefore = skills.get(event.skill)?.ignored ?? 0;
		advance(skills, event);
		const state = skills.get(event.skill);
		const after = state?.p ?? before;
		const told = tell(event);
		if (!told) continue;
		const isIgnored = (state?.ignored ?? 0) > ignoredBefore;
		const effect = told.effect ?? (isIgnored ? 'not counted: within 15 seconds, or nothing changed' : changeOf(before, after));
		lines.push({ t: event.t, skill: event.skill, task: event.task, tone: told.tone, what: told.what, effect, before, after });
	}
	return lines;
}

interface Told {
	readonly tone: EvidenceLine['tone'];
	readonly what: string;
	readonly effect?: string;
}

function tell(event: LearningEvent): Told | null {
	if (event.type === 'attempt') return tellAttempt(event);
	if (event.type === 'hint') return { tone: 'help', what: `Rung ${event.level} opened`, effect: creditFrom(event.level) };
	if (event.type === 'tutor' && event.kind !== 'mundane' && event.level > 0)
		return { tone: 'help', what: `Tutor answered at rung ${event.level}`, effect: creditFrom(event.level) };
	if (event.type === 'practice')
		return { tone: 'fail', what: because('Checks failed in the browser', event.diagnosis), effect: 'counts as work, not as evidence' };
	if (event.type === 'prediction')
		return { tone: event.verdict, what: `Prediction ${event.verdict === 'pass' ? 'right' : 'not right'}: ${event.question}` };
	if (event.type === 'paste' && event.share >= PARAMETERS.pasteShare)
		return { tone: 'help', what: 'A large part was pasted', effect: `a pass counts at most ${PARAMETERS.pasteCredit.toFixed(2)} here` };
	return null;
}

function tellAttempt(event: Extract<LearningEvent, { type: 'attempt' }>): Told {
	const kind = event.mode === 'recheck' ? 'Re-check' : 'Submission';
	if (event.verdict === 'pass') return { tone: 'pass', what: `${kind} accepted` };
	const what = because(`${kind} not accepted`, event.diagnosis);
	return event.kind === 'mundane'
		? { tone: 'fail', what, effect: 'a slip of syntax or types: no evidence on the skill' }
		: { tone: 'fail', what };
}

const because = (what: string, diagnosis: string | undefined) =>
	diagnosis === undefined ? what : `${what}: ${diagnosis.replaceAll('-', ' ')}`;

const creditFrom = (rung: number) => `a pass counts ${entry(PARAMETERS.helpCredit, rung).toFixed(2)} from here`;

function changeOf(before: number, after: number): string {
	const change = after - before;
	if (Math.abs(change) < 0.005) return 'no change';
	return `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`;
}
