/**
 * One submission to one verdict: public and hidden checks by the one `grade()`, weights on hidden text, in a child that is used once.
 * Hidden seeds come from the installation's secret, the lab and its version: the same for every regrade and every learner, unless the lab says that
 * its numbers are the learner's own (`perLearner`); then from the learner too.
 * Our faults become `unavailable`; a child that died under learner code passes through as ChildDied, for run-submission.ts to try again.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Verdict, WeightsResult } from '#contract/grading.ts';
import type { Lab } from '#contract/lab.ts';
import { offeredBy } from '#contract/score.ts';
import type { Check } from '#grading/core/check.ts';
import { type GradeReport, grade } from '#grading/core/grade.ts';
import { GUEST_SEED, ownNumbersOf, publicOptions } from '#grading/core/own-numbers.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { type LoadFailure, type VerdictExtra, verdictOf, verdictOfEnd, verdictOfLoadFailure } from '#grading/core/verdict.ts';
import { ChildDied } from './child-process.ts';
import { MOST_STRETCH } from './fair-clock.ts';
import type { Pool } from './pool.ts';
import { SandboxSubject } from './subject.ts';

const ISOLATED_VM = versionOf('isolated-vm');

export interface SubmissionInput {
	readonly lab: Pick<Lab, 'id' | 'version' | 'allowedImports' | 'memoryMiB' | 'wallMs' | 'perLearner'>;
	readonly code: string;
	/** Source behind each `my/<id>`: of what the lab offers, and of what those files import. */
	readonly my: Readonly<Record<string, string>>;
	/** The course's own file for each of `my` that is the learner's: it stands in where theirs no longer compiles or loads. */
	readonly lend?: Readonly<Record<string, string>>;
	readonly checks: readonly Check[];
	readonly hiddenChecks: readonly Check[];
	readonly checksHash: string;
	/** Hexadecimal. In a lab that is `perLearner` it is the learner's own. */
	readonly secretHex: string;
	readonly secretId: string;
	/** Public: the learner's numbers follow from it, in a lab that is `perLearner`. Left out: those of a guest. */
	readonly ownSeed?: number;
	/** Measures uploaded weights; called only when every check passed. A LoadFailure for files that cannot be read. */
	readonly verify?: (pool: Pool) => Promise<readonly WeightsResult[] | LoadFailure>;
	readonly wallMs?: number;
	readonly callMs?: number;
	/** JavaScript of the harness; without it, the lab's own as the sandbox was built with it. */
	readonly harness?: string;
}

export interface Graded {
	readonly verdict: Verdict;
	/** Why it is `unavailable`; for the log and for staff, never for the learner. */
	readonly fault?: string;
}

/** @throws ChildDied when the child ended under learner code without meeting a limit. `isAlone`: the caller holds the pool. */
export async function gradeOnce(input: SubmissionInput, pool: Pool, isAlone = false): Promise<Graded> {
	const startedAt = performance.now();
	const extra: MakeExtra = (told = {}) => extraOf(input, pool, { startedAt, logs: '', tfjs: '', ...told });
	try {
		return await judgeInChild(input, pool, extra, isAlone);
	} catch (error) {
		if (!(error instanceof SubjectEnded) || error instanceof ChildDied) throw error;
		return { verdict: verdictOfEnd(error.reason, extra()), ...(error.reason === 'unavailable' ? { fault: error.message } : {}) };
	}
}

interface Told {
	readonly startedAt: number;
	readonly logs: string;
	readonly tfjs: string;
	readonly lent?: readonly string[];
}

export function extraOf(input: SubmissionInput, pool: Pool, told: Told): VerdictExtra {
	const { lent = [] } = told;
	return {
		// Whole seconds: a finer time would be a channel out of the hidden phase.
		durationMs: Math.ceil((performance.now() - told.startedAt) / 1_000) * 1_000,
		...(told.logs === '' ? {} : { logs: told.logs }),
		...(lent.length === 0 ? {} : { lent }),
		offered: offeredBy([...input.checks, ...input.hiddenChecks]),
		grader: {
			layer: pool.layers.name,
			node: process.version,
			isolatedVm: ISOLATED_VM,
			tfjs: told.tfjs,
			...(pool.hash === undefined ? {} : { sandbox: pool.hash }),
			checksHash: input.checksHash,
			labVersion: input.lab.version,
			secretId: input.secretId,
		},
	};
}

type MakeExtra = (told?: Partial<Told>) => VerdictExtra;

async function judgeInChild(input: SubmissionInput, pool: Pool, extra: MakeExtra, isAlone: boolean): Promise<Graded> {
	const wallMs = input.wallMs ?? input.lab.wallMs;
	const child = await pool.take({ memoryMiB: input.lab.memoryMiB, wallMs }, isAlone);
	try {
		const { tfjs } = await child.ready;
		// One call may carry all cases of a check, so its share is large; a loop that never ends still leaves time for the verdict.
		const callMs = input.callMs ?? wallMs / 2;
		child.startClock(wallMs, callMs);
		const subject = new SandboxSubject(child);
		const failure = await subject.load({
			code: input.code,
			my: input.my,
			lend: input.lend ?? {},
			harness: input.harness ?? readFileSync(join(pool.folder, `harness-${input.lab.id}.js`), 'utf8'),
			...{ gradus: input.lab.allowedImports.gradus, offered: input.lab.allowedImports.my },
			// The grader's clock knows when the machine kept the child waiting; the child's own, which does not, is the last resort.
			callMs: callMs * MOST_STRETCH,
		});
		const told = () => extra({ logs: subject.logs, tfjs, lent: subject.lent });
		if (failure !== null) return { verdict: verdictOfLoadFailure(failure, told()) };
		const report = await gradeBothPhases(subject, input);
		if (child.death !== undefined) {
			child.death.judged = { report, logs: subject.logs, tfjs, lent: subject.lent };
			throw child.death;
		}
		// What was the learner's is over: it must neither run on nor hold memory while weights are measured.
		void child.dispose();
		return await withWeights(report, input, pool, told);
	} finally {
		// Nobody waits for the process to be gone: the pool knows it until then.
		void child.dispose();
		pool.refill();
	}
}

async function gradeBothPhases(subject: SandboxSubject, input: SubmissionInput): Promise<GradeReport> {
	const { lab, ownSeed = GUEST_SEED } = input;
	const open = await grade(subject, input.checks, publicOptions(lab, ownSeed));
	if (open.ended !== undefined) return open;
	subject.phase = 'hidden';
	const hidden = await grade(subject, input.hiddenChecks, { own: ownNumbersOf(lab, ownSeed), seedOf: (id) => hiddenSeed(input, id) });
	const fault = open.fault ?? hidden.fault;
	return {
		results: [...open.results, ...hidden.results],
		...(hidden.ended === undefined ? {} : { ended: hidden.ended }),
		...(fault === undefined ? {} : { fault }),
	};
}

async function withWeights(report: GradeReport, input: SubmissionInput, pool: Pool, extra: () => VerdictExtra): Promise<Graded> {
	const verdict = verdictOf(report, extra());
	if (verdict.outcome === 'unavailable') return { verdict, fault: report.fault?.message ?? report.ended?.message ?? 'No check ran.' };
	if (verdict.outcome !== 'accepted' || input.verify === undefined) return { verdict };
	const weights = await input.verify(pool);
	if ('diagnosis' in weights) return { verdict: verdictOfLoadFailure(weights, extra(), report.results) };
	return { verdict: verdictOf(report, { ...extra(), weights }) };
}

function hiddenSeed({ secretHex, lab }: SubmissionInput, checkId: string): number {
	return createHmac('sha256', Buffer.from(secretHex, 'hex')).update(`${lab.id}\0${lab.version}\0${checkId}`).digest().readUInt32LE(0);
}

function versionOf(name: string): string {
	const manifest: unknown = JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`${name}/package.json`), 'utf8'));
	return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
