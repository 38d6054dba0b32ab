/** One hostile or faulty submission and the outcomes that it may have. */
import type { Outcome } from '#contract/grading.ts';

export interface CorpusEntry {
	readonly name: string;
	readonly code: string;
	readonly allowed: readonly Outcome[];
	/** Also run under the outer layer. */
	readonly isOuter?: boolean;
}
