import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
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
