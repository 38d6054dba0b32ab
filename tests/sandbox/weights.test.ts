/**
 * Files of weights from the upload to the verdict: each of the corpus ends in `error` with the reason that the learner reads, or is refused at the
 * door, and the next submission is accepted. A sample in each run of the suite, at night all; the reader's own tests hold every rule at every run.
 */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AppError, STATUS_OF_KIND } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { readBody } from '#server/api.ts';
import { toActor } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { requireLab } from '#server/get-lab.ts';
import { type GraderOptions, gradeNext } from '#server/grader.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { submit } from '#server/submit.ts';
import { makeUser } from '../support/database.ts';
import { isNight, sampleOf, seed } from '../support/sample.ts';
import { openTestContext } from '../support/site.ts';
import { judged, modelFile, refused } from './faults/weights.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling } from './support/entry.ts';
import { openPool, SANDBOX_DIST } from './support/sandbox.ts';
import { isTableWanted, recordRun, writeTable } from './support/table.ts';

/** By day: all in the plain layer, and so many behind the walls of the machine. */
const SAMPLES = { off: judged.length, auto: 2 } as const;
const LAB = requireLab('train-gpt');

let pools: Readonly<Record<keyof typeof SAMPLES, Pool>>;
let context: Context & { close(): Promise<void> };

beforeAll(async () => {
	vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
	// One builds what both use.
	const off = await openPool('off');
	pools = { off, auto: await openPool('auto') };
	context = await openTestContext();
});
afterAll(async () => {
	await Promise.all([pools.off.close(), pools.auto.close(), context.close()]);
	vi.unstubAllEnvs();
	if (isTableWanted) writeTable();
});

async function somebody(): Promise<Actor> {
	const user = await selectOptionalUser(context.client, await makeUser(context.client));
	if (user === undefined) throw new Error('nobody was made');
	return toActor(user);
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A lab of few checks in front: what is judged here are the weights. */
const prepare: GraderOptions['prepare'] = async (here, submission) => {
	const { verify } = await prepareSubmission(here, submission);
	return { ...doublingLab().input, code: submission.code, ...(verify === undefined ? {} : { verify }) };
};

async function verdictOn(bytes: Uint8Array, pool: Pool): Promise<Verdict | undefined> {
	const actor = await somebody();
	const sha256 = hashOf(bytes);
	await putCheckpoint(context, actor, sha256, bytes);
	const { id } = await submit(context, actor, {
		...{ lab: LAB.id, version: LAB.version, idempotencyKey: randomUUID() },
		code: doubling('return tf.mul(x, 2);'),
		checkpoints: [{ name: 'model', sha256 }],
	});
	const options = { pool, owner: 'test', prepare, signal: new AbortController().signal, backoffMs: 50 };
	// On a busy machine a child may be late once or twice: that is a fault of ours, and the grader tries again.
	await expect.poll(() => gradeNext(context, 'weights', options), { timeout: 100_000, interval: 50 }).toBe('done');
	const { verdicts } = context.client.schema;
	return (await context.client.db.select().from(verdicts)).find(({ submissionId }) => submissionId === id)?.verdict;
}

const modes = ['off', 'auto'] as const;

describe.each(modes)(`uploaded weights, SANDBOX=%s${isNight ? '' : `, some by seed ${seed}`}`, (mode) => {
	for (const entry of isNight ? judged : sampleOf(judged, SAMPLES[mode])) {
		const { n, name, says } = entry;
		test(`A1: ${n} ${name} ends in error and says why, and the next submission is accepted`, async () => {
			const pool = pools[mode];
			const startedAt = performance.now();
			const verdict = await verdictOn(entry.bytes(), pool);
			recordRun(entry, { layer: pool.layers.name, outcome: verdict?.outcome ?? 'none', ms: performance.now() - startedAt });
			expect(verdict).toMatchObject({ outcome: 'error', kind: 'mundane', diagnosis: 'bad-weights', message: expect.stringMatching(says) });
			expect(await findSandboxFault(pool)).toBeNull();
		});
	}
});

describe('an upload', () => {
	const [tooLarge, lying, endless, other] = refused;

	afterEach(async () => {
		expect(await findSandboxFault(pools.off)).toBeNull();
	});

	async function statusOf(entry: (typeof refused)[number], work: () => Promise<unknown>): Promise<string> {
		const startedAt = performance.now();
		const outcome = await work().then(
			() => '204',
			(error: AppError) => String(STATUS_OF_KIND[error.kind]),
		);
		recordRun(entry, { layer: 'any', outcome, ms: performance.now() - startedAt });
		return outcome;
	}

	/** As the route reads it. */
	const read = (body: BodyInit, headers: Record<string, string> = {}) =>
		readBody(new Request('http://localhost/', { method: 'PUT', body, headers, duplex: 'half' } as RequestInit), MAX_CHECKPOINT_BYTES);

	test(`A1: ${tooLarge.n} ${tooLarge.name} is answered 413, and one byte less is read`, async () => {
		expect(await statusOf(tooLarge, () => read(new Uint8Array(MAX_CHECKPOINT_BYTES + 1)))).toBe('413');
		expect(await read(new Uint8Array(MAX_CHECKPOINT_BYTES))).toHaveLength(MAX_CHECKPOINT_BYTES);
	});

	test(`A1: ${lying.n} ${lying.name} is answered 413`, async () => {
		const body = new Uint8Array(MAX_CHECKPOINT_BYTES + 1);
		expect(await statusOf(lying, () => read(body, { 'content-length': '100' }))).toBe('413');
	});

	test(`A1: ${endless.n} ${endless.name} is answered 413 as soon as it is too much`, async () => {
		let sent = 0;
		const body = new ReadableStream({
			pull(controller) {
				sent += 1_048_576;
				controller.enqueue(new Uint8Array(1_048_576));
			},
		});
		expect(await statusOf(endless, () => read(body))).toBe('413');
		expect(sent).toBeLessThanOrEqual(MAX_CHECKPOINT_BYTES + 3 * 1_048_576);
	});

	test(`A1: ${other.n}: ${other.name} is answered 400, and keeps nothing`, async () => {
		const actor = await somebody();
		expect(await statusOf(other, () => putCheckpoint(context, actor, hashOf(Uint8Array.of(1)), Uint8Array.of(2)))).toBe('400');
		const rows = await context.client.db.select().from(context.client.schema.checkpoints);
		expect(rows.filter(({ userId }) => userId === actor.id)).toEqual([]);
	});
});

/** The last of the file: after everything that is no weights. */
describe.each(modes)('uploaded weights, SANDBOX=%s', (mode) => {
	test('of an honest file are measured, and leave a sketch', async () => {
		const { weightSketches } = context.client.schema;
		await context.client.db.delete(weightSketches);
		const verdict = await verdictOn(modelFile(), pools[mode]);
		expect(verdict).toMatchObject({ outcome: 'rejected', weights: [{ preset: 'tiny', outcome: 'fail' }] });
		const rows = await context.client.db.select().from(weightSketches);
		expect(rows).toMatchObject([{ labId: LAB.id, preset: 'tiny', seed: '1' }]);
		expect(rows[0]?.sketch.projection).toHaveLength(256);
	});
});
