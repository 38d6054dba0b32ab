/**
 * Sittings of unaided re-checks, read from the event log: which are open, when the next may begin, under which name.
 * A sitting lasts a day and may be left and taken up again in it; what was tried in it stays one instance, so that leaving
 * neither costs nor gains anything. A new instance of a skill begins a day after the last one that was tried.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { RecheckForm, RecheckInvitation } from '#contract/recheck.ts';

/** How long a sitting stays open, and how far apart two of one skill begin. */
export const SITTING_MS = 24 * 3_600_000;

/** Tries of one sitting. A choice is told with its first answer; an order of lines could be found by trying all of them. */
export const MAX_TRIES: Readonly<Record<RecheckForm, number>> = { code: Number.POSITIVE_INFINITY, parsons: 3, question: 1 };

export interface Sitting {
	/** The instance in the event log: `<lab>#<id>`, later ones `<lab>#<id>.2`, `.3`, … */
	readonly task: string;
	readonly startedAt: number;
	/** Tries on the skill itself; slips of syntax and types are none. */
	readonly tries: number;
	/** `over`: its day went by, or its tries are used up. */
	readonly state: 'open' | 'left' | 'passed' | 'over';
}

/** Of one skill's events, oldest first; one for each instance. */
export function sittingsOf(events: readonly LearningEvent[], now: number): readonly Sitting[] {
	const byTask = Map.groupBy(
		events.filter(({ mode, task }) => mode === 'recheck' && task.includes('#')),
		({ task }) => task,
	);
	return [...byTask].map(([task, own]) => readSitting(task, own, now)).sort((a, b) => a.startedAt - b.startedAt);
}

function readSitting(task: string, events: readonly LearningEvent[], now: number): Sitting {
	let startedAt: number | null = null;
	let tries = 0;
	let isPassed = false;
	let isLeft = false;
	for (const event of events) {
		if (event.type === 'open') {
			if (startedAt === null || event.t - startedAt >= SITTING_MS) startedAt = event.t;
			isLeft = false;
		} else if (event.type === 'leave') isLeft = true;
		else if (event.type === 'attempt' && event.kind !== 'mundane') {
			tries++;
			isPassed ||= event.verdict === 'pass';
		}
	}
	// Every sitting begins with its open event; a log without one is read from what it has.
	const start = startedAt ?? events[0]?.t ?? 0;
	const isOver = now - start >= SITTING_MS || tries >= MAX_TRIES[formOfTask(task)];
	const state = isPassed ? 'passed' : isOver ? 'over' : isLeft ? 'left' : 'open';
	return { task, startedAt: start, tries, state };
}

/** The one that can be gone on with now. */
export function openSitting(sittings: readonly Sitting[]): Sitting | null {
	return sittings.findLast(({ state }) => state === 'open') ?? null;
}

/** The invitation with the spacing between probes in it: one probe of a skill a day. */
export function spaced(invitation: RecheckInvitation | null, sittings: readonly Sitting[]): RecheckInvitation | null {
	if (invitation === null) return null;
	const starts = sittings.filter(({ tries }) => tries > 0).map(({ startedAt }) => startedAt + SITTING_MS);
	return { ...invitation, from: Math.max(invitation.from, ...starts) };
}

export type Entry =
	/** `leaves`: an untried sitting of another form, which ends by this. */
	| { readonly may: true; readonly task: string; readonly leaves: string | null }
	| { readonly may: false; readonly why: 'not-invited' | 'too-early' | 'other-open'; readonly from: number | null };

/** Whether a sitting may begin or be taken up now, and under which task. `base` is `<lab>#<id of the form or variant>`. */
export function enterSitting(base: string, sittings: readonly Sitting[], invitation: RecheckInvitation | null, now: number): Entry {
	const own = sittings.filter(({ task }) => baseOf(task) === base);
	const current = own.findLast(({ state }) => state === 'open' || state === 'left');
	const other = sittings.find(({ task, state }) => state === 'open' && task !== current?.task) ?? null;
	if (other !== null && other.tries > 0) return { may: false, why: 'other-open', from: null };
	const leaves = other?.task ?? null;
	if (current !== undefined) {
		// Another instance was tried since: this one waits its turn like a new one.
		const since = sittings.some(({ task, tries, startedAt }) => task !== current.task && tries > 0 && now - startedAt < SITTING_MS);
		if (!since || current.tries > 0) return { may: true, task: current.task, leaves };
	}
	const due = spaced(invitation, sittings);
	if (due === null) return { may: false, why: 'not-invited', from: null };
	if (due.from > now) return { may: false, why: 'too-early', from: due.from };
	return { may: true, task: nextTask(base, own), leaves };
}

/** The next instance: an untried one is the same again, because only tries make it count. */
function nextTask(base: string, own: readonly Sitting[]): string {
	const tried = own.filter(({ tries }) => tries > 0).map(({ task }) => numberOf(task));
	const n = Math.max(0, ...tried) + 1;
	return n === 1 ? base : `${base}.${n}`;
}

/** `<lab>#<id>` of `<lab>#<id>.3`. */
function baseOf(task: string): string {
	return task.replace(/\.\d+$/, '');
}

function numberOf(task: string): number {
	return Number(/\.(\d+)$/.exec(task)?.[1] ?? 1);
}

export function labOfTask(task: string): string {
	return task.split('#', 1)[0] ?? task;
}

/** Ids that no variant may have. */
export const QUICK_FORMS = ['parsons', 'question'] as const;

export function formOfTask(task: string): RecheckForm {
	const id = baseOf(task).split('#')[1];
	return QUICK_FORMS.find((form) => form === id) ?? 'code';
}

/** The sitting in code that a submission of that moment belongs to; undefined when none had begun. */
export function codeTaskAt(events: readonly LearningEvent[], labId: string, t: number): string | undefined {
	return events.findLast(
		(event) =>
			event.type === 'open' &&
			event.mode === 'recheck' &&
			event.t <= t &&
			labOfTask(event.task) === labId &&
			formOfTask(event.task) === 'code',
	)?.task;
}

/** For example "in about 3 hours"; the date from two days on. Hours, because a server does not know whose clock it would be. */
export function whenInWords(from: number, now: number): string {
	const minutes = Math.ceil((from - now) / 60_000);
	if (minutes <= 0) return 'now';
	if (minutes < 60) return `in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	const hours = Math.round(minutes / 60);
	if (hours < 48) return `in about ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
	return `in about ${Math.round(hours / 24)} days`;
}
