/** What is said where a lab is judged on weights and the preset on show has none: another preset of the lab may have them. */
import type { Lab } from '#contract/lab.ts';
import { newestOf } from '#worker/snapshot-ring.ts';
import { type ListedSnapshot, listSnapshots } from '#worker/snapshot-store.ts';

export interface PresetWeights {
	readonly label: string;
	readonly snapshots: readonly ListedSnapshot[];
}

/** `place`: where the lab's snapshots are kept in this browser. */
export async function readMissing(place: string, presets: Lab['presets']): Promise<string> {
	const all = Object.entries(presets).map(async ([name, { label }]) => ({ label, snapshots: await listSnapshots(place, name) }));
	return sayMissing(await Promise.all(all));
}

export function sayMissing(presets: readonly PresetWeights[]): string {
	const kept = presets.flatMap(({ label, snapshots }) => {
		const newest = newestOf(snapshots.map(({ step, savedAt, bytes }) => ({ preset: label, step, savedAt, bytes })));
		return newest === undefined ? [] : [newest];
	});
	const last = newestOf(kept);
	if (last === undefined) return 'This lab is judged on trained weights, and none are kept here yet.';
	return `This lab is judged on trained weights. Weights of “${last.preset}” are kept (step ${last.step}): choose that preset to submit them.`;
}
