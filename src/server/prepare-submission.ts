/**
 * Reads what one submission is judged by: checks, hidden checks, the code behind its `my/*` imports, its weights; in a re-check
 * the variant's hidden checks alone. Runs in the grader process only.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '#contract/error.ts';
import type { WeightsResult } from '#contract/grading.ts';
import { type Submission, selectSubmission } from '#db/store/submissions.ts';
import type { Check } from '#grading/core/check.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import type { LoadFailure } from '#grading/core/verdict.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';
import { verifyWeights } from '#grading/verify/verify-weights.ts';
import { readBlob } from './blobs.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';
import { hashLab, labFolder, readLabFile } from './lab-files.ts';

/** @throws AppError `unavailable` when the lab's checks cannot be loaded. */
export async function prepareSubmission(context: Context, submission: Submission): Promise<SubmissionInput> {
	const lab = requireLab(submission.labId);
	const my = await Promise.all(
		Object.entries(submission.imports).map(async ([id, from]) => [id, await sourceOf(context, id, from)] as const),
	);
	return {
		lab,
		code: submission.code,
		my: Object.fromEntries(my),
		...(await checksOf(submission)),
		checksHash: hashLab(lab.id),
		secretHex: context.secret.derive(`hidden:${lab.id}:${lab.version}`),
		secretId: context.secret.id,
		...(submission.checkpoints.length === 0 ? {} : { verify: () => measureWeights(context, submission) }),
	};
}

async function measureWeights(context: Context, submission: Submission): Promise<readonly WeightsResult[] | LoadFailure> {
	const results: WeightsResult[] = [];
	for (const { name, sha256 } of submission.checkpoints) {
		const bytes = await readBlob(context, sha256);
		const secretHex = context.secret.derive(`weights:${submission.labId}:${submission.labVersion}`);
		const outcome = await verifyWeights({ labId: submission.labId, name, bytes, secretHex, signal: new AbortController().signal });
		if (outcome.ok) results.push(outcome.result);
		else if (outcome.kind === 'error') return { diagnosis: 'bad-weights', message: outcome.message };
		// Our model on our text: a slow or full machine is no fault of the learner's.
		else throw new SubjectEnded('unavailable', outcome.message);
	}
	return results;
}

function sourceOf(context: Context, labId: string, from: string): Promise<string> {
	if (from.startsWith('borrowed@')) return Promise.resolve(readLabFile(labId, 'borrowed.ts'));
	return selectSubmission(context.client, from).then((submission) => submission.code);
}

async function checksOf({ labId, mode }: Submission): Promise<Pick<SubmissionInput, 'checks' | 'hiddenChecks'>> {
	if (mode === 'recheck') return { checks: [], hiddenChecks: await loadChecks(labId, 'variant.hidden.ts', 'variantChecks') };
	return {
		checks: await loadChecks(labId, 'checks.ts', 'checks'),
		hiddenChecks: await loadChecks(labId, 'checks.hidden.ts', 'hiddenChecks'),
	};
}

/** @throws AppError `unavailable` */
export async function loadChecks(labId: string, file: string, name: string): Promise<readonly Check[]> {
	const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(labFolder(labId), file)).href);
	const checks = module[name];
	// A lab's own file: its type is checked where it is written.
	if (Array.isArray(checks)) return checks as readonly Check[];
	throw new AppError('unavailable', `The lab ${labId} exports no ${name}.`, {
		at: file,
		fix: 'docs/authoring.md says what it must export.',
	});
}
