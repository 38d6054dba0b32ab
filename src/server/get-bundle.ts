/** The text of a lab's public bundle: built beforehand, and in development built at each request so that labs reload as they are written. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '#contract/error.ts';
import { requireLab } from './get-lab.ts';

export interface LabBundle {
	readonly text: string;
	readonly etag: string;
}

/** @throws AppError `missing` for an unknown lab, `unavailable` when the bundles are not built */
export async function getBundle(labId: string): Promise<LabBundle> {
	const lab = requireLab(labId);
	const text = import.meta.env?.DEV ? await buildNow(labId) : await readBuilt(lab.id);
	return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

async function buildNow(labId: string): Promise<string> {
	const { bundleLab } = await import('../../scripts/build-labs.ts');
	return (await bundleLab(requireLab(labId))).public;
}

async function readBuilt(labId: string): Promise<string> {
	const root = process.env['GRADUS_ROOT'] ?? process.cwd();
	const path = resolve(root, process.env['GRADUS_DIST'] ?? 'dist', 'labs', labId, 'public.cjs');
	try {
		return await readFile(path, 'utf8');
	} catch (cause) {
		throw new AppError('unavailable', `The checks of ${labId} are not built.`, {
			at: path,
			fix: 'Run npm run build and start again.',
			cause,
		});
	}
}
