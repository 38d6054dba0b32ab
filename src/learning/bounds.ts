/** Bounds of people on the open rung: the learner's own cap lowers, the instructor's floor raises, the ceiling wins over everything. */
import type { HelpBounds, HelpPreference, Reason } from '#contract/help.ts';
import type { Mode } from './state.ts';

export interface Bounded {
	readonly level: number;
	readonly reasons: readonly Reason[];
}

export function boundLevel(open: number, mode: Mode, bounds: HelpBounds, preference: HelpPreference): Bounded {
	const reasons: Reason[] = [];
	let level = open;
	if (preference.cap < level) {
		level = preference.cap;
		reasons.push({ code: 'PREF_CAP', cap: preference.cap });
	}
	// A re-check stays unaided unless the instructor recorded an accommodation.
	if ((mode === 'practice' || bounds.accommodation) && bounds.floor > level) {
		level = bounds.floor;
		reasons.push({ code: 'INSTRUCTOR_FLOOR', floor: bounds.floor });
	}
	if (bounds.ceiling < level) {
		level = bounds.ceiling;
		reasons.push({ code: 'INSTRUCTOR_CEILING', ceiling: bounds.ceiling });
	}
	return { level, reasons };
}
