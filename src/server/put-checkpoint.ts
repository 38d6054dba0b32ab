/**
 * Takes trained weights under their SHA-256, ahead of the submission that names them.
 * Checks size, hash and daily budget only; what the bytes mean is judged in the sandbox. The answer never tells whether the blob existed.
 */

import { AppError } from '#contract/error.ts';
import { CHECKPOINT_BYTES_PER_DAY, CHECKPOINT_UPLOADS_PER_DAY } from '#contract/limits.ts';
import type { Actor } from '#contract/user.ts';
import { countUploadsSince, insertCheckpoint } from '#db/store/checkpoints.ts';
import { writeBlob } from './blobs.ts';
import type { Context } from './context.ts';

const DAY_MS = 86_400_000;

/** @throws AppError `too-many` over the daily budget, `invalid` for a wrong hash. */
export async function putCheckpoint(context: Context, actor: Actor, sha256: string, bytes: Uint8Array): Promise<void> {
	const now = context.now();
	const used = await countUploadsSince(context.client, actor.id, now - DAY_MS);
	if (used.uploads >= CHECKPOINT_UPLOADS_PER_DAY || used.sizeBytes + bytes.byteLength > CHECKPOINT_BYTES_PER_DAY) {
		throw new AppError('too-many', `${CHECKPOINT_UPLOADS_PER_DAY} uploads or 200 MiB a day is the limit for weights, and it is reached.`, {
			fix: 'Your weights stay in this browser. Submit them tomorrow.',
		});
	}
	await writeBlob(context, sha256, bytes);
	await insertCheckpoint(context.client, { userId: actor.id, sha256, sizeBytes: bytes.byteLength, now });
}
