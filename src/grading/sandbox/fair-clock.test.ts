import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FairClock, MOST_STRETCH, waitMeter } from './fair-clock.ts';

/** When the clock ran out, in ms, if the machine had kept it waiting for `waited` of the time that has passed. */
async function endOf(limitMs: number, waited: (elapsed: number) => number): Promise<number> {
	const start = performance.now();
	const elapsed = (): number => performance.now() - start;
	await new Promise<void>((resolve) => {
		new FairClock(limitMs, () => waited(elapsed()), resolve);
	});
	return elapsed();
}

test('a clock stands still as long as the machine keeps waiting what it times, up to three times its length', async () => {
	const [plain, kept, starved] = await Promise.all([
		endOf(200, () => 0),
		endOf(200, (elapsed) => Math.min(elapsed, 150)),
		endOf(200, (elapsed) => elapsed),
	]);

	expect(plain).toBeGreaterThanOrEqual(199);
	expect(kept).toBeGreaterThanOrEqual(349);
	expect(starved).toBeGreaterThanOrEqual(MOST_STRETCH * 200 - 1);
	expect(plain).toBeLessThan(kept);
	expect(kept).toBeLessThan(starved);
});

test('a clock that was stopped says nothing', async () => {
	let isOver = false;
	const clock = new FairClock(
		20,
		() => 0,
		() => {
			isOver = true;
		},
	);
	clock.stop();
	await sleep(80);

	expect(isOver).toBe(false);
});

/** Where there is the command, and this process may run on the first processor. */
const hasTaskset = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

test.skipIf(!hasTaskset)(
	'a process that shares a processor with three others waits most of the time; one that sleeps does not wait',
	async () => {
		const onFirst = (script: string) => spawn('taskset', ['-c', '0', 'sh', '-c', script], { stdio: 'ignore' });
		// The loop is a grandchild of the shell, as learner code is one of bubblewrap.
		const busy = Array.from({ length: 4 }, () => onFirst('sh -c "while :; do :; done" & trap "kill $!" TERM; wait'));
		const idle = spawn('sleep', ['30'], { stdio: 'ignore' });
		try {
			const [ofBusy, ofIdle] = [waitMeter(busy[0]?.pid), waitMeter(idle.pid)];
			await sleep(1_500);
			const [waited, slept] = [ofBusy(), ofIdle()];

			expect(waited).toBeGreaterThan(500);
			expect(waited - slept).toBeGreaterThan(400);
		} finally {
			for (const child of [...busy, idle]) child.kill('SIGTERM');
		}
	},
);

test('of a process that is gone, or on a system that does not tell, nothing is known', () => {
	expect(waitMeter(undefined)()).toBeGreaterThanOrEqual(0);
	expect(waitMeter(2 ** 22 + 1)()).toBeLessThan(60_000);
});

/** Far above what a busy machine adds, and below for ever. */
const LATEST_MS = 15_000;

test.each([
	['endless', () => Number.POSITIVE_INFINITY],
	['more at every look', (elapsed: number) => 10 * elapsed],
	['no number', () => Number.NaN],
	['less than nothing', () => -1e9],
	['there, and gone at the next look', (elapsed: number) => (elapsed < 150 ? 1e9 : 0)],
])('whatever is told of the waiting (%s), the clock runs its length and ends', async (_, waited) => {
	const ended = await endOf(100, waited);

	expect(ended).toBeGreaterThanOrEqual(98);
	expect(ended).toBeLessThan(LATEST_MS);
});

describe('what stands in /proc', () => {
	const [CHILD, GRANDCHILD] = [70_001, 70_002];
	let proc: string;
	beforeEach(() => {
		proc = mkdtempSync(join(tmpdir(), 'gradus-proc-'));
		tell(process.pid, 1, { [process.pid]: '5000000000 7000000000 9' });
	});
	afterEach(() => rmSync(proc, { recursive: true, force: true }));

	/** A process with its threads, each with the line of its schedstat. */
	function tell(pid: number, parent: number, threads: Readonly<Record<string, string>>, name = 'node'): void {
		for (const [thread, line] of Object.entries(threads)) {
			mkdirSync(join(proc, String(pid), 'task', thread), { recursive: true });
			writeFileSync(join(proc, String(pid), 'task', thread, 'schedstat'), `${line}\n`);
		}
		writeFileSync(join(proc, String(pid), 'stat'), `${pid} (${name}) R ${parent} 1 1 0`);
	}

	test('the thread that waited most counts, of a grandchild too, whatever name it gave itself', () => {
		tell(CHILD, process.pid, { [CHILD]: '1 2000000 3' });
		tell(GRANDCHILD, CHILD, { [GRANDCHILD]: '1 30000000 3', 70003: '1 40000000 3' }, `) R 1 (`);

		expect(waitMeter(CHILD, proc)()).toBe(40);
	});

	test('a hundred threads that starve one another look no more starved than one of them', () => {
		tell(CHILD, process.pid, Object.fromEntries(Array.from({ length: 100 }, (_, n) => [CHILD + n, '1 900000000 3'])));

		expect(waitMeter(CHILD, proc)()).toBe(900);
	});

	test('a kernel that counts no waiting, a line that is none, and files that vanish are no wait', () => {
		tell(CHILD, process.pid, { [CHILD]: '0 0 0', 70004: 'never so much', 70005: '' });
		const meter = waitMeter(CHILD, proc);

		expect(meter()).toBe(0);
		rmSync(join(proc, String(CHILD), 'task'), { recursive: true });
		expect(meter()).toBe(0);
		rmSync(proc, { recursive: true });
		// What this process had waited before is no credit and no debt.
		expect(meter()).toBe(0);
	});

	test('processes that are one another’s parents, as numbers used again may make it look, end the look', () => {
		tell(CHILD, GRANDCHILD, { [CHILD]: '1 1000000 3' });
		tell(GRANDCHILD, CHILD, { [GRANDCHILD]: '1 2000000 3' });

		expect(waitMeter(CHILD, proc)()).toBe(2);
	});
});
