/** The content-addressed folder <data>/blobs: weights under their SHA-256. A blob is whole or absent. */
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#contract/error.ts';
import type { Context } from './context.ts';

function blobPath(context: Context, sha256: string): string {
	return join(context.config.GRADUS_DATA, 'blobs', sha256.slice(0, 2), sha256);
}

/** @throws AppError `invalid` when the bytes do not have that hash. */
export async function writeBlob(context: Context, sha256: string, bytes: Uint8Array): Promise<void> {
	const got = createHash('sha256').update(bytes).digest('hex');
	if (got !== sha256)
		throw new AppError('invalid', `The upload has SHA-256 ${got.slice(0, 12)}…, and its address says ${sha256.slice(0, 12)}….`, {
			fix: 'Send it again; the connection may have cut it short.',
		});
	const path = blobPath(context, sha256);
	// Made young again, so that the sweep does not take it before its new owner is written down.
	if (await touched(path, context.now())) return;
	await mkdir(dirname(path), { recursive: true });
	// Written aside and renamed, so that a crash leaves no half blob under a good name.
	const aside = `${path}.${randomBytes(6).toString('hex')}`;
	try {
		await writeFile(aside, bytes, { flush: true });
		await rename(aside, path);
	} catch (error) {
		// A disk that is full keeps no half of it.
		await rm(aside, { force: true });
		throw error;
	}
}

/** @throws AppError `unavailable` when a blob that a submission names is gone. */
export async function readBlob(context: Context, sha256: string): Promise<Uint8Array> {
	try {
		return await readFile(blobPath(context, sha256));
	} catch (cause) {
		throw new AppError('unavailable', `The weights ${sha256.slice(0, 12)}… are not in the blob folder.`, {
			fix: 'Restore the blob folder from the backup.',
			cause,
		});
	}
}

/** Removes blobs older than `ageMs` that `isNamed` does not know. Gives how many. */
export async function sweepBlobs(context: Context, isNamed: (sha256: string) => Promise<boolean>, ageMs: number): Promise<number> {
	const root = join(context.config.GRADUS_DATA, 'blobs');
	if (!(await exists(root))) return 0;
	let removed = 0;
	for (const name of await readdir(root, { recursive: true })) {
		const path = join(root, name);
		const info = await stat(path);
		if (!info.isFile() || context.now() - info.mtimeMs < ageMs) continue;
		if (await isNamed(name.split('/').at(-1) ?? '')) continue;
		await rm(path);
		removed++;
	}
	return removed;
}

async function touched(path: string, now: number): Promise<boolean> {
	return utimes(path, now / 1000, now / 1000).then(
		() => true,
		() => false,
	);
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}
