/** What help a learner had taken in a lab before a moment, from the event log: rungs, the tutor's measured levels, automation, pasted code. Pure. */
import type { HelpBefore } from '#contract/review.ts';
import type { StoredEvent } from '#db/store/events.ts';

/** `events`: of one learner, oldest first. */
export function helpBefore(events: readonly StoredEvent[], which: { labId: string; isOfLab: boolean; until: number }): HelpBefore {
	const before = events
		.filter(({ labId, event }) => labId === which.labId && event.t <= which.until && (event.task === which.labId) === which.isOfLab)
		.map(({ event }) => event);
	const rungs = new Map<number, number>();
	for (const event of before) if (event.type === 'hint' && !rungs.has(event.level)) rungs.set(event.level, event.t);
	return {
		rungs: [...rungs].map(([level, at]) => ({ level, at })),
		tutor: byLevel(before.flatMap((event) => (event.type === 'tutor' ? [event.kind === 'mundane' ? 0 : event.level] : []))),
		automation: byLevel(before.flatMap((event) => (event.type === 'automation' ? [event.level] : []))),
		pastedShare: Math.max(0, ...before.map((event) => (event.type === 'paste' ? event.share : 0))),
		practiceRuns: before.filter(({ type }) => type === 'practice').length,
		activeMs: before.reduce((sum, event) => sum + (event.type === 'active' ? event.ms : 0), 0),
	};
}

function byLevel(levels: readonly number[]): { level: number; times: number }[] {
	return [...Map.groupBy(levels, (level) => level)].map(([level, all]) => ({ level, times: all.length })).sort((a, b) => a.level - b.level);
}
