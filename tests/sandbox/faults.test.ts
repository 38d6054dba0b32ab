/**
 * Faults of the sandbox and of what it is made of, each played through the grader in the plain layer and behind the walls of the machine: nobody is
 * blamed, nothing is lost, no try is counted, and once the fault is mended the submission gets its one verdict. Faults that no sandbox stands before
 * are in faults-outside.test.ts, kills of the real process in tests/server/kill.test.ts.
 */
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { getHealth } from '#server/get-health.ts';
import { gradeNext, runGrader } from '#server/grader.ts';
import { entries } from './faults/machine.ts';
import { childrenThat, ON_LOAD, writes } from './support/broken-children.ts';
import { doubling, type ListedEntry } from './support/entry.ts';
import { MODES, openStage, plays, RIGHT } from './support/fault-stage.ts';
import { isAlive } from './support/processes.ts';
import { withPath } from './support/sandbox.ts';

const [exits, says, killed, silent, , , , , , , , addon, node, bwrap] = entries;
const stage = openStage();

describe.each(MODES)('SANDBOX=%s', (mode) => {
	const walls = probeLayers(mode);
	const play = (entry: ListedEntry, run: () => Promise<string>): void => plays(entry, () => walls.name, run);

	/** One try in a sandbox that is broken, then a sound one. */
	async function retriedAfter(script: string, reason: RegExp, bootMs?: number): Promise<string> {
		await stage.hand();
		const first = (layers: Layers) => stage.withPool(layers, (pool) => gradeNext(stage.context(), 'quick', stage.grader(pool)), bootMs);
		expect(await first(childrenThat(script, walls))).toBe('fault');
		await stage.expectUntouched(reason);
		await stage.expectJudgedOnce(mode);
		return 'retried';
	}

	describe('the sandbox breaks', () => {
		play(exits, () => retriedAfter(ON_LOAD('process.exit(70)'), /^1\. fault: The sandbox ended by code 70/));
		play(says, () => retriedAfter(ON_LOAD(writes('{"type":"fault","message":"bug"}')), /^1\. fault: The sandbox failed: bug/));
		play(silent, () => retriedAfter('setInterval(() => 0, 1000)', /^1\. fault: The sandbox was not ready after 300 ms/, 300));
		play(killed, async () => {
			const pool = stage.sound(mode);
			await stage.hand(doubling('for (let i = 0; i < 4e7; i += 1); return tf.mul(x, 2);'));
			await pool.untilWarm();
			const before = pool.pids();
			const judging = gradeNext(stage.context(), 'quick', stage.grader(pool));
			await new Promise((resolve) => setTimeout(resolve, 200));
			// One that has ended by itself meanwhile is no longer there to be killed.
			for (const pid of before.filter(isAlive)) process.kill(pid, 'SIGKILL');
			expect(await judging).toBe('done');
			const { outcomes, attempts } = await stage.records();
			expect(attempts).toBe(1);
			return outcomes.join();
		});
	});

	describe('something is missing', () => {
		/** The grader as it runs: it finds the fault before it takes a submission. */
		async function runsRed(layers: Layers): Promise<string> {
			await stage.hand();
			const stop = new AbortController();
			const health = await stage.withPool(layers, async (pool) => {
				const running = runGrader(stage.context(), stage.grader(pool, { signal: stop.signal, backoffMs: 20 }));
				await new Promise((resolve) => setTimeout(resolve, 700));
				const seen = await getHealth(stage.context());
				stop.abort();
				await running;
				return seen;
			});
			await stage.expectUntouched(null);
			expect(health.graders.map(({ state }) => state)).toEqual(['unsound']);
			await stage.expectJudgedOnce(mode);
			return health.grader === 'down' ? 'queued, health red' : `queued, health ${health.grader}`;
		}
		/** The same walls, around a part that is not there. */
		const withPart = (part: string, by: string): Layers => ({
			...walls,
			command: (...how) => walls.command(...how).map((each) => each.replace(part, by)),
		});

		play(addon, () => runsRed(withPart(walls.addonPath, '/nowhere/isolated-vm.node')));
		play(node, () => runsRed(withPart(process.execPath, '/nowhere/node')));
	});
});

test('A4: while the sandbox is in doubt in one lane, the other leases nothing', async () => {
	const sound = probeLayers('off');
	const broken = childrenThat(ON_LOAD('process.exit(70)'));
	let isBroken = false;
	const layers: Layers = { ...sound, command: (...how) => (isBroken ? broken : sound).command(...how) };
	const pool = new Pool({ layers, folder: stage.sound('off').folder, size: 0 });
	const stop = new AbortController();
	const running = runGrader(stage.context(), stage.grader(pool, { signal: stop.signal, backoffMs: 20 }));
	const jobs = async () => (await stage.records()).jobs.sort((a, b) => a.lane.localeCompare(b.lane));
	try {
		await expect.poll(async () => (await getHealth(stage.context())).grader, { timeout: 20_000 }).toBe('up');
		isBroken = true;
		await stage.hand();
		await expect.poll(async () => (await jobs())[0]?.lastError, { timeout: 20_000 }).toMatch(/^1\. fault/);
		await stage.hand(RIGHT, [{ name: 'model', sha256: 'ab' }]);
		// Ten looks of an idle lane.
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		expect(await jobs()).toMatchObject([
			{ lane: 'quick', state: 'queued', attempt: 1, lastError: expect.stringMatching(/^1\. fault/) },
			{ lane: 'weights', state: 'queued', attempt: 0, lastError: null },
		]);
		isBroken = false;
		await expect.poll(async () => (await stage.records()).outcomes, { timeout: 20_000 }).toEqual(['accepted', 'accepted']);
	} finally {
		stop.abort();
		await running;
		await pool.close();
	}
});

describe('a wall is missing', () => {
	plays(
		bwrap,
		() => 'any',
		async () => {
			withPath(tmpdir(), () => expect(() => probeLayers('required')).toThrow(/SANDBOX=required, and bubblewrap does not work/));
			// Found again, or not needed: the walls of the machine stand around a good submission as before.
			expect(await stage.withPool(probeLayers('auto'), findSandboxFault)).toBeNull();
			return 'refused at the start';
		},
	);
});
