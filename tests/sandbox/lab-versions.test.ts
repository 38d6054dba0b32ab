/**
 * A submission is judged by the version of the lab that it was submitted for, whatever the lab on disk has become, and the verdict names it.
 * A stored version that somebody changed judges nothing. Every lab's bundle holds all that its checks need.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { WhichVersion } from '#contract/regrade.ts';
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { evaluateJudge } from '#grading/verify/lab-judge.ts';
import { measureWeights } from '#grading/verify/measure-weights.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { verifyWeights } from '#grading/verify/verify-weights.ts';
import { findLab, labs } from '#labs/index.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { storeLabVersion } from '#server/lab-versions.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { sweep } from '#server/sweep.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';
import { openPool, SANDBOX_DIST, textOfLab } from './support/sandbox.ts';

const LAB = 'causal-attention';
const DAY_MS = 86_400_000;

let pool: Pool;
let context: Awaited<ReturnType<typeof openTestContext>>;
let now = Date.now();
let dist: string;
beforeAll(async () => {
	pool = await openPool('off');
	dist = mkdtempSync(join(tmpdir(), 'gradus-dist-'));
	mkdirSync(join(dist, 'judges'));
	vi.stubEnv('GRADUS_DIST', dist);
});
afterAll(async () => {
	await pool.close();
	rmSync(dist, { recursive: true, force: true });
});
beforeEach(async () => {
	context = await openTestContext({}, () => now);
	copyFileSync(join(SANDBOX_DIST, 'judges', `${LAB}.cjs`), judgePath());
	return () => context.close();
});

const judgePath = () => join(dist, 'judges', `${LAB}.cjs`);

/** The lab as an author would have it after a mistake: its first hidden check fails whatever it is given. */
function spoilLab(): void {
	const text = readFileSync(judgePath(), 'utf8');
	const spoilt = `${text}\nmodule.exports = { ...module.exports, hiddenChecks: [{ ...module.exports.hiddenChecks[0], run: async () => ({ outcome: 'fail', message: 'A check that is wrong.' }) }] };\n`;
	writeFileSync(judgePath(), spoilt);
}

async function judged(id: string, which?: WhichVersion) {
	const { verdict, fault } = await gradeSubmission(
		await prepareSubmission(context, await selectSubmission(context.client, id), which),
		pool,
	);
	if (fault !== undefined) throw new Error(fault);
	return { ...verdict, durationMs: 0 };
}

async function submitted(): Promise<string> {
	const labHash = await storeLabVersion(context, LAB);
	return makeSubmission(context.client, await makeUser(context.client), { labId: LAB, labHash, code: textOfLab(LAB, 'solution.ts') });
}

test('the stored version judges a submission as before after the lab on disk changed, and the current one as it is now', async () => {
	const id = await submitted();
	const first = await judged(id);
	expect(first.outcome).toBe('accepted');
	expect(first.grader).toMatchObject({ labVersion: 1, checksHash: (await selectSubmission(context.client, id)).labHash });

	spoilLab();

	expect(await judged(id)).toEqual(first);
	const current = await judged(id, 'current');
	expect(current).toMatchObject({ outcome: 'rejected', message: expect.stringContaining('A check that is wrong.') });
	expect(current.grader?.checksHash).not.toBe(first.grader?.checksHash);
	expect(await judged(await submitted())).toEqual(current);
});

test('a stored version is kept when the blobs that nobody names are swept', async () => {
	const id = await submitted();
	now += 400 * DAY_MS;
	await sweep(context);
	spoilLab();

	expect((await judged(id)).outcome).toBe('accepted');
});

test('a stored version that was changed judges nothing', async () => {
	spoilLab();
	// Bytes that no other test has loaded.
	writeFileSync(judgePath(), `${readFileSync(judgePath(), 'utf8')}// once more\n`);
	const id = await submitted();
	const { labHash } = await selectSubmission(context.client, id);
	writeFileSync(join(context.config.GRADUS_DATA, 'blobs', labHash.slice(0, 2), labHash), 'module.exports = {};');

	await expect(judged(id)).rejects.toThrow('it was changed');
});

test('a submission of another version that was never stored is not judged by a guess', async () => {
	const id = await makeSubmission(context.client, await makeUser(context.client), { labId: LAB, labVersion: 99, labHash: 'never-stored' });

	await expect(judged(id)).rejects.toThrow('was not kept');
});

test('weights are measured by the stored version as by the sources', async () => {
	const config = gptConfigOf(findLab('train-gpt')?.presets['tiny']?.config ?? {});
	const metadata = new Map([
		['lab', 'train-gpt'],
		['preset', 'tiny'],
	]);
	const bytes = encodeSafetensors({ tensors: new Map<string, StoredTensor>(initialWeights(config, 1)), metadata });
	const text = readFileSync(join(SANDBOX_DIST, 'judges', 'train-gpt.cjs'), 'utf8');
	const secretHex = 'ab'.repeat(32);
	await startWasm();

	const byVersion = await verifyWeights({ labId: 'train-gpt', name: 'model', bytes, secretHex, judge: { text, name: 'train-gpt' } }, pool);
	const bySources = await measureWeights(bytes, 'train-gpt', { split: 'hidden', seed: secretHex });

	if (!bySources.ok) throw new Error(bySources.message);
	const { value, standardError, count } = bySources.measured;
	expect(byVersion).toMatchObject({
		ok: true,
		result: { preset: 'tiny', outcome: 'fail', value: Number(value.toFixed(2)), standardError, count },
	});
});

test('what judges each lab is whole: its own declaration, its checks, the text of its borrowed operations, its measure of weights', async () => {
	for (const lab of labs) {
		const judge = await evaluateJudge(readFileSync(join(SANDBOX_DIST, 'judges', `${lab.id}.cjs`), 'utf8'), lab.id);
		expect(judge.lab).toEqual(lab);
		expect(judge.checks.length + judge.hiddenChecks.length, lab.id).toBeGreaterThan(1);
		expect(judge.variantChecks.length, lab.id).toBeGreaterThan(0);
		// With what an imported file may import in turn.
		const mayBeImported = [lab.id, ...Object.keys(judge.borrowed)].flatMap((id) => labs.find((each) => each.id === id)?.allowedImports.my);
		expect(Object.keys(judge.borrowed).sort(), lab.id).toEqual([...new Set(mayBeImported)].sort());
		expect(judge.measureWeights !== undefined, lab.id).toBe(lab.checkpoints.length > 0);
	}
});
