/** A course of many judged submissions, and a second version of its lab's checks that says something else of some of them. */
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { applyRegrade, undoRegrade } from '#server/decide-regrade.ts';
import { finishRegrade } from '#server/finish-regrade.ts';
import { getRegrade } from '#server/get-regrade.ts';
import { recordRegrade, recordRegradeFault } from '#server/record-regrade.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, verdictOf } from './learning.ts';

export const LAB = 'causal-attention';
export type Turned = Pick<LearningTest, 'context' | 'later'>;

const check = (id: string, passes: boolean) => ({
	...{ id, title: id, visibility: 'hidden' as const, points: 2, message: '' },
	outcome: passes ? ('pass' as const) : ('fail' as const),
});

/** Even ones were judged by other scripts than today's; of the fifth nobody kept which. */
function sandboxOf(n: number, version: 'old' | 'new'): string | undefined {
	if (version === 'old' && n === 5) return undefined;
	return (version === 'old' && n % 2 === 0 ? 'a' : 'b').repeat(64);
}

/** Submission n by the checks of one version of the lab: what one changed check says of it. */
export function said(n: number, version: 'old' | 'new'): Verdict {
	const isMasked = n % 3 !== 0;
	const isScaled = version === 'old' ? n % 4 !== 1 : n % 5 !== 1;
	const grader = {
		layer: 'off',
		node: 'v24',
		isolatedVm: '7',
		tfjs: '4',
		checksHash: version,
		secretId: 's',
		sandbox: sandboxOf(n, version),
		labVersion: version === 'old' ? 1 : 2,
	};
	const checks = [check('mask', isMasked), check('scale', isScaled)];
	if (isMasked && isScaled) return verdictOf('accepted', { checks, grader });
	return verdictOf('rejected', { checks, grader, diagnosis: isMasked ? 'no-scale' : 'mask-after-softmax', message: `It is ${n}.` });
}

export interface Course {
	readonly okafor: Actor;
	readonly cohortId: string;
	readonly learners: readonly Actor[];
	/** n of each submission. */
	readonly numbers: ReadonlyMap<string, number>;
}

/** One or two tries of each learner. */
export async function makeCourse(test: Turned, people: number): Promise<Course> {
	const okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
	const learners: Actor[] = [];
	const numbers = new Map<string, number>();
	for (let n = 0; n < people; n++) {
		const learner = await makeActor(test.context, { displayName: n === 3 ? '=HYPERLINK("x")' : `Learner ${n}` });
		learners.push(learner);
		if (n % 2 === 0) await judge(test.context, learner, said(n + 1, 'old'), 'export const first = 1;').then((id) => numbers.set(id, n + 1));
		test.later(MINUTE_MS);
		await judge(test.context, learner, said(n, 'old'), `export const second = [${n}, 2, 3];`).then((id) => numbers.set(id, n));
		test.later(MINUTE_MS);
	}
	return { okafor, cohortId: await makeCohort(test.context, okafor, learners), learners, numbers };
}

export const FAULT = '4. fault: The sandbox ended by code 70.\n    at somewhere in the code';

/** Judges whatever waits; gives the faults of ours to those of `faulty`. */
export async function judgeAll(test: Turned, { numbers }: Course, faulty: ReadonlySet<number> = new Set()): Promise<void> {
	for (;;) {
		const job = await leaseJob(test.context.client, { owner: 'grader', now: test.context.now() });
		if (job === undefined) return;
		const n = numbers.get(job.submissionId) ?? 0;
		if (faulty.has(n)) await recordRegradeFault(test.context, job, FAULT);
		else await recordRegrade(test.context, job, said(n, 'new'));
	}
}

export const start = (test: Turned, { okafor, cohortId }: Course, pick: 'latest' | 'best' | 'all' = 'latest') =>
	startRegrade(test.context, okafor, cohortId, { labId: LAB, pick, which: 'current', reason: 'The scale check was too strict.' });

export const pageOf = (test: Turned, { okafor, cohortId }: Course, regradeId: string) =>
	getRegrade(test.context, okafor, { cohortId, regradeId }, false);

export async function apply(test: Turned, { okafor, cohortId }: Course, regradeId: string): Promise<void> {
	await applyRegrade(test.context, okafor, { cohortId, regradeId });
	await finishRegrade(test.context, regradeId);
}

export async function undo(test: Turned, { okafor, cohortId }: Course, regradeId: string): Promise<void> {
	await undoRegrade(test.context, okafor, { cohortId, regradeId });
	await finishRegrade(test.context, regradeId);
}

/** Every verdict as it is stored, and every mastery value. */
export async function everything(test: Turned): Promise<{ verdicts: string; mastery: string }> {
	const { client } = test.context;
	const verdicts = await client.db.select().from(client.schema.verdicts).orderBy(client.schema.verdicts.id);
	const mastery = await client.db.select().from(client.schema.mastery).orderBy(client.schema.mastery.userId, client.schema.mastery.skill);
	return { verdicts: JSON.stringify(verdicts), mastery: JSON.stringify(mastery.map(({ updatedAt: _, ...row }) => row)) };
}
