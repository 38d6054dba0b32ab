/**
 * One backup: a folder with the whole database, the secret, every blob and a manifest, wherever those lie, for its owner's eyes alone. Made
 * aside, read back, and only then given its name; what goes wrong on the way leaves the backups made before as they are. Blobs never change,
 * so a backup beside an older one on the same disk shares them.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BackupManifest, backupManifestSchema } from '#contract/backup.ts';
import { AppError } from '#contract/error.ts';
import { copyDatabase, engineOf, sqliteFileOf } from '#db/copy.ts';
import { type BlobStore, isBlobName } from '#server/blob-store.ts';
import { BlobStoreFault } from '#server/blob-store-fault.ts';
import { hashOf } from '#server/blobs.ts';
import type { Config } from '#server/config.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import { readSecret, secretPath } from '#server/secret.ts';
import { requireNoRestore } from '#server/unfinished-restore.ts';
import gradus from '../../package.json' with { type: 'json' };
import { blobPath, describeFile, MANIFEST, verifyBackup } from './verify.ts';

export interface BackupOptions {
	/** Folder that holds the backups, one folder each. */
	readonly to: string;
	/** How many of the newest stay; the others are removed once this one is there. */
	readonly keep?: number;
	readonly now: () => number;
}

export const DATABASE = 'database';
const NAME = /^gradus-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
const PARTIAL = /^\.gradus-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.partial$/;
/** No backup takes so long: what is older was killed. */
const LONGEST_MS = 12 * 3_600_000;
const MARGIN_BYTES = 32 * 1_048_576;

export interface Backup {
	readonly folder: string;
	readonly manifest: BackupManifest;
	/** What should have gone and would not: why, a sentence each. */
	readonly notRemoved: readonly string[];
	/** Blobs that the database names and neither the store nor the backup before has, by hash. */
	readonly missing: readonly string[];
	/** Older backups that have some of those. They stay, however many are to be kept. */
	readonly holders: readonly string[];
}

/** @throws AppError `unavailable`; then nothing is left of it. */
export async function makeBackup(config: Config, options: BackupOptions): Promise<Backup> {
	requireNoRestore(config);
	await mkdir(options.to, { recursive: true, mode: 0o700 });
	// Before space is looked for: on a small disk they are what takes it.
	const notRemoved = await removeAll(await listKilled(options.to, options.now()));
	const createdAt = new Date(options.now()).toISOString();
	const name = `gradus-${createdAt.slice(0, 19).replaceAll(':', '-')}Z`;
	const folder = join(options.to, name);
	const older = await listBackups(options.to);
	const { manifest, missing } = await fillFolder(config, options, {
		folder,
		aside: join(options.to, `.${name}.partial`),
		createdAt,
		previous: older.at(-1),
	});
	const holders = older.filter((backup) => missing.some((sha256) => existsSync(join(backup, blobPath(sha256)))));
	const tooMany = options.keep === undefined ? 0 : Math.max(0, older.length + 1 - options.keep);
	const outdated = [...older, folder].slice(0, tooMany).filter((backup) => !holders.includes(backup));
	return { folder, manifest, missing, holders, notRemoved: [...notRemoved, ...(await removeAll(outdated))] };
}

interface Place {
	readonly folder: string;
	readonly aside: string;
	readonly createdAt: string;
	readonly previous: string | undefined;
}

async function fillFolder(
	config: Config,
	{ to, now }: BackupOptions,
	{ folder, aside, createdAt, previous }: Place,
): Promise<Pick<Backup, 'manifest' | 'missing'>> {
	try {
		await requireSpace(config, to);
		await mkdir(join(aside, 'blobs'), { recursive: true, mode: 0o700 });
		// The database first: every blob that it names is there already, and stays.
		const { blobs, ...copy } = await copyDatabase(config.databaseUrl, join(aside, DATABASE));
		await copyFile(secretPath(config), join(aside, 'secret'));
		const files = [await describeFile(aside, DATABASE), await describeFile(aside, 'secret')];
		files.push(...(await copyBlobs(openBlobStore(config, now), aside, previous, blobs)));
		const manifest = backupManifestSchema.parse({
			format: 'gradus-backup',
			version: 1,
			createdAt,
			gradus: gradus.version,
			engine: engineOf(config.databaseUrl),
			...copy,
			secretId: readSecret(config).id,
			files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
		});
		await writeFile(join(aside, MANIFEST), `${JSON.stringify(manifest, null, '\t')}\n`, { flush: true });
		await settleFiles(aside, manifest);
		await readBack(aside, to);
		await rename(aside, folder);
		await flush(to);
		const there = new Set(manifest.files.map(({ sha256 }) => sha256));
		return { manifest, missing: blobs.filter((sha256) => !there.has(sha256)) };
	} catch (cause) {
		await rm(aside, { recursive: true, force: true });
		if (cause instanceof AppError) throw cause;
		throw new AppError('unavailable', `The backup was not made: ${sentence(cause)}`, {
			at: to,
			fix: `${adviceFor(cause)}The backups made before are untouched.`,
			cause,
		});
	}
}

/** @throws AppError `unavailable` */
async function readBack(aside: string, to: string): Promise<void> {
	await verifyBackup(aside).catch((cause: unknown) => {
		throw new AppError('unavailable', `The backup was not made: it reads back otherwise than it was written. ${sentence(cause)}`, {
			at: to,
			fix: 'Look at the disk, or name another folder. The backups made before are untouched.',
			cause,
		});
	});
}

/** Their folders, the oldest first. */
export async function listBackups(to: string): Promise<string[]> {
	const names = await readdir(to).catch(() => []);
	return names
		.filter((name) => NAME.test(name))
		.sort()
		.map((name) => join(to, name));
}

/** What backups left that were killed. Whether one that is younger still runs cannot be told: it may be in another container. */
export async function listKilled(to: string, now: number): Promise<string[]> {
	const names = await readdir(to).catch(() => []);
	// Only names of ours: Date.parse finds a date in many others, and what is listed here gets removed.
	const killed = names.filter((name) => PARTIAL.test(name) && now - Date.parse(name.replace(PARTIAL, '$1T$2:$3:$4Z')) > LONGEST_MS);
	return killed.map((name) => join(to, name));
}

/**
 * Those that the store has, and those that the database names: what the store has lost, the backup before may have. A blob goes into the copy only
 * under the hash that it really has.
 */
async function copyBlobs(
	blobs: BlobStore,
	aside: string,
	previous: string | undefined,
	named: readonly string[],
): Promise<BackupManifest['files']> {
	const names = new Set(named);
	// What is being written aside has a longer name.
	for await (const { name } of blobs.list()) if (isBlobName(name)) names.add(name);
	const files: BackupManifest['files'] = [];
	for (const sha256 of names) {
		const path = blobPath(sha256);
		await mkdir(dirname(join(aside, path)), { recursive: true, mode: 0o700 });
		const before = previous === undefined ? null : await readSound(join(previous, path), sha256);
		const isShared = previous !== undefined && before !== null && (await succeeds(link(join(previous, path), join(aside, path))));
		const bytes = isShared ? before : ((await readBlob(blobs, sha256)) ?? before);
		if (bytes === null) continue;
		if (!isShared) await writeFile(join(aside, path), bytes);
		files.push({ path, sizeBytes: bytes.length, sha256 });
	}
	return files;
}

/** Null where the file is not there, or holds other bytes. */
async function readSound(path: string, sha256: string): Promise<Uint8Array | null> {
	const bytes = await readFile(path).catch(() => null);
	return bytes !== null && hashOf(bytes) === sha256 ? bytes : null;
}

/** Null when it is not there, or was swept since it was listed. @throws AppError `unavailable` when it is damaged */
async function readBlob(blobs: BlobStore, sha256: string): Promise<Uint8Array | null> {
	const bytes = await blobs.get(sha256);
	if (bytes === null || hashOf(bytes) === sha256) return bytes;
	throw new AppError('unavailable', `The blob ${sha256.slice(0, 12)}… is damaged: its bytes have another hash.`, {
		at: blobs.locate(sha256),
		fix: 'Restore this file from an older backup, then make the backup again.',
	});
}

/** Said before anything is written: a backup that fills the disk would stop the server too. */
async function requireSpace(config: Config, to: string): Promise<void> {
	const { bavail, bsize } = await statfs(to);
	const file = sqliteFileOf(config.databaseUrl);
	const database = file === null ? 0 : await sizeOf(file);
	if (bavail * bsize >= database + MARGIN_BYTES) return;
	const mib = (bytes: number) => Math.ceil(bytes / 1_048_576);
	throw new AppError('unavailable', `${to} has ${mib(bavail * bsize)} MiB left, and the database alone needs ${mib(database)} MiB.`, {
		at: to,
		fix: 'Make room or name another folder; the backups made before are untouched.',
	});
}

async function sizeOf(path: string): Promise<number> {
	return stat(path).then(
		({ size }) => size,
		() => 0,
	);
}

/** On the disk, and closed to others where the file system knows such a thing; the doctor tells where not. */
async function settleFiles(folder: string, manifest: BackupManifest): Promise<void> {
	for (const path of [MANIFEST, ...manifest.files.map((file) => file.path)]) {
		await succeeds(chmod(join(folder, path), 0o600));
		await flush(join(folder, path));
	}
	await flush(folder);
}

export async function flush(path: string): Promise<void> {
	const handle = await open(path, 'r');
	await handle.sync().finally(() => handle.close());
}

/** A backup that was made stays made, whatever else does not go away. */
async function removeAll(folders: readonly string[]): Promise<string[]> {
	const left: string[] = [];
	for (const folder of folders)
		await rm(folder, { recursive: true }).catch((cause: unknown) => left.push(`${folder} could not be removed: ${sentence(cause)}`));
	return left;
}

function sentence(cause: unknown): string {
	return (cause instanceof Error ? cause.message : String(cause)).replace(/\.?$/, '.');
}

function adviceFor(cause: unknown): string {
	if (cause instanceof BlobStoreFault) return `${cause.fix} `;
	return isFull(cause) ? 'The disk is full. Make room or name another folder. ' : '';
}

function isFull(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	return 'code' in error && (error.code === 'ENOSPC' || error.code === 'SQLITE_FULL' || error.code === 'EDQUOT');
}

async function succeeds(work: Promise<void>): Promise<boolean> {
	return work.then(
		() => true,
		() => false,
	);
}
