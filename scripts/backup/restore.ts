/**
 * A backup into a fresh place: every file is checked against the manifest first, the place must be empty, the data folder gets its name
 * only when it is whole. Sessions end; people who deleted their account after the backup are shut again from the list of erasures.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BackupManifest, backupManifestSchema } from '#contract/backup.ts';
import { AppError } from '#contract/error.ts';
import { openDatabase } from '#db/client.ts';
import { countMigrations, engineOf, restoreDatabase } from '#db/copy.ts';
import { deleteEverySession } from '#db/store/sessions.ts';
import { markDeleted } from '#db/store/users.ts';
import { readDeletions } from '#server/deletions.ts';
import { DATABASE, describeFiles, MANIFEST } from './make.ts';

export interface RestoreOptions {
	/** Data folder that is to be; absent or empty. */
	readonly into: string;
	/** Where the database goes: a file in that folder, or an empty PostgreSQL database. */
	readonly databaseUrl: string;
	/** The list of deletions of the old place (<data>/deletions.jsonl), where it could be saved. */
	readonly deletions?: string;
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
	requireEmpty(options.into);
	const aside = `${resolve(options.into)}.restoring`;
	const isFile = engineOf(options.databaseUrl) === 'sqlite';
	try {
		await mkdir(aside, { recursive: true });
		await cp(join(folder, 'blobs'), join(aside, 'blobs'), { recursive: true });
		await cp(join(folder, 'secret'), join(aside, 'secret'));
		await chmod(join(aside, 'secret'), 0o600);
		await restoreDatabase(join(folder, DATABASE), isFile ? `file:${join(aside, 'gradus.db')}` : options.databaseUrl);
		const shutAgain = await settle(isFile ? `file:${join(aside, 'gradus.db')}` : options.databaseUrl, options.deletions);
		if (existsSync(options.into)) await rm(options.into, { recursive: true });
		await rename(aside, options.into);
		return { manifest, shutAgain };
	} catch (cause) {
		await rm(aside, { recursive: true, force: true });
		throw cause;
	}
}

/** The manifest, once every file has the hash that stands in it. @throws AppError `invalid` naming the first that has not. */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
	const manifest = readManifest(folder);
	const found = new Map((await describeFiles(folder)).map((file) => [file.path, file.sha256]));
	const wrong = manifest.files.find(({ path, sha256 }) => found.get(path) !== sha256);
	if (wrong === undefined) return manifest;
	throw new AppError('invalid', `${wrong.path} is ${found.has(wrong.path) ? 'damaged' : 'missing'} in this backup.`, {
		at: join(folder, wrong.path),
		fix: 'Take another backup; nothing was restored.',
	});
}

function readManifest(folder: string): BackupManifest {
	const path = join(folder, MANIFEST);
	if (!existsSync(path)) {
		throw new AppError('invalid', `${folder} is no backup: it holds no ${MANIFEST}.`, {
			at: path,
			fix: 'Name the folder of one backup, for example backups/gradus-2026-11-27T03-00-00Z.',
		});
	}
	const parsed = backupManifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
	if (parsed.success) return parsed.data;
	throw new AppError('invalid', `${path} is not a manifest that this version reads: ${parsed.error.issues[0]?.message ?? ''}.`, {
		at: path,
		fix: 'Use the version of Gradus that made the backup, or a newer one.',
	});
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

function requireEmpty(into: string): void {
	if (!existsSync(into) || readdirSync(into).length === 0) return;
	throw new AppError('conflict', `${into} is not empty: a restore never writes over a living installation.`, {
		at: into,
		fix: 'Name a fresh folder with --into, or stop Gradus and move the old folder away.',
	});
}

/** Who signed out since the backup stays signed out; who deleted their account stays deleted. */
async function settle(databaseUrl: string, deletions: string | undefined): Promise<number> {
	const client = await openDatabase(databaseUrl);
	try {
		await client.migrate();
		await deleteEverySession(client);
		return await markDeleted(client, deletions === undefined ? [] : readDeletions(deletions));
	} finally {
		await client.close();
	}
}
