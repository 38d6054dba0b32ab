/** What help a learner had taken in a lab before a moment, from the event log: rungs, the tutor's measured levels, automation, pasted code. Pure. */
import type { StoredEvent } from '#db/store/events.ts';

export interface HelpBefore {
	/** Highest first taken of each rung, by time. */
	readonly rungs: readonly { readonly level: number; readonly at: number }[];
	/** Answers of the tutor by the level measured in them; mundane ones count as 0. */
	readonly tutor: readonly { readonly level: number; readonly times: number }[];
	/** How often AI wrote into the editor, by level. */
	readonly automation: readonly { readonly level: number; readonly times: number }[];
	/** The largest share of the file that was pasted at once; 0 for none. */
	readonly pastedShare: number;
	/** Failing runs of the public checks in the browser. */
	readonly practiceRuns: number;
	readonly activeMs: number;
}

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
