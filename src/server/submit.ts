/**
 * Records a submission and its grade job in one transaction. Idempotent by the learner's key.
 * Refuses what could not be judged: an unknown lab, an old version, code over the limit, weights that were never uploaded.
 */

import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import { MAX_CHECKPOINT_BYTES, MAX_SOURCE_BYTES } from '#contract/limits.ts';
import type { SubmitRequest } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { listOwnedCheckpoints } from '#db/store/checkpoints.ts';
import { countJobsByState, countOpenJobsOfUser } from '#db/store/jobs.ts';
import { insertSubmission, selectOptionalAccepted, selectOptionalSubmissionByKey } from '#db/store/submissions.ts';
import { findLab } from '#labs/index.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { storeLabVersion } from './lab-versions.ts';
import { limitSubmissions } from './limit-submissions.ts';
import { requireSitting } from './read-recheck.ts';

const MAX_QUEUED = 500;
const MAX_OPEN_PER_LEARNER = 3;

/** @throws AppError `missing`, `conflict`, `too-large`, `invalid` or `too-many`, each with the sentence the learner reads. */
export function submit(context: Context, actor: Actor, request: SubmitRequest): Promise<{ id: string; isNew: boolean }> {
	return inTurn(context, 'effort', actor.id, (turn) => record({ ...context, client: turn }, actor, request));
}

async function record(context: Context, actor: Actor, request: SubmitRequest): Promise<{ id: string; isNew: boolean }> {
	const same = await selectOptionalSubmissionByKey(context.client, actor.id, request.idempotencyKey);
	if (same && same.labId === request.lab && same.code === request.code) return { id: same.id, isNew: false };
	if (same)
		throw new AppError('conflict', 'This key was used for another submission.', {
			at: 'idempotencyKey',
			fix: 'Submit again with a key of its own.',
		});
	await limitSubmissions(context, actor, request);
	const lab = requireLab(request);
	const sitting = request.sitting;
	await requireRoom(context, actor);
	if (sitting === undefined) await requireWeights(context, actor, lab, request);
	else await requireOpenSitting(context, actor, request, sitting);
	const now = context.now();
	return insertSubmission(
		context.client,
		{
			id: newId(now),
			userId: actor.id,
			labId: lab.id,
			labVersion: lab.version,
			labHash: await storeLabVersion(context, lab.id),
			code: request.code,
			idempotencyKey: request.idempotencyKey,
			mode: sitting === undefined ? 'practice' : 'recheck',
			checkpoints: request.checkpoints,
			imports: await resolveImports(context, actor, lab),
			secretId: context.secret.id,
			createdAt: new Date(now),
		},
		request.checkpoints.length > 0 ? 'weights' : 'quick',
	);
}

function requireLab(request: SubmitRequest): Lab {
	const lab = findLab(request.lab);
	if (!lab) throw new AppError('missing', `There is no lab "${request.lab}".`, { fix: 'Open it from the path.' });
	if (lab.version !== request.version) {
		throw new AppError(
			'conflict',
			`This page holds version ${request.version} of the lab, and version ${lab.version} is current. Your code is kept.`,
			{
				at: 'version',
				fix: 'Reload the page, look at what changed in the task, then submit again.',
			},
		);
	}
	const sizeBytes = new TextEncoder().encode(request.code).byteLength;
	if (sizeBytes > MAX_SOURCE_BYTES) {
		throw new AppError('too-large', `The code is ${Math.ceil(sizeBytes / 1024)} kB, and ${MAX_SOURCE_BYTES / 1024} kB is the limit.`, {
			fix: 'Remove what the lab does not need, such as pasted data.',
		});
	}
	return lab;
}

/** Of a re-check only code is judged, in the learner's own sitting, while it is open. */
async function requireOpenSitting(context: Context, actor: Actor, { lab, checkpoints }: SubmitRequest, task: string): Promise<void> {
	await requireSitting(context, actor.id, lab, { task });
	if (checkpoints.length > 0)
		throw new AppError('invalid', 'A re-check takes no weights.', {
			at: 'checkpoints',
			fix: 'Submit the code alone, from the page of the re-check.',
		});
}

async function requireRoom(context: Context, actor: Actor): Promise<void> {
	if ((await countOpenJobsOfUser(context.client, actor.id)) >= MAX_OPEN_PER_LEARNER) {
		throw new AppError('too-many', `${MAX_OPEN_PER_LEARNER} of your submissions are still being judged.`, {
			fix: 'Wait for the first verdict, then submit again. Your code is kept.',
		});
	}
	const states = await countJobsByState(context.client);
	if ((states['queued'] ?? 0) >= MAX_QUEUED) {
		throw new AppError('unavailable', 'The queue is full. That is our limit, not yours; your code is kept.', {
			fix: 'Try again in a minute.',
		});
	}
}

async function requireWeights(context: Context, actor: Actor, lab: Lab, request: SubmitRequest): Promise<void> {
	const names = new Set(request.checkpoints.map((checkpoint) => checkpoint.name));
	for (const declared of lab.checkpoints) {
		if (declared.required && !names.has(declared.name)) {
			throw new AppError('invalid', `This lab is judged on trained weights ("${declared.name}"), and none came with the submission.`, {
				fix: 'Train first (Shift+Enter), then submit.',
			});
		}
	}
	const known = new Set(lab.checkpoints.map((declared) => declared.name));
	const unknown = [...names].find((name) => !known.has(name));
	if (unknown !== undefined) {
		const taken = [...known].map((name) => `"${name}"`).join(' and ');
		throw new AppError('invalid', `This lab takes no weights named "${unknown}".`, {
			at: 'checkpoints',
			fix: taken === '' ? 'Submit the code alone.' : `Submit from the lab page, which sends ${taken}.`,
		});
	}
	const owned = await listOwnedCheckpoints(
		context.client,
		actor.id,
		request.checkpoints.map((checkpoint) => checkpoint.sha256),
	);
	if (owned.length < new Set(request.checkpoints.map((checkpoint) => checkpoint.sha256)).size) {
		throw new AppError('invalid', 'The submission names weights that were not uploaded in full from this account.', {
			fix: 'Submit again: the page uploads them first.',
		});
	}
	const sizeBytes = owned.reduce((total, checkpoint) => total + checkpoint.sizeBytes, 0);
	if (sizeBytes > MAX_CHECKPOINT_BYTES)
		throw new AppError('too-large', `The weights are ${(sizeBytes / 1_048_576).toFixed(1)} MiB together, and 8 MiB is the limit.`, {
			at: 'checkpoints',
			fix: 'Train with a preset of the lab as it stands, and submit from the lab page: none of them comes near the limit.',
		});
}

/** What each `my/*` import is right now: the learner's newest accepted submission, else the borrowed op of this version. */
async function resolveImports(context: Context, actor: Actor, lab: Lab): Promise<Record<string, string>> {
	const entries = await Promise.all(
		lab.allowedImports.my.map(async (id) => {
			const accepted = await selectOptionalAccepted(context.client, actor.id, id);
			return [id, accepted?.id ?? `borrowed@${findLab(id)?.version ?? 0}`] as const;
		}),
	);
	return Object.fromEntries(entries);
}
