/** Blobs in a folder: <folder>/ab/abcd…, written aside and renamed, so that a crash leaves no half blob under a good name. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore, StoredObject } from './blob-store.ts';

export function openFolderBlobs(folder: string, now: () => number): BlobStore {
	const pathOf = (name: string) => join(folder, name.slice(0, 2), name);
	return {
		place: folder,
		locate: pathOf,
		async put(sha256, bytes) {
			const path = pathOf(sha256);
			// Made young again, so that the sweep does not take it before its new owner is written down.
			if (await touched(path, now())) return;
			await mkdir(dirname(path), { recursive: true });
			const aside = `${path}.${randomBytes(6).toString('hex')}`;
			try {
				await writeFile(aside, bytes, { flush: true });
				await rename(aside, path);
			} catch (error) {
				// A disk that is full keeps no half of it.
				await rm(aside, { force: true });
				throw error;
			}
		},
		get: (sha256) => orNull(readFile(pathOf(sha256))),
		list: () => listFiles(folder),
		async removeOlder(name, than) {
			const found = await orNull(stat(pathOf(name)));
			if (found === null || found.mtimeMs >= than) return false;
			await rm(pathOf(name));
			return true;
		},
	};
}

async function* listFiles(folder: string): AsyncGenerator<StoredObject> {
	const entries = (await orNull(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
	for (const entry of entries) {
		// Removed since the folder was read, perhaps.
		const found = entry.isFile() ? await orNull(stat(join(entry.parentPath, entry.name))) : null;
		if (found !== null) yield { name: entry.name, sizeBytes: found.size, writtenAt: found.mtimeMs };
	}
}

async function touched(path: string, now: number): Promise<boolean> {
	return (await orNull(utimes(path, now / 1000, now / 1000).then(() => true))) ?? false;
}

/** Null for what is not there; a disk that fails is another matter. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
}
