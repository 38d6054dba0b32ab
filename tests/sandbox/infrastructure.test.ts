/** What breaks on our side never becomes a verdict on the learner, and nothing that answers a hidden check crosses into a child. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { scoreOf } from '#contract/score.ts';
import { isTensorValue, type Value } from '#contract/value.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import { Child } from '#grading/sandbox/child-process.ts';
import { FrameReader } from '#grading/sandbox/frames.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { unpackValue } from '#grading/sandbox/pack-value.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { buildSandbox } from '../../scripts/build-sandbox.ts';
import { isNight, sampleOf } from '../support/sample.ts';
import { childrenThat, ON_LOAD, writes } from './support/broken-children.ts';
import { doublingLab } from './support/doubling.ts';
import { attention, type CorpusEntry, doubling } from './support/entry.ts';
import { playEntry } from './support/judge-entry.ts';
import { isAlive } from './support/processes.ts';
import { gradeCode, openPool, SANDBOX_DIST, textOfLab, withPath } from './support/sandbox.ts';

const LAB = 'causal-attention';
const SOLUTION = textOfLab(LAB, 'solution.ts');
const modules = import.meta.glob<{ entries: readonly CorpusEntry[] }>('./corpus/*.ts', { eager: true });
const submissions = Object.values(modules)
	.flatMap(({ entries }) => entries)
	.filter((entry) => 'code' in entry);
/** The same submission so often. */
const SAME = isNight ? 20 : 5;
const LOOP = 'export function causalAttention() { for (;;); }';

async function gradeWith(layers: Layers) {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-broken-'));
	mkdirSync(join(folder, 'sandbox'));
	writeFileSync(join(folder, `harness-${LAB}.js`), '');
	const pool = new Pool({ layers, folder, size: 1 });
	try {
		return await gradeCode(pool, LAB, SOLUTION, { wallMs: 3_000 });
	} finally {
		await pool.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

describe('a sandbox that is broken', () => {
	test.each([
		['exits with 70 at once', 'process.exit(70)'],
		['says fault before it is ready', `${writes('{"type":"fault","message":"no addon"}')} setTimeout(() => 0, 5000)`],
		['is killed before it has a submission', "process.kill(process.pid, 'SIGKILL')"],
		['answers ready with bytes that are no frame', "require('fs').writeSync(3, Buffer.alloc(64, 255)); setTimeout(() => 0, 5000)"],
		['exits with 70 under every submission', ON_LOAD('process.exit(70)')],
		['says fault under every submission', ON_LOAD(writes('{"type":"fault","message":"bug"}'))],
		['kills itself under every submission', ON_LOAD("process.kill(process.pid, 'SIGKILL')")],
		['aborts under every submission', ON_LOAD('process.abort()')],
		['ends by SIGTRAP under every submission', ON_LOAD("process.kill(process.pid, 'SIGTRAP')")],
		['crashes under every submission', ON_LOAD("process.kill(process.pid, 'SIGSEGV')")],
		['exits as a shell says of SIGABRT under every submission', ON_LOAD('process.exit(134)')],
		['exits as a shell says of SIGILL under every submission', ON_LOAD('process.exit(132)')],
	])('A4: that %s gives unavailable with a reason for staff', async (_, script) => {
		const { verdict, fault } = await gradeWith(childrenThat(script));

		expect(verdict).toMatchObject({ outcome: 'unavailable', checks: [] });
		expect(fault?.length).toBeGreaterThan(10);
	});

	test.each([
		['aborts once', ['abort'], 'accepted', 2],
		['aborts twice, before a sound canary', ['abort', 'abort'], 'out-of-memory', 3],
		['aborts twice, and under the canary', ['abort', 'abort', 'abort'], 'unavailable', 3],
		['crashes once', ['crash'], 'accepted', 2],
		['crashes twice, before two sound canaries', ['crash', 'crash'], 'error', 4],
		['crashes twice, and under the second canary', ['crash', 'crash', 'sound', 'crash'], 'unavailable', 4],
	] as const)(
		'A4: that %s is the learner’s only where a new child does the same and the canary is sound',
		async (_, ends, outcome, children) => {
			const sound = probeLayers('auto');
			const scripts = { abort: ON_LOAD('process.abort()'), crash: ON_LOAD("process.kill(process.pid, 'SIGSEGV')") };
			let boots = 0;
			const layers: Layers = {
				...sound,
				command: (...how) => {
					const end = ends[boots++] ?? 'sound';
					return (end === 'sound' ? sound : childrenThat(scripts[end])).command(...how);
				},
			};
			// None is kept ahead: children boot in the order in which they are asked for.
			const pool = new Pool({ layers, folder: await buildSandbox(SANDBOX_DIST), size: 0 });
			const { verdict } = await gradeCode(pool, LAB, SOLUTION);
			await pool.close();

			expect({ outcome: verdict.outcome, children: boots }).toEqual({ outcome, children });
		},
	);

	test('is found by the canary', async () => {
		const pool = new Pool({ layers: childrenThat('process.exit(70)'), folder: tmpdir(), size: 1 });
		expect(await findSandboxFault(pool)).toMatch(/unavailable/);
		await pool.close();
	});

	test('that never says ready is given up after the time for a boot', async () => {
		const child = new Child(childrenThat('setInterval(() => 0, 1000)'), tmpdir(), {
			holds: 'submission',
			memoryMiB: 192,
			cpuSeconds: 10,
			bootMs: 500,
		});
		await expect(child.ready).rejects.toBeInstanceOf(SubjectEnded);
		await child.exited;
	});

	test('A11: is refused at the start where bubblewrap is required and does not work', () => {
		withPath(tmpdir(), () => {
			expect(() => probeLayers('required')).toThrow(/SANDBOX=required/);
			expect(probeLayers('auto').name).toBe('permission+isolate');
		});
	});

	test('A11: a bubblewrap that cannot be started is a wall that is missing, and says why', () => {
		const folder = mkdtempSync(join(tmpdir(), 'gradus-no-wall-'));
		writeFileSync(join(folder, 'bwrap'), '', { mode: 0o600 });
		withPath(folder, () => {
			expect(() => probeLayers('required')).toThrow(/SANDBOX=required, .*EACCES/);
			expect(probeLayers('auto')).toMatchObject({
				name: 'permission+isolate',
				absent: expect.stringMatching(/could not be tried.*EACCES/),
			});
		});
		rmSync(folder, { recursive: true });
	});
});

describe('the real sandbox', () => {
	const sent: Uint8Array[] = [];
	let pool: Pool;
	beforeAll(async () => {
		pool = await openPool('auto', (bytes) => sent.push(Uint8Array.from(bytes)));
	});
	afterAll(() => pool.close());

	test('passes its canary', async () => {
		expect(await findSandboxFault(pool)).toBeNull();
	});

	test('has let go of the learner’s child before weights are measured, and keeps what the checks gave when these cannot be read', async () => {
		// None is kept ahead: whatever lives is the submission's.
		const bare = new Pool({ layers: pool.layers, folder: pool.folder, size: 0 });
		let children: readonly number[] = [-1];
		const { verdict } = await gradeSubmission(
			{
				...doublingLab().input,
				code: doubling('return tf.mul(x, 2);'),
				async verify() {
					await vi.waitFor(() => expect(bare.pids()).toEqual([]), { timeout: 2_000 }).catch(() => undefined);
					children = bare.pids();
					return { diagnosis: 'bad-weights', message: 'They cannot be read.' };
				},
			},
			bare,
		);
		await bare.close();

		expect(children).toEqual([]);
		expect(verdict).toMatchObject({ outcome: 'error', diagnosis: 'bad-weights' });
		expect(scoreOf(verdict)).toMatchObject({ points: 2, offered: 2 });
	});

	test('keeps what the checks gave before the code asked for more memory than there is', async () => {
		// Under prlimit V8 ends the process over it.
		const code = doubling("if (x.dataSync()[0] === 3) return tf.mul(x, 2); return 'x'.repeat(2 ** 29 - 30).split('').length;");
		const { verdict } = await gradeSubmission({ ...doublingLab().input, code }, pool);

		expect(['out-of-memory', 'timeout']).toContain(verdict.outcome);
		expect(verdict.checks).toMatchObject([{ id: 'three', outcome: 'pass' }]);
	});

	// Without prlimit there is no such wall.
	test.runIf(probeLayers('auto').name.includes('prlimit'))('ends in timeout when the kernel’s processor time runs out', async () => {
		const loops = childrenThat(ON_LOAD('for (;;);'), pool.layers);
		const child = new Child(loops, pool.folder, { holds: 'submission', memoryMiB: 192, cpuSeconds: 1 });
		await child.ready;
		child.startClock(60_000);
		const answer = child.ask(
			{ type: 'call', id: '', how: 'export', name: '', seed: 0, isFresh: false, isWatched: false },
			new Uint8Array(),
		);

		await expect(answer).rejects.toMatchObject({ reason: 'timeout', message: 'The processor time ran out.' });
		await child.exited;
	});

	test('boots nothing beside whoever works alone, and fills up again afterwards', async () => {
		const quiet = new Pool({ layers: probeLayers('off'), folder: pool.folder, size: 1 });
		await quiet.untilWarm();
		await (await quiet.take()).dispose();
		await quiet.alone(async () => {
			quiet.refill();
			expect(quiet.pids()).toEqual([]);
		});
		await quiet.untilWarm();
		expect(quiet.pids()).toHaveLength(1);
		await quiet.close();
	});

	test('tells children kept ahead to make realms while nobody is judged, each once, and never beside a submission', async () => {
		const frames: Uint8Array[] = [];
		const told = () => [...new FrameReader().push(Buffer.concat(frames))].filter(({ head }) => head['type'] === 'prepare').length;
		const quiet = new Pool({ layers: probeLayers('off'), folder: pool.folder, size: 1, record: (bytes) => frames.push(bytes) });
		await quiet.untilWarm();
		await vi.waitFor(() => expect(told()).toBe(1));

		const judged = await quiet.take();
		quiet.refill();
		await quiet.untilWarm();
		expect(told()).toBe(1);
		await judged.dispose();
		await vi.waitFor(() => expect(told()).toBe(2));
		quiet.refill();
		expect(told()).toBe(2);
		await quiet.close();
	});

	test('judges again when somebody kills the child, and the learner never hears of it', async () => {
		await pool.untilWarm();
		const before = new Set(pool.pids());
		const verdict = gradeCode(pool, LAB, LOOP, { wallMs: 4_000, callMs: 3_500 });
		await new Promise((resolve) => setTimeout(resolve, 400));
		for (const pid of before) process.kill(pid, 'SIGKILL');

		expect((await verdict).verdict.outcome).toBe('timeout');
	});

	// A wrong file whose evidence is numbers, and one that draws chance and reads the clock.
	test.each([
		['a mistake', textOfLab(LAB, 'mistakes/swapped.ts')],
		[
			'chance and clocks',
			attention('console.log(Math.random(), Date.now(), new Date().toString()); return tf.add(v, tf.randomNormal(v.shape));'),
		],
	])(`A3: says the same of %s ${SAME} times, byte for byte, in both layers`, async (_, code) => {
		const plain = await openPool('off');
		const seen: string[] = [];
		for (let i = 0; i < SAME; i += 1) {
			const { durationMs: _time, grader: _layer, ...rest } = (await gradeCode(i % 2 === 0 ? pool : plain, LAB, code)).verdict;
			seen.push(JSON.stringify(rest));
		}
		await plain.close();

		expect(seen[0]).toContain('"outcome":"rejected"');
		expect(new Set(seen).size).toBe(1);
	});

	test('A2: is never sent an expected value: frames hold code, names, seeds and inputs', async () => {
		sent.length = 0;
		await gradeCode(pool, LAB, 'export const causalAttention = (q: unknown, k: unknown, v: unknown) => v;');
		const reader = new FrameReader();
		const frames = [...reader.push(Buffer.concat(sent))];

		// The worked example of the task expects 2.462117 in its second row; the hidden cases expect what the reference computes, which secrecy.test.ts looks for.
		const floats = frames.filter(({ head }) => head['type'] === 'call').flatMap(({ body }) => floatsOf(unpackValue(body)));
		expect(floats.length).toBeGreaterThan(1_000);
		expect(floats.filter((n) => Math.abs(n - 2.462117) < 1e-5)).toEqual([]);
		const text = frames.map(({ body }) => body.toString('latin1')).join();
		expect(text).not.toContain(
			SOLUTION.split('\n')
				.find((line) => line.includes('matMul'))
				?.trim(),
		);
		expect(text).not.toMatch(/reference\.hidden|expected|tolerance/);
		for (const { head } of frames.filter((frame) => frame.head['type'] === 'call'))
			expect(Object.keys(head).sort()).toEqual(['how', 'id', 'isFresh', 'isWatched', 'name', 'seed', 'type']);
	});

	test(
		'A1: keeps the grader small: three rounds of the corpus grow it by less than 20 MiB, and no process is left',
		async () => {
			const entries = isNight ? submissions : sampleOf(submissions, 3);
			// One that keeps nothing of what it sends, as the pool of these tests does.
			const own = await openPool('auto');
			const round = async () => {
				for (const entry of entries) await playEntry(own, entry);
				collectGarbage();
				const { rss, heapUsed, external } = process.memoryUsage();
				return { rss, live: heapUsed + external };
			};
			const before = await round();
			let after = before;
			for (let i = 0; i < 3; i += 1) after = await round();
			const grown = (what: keyof typeof before) => (after[what] - before[what]) / 1_048_576;
			console.log(
				`after ${3 * entries.length} more submissions: resident ${grown('rss').toFixed(1)} MiB, alive ${grown('live').toFixed(1)} MiB`,
			);
			const pids = own.pids();
			await own.close();

			expect(grown('rss')).toBeLessThan(20);
			expect(grown('live')).toBeLessThan(20);
			expect(pids.filter(isAlive)).toEqual([]);
		},
		isNight ? 3_600_000 : 180_000,
	);
});

/** What a test run keeps alive between two rounds is not the grader's. */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc')();
}

function floatsOf(value: Value): number[] {
	if (isTensorValue(value)) return [...value.data];
	if (Array.isArray(value)) return value.flatMap((item: Value) => floatsOf(item));
	return typeof value === 'number' ? [value] : [];
}
