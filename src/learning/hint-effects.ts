/**
 * Which authored hints move nobody. A rung moved a learner when, within 30 active minutes and before any further rung,
 * they passed or a counted try of theirs failed by something else than before. It says nothing about what was learnt.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { HintEffect } from '#contract/teach-help.ts';
import { onceFor } from './kept-log.ts';
import { labOfPractice, replay } from './replay.ts';
import { wilson } from './wilson.ts';

const WINDOW_MS = 30 * 60_000;
/** Whoever took a rung today may still come back to it. */
const UNDECIDED_MS = 24 * 3_600_000;
/** A hint is listed as moving nobody below this share, from so many learners on. */
const MOVES_NOBODY = 0.3;
const ENOUGH = 5;

type Outcome = 'moved' | 'stayed' | 'undecided';

interface Window {
	readonly rung: number;
	readonly takenAt: number;
	readonly obstacle: string | null;
	activeMs: number;
}

/** `logs`: of each learner, the events that count, by time. In the order of lab ids and rungs. */
export function hintEffects(logs: ReadonlyMap<string, readonly LearningEvent[]>, now: number): HintEffect[] {
	const found = new Map<string, Record<Outcome, string[]>>();
	for (const [userId, events] of logs) {
		for (const { labId, rung, outcome } of outcomesOf(events, now)) {
			const key = `${labId} ${rung}`;
			const entry = found.get(key) ?? { moved: [], stayed: [], undecided: [] };
			entry[outcome].push(userId);
			found.set(key, entry);
		}
	}
	return [...found]
		.map(([key, ids]) => {
			const [labId = '', rung] = key.split(' ');
			return { labId, rung: Number(rung), ...ids, share: wilson(ids.moved.length, ids.moved.length + ids.stayed.length) };
		})
		.sort((a, b) => a.labId.localeCompare(b.labId, 'en') || a.rung - b.rung);
}

export function movesNobody({ share }: HintEffect): boolean {
	return share !== null && share.n >= ENOUGH && share.share < MOVES_NOBODY;
}

interface Decided {
	readonly labId: string;
	readonly rung: number;
	readonly outcome: Outcome;
}

function outcomesOf(events: readonly LearningEvent[], now: number): Decided[] {
	const { decided, open } = windowsOf(events);
	const last = [...open].map(([labId, { rung, takenAt }]): Decided => {
		return { labId, rung, outcome: now - takenAt < UNDECIDED_MS ? 'undecided' : 'stayed' };
	});
	return [...decided, ...last];
}

/** What the events decide by themselves, and the rungs whose outcome is still open, by lab. */
const windowsOf = onceFor((events: readonly LearningEvent[]): { decided: readonly Decided[]; open: ReadonlyMap<string, Window> } => {
	const open = new Map<string, Window>();
	const obstacles = new Map<string, string>();
	const decided: Decided[] = [];
	const close = (labId: string, outcome: Outcome) => {
		const window = open.get(labId);
		if (window) decided.push({ labId, rung: window.rung, outcome });
		open.delete(labId);
	};
	for (const { event, instance, isTry, rungShown } of replay(events)) {
		const labId = labOfPractice(event);
		if (labId === null) continue;
		const window = open.get(labId);
		if (rungShown !== null && instance?.isPassed === false) {
			close(labId, 'stayed');
			open.set(labId, { rung: rungShown, takenAt: event.t, obstacle: obstacles.get(labId) ?? null, activeMs: 0 });
		} else if (event.type === 'active' && window) {
			window.activeMs += event.ms;
			if (window.activeMs > WINDOW_MS) close(labId, 'stayed');
		} else if (isTry) {
			const obstacle = obstacleOf(event);
			if (obstacle === null || obstacle !== window?.obstacle) close(labId, 'moved');
			if (obstacle !== null) obstacles.set(labId, obstacle);
		}
	}
	return { decided, open };
});

/** What a counted try failed by; null for a pass. */
function obstacleOf(event: LearningEvent): string | null {
	if (event.type === 'attempt') return event.verdict === 'pass' ? null : (event.diagnosis ?? '?');
	return event.type === 'practice' ? (event.diagnosis ?? '?') : null;
}
