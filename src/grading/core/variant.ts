/** What an author writes in variant.ts: a near-transfer task for the independent re-check. Its checks and its solution lie in variant.hidden.ts. */

export interface Variant {
	/** Unique within the lab; the re-check's task is `<lab>#<id>` in the event log. */
	readonly id: string;
	readonly lab: string;
	readonly title: string;
	readonly minutes: number;
	/** Functions that the learner must export; at least one has another name than in the lab. */
	readonly exports: readonly string[];
	/** Markdown. */
	readonly task: string;
	/** What the editor holds at the start. */
	readonly starter: string;
}

export function defineVariant(variant: Variant): Variant {
	if (variant.exports.length === 0)
		throw new Error(`The variant ${variant.lab}#${variant.id} names no export: add the function that its task asks for.`);
	return Object.freeze(variant);
}
