/** What a learner's deadlines ask of them now: by whether the lab is accepted, and by the clock. */
import { lateFrom, type OwnDue } from '#contract/deadline.ts';

interface Lab {
	readonly labId: string;
	readonly state: string;
}

export interface SortedDues {
	/** Not accepted yet and still on time, the soonest first. */
	readonly ahead: readonly OwnDue[];
	/** Not accepted, and what comes now is late; the latest missed first. */
	readonly missed: readonly OwnDue[];
	readonly done: readonly OwnDue[];
}

/** `dues`: the soonest first. */
export function sortDues(dues: readonly OwnDue[], labs: readonly Lab[], now: number): SortedDues {
	const accepted = new Set(labs.filter(({ state }) => state === 'accepted').map(({ labId }) => labId));
	const open = dues.filter(({ labId }) => !accepted.has(labId));
	return {
		ahead: open.filter(({ due }) => lateFrom(due) > now),
		missed: open.filter(({ due }) => lateFrom(due) <= now).toReversed(),
		done: dues.filter(({ labId }) => accepted.has(labId)),
	};
}
