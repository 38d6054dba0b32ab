/** Where work happens: in the lab, or in a sitting of its re-check. Events of the one are never events of the other. */
import type { Lab } from '#contract/lab.ts';

export interface Place {
	readonly task: string;
	readonly mode: 'practice' | 'recheck';
}

export function practiceIn(lab: Lab): Place {
	return { task: lab.id, mode: 'practice' };
}
