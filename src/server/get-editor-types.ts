/**
 * What the lab's editor knows, as the build left it: the declarations that it completes with (`tfjs`, or the id of a lab), and what the Docs panel
 * searches (`docs-tfjs`, or `docs-` and the id).
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '#contract/error.ts';
import { requireLab } from './get-lab.ts';

export interface EditorTypes {
	readonly text: string;
	readonly etag: string;
}

/** @throws AppError `missing` for a name that is neither, `unavailable` when they are not built */
export async function getEditorTypes(name: string): Promise<EditorTypes> {
	const [, kind = '', of = ''] = /^(docs-)?(.*)$/.exec(name) ?? [];
	const known = `${kind}${of === 'tfjs' ? of : requireLab(of).id}`;
	const root = process.env['GRADUS_ROOT'] ?? process.cwd();
	const path = resolve(root, process.env['GRADUS_DIST'] ?? 'dist', 'editor-types', `${known}.json`);
	try {
		const text = await readFile(path, 'utf8');
		return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
	} catch (cause) {
		throw new AppError('unavailable', `The editor's types of ${known} are not built.`, {
			at: path,
			fix: 'Run npm run build and start again.',
			cause,
		});
	}
}
