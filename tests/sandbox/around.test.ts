/**
 * What stands around a submission: its size, its time, its repetition, the walls when everything inside them has fallen, and what it leaves. After each
 * of them a good submission is accepted.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppError, STATUS_OF_KIND } from '#contract/error.ts';
import { MAX_SOURCE_BYTES, SUBMISSIONS_PER_10_MIN } from '#contract/limits.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import { MOST_STRETCH } from '#grading/sandbox/fair-clock.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { toActor } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { requireLab } from '#server/get-lab.ts';
import { gradeNext } from '#server/grader.ts';
import { submit } from '#server/submit.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';
import { entries } from './corpus/around-a-submission.ts';
import { breakOut, leftOf } from './support/break-out.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling } from './support/entry.ts';
import { graderOf, RIGHT, recordsOf } from './support/fault-stage.ts';
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

/** Somebody new submits this. @throws AppError when it is refused. */
async function submitNew(context: Context, code: string, before = 0): Promise<void> {
	const userId = await makeUser(context.client);
	const user = await selectOptionalUser(context.client, userId);
	if (user === undefined) throw new Error('nobody was made');
	for (let i = 0; i < before; i += 1) await makeSubmission(context.client, userId, { checkpoints: [{ name: 'model', sha256: 'ab' }] });
	const lab = requireLab('causal-attention');
	const request = { lab: lab.id, version: lab.version, code, idempotencyKey: randomUUID(), checkpoints: [] };
	await submit(context, toActor(user), request);
}

/** The HTTP status that submitting is answered with, and how soon; `before`: after so many others of the same person, with weights. */
async function answerTo(code: string, before: number): Promise<{ value: number; ms: number }> {
	const context = await openTestContext();
	try {
		const answer = await timed(() =>
			submitNew(context, code, before).then(
				() => 202,
				(error: AppError) => STATUS_OF_KIND[error.kind],
			),
		);
		if (answer.value !== 202) await expectNextAccepted(context);
		return answer;
	} finally {
		await context.close();
	}
}

/** In the place that has just refused somebody. */
async function expectNextAccepted(context: Context): Promise<void> {
	const pool = await openPool('off');
	try {
		await submitNew(context, RIGHT);
		await expect.poll(() => gradeNext(context, 'quick', graderOf(pool)), { timeout: 60_000, interval: 50 }).toBe('done');
		expect((await recordsOf(context.client)).outcomes).toEqual(['accepted']);
	} finally {
		await pool.close();
	}
}

test(`A1: ${tooLarge.n} ${tooLarge.name} is answered 413, and one byte less is taken`, async () => {
	const { value, ms } = await answerTo('/'.repeat(MAX_SOURCE_BYTES + 1), 0);
	recordRun(tooLarge, { layer: 'any', outcome: String(value), ms });

	expect(value).toBe(413);
	expect((await answerTo('/'.repeat(MAX_SOURCE_BYTES), 0)).value).toBe(202);
	expect((await answerTo('é'.repeat(MAX_SOURCE_BYTES / 2 + 1), 0)).value).toBe(413);
});

test(`A1: ${repeated.n} ${repeated.name}: the eleventh in ten minutes is answered 429`, async () => {
	const { value, ms } = await answerTo('export {};', SUBMISSIONS_PER_10_MIN);
	recordRun(repeated, { layer: 'any', outcome: String(value), ms });

	expect(value).toBe(429);
});

describe.each(layers.map((each) => [each.name, each] as const))('%s', (name, layer) => {
	let pool: Pool;
	beforeAll(async () => {
		pool = await openPool(layer === layers[0] ? 'off' : 'auto');
	});
	afterAll(() => pool.close());

	test(`A1: ${slow.n} ${slow.name} is accepted`, async () => {
		const code = doubling('let s = 0; for (let i = 0; i < 2e7; i += 1) s += Math.sqrt(i); return tf.mul(x, s > 0 ? 2 : 3);');
		const grade = async (wallMs: number) => {
			await pool.untilWarm();
			const graded = await timed(() => gradeSubmission({ ...doublingLab().input, code, wallMs, callMs: wallMs }, pool));
			return { outcome: graded.value.verdict.outcome, ms: graded.ms };
		};
		const free = await grade(60_000);
		let limited = await grade(free.ms / 0.8);
		// Whoever shares the machine may take the fifth that is left; not three times.
		for (let i = 0; i < 2 && limited.outcome === 'timeout'; i += 1) limited = await grade(free.ms / 0.8);
		recordRun(slow, { layer: name, ...limited });

		expect([free.outcome, limited.outcome]).toEqual(['accepted', 'accepted']);
		// However far the clock stretches on a busy machine, it is a quarter of the time.
		expect((await grade(free.ms / (4 * MOST_STRETCH))).outcome).toBe('timeout');
		expect(await findSandboxFault(pool)).toBeNull();
	});

	const isWalled = name.includes('bwrap');

	test(`A1: ${nodeCode.n} ${nodeCode.name} reaches only ${leftOf(layer).join(', ')}`, async () => {
		const { value, ms } = await timed(() => breakOut(layer, 'submission'));
		recordRun(nodeCode, { layer: name, outcome: value.join(', '), ms });

		expect(value).toEqual(leftOf(layer));
		expect(await findSandboxFault(pool)).toBeNull();
	});

	// Programs and threads of its own stay inside the namespaces, as listening does.
	test.runIf(isWalled)(`A1: ${nodeCodeUnbound.n} ${nodeCodeUnbound.name} reaches nothing of ours`, async () => {
		const { value, ms } = await timed(() =>
			breakOut(layer, 'submission', (part) => part !== '--permission' && !part.startsWith('--allow-')),
		);
		recordRun(nodeCodeUnbound, { layer: name, outcome: value.join(', '), ms });

		expect(value.filter((each) => !['listens', 'starts a program', 'starts a thread'].includes(each))).toEqual([]);
		expect(await findSandboxFault(pool)).toBeNull();
	});

	test(`A1: ${leftBehind.n} ${leftBehind.name}: ${leftBehind.allowed[0]}`, async () => {
		const folder = mkdtempSync(join(tmpdir(), 'gradus-left-'));
		const built = await openPool('off');
		cpSync(built.folder, folder, { recursive: true });
		await built.close();
		const own = new Pool({ layers: layer, folder, size: 1 });
		try {
			const { ms } = await timed(async () => {
				await own.untilWarm();
				expect(processesOf(folder).length).toBeGreaterThan(0);
				for (const body of ['return tf.mul(x, 2);', 'for (;;) {}', 'return 3n;'])
					await gradeSubmission({ ...doublingLab().input, code: doubling(body), wallMs: 1_500, callMs: 500 }, own);
				expect(await findSandboxFault(own)).toBeNull();
				await own.close();
			});
			await expect.poll(() => processesOf(folder), { timeout: 2_000 }).toEqual([]);
			recordRun(leftBehind, { layer: name, outcome: 'none', ms });
		} finally {
			await own.close();
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
