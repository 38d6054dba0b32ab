/** What one learner's held-back credit amounts to, for the list of the cohort. */
import { estimateText } from '#learning/estimate-text.ts';

export function owedWords(now: number, restored: number): string {
	return `stands at ${estimateText(now)}; with the credit at ${estimateText(restored)}`;
}
