/** A regrade through the real sandbox: under the stored version it finds what was found first, under the current one what the lab says now. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { leaseJob } from '#db/store/jobs.ts';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { applyRegrade } from '#server/decide-regrade.ts';
import { finishRegrade } from '#server/finish-regrade.ts';
import { getRegrade } from '#server/get-regrade.ts';
import { gradeNext } from '#server/grader.ts';
import { storeLabVersion } from '#server/lab-versions.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { makeSubmission } from '../support/database.ts';
import { makeActor, makeCohort } from '../support/learning.ts';
import { openTestContext } from '../support/site.ts';
import { openPool, SANDBOX_DIST, textOfLab } from './support/sandbox.ts';

const LAB = 'causal-attention';

let pool: Pool;
let context: Awaited<ReturnType<typeof openTestContext>>;
let dist: string;
beforeAll(async () => {
	[pool, context] = await Promise.all([openPool('off'), openTestContext()]);
	dist = mkdtempSync(join(tmpdir(), 'gradus-dist-'));
	mkdirSync(join(dist, 'judges'));
	copyFileSync(join(SANDBOX_DIST, 'judges', `${LAB}.cjs`), judgePath());
	vi.stubEnv('GRADUS_DIST', dist);
});
afterAll(async () => {
	await Promise.all([pool.close(), context.close()]);
	rmSync(dist, { recursive: true, force: true });
});

const judgePath = () => join(dist, 'judges', `${LAB}.cjs`);

async function gradeAll(): Promise<void> {
	const options = { pool, owner: 'grader', prepare: prepareSubmission, signal: new AbortController().signal };
	for (;;) {
		const done = await gradeNext(context, 'quick', options);
		if (done === 'fault') throw new Error('The grader failed.');
		if (done === 'idle') return;
	}
}

test('the stored version gives the verdicts of before although the lab changed on disk, and its own regrade of now gives others', async () => {
	const okafor = await makeActor(context, { role: 'instructor' });
	const learners = await Promise.all(['solution.ts', 'starter.ts'].map(() => makeActor(context)));
	const cohortId = await makeCohort(context, okafor, learners);
	const labHash = await storeLabVersion(context, LAB);
	const codes = [textOfLab(LAB, 'solution.ts'), textOfLab(LAB, 'starter.ts')];
	const ids = await Promise.all(
		learners.map(({ id }, n) => makeSubmission(context.client, id, { labId: LAB, labHash, code: codes[n] ?? '' })),
	);
	await gradeAll();
	const verdicts = await Promise.all(ids.map((id) => selectOptionalVerdict(context.client, id)));
	expect(verdicts.map((row) => row?.outcome)).toEqual(['accepted', 'rejected']);

	const text = readFileSync(judgePath(), 'utf8');
	writeFileSync(
		judgePath(),
		`${text}\nmodule.exports = { ...module.exports, checks: [], hiddenChecks: [{ ...module.exports.hiddenChecks[0], run: async () => ({ outcome: 'pass' }) }] };\n`,
	);
	const asked = { labId: LAB, pick: 'all', reason: 'a check was wrong' } as const;
	const stored = await startRegrade(context, okafor, cohortId, { ...asked, which: 'submitted' });
	const current = await startRegrade(context, okafor, cohortId, { ...asked, which: 'current' });
	const late = await makeSubmission(context.client, learners[0]?.id ?? '', { labId: LAB, labHash, code: codes[0] ?? '' });
	expect((await leaseJob(context.client, { owner: 'grader', now: context.now(), leaseMs: -1 }))?.submissionId).toBe(late);
	await gradeAll();

	const page = (regradeId: string) => getRegrade(context, okafor, { cohortId, regradeId }, false);
	expect((await page(stored)).regrade.counts).toMatchObject({ total: 2, changed: 0, same: 2 });
	expect((await page(current)).rows.map(({ before, after }) => [before.outcome, after?.outcome]).toSorted()).toEqual([
		['accepted', 'accepted'],
		['rejected', 'accepted'],
	]);
	await applyRegrade(context, okafor, { cohortId, regradeId: stored });
	await finishRegrade(context, stored);
	expect(await Promise.all(ids.map((id) => selectOptionalVerdict(context.client, id)))).toEqual(verdicts);
});
