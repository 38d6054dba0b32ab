/** <data>/last-backup.json: when the last verified backup was made, for /metrics. Beside the data, because a web need not see the folder of the backups. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';

const noteSchema = z.object({ createdAt: z.iso.datetime() });

const pathOf = ({ GRADUS_DATA }: Pick<Config, 'GRADUS_DATA'>) => join(GRADUS_DATA, 'last-backup.json');

/** `createdAt`: of its manifest. */
export async function noteBackup(config: Config, createdAt: string): Promise<void> {
	const path = pathOf(config);
	await writeFile(`${path}.new`, `${JSON.stringify(noteSchema.parse({ createdAt }))}\n`);
	await rename(`${path}.new`, path);
}

/** Milliseconds since the epoch; null when none was made, or its note cannot be read. */
export async function lastBackupAt(config: Config): Promise<number | null> {
	try {
		return Date.parse(noteSchema.parse(JSON.parse(await readFile(pathOf(config), 'utf8'))).createdAt);
	} catch {
		return null;
	}
}
