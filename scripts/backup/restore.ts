/**
 * A backup into a fresh place: every file is checked against the manifest first, every place must be empty, and what fails leaves each place
 * as empty as it was. It is built inside the data folder, which may be a mount point on a root that cannot be written, and moved up when all
 * is whole; until then nothing opens that folder (unfinished-restore.ts). Sessions end; people who deleted their account after the backup are
 * shut again from the list of erasures.
 */
import { existsSync, readdirSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BackupManifest } from '#contract/backup.ts';
import { AppError } from '#contract/error.ts';
import { openDatabase } from '#db/client.ts';
import { countMigrations, emptyDatabase, engineOf, restoreDatabase } from '#db/copy.ts';
import { deleteEverySession } from '#db/store/sessions.ts';
import { markDeleted } from '#db/store/users.ts';
import type { BlobStore } from '#server/blob-store.ts';
import { readDeletions } from '#server/deletions.ts';
import { openFolderBlobs } from '#server/folder-blobs.ts';
import { RESTORING } from '#server/unfinished-restore.ts';
import { DATABASE, flush } from './make.ts';
import { blobPath, verifyBackup } from './verify.ts';

export interface RestoreOptions {
	/** Data folder that is to be; absent or empty, a mount point too. */
	readonly into: string;
	/** Where the database goes: a file in that folder, or an empty PostgreSQL database. */
	readonly databaseUrl: string;
	/** Where the blobs go; null for the data folder. */
	readonly blobs: BlobStore | null;
	/** The list of deletions of the old place (<data>/deletions.jsonl), where it could be saved. */
	readonly deletions?: string;
	/** Of the secret that the new place is handed, where it is handed one; else that of the backup is put into the data folder. */
	readonly handedSecretId?: string;
}

export interface Restored {
	readonly manifest: BackupManifest;
	/** People whose deletion came after the backup. */
	readonly shutAgain: number;
}

/** @throws AppError `conflict` for a living place, `invalid` for a damaged or foreign backup; then nothing was written. */
export async function restoreBackup(folder: string, options: RestoreOptions): Promise<Restored> {
	const manifest = await verifyBackup(folder);
	requireEngine(manifest, options.databaseUrl);
	if (options.handedSecretId !== undefined) requireSecret(manifest, options.handedSecretId, folder);
	const into = resolve(options.into);
	requireEmpty(into);
	if (options.blobs !== null) await requireNoBlobs(options.blobs);
	const deleted = options.deletions === undefined ? [] : readDeletions(options.deletions);
	const aside = join(into, RESTORING);
	const databaseUrl = engineOf(options.databaseUrl) === 'sqlite' ? `file:${join(aside, 'gradus.db')}` : options.databaseUrl;
	const made = existsSync(into) ? aside : into;
	const undo: (() => Promise<void>)[] = [() => rm(made, { recursive: true, force: true })];
	try {
		// What a restore that was killed left there.
		await rm(aside, { recursive: true, force: true });
		await mkdir(aside, { recursive: true });
		await copyOwn(join(folder, 'secret'), join(aside, 'secret'));
		// The next restore, perhaps of this backup again, must know them too.
		if (options.deletions !== undefined) await copyOwn(options.deletions, join(aside, 'deletions.jsonl'));
		const blobs = options.blobs ?? openFolderBlobs(join(aside, 'blobs'), Date.now);
		undo.push(() => removeBlobs(manifest, blobs));
		await putBlobs(folder, manifest, blobs);
		await restoreDatabase(join(folder, DATABASE), databaseUrl);
		undo.push(() => emptyDatabase(databaseUrl));
		const shutAgain = await settle(databaseUrl, deleted);
		await moveUp(aside, into, undo);
		return { manifest, shutAgain };
	} catch (cause) {
		const left: unknown[] = [];
		for (const step of undo.reverse()) await step().catch((error: unknown) => left.push(error));
		if (left.length === 0) throw cause;
		throw new AppError(
			'unavailable',
			`The restore failed (${String(cause)}), and not all of it could be taken back: ${left.map(String).join('; ')}`,
			{
				fix: 'Empty the database, the blobs and the folder that were to be restored into, and restore again.',
				cause,
			},
		);
	}
}

/** For nobody else to read. */
async function copyOwn(from: string, to: string): Promise<void> {
	await cp(from, to);
	await chmod(to, 0o600);
	await flush(to);
}

/** Within one file system, whatever `into` is. The folder that says "not yet" goes last. */
async function moveUp(aside: string, into: string, undo: (() => Promise<void>)[]): Promise<void> {
	for (const name of await readdir(aside)) {
		undo.push(() => rm(join(into, name), { recursive: true, force: true }));
		await rename(join(aside, name), join(into, name));
	}
	await flush(into);
	await rmdir(aside);
}

function requireEngine(manifest: BackupManifest, databaseUrl: string): void {
	const engine = engineOf(databaseUrl);
	if (manifest.engine !== engine) {
		throw new AppError('invalid', `The backup is of ${manifest.engine}, and DATABASE_URL names ${engine}.`, {
			at: 'DATABASE_URL',
			fix: manifest.engine === 'postgres' ? 'Set DATABASE_URL to an empty PostgreSQL database.' : 'Leave DATABASE_URL empty.',
		});
	}
	if (manifest.migrations > countMigrations(engine)) {
		throw new AppError('invalid', `The backup is of Gradus ${manifest.gradus}, which is newer than this one.`, {
			fix: `Install Gradus ${manifest.gradus} or newer, then restore.`,
		});
	}
}

/** Under another secret, hidden cases are others: no older submission could be judged again as it was. */
function requireSecret({ secretId }: BackupManifest, handedId: string, folder: string): void {
	if (secretId === handedId) return;
	throw new AppError('conflict', 'GRADUS_SECRET_FILE holds another secret than the backup.', {
		at: 'GRADUS_SECRET_FILE',
		fix: `Put ${join(folder, 'secret')} in its place, then restore again; nothing was restored.`,
	});
}

/** A disk of its own has a lost+found, and a restore that was killed while it built left its folder alone: both are as good as empty. */
function requireEmpty(into: string): void {
	const found = existsSync(into) ? readdirSync(into).filter((name) => name !== 'lost+found') : [];
	const others = found.filter((name) => name !== RESTORING);
	if (others.length === 0) return;
	if (others.length < found.length) {
		throw new AppError('conflict', `${into} holds a restore that was cut off while it moved ${others.join(', ')} to their places.`, {
			at: join(into, RESTORING),
			fix: 'Nothing in this folder was in use. Empty it, and the database and the blobs where they lie elsewhere, then restore again.',
		});
	}
	throw new AppError('conflict', `${into} is not empty: a restore never writes over a living installation.`, {
		at: into,
		fix: 'Name a fresh folder with --into, or stop Gradus and move the old folder away.',
	});
}

/** Blobs of another installation under the same prefix would be swept away by this one, which does not know them. */
async function requireNoBlobs(blobs: BlobStore): Promise<void> {
	for await (const { name } of blobs.list()) {
		throw new AppError('conflict', `${blobs.place} holds blobs already: a restore never writes over a living installation.`, {
			at: blobs.locate(name),
			fix: 'Name a fresh prefix in BLOBS_URL, or empty this one if nothing uses it.',
		});
	}
}

function blobNames({ files }: BackupManifest): string[] {
	return files.filter(({ path, sha256 }) => path === blobPath(sha256)).map(({ sha256 }) => sha256);
}

async function putBlobs(folder: string, manifest: BackupManifest, blobs: BlobStore): Promise<void> {
	for (const name of blobNames(manifest)) await blobs.put(name, await readFile(join(folder, blobPath(name))));
}

async function removeBlobs(manifest: BackupManifest, blobs: BlobStore): Promise<void> {
	for (const name of blobNames(manifest)) await blobs.removeOlder(name, Number.POSITIVE_INFINITY);
}

/** Who signed out since the backup stays signed out; who deleted their account stays deleted. */
async function settle(databaseUrl: string, deleted: ReturnType<typeof readDeletions>): Promise<number> {
	const client = await openDatabase(databaseUrl);
	try {
		await client.migrate();
		await deleteEverySession(client);
		return await markDeleted(client, deleted);
	} finally {
		await client.close();
	}
}
