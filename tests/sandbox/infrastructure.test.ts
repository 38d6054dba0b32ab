/** What breaks on our side never becomes a verdict on the learner, and nothing that answers a hidden check crosses into a child. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import { isTensorValue, type Value } from '#contract/value.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import { Child } from '#grading/sandbox/child-process.ts';
import { FrameReader } from '#grading/sandbox/frames.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { unpackValue } from '#grading/sandbox/pack-value.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeCode, openPool, textOfLab } from './support/sandbox.ts';

const LAB = 'causal-attention';
const SOLUTION = textOfLab(LAB, 'solution.ts');
const LOOP = 'export function causalAttention() { for (;;); }';

/** Children that run a script of the test's instead of ours. */
function childrenThat(script: string): Layers {
	return { name: 'test', absent: '', addonPath: '', command: () => [process.execPath, '-e', script] };
}

/** A frame with this head and no body, written by a script. */
function writes(head: string): string {
	return `const h = Buffer.from(${JSON.stringify(head)}); const s = Buffer.alloc(8); s.writeUInt32LE(h.length, 0); require('fs').writeSync(3, Buffer.concat([s, h]));`;
}

const READY = writes('{"type":"ready","node":"n","tfjs":"t"}');
const ON_LOAD = (script: string) =>
	`${READY} const s = new (require('net').Socket)({ fd: 3, readable: true, writable: true }); s.once('data', () => { ${script} });`;

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
	])('that %s gives unavailable with a reason for staff', async (_, script) => {
		const { verdict, fault } = await gradeWith(childrenThat(script));

		expect(verdict).toMatchObject({ outcome: 'unavailable', checks: [] });
		expect(fault?.length).toBeGreaterThan(10);
	});

	test('is found by the canary', async () => {
		const pool = new Pool({ layers: childrenThat('process.exit(70)'), folder: tmpdir(), size: 1 });
		expect(await findSandboxFault(pool)).toMatch(/unavailable/);
		await pool.close();
	});

	test('that never says ready is given up after the time for a boot', async () => {
		const child = new Child(childrenThat('setInterval(() => 0, 1000)'), tmpdir(), { memoryMiB: 192, cpuSeconds: 10, bootMs: 500 });
		await expect(child.ready).rejects.toBeInstanceOf(SubjectEnded);
		await child.exited;
	});

	test('is refused at the start where bubblewrap is required and does not work', () => {
		const path = process.env['PATH'];
		process.env['PATH'] = tmpdir();
		try {
			expect(() => probeLayers('required')).toThrow(/SANDBOX=required/);
			expect(probeLayers('auto').name).toBe('permission+isolate');
		} finally {
			process.env['PATH'] = path;
		}
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

	test('judges again when somebody kills the child, and the learner never hears of it', async () => {
		await pool.untilWarm();
		const before = new Set(pool.pids());
		const verdict = gradeCode(pool, LAB, LOOP, { wallMs: 4_000, callMs: 3_500 });
		await new Promise((resolve) => setTimeout(resolve, 400));
		for (const pid of before) process.kill(pid, 'SIGKILL');

		expect((await verdict).verdict.outcome).toBe('timeout');
	});

	test('says the same of the same code five times, in both layers', async () => {
		const plain = await openPool('off');
		const seen: Verdict[] = [];
		for (const each of [pool, pool, pool, plain, plain])
			seen.push((await gradeCode(each, LAB, textOfLab(LAB, 'mistakes/swapped.ts'))).verdict);
		await plain.close();

		const [first, ...others] = seen.map(({ durationMs: _, grader: __, ...rest }) => rest);
		for (const other of others) expect(other).toEqual(first);
	});

	test('is never sent an expected value: frames hold code, names, seeds and inputs', async () => {
		sent.length = 0;
		await gradeCode(pool, LAB, 'export const causalAttention = (q: unknown, k: unknown, v: unknown) => v;');
		const reader = new FrameReader();
		const frames = [...reader.push(Buffer.concat(sent))];

		// The worked example of the task expects 2.462117 in its second row; the hidden cases expect what the reference computes.
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
			expect(Object.keys(head).sort()).toEqual(['how', 'id', 'isFresh', 'name', 'seed', 'type']);
	});

	test('keeps the grader small: three rounds grow it by little, and no process is left', async () => {
		const round = async () => {
			for (let i = 0; i < 6; i += 1) await gradeCode(pool, LAB, i % 2 === 0 ? SOLUTION : 'export const = 1;');
		};
		await round();
		const before = process.memoryUsage.rss();
		for (let i = 0; i < 3; i += 1) await round();
		const growth = (process.memoryUsage.rss() - before) / 1_048_576;
		console.log(`resident memory after 18 more submissions: ${growth.toFixed(1)} MiB`);
		const pids = pool.pids();
		await pool.close();

		expect(growth).toBeLessThan(40);
		expect(pids.filter((pid) => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))).toEqual([]);
	});
});

function floatsOf(value: Value): number[] {
	if (isTensorValue(value)) return [...value.data];
	if (Array.isArray(value)) return value.flatMap((item: Value) => floatsOf(item));
	return typeof value === 'number' ? [value] : [];
}
