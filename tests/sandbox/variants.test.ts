/**
 * Re-checks through the real sandbox, prepared as the grader prepares them: the variant's solution is accepted, its starter and the lab's own
 * solution are not. Two labs in each run of the suite, at night all; tests/labs judges every variant in its own process at every run.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Submission } from '#db/store/submissions.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { findLab } from '#labs/index.ts';
import type { Context } from '#server/context.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { listLabs, readLab } from '../labs/support/lab-files.ts';
import { loadLabModules } from '../labs/support/lab-modules.ts';
import { isNight } from '../support/sample.ts';
import { openTestContext } from '../support/site.ts';
import { openPool, SANDBOX_DIST } from './support/sandbox.ts';

const SOME = ['causal-attention', 'train-gpt'];

let pool: Pool;
let context: Context & { close(): Promise<void> };
beforeAll(async () => {
	vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
	[pool, context] = await Promise.all([openPool('auto'), openTestContext()]);
});
afterAll(() => Promise.all([pool.close(), context.close()]));

async function outcomeOf(labId: string, code: string): Promise<string> {
	const { version = 0, allowedImports } = findLab(labId) ?? {};
	const imports = Object.fromEntries((allowedImports?.my ?? []).map((id) => [id, `borrowed@${findLab(id)?.version ?? 0}`]));
	const submission: Submission = {
		id: 'a-recheck',
		userId: 'somebody',
		labId,
		labVersion: version,
		labHash: '',
		code,
		idempotencyKey: '',
		mode: 'recheck',
		checkpoints: [],
		imports,
		secretId: context.secret.id,
		createdAt: new Date(),
	};
	const { verdict, fault } = await gradeSubmission(await prepareSubmission(context, submission), pool);
	return fault ?? verdict.outcome;
}

describe.each(
	listLabs()
		.filter(({ id }) => isNight || SOME.includes(id))
		.map(({ id }) => [id] as const),
)('the re-check of %s', (id) => {
	test('accepts the solution of its variant, and neither its starter nor the lab’s own solution', async () => {
		const { folder, lab, solution } = readLab(id);
		const { variant, variantSolution } = await loadLabModules(folder, lab.allowedImports.my);

		expect(await outcomeOf(id, variantSolution)).toBe('accepted');
		expect(await outcomeOf(id, variant.starter)).toBe('rejected');
		expect(await outcomeOf(id, solution)).not.toBe('accepted');
	});
});
