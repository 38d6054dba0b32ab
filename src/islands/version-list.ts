/** Named versions as a list: the next name to offer, and what saving one does to the others. Pure. */
import type { StoredDraft } from '#contract/submission.ts';

/** Newest first, one of each name. */
export function withVersion(list: readonly StoredDraft[], version: StoredDraft): readonly StoredDraft[] {
	return [version, ...list.filter(({ name }) => name !== version.name)].toSorted((a, b) => b.updatedAt - a.updatedAt);
}

/** "version n", one above the highest so far. */
export function nextVersionName(list: readonly StoredDraft[]): string {
	const numbers = list.map(({ name }) => Number(/^version (\d+)$/.exec(name)?.[1] ?? 0));
	return `version ${Math.max(0, ...numbers) + 1}`;
}
