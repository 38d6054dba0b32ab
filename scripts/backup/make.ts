/**
 * One backup: a folder with the whole database, the secret, every blob and a manifest. Made aside, read back, and only then given its
 * name; what goes wrong on the way leaves the backups made before as they are. Blobs never change, so a backup beside an older one on
 * the same disk shares them.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type BackupManifest, backupManifestSchema } from '#contract/backup.ts';
import { AppError } from '#contract/error.ts';
import { copyDatabase, engineOf } from '#db/copy.ts';
import type { Config } from '#server/config.ts';
import { readSecret } from '#server/secret.ts';
import gradus from '../../package.json' with { type: 'json' };

export interface BackupOptions {
	/** Folder that holds the backups, one folder each. */
	readonly to: string;
	/** How many of the newest stay; the others are removed once this one is there. */
	readonly keep?: number;
	readonly now: () => number;
}

export const MANIFEST = 'manifest.json';
export const DATABASE = 'database';
const NAME = /^gradus-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
const MARGIN_BYTES = 32 * 1_048_576;

/** Gives its folder and manifest. @throws AppError `unavailable`; then nothing is left of it. */
export async function makeBackup(config: Config, options: BackupOptions): Promise<{ folder: string; manifest: BackupManifest }> {
	await mkdir(options.to, { recursive: true });
	const createdAt = new Date(options.now()).toISOString();
	const name = `gradus-${createdAt.slice(0, 19).replaceAll(':', '-')}Z`;
	const folder = join(options.to, name);
	const aside = join(options.to, `.${name}.partial`);
	const older = await listBackups(options.to);
	try {
		await requireSpace(config, options.to);
		await mkdir(join(aside, 'blobs'), { recursive: true });
		// The database first: every blob that it names is there already, and stays.
		const copy = await copyDatabase(config.databaseUrl, join(aside, DATABASE));
		await copyFile(join(config.GRADUS_DATA, 'secret'), join(aside, 'secret'));
		await copyBlobs(join(config.GRADUS_DATA, 'blobs'), join(aside, 'blobs'), older.at(-1));
		const manifest = backupManifestSchema.parse({
			format: 'gradus-backup',
			version: 1,
			createdAt,
			gradus: gradus.version,
			engine: engineOf(config.databaseUrl),
			...copy,
			secretId: readSecret(config.GRADUS_DATA).id,
			files: await describeFiles(aside),
		});
		await writeFile(join(aside, MANIFEST), `${JSON.stringify(manifest, null, '\t')}\n`, { flush: true });
		await flushFiles(aside, manifest);
		await rename(aside, folder);
		await flush(options.to);
		await removeOld([...older, folder], options.keep);
		return { folder, manifest };
	} catch (cause) {
		await rm(aside, { recursive: true, force: true });
		if (cause instanceof AppError) throw cause;
		throw new AppError('unavailable', `The backup was not made: ${cause instanceof Error ? cause.message : String(cause)}.`, {
			at: options.to,
			fix: isFull(cause)
				? 'The disk is full. Make room or name another folder; the backups made before are untouched.'
				: 'The backups made before are untouched.',
			cause,
		});
	}
}

/** Their folders, the oldest first. */
export async function listBackups(to: string): Promise<string[]> {
	const names = await readdir(to).catch(() => []);
	return names
		.filter((name) => NAME.test(name))
		.sort()
		.map((name) => join(to, name));
}

export async function hashFile(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}

/** Every file below the folder but the manifest, by path. */
export async function describeFiles(folder: string): Promise<BackupManifest['files']> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const files: BackupManifest['files'] = [];
	for (const path of paths.sort()) {
		const relative = path.slice(folder.length + 1);
		if (relative !== MANIFEST) files.push({ path: relative, sizeBytes: (await stat(path)).size, sha256: await hashFile(path) });
	}
	return files;
}

/** A blob goes into the copy only under the hash that it really has. */
async function copyBlobs(from: string, to: string, previous: string | undefined): Promise<void> {
	const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
	for (const entry of entries) {
		// What is being written aside has a longer name.
		if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name)) continue;
		const source = join(entry.parentPath, entry.name);
		const target = join(to, entry.name.slice(0, 2), entry.name);
		await mkdir(dirname(target), { recursive: true });
		const isShared = previous !== undefined && (await succeeds(link(join(previous, 'blobs', entry.name.slice(0, 2), entry.name), target)));
		if (!isShared) await copyFile(source, target);
		if ((await hashFile(target)) === entry.name) continue;
		throw new AppError('unavailable', `The weights ${entry.name.slice(0, 12)}… are damaged: their bytes have another hash.`, {
			at: source,
			fix: 'Restore this file from an older backup, then make the backup again.',
		});
	}
}

/** Said before anything is written: a backup that fills the disk would stop the server too. */
async function requireSpace(config: Config, to: string): Promise<void> {
	const { bavail, bsize } = await statfs(to);
	const database = config.databaseUrl.startsWith('file:') ? await sizeOf(config.databaseUrl.slice('file:'.length)) : 0;
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

async function flushFiles(folder: string, manifest: BackupManifest): Promise<void> {
	for (const { path } of manifest.files) await flush(join(folder, path));
	await flush(folder);
}

async function flush(path: string): Promise<void> {
	const handle = await open(path, 'r');
	await handle.sync().finally(() => handle.close());
}

async function removeOld(folders: readonly string[], keep: number | undefined): Promise<void> {
	if (keep === undefined) return;
	for (const folder of folders.slice(0, Math.max(0, folders.length - keep))) await rm(folder, { recursive: true });
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
