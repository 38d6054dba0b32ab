/** Whether a lab is put aside. Its own tries, rungs or a few minutes of work take it up again; there is nothing to undo. */
import type { LearningEvent } from '#contract/event.ts';

/** The button itself, and reading on for a moment, are no return to work. */
const RETURN_MS = 120_000;
const RETURNS: ReadonlySet<LearningEvent['type']> = new Set(['attempt', 'practice', 'hint', 'tutor', 'automation']);

/** When it was parked, or null while it is not. */
export function parkedSince(events: readonly LearningEvent[], task: string): number | null {
	const own = events.filter((event) => event.task === task);
	const at = own.findLastIndex(({ type }) => type === 'park');
	const parked = own[at];
	if (parked === undefined) return null;
	const after = own.slice(at + 1);
	const activeMs = after.reduce((sum, event) => sum + (event.type === 'active' ? event.ms : 0), 0);
	return activeMs >= RETURN_MS || after.some(({ type }) => RETURNS.has(type)) ? null : parked.t;
}
