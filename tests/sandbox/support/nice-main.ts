/**
 * A process that leads a session, gives way and boots a child: prints how nice it is itself and every process that descends from it, each with the niceness
 * of its session. Waits until that is the same of all, since who is not root may change one session in a tenth of a second, at most two seconds.
 */
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { familyOf } from '#grading/sandbox/fair-clock.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { giveWay } from '#grading/sandbox/niceness.ts';
import { Pool } from '#grading/sandbox/pool.ts';

giveWay(Number(process.argv[3]));
const layers = probeLayers(process.argv[2] === 'off' ? 'off' : 'auto');
const pool = new Pool({ layers, folder: resolve('dist', 'sandbox'), size: 1 });
await pool.untilWarm();
let seen = look();
for (let i = 0; i < 20 && new Set(seen.map(String)).size > 1; i++) {
	await sleep(100);
	seen = look();
}
console.log(JSON.stringify({ layers: layers.name, seen }));
await pool.close();

function look(): (readonly [priority: number, session: number])[] {
	return familyOf('/proc', process.pid).map((pid) => [getPriority(pid), sessionOf(pid)]);
}

function sessionOf(pid: number): number {
	return Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1]);
}
