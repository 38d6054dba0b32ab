/** What a backup says of itself against what lies in it: every file of the manifest has its hash, and there is no other. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type BackupManifest, backupManifestSchema } from '#contract/backup.ts';
import { AppError } from '#contract/error.ts';

export const MANIFEST = 'manifest.json';

/** Of a blob inside a backup. */
export function blobPath(sha256: string): string {
	return join('blobs', sha256.slice(0, 2), sha256);
}

/** The manifest, once every file has the hash that stands in it, and there is no other. @throws AppError `invalid` naming the first that is wrong. */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
	const manifest = readManifest(folder);
	const found = new Map((await describeFiles(folder)).map((file) => [file.path, file.sha256]));
	const wrong = manifest.files.find(({ path, sha256 }) => found.get(path) !== sha256);
	if (wrong !== undefined) {
		throw new AppError('invalid', `${wrong.path} is ${found.has(wrong.path) ? 'damaged' : 'missing'} in this backup.`, {
			at: join(folder, wrong.path),
			fix: 'Take another backup; nothing was restored.',
		});
	}
	for (const { path } of manifest.files) found.delete(path);
	const [foreign] = found.keys();
	if (foreign === undefined) return manifest;
	throw new AppError('invalid', `${foreign} lies in this backup, and its manifest does not name it.`, {
		at: join(folder, foreign),
		fix: 'Somebody put it there since. Move it away if you know whose it is, or take another backup; nothing was restored.',
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
	const parsed = backupManifestSchema.safeParse(parseJson(path));
	if (parsed.success) return parsed.data;
	throw new AppError('invalid', `${path} is not a manifest that this version reads: ${parsed.error.issues[0]?.message ?? ''}.`, {
		at: path,
		fix: 'Use the version of Gradus that made the backup, or a newer one.',
	});
}

function parseJson(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (cause) {
		throw new AppError('invalid', `${path} is not JSON: it was cut short or changed.`, {
			at: path,
			fix: 'Take another backup; nothing was restored.',
			cause,
		});
	}
}

async function hashFile(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}

/** Every file below the folder but the manifest. */
async function describeFiles(folder: string): Promise<BackupManifest['files']> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
	const files: BackupManifest['files'] = [];
	for (const path of paths) if (path !== MANIFEST) files.push(await describeFile(folder, path));
	return files;
}

export async function describeFile(folder: string, path: string): Promise<BackupManifest['files'][number]> {
	const { size } = await stat(join(folder, path));
	return { path, sizeBytes: size, sha256: await hashFile(join(folder, path)) };
}
