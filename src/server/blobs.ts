/** Blobs under their SHA-256, wherever they lie (blob-store.ts). Bytes with another hash go neither in nor out: damage is ours, never the learner's. */
import { createHash } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import type { Context } from './context.ts';

/** @throws AppError `invalid` when the bytes do not have that hash. */
export async function writeBlob({ blobs }: Context, sha256: string, bytes: Uint8Array): Promise<void> {
	const got = hashOf(bytes);
	if (got !== sha256)
		throw new AppError('invalid', `The upload has SHA-256 ${got.slice(0, 12)}…, and its address says ${sha256.slice(0, 12)}….`, {
			fix: 'Send it again; the connection may have cut it short.',
		});
	await blobs.put(sha256, bytes);
}

/** @throws AppError `unavailable` when a blob that somebody names is gone, or holds other bytes. */
export async function readBlob({ blobs, log }: Context, sha256: string): Promise<Uint8Array> {
	const bytes = await blobs.get(sha256);
	if (bytes !== null && hashOf(bytes) === sha256) return bytes;
	const what = bytes === null ? 'is not in the blob store' : 'has other bytes in the blob store: it was changed or damaged';
	log.error({ event: bytes === null ? 'blob-gone' : 'blob-damaged', at: blobs.locate(sha256) });
	throw new AppError('unavailable', `The blob ${sha256.slice(0, 12)}… ${what}. That is our fault.`, {
		fix: 'Whoever runs this server brings it back from a backup (docs/operations.md).',
	});
}

/** Removes blobs older than `ageMs` that `isNamed` does not know. Gives how many. */
export async function sweepBlobs({ blobs, now }: Context, isNamed: (sha256: string) => Promise<boolean>, ageMs: number): Promise<number> {
	const than = now() - ageMs;
	let removed = 0;
	for await (const { name, writtenAt } of blobs.list()) {
		if (writtenAt >= than || (await isNamed(name))) continue;
		if (await blobs.removeOlder(name, than)) removed++;
	}
	return removed;
}

export function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
