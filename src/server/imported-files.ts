/**
 * The files behind `my/*`, for page and grader alike: those that a lab offers, and whatever those import in turn. An accepted file goes with the files
 * that it was judged with, not with what was accepted since.
 */
import { AppError } from '#contract/error.ts';
import type { Client } from '#db/client.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { compile } from '#grading/core/compile.ts';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';
import { readLabFile } from './lab-files.ts';

export interface ImportedFile {
	readonly id: string;
	/** The learner's own, where they have one. */
	readonly theirs: string | null;
	/** The course's. */
	readonly ours: string;
}

/**
 * `from`: of each lab that may be imported, what stands in a submission's `imports`: a submission, `borrowed@<version>`, or nothing.
 * `kept`: files of the course's own as the version that judges holds them: of all labs that may be imported, also by what is imported. The page has those
 * of now, and so has a file that was accepted when its lab could import more.
 */
export async function listImportedFiles(
	client: Client,
	from: Readonly<Record<string, string | undefined>>,
	kept: Readonly<Record<string, string>> = {},
): Promise<ImportedFile[]> {
	const files = new Map<string, ImportedFile>();
	// Grows as it is read, so that what the lab itself imports comes before what its imports do, and is what they get too.
	const asked = Object.entries(from);
	for (const [id, origin] of asked) {
		if (files.has(id)) continue;
		const theirs = origin === undefined || origin.startsWith('borrowed@') ? null : await selectSubmission(client, origin);
		files.set(id, { id, theirs: theirs?.code ?? null, ours: kept[id] ?? readLabFile(id, 'borrowed.ts') });
		asked.push(...Object.entries(theirs?.imports ?? {}));
	}
	return [...files.values()];
}

/**
 * A file of the course's own that is kept from years ago may be one that the grader no longer takes. That is never the learner's doing, and in the
 * sandbox it could not be told from it. @throws AppError `unavailable` where such a file would be loaded.
 */
export function requireTaken(files: readonly ImportedFile[]): void {
	// What only its compilation would show of a learner's file is left to the sandbox: a text can keep a compiler busy for good.
	const bad = files.find(({ theirs, ours }) => (theirs === null || findRefusedSyntax(theirs) !== null) && !isTaken(ours));
	if (bad === undefined) return;
	throw new AppError('unavailable', `The course's own file behind my/${bad.id} is one that this grader no longer takes.`, {
		at: `my/${bad.id}`,
		fix: 'Judge with the current version of the lab, or run the release of Gradus that the version is from.',
	});
}

function isTaken(ours: string): boolean {
	return findRefusedSyntax(ours) === null && !('problem' in compile(ours, 'module'));
}
