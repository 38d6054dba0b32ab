import { expect, test } from 'vitest';
import { entriesToDrop, type RingEntry, type RingLimits } from './snapshot-ring.ts';

const entry = (preset: string, step: number, savedAt = step, bytes = 1): RingEntry => ({ preset, step, savedAt, bytes });

/** Saves one after the other, as a run does. */
function saveAll(saves: readonly RingEntry[], limits: RingLimits): RingEntry[] {
	let kept: RingEntry[] = [];
	for (const saved of saves) {
		const all = [...kept, saved];
		const dropped = entriesToDrop(all, saved, limits);
		kept = all.filter((one) => !dropped.includes(one));
	}
	return kept;
}

test('a long run keeps the first, the newest, and steps between them whose distances differ by no more than three times', () => {
	const kept = saveAll(
		Array.from({ length: 500 }, (_, i) => entry('small', (i + 1) * 7)),
		{ perPreset: 12, bytesPerLab: 1_000 },
	).map(({ step }) => step);
	const gaps = kept.slice(1, -1).map((step, i) => step - (kept[i] ?? 0));

	expect(kept.length).toBe(12);
	expect([kept[0], kept.at(-1)]).toEqual([7, 3_500]);
	expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(3);
});

test('too many bytes cost the ring of the preset trained longest ago first, then the own ring, then the newest of others', () => {
	const old = [entry('old', 1, 1), entry('old', 2, 2), entry('old', 3, 3)];
	const recent = [entry('recent', 1, 4), entry('recent', 2, 5)];
	const own = [entry('own', 1, 6), entry('own', 2, 7), entry('own', 3, 8)];
	const after = (bytesPerLab: number): string[] => {
		const all = [...old, ...recent, ...own];
		const dropped = entriesToDrop(all, entry('own', 3, 8), { perPreset: 12, bytesPerLab });
		return dropped.map(({ preset, step }) => `${preset} ${step}`);
	};

	expect(after(8)).toEqual([]);
	expect(after(6).toSorted()).toEqual(['old 1', 'old 2']);
	expect(after(5).slice(2)).toEqual(['recent 1']);
	expect(after(3).slice(3).toSorted()).toEqual(['own 1', 'own 2']);
	expect(after(1).slice(5)).toEqual(['old 3', 'recent 2']);
});

test('one that is larger than all that may be kept is kept alone', () => {
	const kept = saveAll([entry('a', 1, 1), entry('b', 1, 2, 100)], { perPreset: 12, bytesPerLab: 10 });

	expect(kept.map(({ preset }) => preset)).toEqual(['b']);
});

test('after going on from an earlier step the newest is the one saved last', () => {
	const saved = entry('a', 5, 99);
	const dropped = entriesToDrop([entry('a', 1), entry('a', 3), saved], saved, { perPreset: 1, bytesPerLab: 10 });

	expect(dropped.map(({ step }) => step).toSorted()).toEqual([1, 3]);
});
