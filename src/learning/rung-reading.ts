/** How long each rung was read: active time between the moment that it was taken and the next rung or try. */
import type { LearningEvent } from '#contract/event.ts';

export interface RungReading {
	readonly task: string;
	readonly rung: number;
	/** When it was taken. */
	readonly t: number;
	readonly ms: number;
}

/** In the order in which rungs were taken. `events` of one learner, by time; a rung shown twice was taken once. */
export function rungReading(events: readonly LearningEvent[]): RungReading[] {
	const readings: RungReading[] = [];
	/** Place in `readings` of the rung that is being read, by instance. */
	const reading = new Map<string, number>();
	for (const event of events) {
		const { task, t } = event;
		const at = reading.get(task);
		const current = at === undefined ? undefined : readings[at];
		if (event.type === 'hint') {
			if (readings.some((each) => each.task === task && each.rung >= event.level)) continue;
			reading.set(task, readings.push({ task, rung: event.level, t, ms: 0 }) - 1);
		} else if (event.type === 'attempt' || event.type === 'practice') reading.delete(task);
		else if (event.type === 'active' && at !== undefined && current) readings[at] = { ...current, ms: current.ms + event.ms };
	}
	return readings;
}
