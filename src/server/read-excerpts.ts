/** Excerpts of submitted code for the misconceptions that a page shows: up to two each, of different learners and with different lines, without names. */
import type { Verdict } from '#contract/grading.ts';
import type { Excerpt, Misconception, ShownMisconception } from '#contract/progress.ts';
import { listSubmittedCode, type SubmittedCode } from '#db/store/submitted-code.ts';
import { listOwnNames } from '#db/store/users.ts';
import { excerptOf } from '#learning/excerpt.ts';
import type { Context } from './context.ts';
import { readLabFile } from './lab-files.ts';

const MOST_EXCERPTS = 2;

/** By primary keys alone, however many submissions there are. */
export async function readExcerpts({ client }: Context, misconceptions: readonly Misconception[]): Promise<ShownMisconception[]> {
	const idsOf = (of: (misconception: Misconception) => readonly string[]) => [...new Set(misconceptions.flatMap(of))];
	const [submitted, namesOf] = await Promise.all([
		listSubmittedCode(
			client,
			idsOf(({ submissions }) => submissions),
		),
		listOwnNames(
			client,
			idsOf(({ learners }) => learners.map(({ id }) => id)),
		),
	]);
	const rows = new Map(submitted.map((row) => [row.id, row]));
	return misconceptions.map((misconception) => {
		const found = new Map<string, Excerpt & { readonly submissionId: string }>();
		// Of all who met it, also of those whose code is not shown: code goes from hand to hand.
		const names = misconception.learners.flatMap(({ id }) => namesOf.get(id) ?? []);
		for (const submissionId of misconception.submissions) {
			const row = rows.get(submissionId);
			const excerpt = row && excerptIn(row, misconception.diagnosis, names);
			if (!excerpt || found.size === MOST_EXCERPTS) continue;
			const text = excerpt.lines.join('\n');
			if (!found.has(text)) found.set(text, { ...excerpt, submissionId });
		}
		return { ...misconception, excerpts: [...found.values()] };
	});
}

function excerptIn({ labId, code, verdict }: SubmittedCode, diagnosis: string, names: readonly string[]): Excerpt | null {
	return excerptOf(code, { line: lineOf(verdict, diagnosis), start: starterOf(labId), names });
}

/** Of the check that says so, else of the verdict, else of any check that failed. */
function lineOf(verdict: Verdict, diagnosis: string): number | null {
	const failed = verdict.checks.filter(({ outcome, line }) => outcome === 'fail' && line !== undefined);
	const own = failed.find((check) => check.diagnosis === diagnosis);
	return own?.line ?? verdict.line ?? failed[0]?.line ?? null;
}

const starters = new Map<string, string>();

/** Read once; of a lab that is gone there is none. */
function starterOf(labId: string): string {
	const known = starters.get(labId) ?? readStarter(labId);
	starters.set(labId, known);
	return known;
}

function readStarter(labId: string): string {
	try {
		return readLabFile(labId, 'starter.ts');
	} catch {
		return '';
	}
}
