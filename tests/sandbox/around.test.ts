/** What stands around a submission: its size, its time, its repetition, the walls when everything inside them has fallen, and what it leaves. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AppError, STATUS_OF_KIND } from '#contract/error.ts';
import { MAX_SOURCE_BYTES, SUBMISSIONS_PER_10_MIN } from '#contract/limits.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { toActor } from '#server/auth.ts';
import { requireLab } from '#server/get-lab.ts';
import { submit } from '#server/submit.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';
import { entries } from './corpus/around-a-submission.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling } from './support/entry.ts';
import { processesOf } from './support/processes.ts';
import { openPool } from './support/sandbox.ts';
import { recordRun } from './support/table.ts';

const [tooLarge, slow, repeated, nodeCode, nodeCodeUnbound, leftBehind] = entries;
const modes = ['off', 'auto'] as const;
const layers = modes.map((mode) => probeLayers(mode)).filter(({ name }, at, all) => at === 0 || name !== all[0]?.name);

async function timed<T>(run: () => Promise<T>): Promise<{ value: T; ms: number }> {
	const startedAt = performance.now();
	const value = await run();
	return { value, ms: performance.now() - startedAt };
}

/** The HTTP status that submitting is answered with. */
async function statusOf(code: string, before: number): Promise<number> {
	const context = await openTestContext();
	try {
		const userId = await makeUser(context.client);
		const user = await selectOptionalUser(context.client, userId);
		if (user === undefined) throw new Error('nobody was made');
		for (let i = 0; i < before; i += 1) await makeSubmission(context.client, userId);
		const lab = requireLab('causal-attention');
		const request = { lab: lab.id, version: lab.version, code, idempotencyKey: randomUUID(), checkpoints: [] };
		return await submit(context, toActor(user), request).then(
			() => 202,
			(error: AppError) => STATUS_OF_KIND[error.kind],
		);
	} finally {
		await context.close();
	}
}

test(`A1: ${tooLarge.n} ${tooLarge.name} is answered 413, and one byte less is taken`, async () => {
	const { value, ms } = await timed(() => statusOf('/'.repeat(MAX_SOURCE_BYTES + 1), 0));
	recordRun(tooLarge, { layer: 'any', outcome: String(value), ms });

	expect(value).toBe(413);
	expect(await statusOf('/'.repeat(MAX_SOURCE_BYTES), 0)).toBe(202);
	expect(await statusOf('é'.repeat(MAX_SOURCE_BYTES / 2 + 1), 0)).toBe(413);
});

test(`A1: ${repeated.n} ${repeated.name}: the eleventh in ten minutes is answered 429`, async () => {
	const { value, ms } = await timed(() => statusOf('export {};', SUBMISSIONS_PER_10_MIN));
	recordRun(repeated, { layer: 'any', outcome: String(value), ms });

	expect(value).toBe(429);
});

describe.each(layers.map((each) => [each.name, each] as const))('%s', (name, layer) => {
	test(`A1: ${slow.n} ${slow.name} is accepted`, async () => {
		const pool = await openPool(layer === layers[0] ? 'off' : 'auto');
		const code = doubling('let s = 0; for (let i = 0; i < 2e7; i += 1) s += Math.sqrt(i); return tf.mul(x, s > 0 ? 2 : 3);');
		const grade = async (wallMs: number) => {
			await pool.untilWarm();
			const graded = await timed(() => gradeSubmission({ ...doublingLab().input, code, wallMs, callMs: wallMs }, pool));
			return { outcome: graded.value.verdict.outcome, ms: graded.ms };
		};
		try {
			const free = await grade(60_000);
			let limited = await grade(free.ms / 0.8);
			// Whoever shares the machine may take the fifth that is left; not three times.
			for (let i = 0; i < 2 && limited.outcome === 'timeout'; i += 1) limited = await grade(free.ms / 0.8);
			recordRun(slow, { layer: name, ...limited });

			expect([free.outcome, limited.outcome]).toEqual(['accepted', 'accepted']);
			expect((await grade(free.ms / 4)).outcome).toBe('timeout');
		} finally {
			await pool.close();
		}
	});

	// What is left of each wall; docs/security/sandbox.md says the same in words.
	const inPermission = ['signals a process of ours', 'connects', 'listens'];
	const inNamespaces = ['listens'];
	const isWalled = name.includes('bwrap');

	test(`A1: ${nodeCode.n} ${nodeCode.name} reaches only ${(isWalled ? inNamespaces : inPermission).join(', ')}`, async () => {
		const { value, ms } = await timed(() => breakOut(layer, (command) => command));
		recordRun(nodeCode, { layer: name, outcome: value.join(', '), ms });

		expect(value).toEqual(isWalled ? inNamespaces : inPermission);
	});

	// Programs and threads of its own stay inside the namespaces, as listening does.
	test.runIf(isWalled)(`A1: ${nodeCodeUnbound.n} ${nodeCodeUnbound.name} reaches nothing of ours`, async () => {
		const { value, ms } = await timed(() =>
			breakOut(layer, (command) => command.filter((part) => part !== '--permission' && !part.startsWith('--allow-'))),
		);
		recordRun(nodeCodeUnbound, { layer: name, outcome: value.join(', '), ms });

		expect(value.filter((each) => !['listens', 'starts a program', 'starts a thread'].includes(each))).toEqual([]);
	});

	test(`A1: ${leftBehind.n} ${leftBehind.name}: ${leftBehind.allowed[0]}`, async () => {
		const folder = mkdtempSync(join(tmpdir(), 'gradus-left-'));
		const built = await openPool('off');
		cpSync(built.folder, folder, { recursive: true });
		await built.close();
		const pool = new Pool({ layers: layer, folder, size: 1 });
		try {
			const { ms } = await timed(async () => {
				await pool.untilWarm();
				expect(processesOf(folder).length).toBeGreaterThan(0);
				for (const body of ['return tf.mul(x, 2);', 'for (;;) {}', 'return 3n;'])
					await gradeSubmission({ ...doublingLab().input, code: doubling(body), wallMs: 1_500, callMs: 500 }, pool);
				await pool.close();
			});
			await expect.poll(() => processesOf(folder), { timeout: 2_000 }).toEqual([]);
			recordRun(leftBehind, { layer: name, outcome: 'none', ms });
		} finally {
			await pool.close();
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

/** Runs break-out.mjs in place of the child, with a listener, a secret and a folder of ours within its reach; says what worked. */
async function breakOut(layer: Layers, change: (command: string[]) => string[]): Promise<string[]> {
	const [folder, data] = ['gradus-sandbox-', 'gradus-data-'].map((stem) => mkdtempSync(join(tmpdir(), stem)));
	if (folder === undefined || data === undefined) throw new Error('no folder was made');
	copyFileSync(new URL('./support/break-out.mjs', import.meta.url), join(folder, 'child.mjs'));
	writeFileSync(join(folder, 'realm.js'), '');
	mkdirSync(join(data, 'deep'));
	const secret = join(data, 'secret');
	writeFileSync(secret, 'thirty-two random bytes', { mode: 0o600 });
	const listener = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => listener.once('listening', resolve));
	// A server on a port has the address of a port.
	const { port } = listener.address() as AddressInfo;
	try {
		const [file = '', ...args] = change([...layer.command(folder, { memoryMiB: 192, cpuSeconds: 20 })]);
		const child = spawn(file, [...args, String(process.pid), String(port), secret, data], {
			cwd: '/',
			env: {},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let said = '';
		let errors = '';
		child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
		await new Promise((resolve) => child.once('close', resolve));
		if (!said.startsWith('[')) throw new Error(`the probe said nothing: ${errors}`);
		const worked: string[] = JSON.parse(said);
		// Whatever it wrote must have stayed behind the walls.
		if (readdirSync(data).some((name) => name.startsWith('written'))) worked.push('left a file');
		return worked;
	} finally {
		listener.close();
		for (const each of [folder, data]) rmSync(each, { recursive: true, force: true });
	}
}
