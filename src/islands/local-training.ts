/** Where this browser keeps what was trained in it, by whose it is; and how a guest's becomes an account's. */
import { createStore, del, get, keys, set, type UseStore, update } from 'idb-keyval';
import { MAX_COMPARED, type PinnedRun } from '#contract/shared-run.ts';
import { moveSnapshots } from '#worker/snapshot-store.ts';
import { GUEST } from './local-drafts.ts';

/** Of snapshots and curves. */
export const placeOf = (owner: string, labId: string): string => `${owner}/${labId}`;
/** In localStorage. */
export const chosenPresetKey = (place: string): string => `preset:${place}`;
export const pinsKey = (owner: string, labId: string): string => `pins:${owner}:${labId}`;
export const openCurves = (): UseStore => createStore('gradus-curves', 'curves');

/**
 * Moves weights, curves, pinned runs and the preset chosen last; nothing of it is sent. What the account has trained itself of a preset stays, and the
 * guest's goes: left behind, it would become that of whoever signs in here next. Pinned runs come as far as there are places.
 * @throws DOMException where the browser refuses storage; what was not moved by then stays the guest's.
 */
export async function adoptTraining(owner: string): Promise<void> {
	const moved = await moveSnapshots(placeOf(GUEST, ''), placeOf(owner, ''));
	const curves = openCurves();
	for (const { from, to, preset } of moved) {
		const curve: unknown = await get(`${from}/${preset}`, curves);
		if (curve !== undefined) await set(`${to}/${preset}`, curve, curves);
	}
	for (const key of await keysFrom(placeOf(GUEST, ''), curves)) await del(key, curves);
	for (const { from, to } of moved) moveChoice(chosenPresetKey(from), chosenPresetKey(to));
	const prefix = pinsKey(GUEST, '');
	for (const key of await keysFrom(prefix)) {
		const pins = (await get<readonly PinnedRun[]>(key)) ?? [];
		await update<readonly PinnedRun[]>(pinsKey(owner, key.slice(prefix.length)), (own = []) => [...own, ...pins].slice(0, MAX_COMPARED));
		await del(key);
	}
}

async function keysFrom(prefix: string, store?: UseStore): Promise<string[]> {
	const found = await keys<string>(store);
	return found.filter((key) => typeof key === 'string' && key.startsWith(prefix));
}

function moveChoice(from: string, to: string): void {
	try {
		const chosen = localStorage.getItem(from);
		if (chosen !== null && localStorage.getItem(to) === null) localStorage.setItem(to, chosen);
		localStorage.removeItem(from);
	} catch {
		// Storage is off: there is no choice to move.
	}
}
