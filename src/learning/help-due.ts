/**
 * Whether a page asks for help again after a heartbeat. A beat is one row and costs little; the help that follows from it is a fold of the
 * whole log. So a page that does not show the panel asks when something can have opened, and now and then for what others changed.
 */
import type { HelpDecision } from '#contract/help.ts';

/** The most that one heartbeat can be worth. */
const BEAT_WORTH_SEC = 45;
/** An offer, or a bound that an instructor set, is seen after three minutes of work at the latest. */
const MOST_BEATS = 6;

/** `beats`: since the decision was made. */
export function isHelpDue({ next }: Pick<HelpDecision, 'next'>, beats: number, isShown: boolean): boolean {
	if (isShown || beats >= MOST_BEATS) return true;
	if (next === null) return false;
	const seconds = next.activeMin > 0 ? next.activeMin * 60 : next.readSec;
	return beats * BEAT_WORTH_SEC >= seconds;
}
