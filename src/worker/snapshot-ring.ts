/**
 * Which snapshots of a lab are kept: of each preset the newest, and a ring of earlier ones to look back through, as evenly spaced over its steps as
 * their number allows. Pure. When they are too large together, rings go first, those of the presets trained longest ago before others; a newest one
 * goes only when nothing else is left, and the one just saved never.
 */

export interface RingEntry {
	readonly preset: string;
	readonly step: number;
	/** Milliseconds since the epoch. */
	readonly savedAt: number;
	readonly bytes: number;
}

export interface RingLimits {
	/** Snapshots of one preset, the newest among them. */
	readonly perPreset: number;
	/** Bytes of all presets of a lab together. */
	readonly bytesPerLab: number;
}

/** Twelve places on a slider can be told apart; 64 MiB is forty-five snapshots of lab 1.6, and little beside what browsers give a site. */
export const RING_LIMITS: RingLimits = { perPreset: 12, bytesPerLab: 64 * 1024 * 1024 };

/** `saved` is one of `entries`, all of one lab. */
export function entriesToDrop<T extends RingEntry>(entries: readonly T[], saved: T, limits: RingLimits = RING_LIMITS): T[] {
	const kept = new Map<string, T[]>();
	for (const entry of entries) kept.set(entry.preset, [...(kept.get(entry.preset) ?? []), entry]);
	const dropped: T[] = [];
	const drop = (entry: T): void => {
		dropped.push(entry);
		const rest = (kept.get(entry.preset) ?? []).filter((other) => other !== entry);
		if (rest.length === 0) kept.delete(entry.preset);
		else kept.set(entry.preset, rest);
	};
	for (let own = kept.get(saved.preset) ?? []; own.length > limits.perPreset; own = kept.get(saved.preset) ?? []) {
		const crowded = mostCrowded(own);
		if (crowded === undefined) break;
		drop(crowded);
	}
	while (sizeOf(kept) > limits.bytesPerLab) {
		const next = leastMissed(kept, saved);
		if (next === undefined) break;
		drop(next);
	}
	return dropped;
}

export function newestOf<T extends RingEntry>(entries: readonly T[]): T | undefined {
	return entries.reduce<T | undefined>(
		(newest, entry) => (newest === undefined || entry.savedAt >= newest.savedAt ? entry : newest),
		undefined,
	);
}

/** The one whose neighbours stand closest together. The first and the newest stay while there is another. */
function mostCrowded<T extends RingEntry>(entries: readonly T[]): T | undefined {
	const newest = newestOf(entries);
	const sorted = entries.toSorted((a, b) => a.step - b.step);
	const gapAt = (at: number): number =>
		(sorted[at + 1]?.step ?? Number.POSITIVE_INFINITY) - (sorted[at - 1]?.step ?? Number.NEGATIVE_INFINITY);
	let least: { readonly entry: T; readonly gap: number } | undefined;
	for (const [at, entry] of sorted.entries()) {
		if (entry !== newest && (least === undefined || gapAt(at) < least.gap)) least = { entry, gap: gapAt(at) };
	}
	return least?.entry;
}

function sizeOf(kept: ReadonlyMap<string, readonly RingEntry[]>): number {
	return [...kept.values()].flat().reduce((sum, { bytes }) => sum + bytes, 0);
}

function leastMissed<T extends RingEntry>(kept: ReadonlyMap<string, readonly T[]>, saved: T): T | undefined {
	const lastSaved = (entries: readonly T[]): number => newestOf(entries)?.savedAt ?? 0;
	const others = [...kept.values()]
		.filter((entries) => entries[0]?.preset !== saved.preset)
		.toSorted((a, b) => lastSaved(a) - lastSaved(b));
	const withRing = others.find((entries) => entries.length > 1);
	return mostCrowded(withRing ?? kept.get(saved.preset) ?? []) ?? others[0]?.[0];
}
