/** Reads dist/lab-worker.js. It lies outside dist/client, whose files are served without our headers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';

/** @throws AppError `unavailable` before the worker is built. */
export async function readLabWorker(): Promise<string> {
	const path = join(process.env['GRADUS_DIST'] ?? join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'dist'), 'lab-worker.js');
	try {
		return await readFile(path, 'utf8');
	} catch (cause) {
		throw new AppError('unavailable', 'The lab worker is not built.', { at: path, fix: 'Run npm run build.', cause });
	}
}
