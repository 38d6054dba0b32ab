/**
 * The text of a lab's public files, read from disk so that no bundle carries them: task, starter, borrowed, diagnoses.
 * Solutions, hints and hidden checks are refused here; get-hint and the grader have their own way to them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';

const PUBLIC_FILES = ['starter.ts', 'borrowed.ts', 'diagnoses.md', 'task.mdx'] as const;
export type PublicLabFile = (typeof PUBLIC_FILES)[number];

export function labFolder(labId: string): string {
	return join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'src/labs', labId);
}

/** @throws AppError `missing` for a file that the lab does not have. */
export function readLabFile(labId: string, file: PublicLabFile): string {
	try {
		return readFileSync(join(labFolder(labId), file), 'utf8');
	} catch (cause) {
		throw new AppError('missing', `The lab ${labId} has no ${file}.`, {
			at: join('src/labs', labId, file),
			fix: 'Add the file; docs/authoring.md says what it holds.',
			cause,
		});
	}
}

/** The `## <id>` sections of diagnoses.md, as Markdown by id. */
export function readDiagnoses(labId: string): Map<string, string> {
	const sections = readLabFile(labId, 'diagnoses.md').split(/^## +/m).slice(1);
	return new Map(
		sections.map((section) => {
			const end = section.indexOf('\n');
			return [section.slice(0, end).trim(), section.slice(end + 1).trim()];
		}),
	);
}
