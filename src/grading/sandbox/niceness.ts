/**
 * Who lets others go first. Linux shares a processor between sessions before it looks at the niceness of a process (autogroups, where the kernel has them
 * and no control group stands above): each child of the sandbox is a session of its own, and would count as much as the whole web process, however nice.
 */
import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { statOf } from './fair-clock.ts';

const AGAIN_MS = 120;

/** Makes this process give way, with what it starts, and its session where it is the one that leads it: another's, a terminal's say, is not ours to slow down. */
export function giveWay(niceness: number): void {
	// Whoever was started with more may not take less.
	setPriority(Math.max(getPriority(), niceness));
	const [, , , session] = statOf('/proc/self');
	if (session === process.pid) shareLess('self', niceness);
}

/** Makes the session of a child as nice as we are. */
export function beAsNice(pid: number | undefined): void {
	const niceness = getPriority();
	if (pid !== undefined && niceness > 0) shareLess(String(pid), niceness);
}

function shareLess(process: string, niceness: number, triesLeft = 5): void {
	try {
		writeFileSync(`/proc/${process}/autogroup`, String(niceness), { flag: 'r+' });
	} catch (error) {
		// Who is not root may change one in a tenth of a second. Anything else means no autogroups, or a child that has ended: a matter of speed alone.
		const isTooSoon = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
		if (isTooSoon && triesLeft > 0) setTimeout(() => shareLess(process, niceness, triesLeft - 1), AGAIN_MS).unref();
	}
}
