/**
 * A lab that imports accepted files of the learner's own: they come with the files that they import themselves. One that labs no longer run, by a newer
 * list of refused syntax or another compiler, has the course's own stand in; page and verdict say so, and nobody is blamed. And a verdict names the
 * compiler, driver and kit that made it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { getWorkspace } from '#server/get-lab.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { submit } from '#server/submit.ts';
import { createRequires, evaluate, RefusedImport } from '#worker/evaluate.ts';
import { transpile } from '#worker/transpile.ts';
import { makeSubmission } from '../support/database.ts';
import { ACCEPTED, judge, leaseStored, makeActor, verdictOf } from '../support/learning.ts';
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

type Files = Readonly<Record<string, string>>;

function gradeWith(my: Files, lend: Files, { code = CODE, offered = Object.keys(my) } = {}) {
	const { input } = doublingLab();
	const lab = { ...input.lab, allowedImports: { gradus: [], my: offered } };
	return gradeSubmission({ ...input, lab, code, my, lend }, pool);
}

/** Hands in as the page does, so that the imports are those that are recorded, and accepts it. */
async function accept(actor: Actor, labId: string, code: string): Promise<string> {
	const request = { lab: labId, version: 1, code, idempotencyKey: crypto.randomUUID(), checkpoints: [] };
	const leased = await leaseStored(context, (await submit(context, actor, request)).id);
	expect(await recordVerdict(context, { ...leased, verdict: ACCEPTED })).toBe(true);
	return leased.submission.id;
}

const codeOf = (source: string): string => {
	const compiled = transpile(source);
	return 'code' in compiled ? compiled.code : expect.fail(compiled.error.message);
};

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

test('a file that throws while it is loaded takes none with it that imports it, in whatever order they come', async () => {
	const base = COURSES.replaceAll('twice', 'base');
	const files = { twice: "export { base as twice } from 'my/base';", base: `${base}throw new Error('as of today');` };
	for (const offered of [['twice', 'base'], ['base', 'twice'], ['twice']]) {
		const { verdict } = await gradeWith(files, { twice: THRICE, base }, { offered });
		expect(verdict).toMatchObject({ outcome: 'accepted', lent: ['base'] });
	}
});

test('what only an imported file imports is not offered to the file that is judged, nor told of when nothing imports it any more', async () => {
	const base = COURSES.replaceAll('twice', 'base');
	const code = `${IMPORT}import { base } from 'my/base';\nexport const double = (x: tf.Tensor): tf.Tensor => base(x);\n`;
	const { verdict } = await gradeWith({ twice: COURSES, base }, {}, { code, offered: ['twice'] });
	expect(verdict).toMatchObject({ outcome: 'error', diagnosis: 'refused-import' });
	expect(verdict.message).toContain('This lab offers @tensorflow/tfjs, gradus, my/twice.');

	const broken = { twice: "import 'my/base';\nexport const = 1;", base: 'export const = 1;' };
	const both = await gradeWith(broken, { twice: COURSES, base }, { offered: ['twice'] });
	expect(both.verdict).toMatchObject({ outcome: 'accepted', lent: ['twice'] });
});

test('a lab that imports a file of the learner’s own runs it with what that file was judged with, on the page and in the sandbox', async () => {
	const ada = await makeActor(context);
	const attention = textOfLab('causal-attention', 'solution.ts');
	const rope = textOfLab('rope', 'solution.ts');
	await accept(ada, 'causal-attention', attention);
	const solved = await accept(ada, 'rope', rope);
	await accept(ada, 'causal-attention', `${attention}\n// Accepted later.\n`);
	const code = textOfLab('modernise', 'solution.ts');

	const { lab, my } = await getWorkspace(context, ada, 'modernise');
	expect(my).toEqual({ rope: { code: rope, source: 'yours' }, 'causal-attention': { code: attention, source: 'yours' } });
	const files = Object.entries(my).map(([id, file]) => [id, codeOf(file.code)] as const);
	const require = createRequires({ tfjs: tf, gradus, core: {} }, Object.fromEntries(files)).forLearner(lab);
	expect(Object.keys(evaluate(codeOf(code), lab.file, require))).toEqual(expect.arrayContaining(lab.exports));
	expect(() => require('my/causal-attention')).toThrow(RefusedImport);

	const id = await makeSubmission(context.client, ada.id, { labId: 'modernise', code, labHash: '', imports: { rope: solved } });
	const prepared = await prepareSubmission(context, await selectSubmission(context.client, id));
	expect(prepared.my).toEqual({ rope, 'causal-attention': attention });
	const { verdict, fault } = await gradeSubmission(prepared, pool);
	expect(fault).toBeUndefined();
	expect(verdict.outcome).toBe('accepted');
	expect(verdict).not.toHaveProperty('lent');
});

test('a file that was judged with the course’s own goes with the course’s own', async () => {
	const ben = await makeActor(context);
	const rope = textOfLab('rope', 'solution.ts');
	const solved = await accept(ben, 'rope', rope);
	await accept(ben, 'causal-attention', textOfLab('causal-attention', 'solution.ts'));
	const borrowed = textOfLab('causal-attention', 'borrowed.ts');

	const { my } = await getWorkspace(context, ben, 'modernise');
	expect(my).toEqual({ rope: { code: rope, source: 'yours' }, 'causal-attention': { code: borrowed, source: 'borrowed' } });
	const id = await makeSubmission(context.client, ben.id, { labId: 'modernise', labHash: '', imports: { rope: solved } });
	const { my: judged, lend } = await prepareSubmission(context, await selectSubmission(context.client, id));
	expect(judged).toEqual({ rope, 'causal-attention': borrowed });
	expect(lend).toEqual({ rope: textOfLab('rope', 'borrowed.ts') });
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
