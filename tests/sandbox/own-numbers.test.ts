/**
 * A lab whose numbers are the learner's own, from the page to the regrade: what the page shows is what the server judges by, a neighbour's file is
 * rejected, and the same submission gets the same verdict when it is judged again.
 */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { withOwnNumbers } from '#grading/core/own-numbers.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { endSession, startSession } from '#server/auth.ts';
import { getWorkspace } from '#server/get-lab.ts';
import { getRegrade } from '#server/get-regrade.ts';
import { gradeNext } from '#server/grader.ts';
import { storeLabVersion } from '#server/lab-versions.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { exportPerson } from '#server/privacy.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { judge } from '../labs/support/judge.ts';
import { readLab } from '../labs/support/lab-files.ts';
import { loadLabModules } from '../labs/support/lab-modules.ts';
import { makeSubmission } from '../support/database.ts';
import { makeActor, makeCohort } from '../support/learning.ts';
import { openTestContext } from '../support/site.ts';
import { openPool, SANDBOX_DIST } from './support/sandbox.ts';

const LAB = 'self-consistency';
const files = readLab(LAB);

let pool: Pool;
let context: Awaited<ReturnType<typeof openTestContext>>;
let ada: Actor;
let ben: Actor;
beforeAll(async () => {
	vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
	[pool, context] = await Promise.all([openPool('off'), openTestContext()]);
});
afterAll(() => Promise.all([pool.close(), context.close()]));
beforeEach(async () => {
	[ada, ben] = await Promise.all([makeActor(context), makeActor(context)]);
});

const numbersOf = async (actor: Actor | null) => (await getWorkspace(context, actor, LAB)).own?.numbers ?? {};
const solutionOf = async (actor: Actor) => withOwnNumbers(files.solution, await numbersOf(actor));

async function handIn({ id }: Actor, code: string): Promise<string> {
	return makeSubmission(context.client, id, {
		...{ labId: LAB, labVersion: files.lab.version, labHash: await storeLabVersion(context, LAB), code },
		imports: { verifier: 'borrowed@1' },
	});
}

async function gradeAll(): Promise<void> {
	const options = { pool, owner: 'grader', prepare: prepareSubmission, signal: new AbortController().signal };
	for (;;) {
		const done = await gradeNext(context, 'quick', options);
		if (done === 'fault') throw new Error('The grader failed.');
		if (done === 'idle') return;
	}
}

async function verdictOf(id: string): Promise<Verdict | undefined> {
	return (await selectOptionalVerdict(context.client, id))?.verdict;
}

test('two learners have different numbers, each always the same, and whoever has no account those of everybody', async () => {
	const before = await numbersOf(ada);
	const session = await startSession(context, ada.id, undefined);
	await endSession(context, session.value);
	await exportPerson(context, ada, '127.0.0.1');

	expect(await numbersOf(ada)).toEqual(before);
	expect(await numbersOf(ben)).not.toEqual(before);
	expect(await numbersOf(null)).toEqual(await numbersOf(null));
	expect((await getWorkspace(context, null, LAB)).starter).toBe(files.starter);
	expect((await getWorkspace(context, ada, LAB)).starter).toBe(withOwnNumbers(files.starter, before));
	expect((await getWorkspace(context, ada, 'causal-attention')).own).toBeNull();
});

test('the server’s public checks say what the browser’s say, and a neighbour’s file is rejected for its numbers', async () => {
	const [own, copied] = [await handIn(ada, await solutionOf(ada)), await handIn(ben, await solutionOf(ada))];
	await gradeAll();

	expect(await verdictOf(own)).toMatchObject({ outcome: 'accepted' });
	const verdict = await verdictOf(copied);
	expect(verdict).toMatchObject({ outcome: 'rejected', diagnosis: 'other-numbers' });
	const modules = await loadLabModules(files.folder, files.lab.allowedImports.my);
	const inBrowser = await judge(await solutionOf(ada), modules.checks, modules, '', (await getWorkspace(context, ben, LAB)).own?.seed);
	expect(verdict?.checks.filter(({ visibility }) => visibility === 'public')).toEqual(inBrowser.checks);
});

test('hidden cases are the learner’s own, the same in each attempt, and of a re-check everybody’s', async () => {
	const prepared = async (actor: Actor, mode: 'practice' | 'recheck' = 'practice') => {
		const id = await handIn(actor, files.solution);
		return (await prepareSubmission(context, { ...(await selectSubmission(context.client, id)), mode })).secretHex;
	};

	expect(await prepared(ada)).toBe(await prepared(ada));
	expect(await prepared(ada)).not.toBe(await prepared(ben));
	expect(await prepared(ada, 'recheck')).toBe(await prepared(ben, 'recheck'));
});

test('judged again, each submission gets the verdict of before', async () => {
	const okafor = await makeActor(context, { role: 'instructor' });
	const cohortId = await makeCohort(context, okafor, [ada, ben]);
	await handIn(ada, await solutionOf(ada));
	await handIn(ben, await solutionOf(ada));
	await gradeAll();

	for (const which of ['submitted', 'current'] as const) {
		const regradeId = await startRegrade(context, okafor, cohortId, { labId: LAB, pick: 'all', reason: 'to be sure', which });
		await gradeAll();
		const { regrade } = await getRegrade(context, okafor, { cohortId, regradeId }, false);
		expect(regrade.counts).toMatchObject({ total: 2, changed: 0, same: 2 });
	}
});
