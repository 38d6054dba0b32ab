/**
 * A lab that imports an accepted file of the learner's own which labs no longer run, by a newer list of refused syntax or another compiler: the course's
 * own file stands in, page and verdict say so, and nobody is blamed. And a verdict names the compiler, driver and kit that made it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { getWorkspace } from '#server/get-lab.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { makeSubmission } from '../support/database.ts';
import { judge, makeActor, verdictOf } from '../support/learning.ts';
import { openTestContext } from '../support/site.ts';
import { doublingLab } from './support/doubling.ts';
import { openPool, SANDBOX_DIST, textOfLab } from './support/sandbox.ts';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";
const COURSES = `${IMPORT}export const twice = (x: tf.Tensor): tf.Tensor => tf.mul(x, 2);\n`;
const THRICE = `${IMPORT}export const twice = (x: tf.Tensor): tf.Tensor => tf.mul(x, 3);\n`;
const CODE = `${IMPORT}import { twice } from 'my/twice';\nexport const double = (x: tf.Tensor): tf.Tensor => twice(x);\n`;
/** Accepted before the list of refused syntax named it. */
const OLD_SYNTAX = `export const where = () => import.meta;\n${textOfLab('causal-attention', 'solution.ts')}`;

let pool: Pool;
let context: Awaited<ReturnType<typeof openTestContext>>;
beforeAll(async () => {
	vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
	[pool, context] = await Promise.all([openPool('off'), openTestContext()]);
});
afterAll(async () => {
	await Promise.all([pool.close(), context.close()]);
	vi.unstubAllEnvs();
});

function gradeWith(my: Readonly<Record<string, string>>, lend: Readonly<Record<string, string>>) {
	const { input } = doublingLab();
	const lab = { ...input.lab, allowedImports: { gradus: [], my: Object.keys(my) } };
	return gradeSubmission({ ...input, lab, code: CODE, my, lend }, pool);
}

test.each([
	['is refused by the list of today', `export const where = () => import.meta;\n${COURSES}`],
	['does not compile', `${COURSES}export const = 1;`],
	['compiles and is no module that V8 takes', `${COURSES}export const twice = 1;`],
	['imports what no lab offers any more', `import 'my/gone';\n${COURSES}`],
	['throws while it is loaded', `${COURSES}throw new Error('as of today');`],
])("the course's own file stands in for one that %s", async (_, twice) => {
	const { verdict, fault } = await gradeWith({ twice }, { twice: COURSES });
	expect(fault).toBeUndefined();
	expect(verdictSchema.parse(verdict)).toMatchObject({ outcome: 'accepted', lent: ['twice'] });
});

test('a file of the learner’s own that loads is the one that is used, right or wrong, and one that does not takes no other with it', async () => {
	const wrong = await gradeWith({ twice: THRICE }, { twice: COURSES });
	expect(wrong.verdict.outcome).toBe('rejected');
	expect(wrong.verdict).not.toHaveProperty('lent');

	const base = THRICE.replaceAll('twice', 'base');
	const chain = await gradeWith({ twice: "export { base as twice } from 'my/base';", base }, { twice: COURSES, base: COURSES });
	expect(chain.verdict.outcome).toBe('rejected');
	expect(chain.verdict).not.toHaveProperty('lent');

	const mixed = await gradeWith({ broken: 'export const = 1;', twice: THRICE }, { broken: COURSES, twice: COURSES });
	expect(mixed.verdict).toMatchObject({ outcome: 'rejected', lent: ['broken'] });
});

test('a lab that imports an older accepted file is judged and shown with the course’s own in its place', async () => {
	const ada = await makeActor(context);
	const old = await judge(context, ada, verdictOf('accepted'), OLD_SYNTAX);
	const borrowed = textOfLab('causal-attention', 'borrowed.ts');

	expect((await getWorkspace(context, ada, 'rope')).my).toEqual({ 'causal-attention': { code: borrowed, source: 'lent' } });
	const code = textOfLab('rope', 'solution.ts');
	const id = await makeSubmission(context.client, ada.id, { labId: 'rope', code, labHash: '', imports: { 'causal-attention': old } });
	const { verdict, fault } = await gradeSubmission(await prepareSubmission(context, await selectSubmission(context.client, id)), pool);
	expect(fault).toBeUndefined();
	expect(verdict).toMatchObject({ outcome: 'accepted', lent: ['causal-attention'] });

	const own = await judge(context, ada, verdictOf('accepted'), textOfLab('causal-attention', 'solution.ts'));
	expect((await getWorkspace(context, ada, 'rope')).my).toMatchObject({ 'causal-attention': { source: 'yours' } });
	const next = await makeSubmission(context.client, ada.id, { labId: 'rope', code, labHash: '', imports: { 'causal-attention': own } });
	const again = await gradeSubmission(await prepareSubmission(context, await selectSubmission(context.client, next)), pool);
	expect(again.verdict.outcome).toBe('accepted');
	expect(again.verdict).not.toHaveProperty('lent');
});

test('a verdict names the scripts that ran in the children by one hash, and verdicts of before it was kept still parse', async () => {
	const hash = createHash('sha256');
	for (const name of ['child.mjs', 'realm.js', 'weights.mjs']) hash.update(`${name}\0`).update(readFileSync(join(pool.folder, name)));
	const { verdict } = await gradeWith({ twice: COURSES }, {});
	const { grader } = verdict;
	if (grader === undefined) throw new Error('The verdict names no grader.');
	expect(grader.sandbox).toBe(hash.digest('hex'));

	const { sandbox: _, ...before } = grader;
	expect(verdictSchema.safeParse({ ...verdict, grader: before }).success).toBe(true);
});
