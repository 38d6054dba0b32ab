/**
 * Reads what one submission is judged by: the checks of the lab's version, the code behind its `my/*` imports, its weights; in a re-check
 * the variant's hidden checks alone. Runs in the grader process only.
 */
import type { WeightsResult } from '#contract/grading.ts';
import type { WhichVersion } from '#contract/regrade.ts';
import type { Submission } from '#db/store/submissions.ts';
import { insertWeightSketch, type WeightSketchRow } from '#db/store/weight-sketches.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import type { LoadFailure } from '#grading/core/verdict.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import type { LabJudge } from '#grading/verify/lab-judge.ts';
import { verifyWeights } from '#grading/verify/verify-weights.ts';
import { readBlob } from './blobs.ts';
import type { Context } from './context.ts';
import { listImportedFiles, requireTaken } from './imported-files.ts';
import { judgeOf, type LabVersionJudge } from './lab-versions.ts';
import { hiddenSecretOf, ownSeedOf } from './own-seed.ts';

/** @throws AppError `unavailable` when the version's checks or a file of the course's own behind an import cannot be loaded. */
export async function prepareSubmission(
	context: Context,
	submission: Submission,
	which: WhichVersion = 'submitted',
): Promise<SubmissionInput> {
	const version = await judgeOf(context, submission, which);
	const { lab, borrowed, harness } = version.judge;
	// Nothing stands in `imports` where the version that judges allows more than the one that it was submitted for.
	const from = Object.fromEntries(lab.allowedImports.my.map((id) => [id, submission.imports[id]]));
	const files = await listImportedFiles(context.client, from, borrowed);
	requireTaken(files);
	const own = files.filter(({ theirs, ours }) => theirs !== null && theirs !== ours);
	return {
		lab,
		code: submission.code,
		my: Object.fromEntries(files.map(({ id, theirs, ours }) => [id, theirs ?? ours])),
		lend: Object.fromEntries(own.map(({ id, ours }) => [id, ours])),
		harness,
		...checksOf(version.judge, submission),
		checksHash: version.sha256,
		secretHex: hiddenSecretOf(context.secret, lab, submission),
		secretId: context.secret.id,
		ownSeed: ownSeedOf(context.secret, lab, submission.userId),
		...(submission.checkpoints.length === 0 ? {} : { verify: (pool: Pool) => measureWeights(context, submission, version, pool) }),
	};
}

async function measureWeights(
	context: Context,
	submission: Submission,
	{ judge: { lab }, text, name: file }: LabVersionJudge,
	pool: Pool,
): Promise<readonly WeightsResult[] | LoadFailure> {
	const results: WeightsResult[] = [];
	for (const { name, sha256 } of submission.checkpoints) {
		const bytes = await readBlob(context, sha256);
		const secretHex = context.secret.derive(`weights:${lab.id}:${lab.version}`);
		const judge = { text, name: file };
		const outcome = await verifyWeights({ labId: lab.id, judge, name, bytes, secretHex }, pool);
		if (outcome.ok) {
			const { result, seed, sketch } = outcome;
			results.push(result);
			await keepSketch(context, submission, { name, sha256, preset: result.preset, seed, sketch });
		} else if (outcome.kind === 'error') return { diagnosis: 'bad-weights', message: outcome.message };
		// Our model on our text: a slow or full machine is no fault of the learner's.
		else throw new SubjectEnded('unavailable', outcome.message);
	}
	return results;
}

/** Kept whatever the verdict becomes: that these weights were handed in is a fact. */
function keepSketch(
	{ client, now }: Context,
	{ id, userId, labId }: Submission,
	measured: Pick<WeightSketchRow, 'name' | 'sha256' | 'preset' | 'seed' | 'sketch'>,
): Promise<void> {
	return insertWeightSketch(client, { ...measured, submissionId: id, userId, labId, createdAt: new Date(now()) });
}

function checksOf(judge: LabJudge, { mode }: Submission): Pick<SubmissionInput, 'checks' | 'hiddenChecks'> {
	if (mode === 'recheck') return { checks: [], hiddenChecks: judge.variantChecks };
	return { checks: judge.checks, hiddenChecks: judge.hiddenChecks };
}
