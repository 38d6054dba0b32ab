/**
 * The changes of a verdict that were not taken back, oldest first: the last is in force, and taking it back puts the one before it in force. Only
 * what is in force can be undone, so that an `undo` always means the last.
 */
import type { VerdictChange } from '#db/store/verdict-changes.ts';

export function changesInForce<T extends Pick<VerdictChange, 'cause'>>(changes: readonly T[]): T[] {
	const inForce: T[] = [];
	for (const change of changes) {
		if (change.cause === 'undo') inForce.pop();
		else inForce.push(change);
	}
	return inForce;
}
