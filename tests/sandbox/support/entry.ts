/**
 * The corpus: 107 numbered things that a submission, an upload or a machine may do to the grader, and how each may end. Submissions (1 to 89) are
 * files of ../corpus, faults of the machine and uploads of weights (90 to 107) are files of ../faults; each file exports `entries`.
 */
import type { Outcome } from '#contract/grading.ts';

/** Correct or plain wrong, faulty, time, memory, output, cheating, escape, infrastructure, weights. */
export type EntryClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I';

/** One line of the table in docs/security/corpus.md. */
export interface ListedEntry {
	/** 1 to 107. Several lines share a number where one idea has several codes. */
	readonly n: number;
	readonly group: EntryClass;
	/** Names the line alone. */
	readonly name: string;
	/** Outcomes of a submission, or in a few words what may come of something that is none, for example "retried". */
	readonly allowed: readonly string[];
}

/** One hostile or faulty submission and the outcomes that it may have. */
export interface CorpusEntry {
	readonly name: string;
	readonly code: string;
	readonly allowed: readonly Outcome[];
	/** Also run under the outer layer. */
	readonly isOuter?: boolean;
}
