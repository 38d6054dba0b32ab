/** A process that gives way and boots a child: prints of each process of the child's group how nice it is, and how nice its session. */
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { resolve } from 'node:path';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { giveWay } from '#grading/sandbox/niceness.ts';
import { Pool } from '#grading/sandbox/pool.ts';

giveWay(10);
const pool = new Pool({ layers: probeLayers(process.argv[2] === 'off' ? 'off' : 'auto'), folder: resolve('dist', 'sandbox'), size: 1 });
await pool.untilWarm();
const [leader] = pool.pids();
const group = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupOf(name) === leader);
console.log(JSON.stringify(group.map((pid) => [getPriority(Number(pid)), sessionOf(pid)])));
await pool.close();

/** The fifth of its figures; the second, its name, may hold spaces. */
function groupOf(pid: string): number | undefined {
	try {
		return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]);
	} catch {
		// Ended meanwhile.
		return undefined;
	}
}

function sessionOf(pid: string): number {
	return Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1]);
}
