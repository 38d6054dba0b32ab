/** Which processes run, as the kernel lists them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** False also for one that has ended and waits for its parent to notice. */
export function isAlive(pid: number): boolean {
	if (!existsSync('/proc')) return canSignal(pid);
	try {
		return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
	} catch {
		// No such folder: no such process.
		return false;
	}
}

function canSignal(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		// No such process.
		return false;
	}
}

/** Living processes whose command line names a file of this folder; none where there is no /proc. */
export function processesOf(folder: string): number[] {
	if (!existsSync('/proc')) return [];
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => isAlive(pid) && commandOf(pid).includes(folder));
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		// Ended meanwhile.
		return '';
	}
}
