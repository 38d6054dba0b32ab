/**
 * Training runs that a learner shows to others. A link is the right to see one: its address cannot be guessed, it names nobody, and its
 * learner can take it back. Numbers and samples are what the learner's browser sent; the code never comes along.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { MAX_SHARED_RUNS, type OwnRun, type SharedRun, type ShareRun } from '#contract/shared-run.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { listOwnedCheckpoints } from '#db/store/checkpoints.ts';
import {
	countRunsOf,
	deleteRun,
	insertRun,
	listOutcomesOfWeights,
	listRunsOf,
	type RunRow,
	selectOptionalRun,
	setRunShared,
} from '#db/store/runs.ts';
import { readBlob } from './blobs.ts';
import type { Context } from './context.ts';
import type { Fields } from './form.ts';
import { requireLab } from './get-lab.ts';

/** @throws AppError `missing` for an unknown lab, `invalid` for weights that were not uploaded, `too-many` at the limit. */
export async function shareRun(context: Context, actor: Actor, { lab, run, weights }: ShareRun): Promise<{ id: string }> {
	const { id: labId, presets } = requireLab(lab);
	if (!Object.hasOwn(presets, run.preset))
		throw new AppError('invalid', `This lab has no preset "${run.preset}".`, { at: 'run.preset', fix: 'Reload the lab and train again.' });
	if (weights !== null && (await listOwnedCheckpoints(context.client, actor.id, [weights])).length === 0)
		throw new AppError('invalid', 'The weights were not sent before the run.', { at: 'weights', fix: 'Share it again.' });
	if ((await countRunsOf(context.client, actor.id)) >= MAX_SHARED_RUNS)
		throw new AppError('too-many', `${MAX_SHARED_RUNS} runs are kept for you, the most there can be.`, {
			fix: 'Remove one under My runs.',
		});
	const { config, ...summary } = run;
	const now = context.now();
	const id = newId(now);
	await insertRun(context.client, {
		...{ id, userId: actor.id, labId, config, summary },
		...{ isShared: true, weightsSha256: weights, createdAt: new Date(now) },
	});
	return { id };
}

/** @throws AppError `missing` for one that does not exist, whose link was taken back, or whose learner's account is locked or closed. */
export async function getSharedRun(context: Context, actor: Actor | null, id: string): Promise<SharedRun> {
	const row = await requireRun(context, actor, id);
	return { ...toOwn(row), judged: await judgedOf(context, row), isMine: actor?.id === row.userId };
}

/** Weights that whoever sees the run may save, as a safetensors file. @throws AppError `missing` when none go with it. */
export async function getSharedWeights(context: Context, actor: Actor | null, id: string): Promise<{ bytes: Uint8Array; name: string }> {
	const row = await requireRun(context, actor, id);
	if (row.weightsSha256 === null) throw new AppError('missing', 'No weights go with this run.');
	return { bytes: await readBlob(context, row.weightsSha256), name: `${row.labId}-step-${row.summary.step}.safetensors` };
}

/** Newest first. */
export async function listOwnRuns({ client }: Context, actor: Actor): Promise<OwnRun[]> {
	return (await listRunsOf(client, actor.id)).map(toOwn);
}

const ownRunSchema = z.object({ run: z.string().max(64), action: z.enum(['hide', 'show', 'remove']) });

/** The form of My runs. @throws AppError `invalid`, `missing` */
export async function handleOwnRunForm(context: Context, actor: Actor, fields: Fields): Promise<void> {
	const parsed = ownRunSchema.safeParse(fields);
	if (!parsed.success)
		throw new AppError('invalid', 'The form does not say which run, or what to do with it.', {
			fix: 'Open My runs afresh and press the button beside the run.',
		});
	const { run: id, action } = parsed.data;
	const of = { id, userId: actor.id };
	const isDone = action === 'remove' ? await deleteRun(context.client, of) : await setRunShared(context.client, of, action === 'show');
	if (!isDone)
		throw new AppError('missing', 'This run is not among yours. Perhaps it was removed in another window.', {
			fix: 'Look at the list: it holds all that are left.',
		});
}

async function requireRun(context: Context, actor: Actor | null, id: string): Promise<RunRow> {
	const row = await selectOptionalRun(context.client, id);
	if (row === undefined || !(row.isShared || row.userId === actor?.id))
		throw new AppError('missing', 'There is no such run, or its learner took the link back.');
	return row;
}

function toOwn({ id, labId, config, summary, isShared, weightsSha256, createdAt }: RunRow): OwnRun {
	const run = { ...summary, config };
	return { id, labId, run, hasWeights: weightsSha256 !== null, isShared, sharedAt: createdAt.getTime() };
}

async function judgedOf({ client }: Context, { labId, userId, weightsSha256: sha256 }: RunRow): Promise<SharedRun['judged']> {
	if (sha256 === null) return null;
	const outcomes = await listOutcomesOfWeights(client, { labId, userId, sha256 });
	return outcomes.includes('accepted') ? 'accepted' : outcomes.includes('rejected') ? 'rejected' : null;
}
