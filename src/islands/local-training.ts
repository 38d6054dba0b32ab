/** Where this browser keeps what was trained in it, by whose it is; and how a guest's becomes an account's. */
import { createStore, del, get, keys, set, type UseStore } from 'idb-keyval';
import { moveSnapshots } from '#worker/snapshot-store.ts';
import { GUEST } from './local-drafts.ts';

/** Of snapshots and curves. */
export const placeOf = (owner: string, labId: string): string => `${owner}/${labId}`;
/** In localStorage. */
export const chosenPresetKey = (place: string): string => `preset:${place}`;
export const pinsKey = (owner: string, labId: string): string => `pins:${owner}:${labId}`;
export const openCurves = (): UseStore => createStore('gradus-curves', 'curves');

/**
 * Moves weights, curves, pinned runs and the preset chosen last; nothing of it is sent. What the account has trained itself of a preset, or pinned in a
 * lab, stays, and the guest's beside it. @throws DOMException where the browser refuses storage; what was not moved by then stays the guest's.
 */
export async function adoptTraining(owner: string): Promise<void> {
	const moved = await moveSnapshots(placeOf(GUEST, ''), placeOf(owner, ''));
	const curves = openCurves();
	for (const { from, to, preset } of moved) await moveValue(`${from}/${preset}`, `${to}/${preset}`, curves);
	for (const { from, to } of moved) moveChoice(chosenPresetKey(from), chosenPresetKey(to));
	const prefix = pinsKey(GUEST, '');
	const pinned = (await keys<string>()).filter((key) => typeof key === 'string' && key.startsWith(prefix));
	for (const key of pinned) {
		const own = pinsKey(owner, key.slice(prefix.length));
		if ((await get(own)) === undefined) await moveValue(key, own);
	}
}

async function moveValue(from: string, to: string, store?: UseStore): Promise<void> {
	const value: unknown = await get(from, store);
	if (value === undefined) return;
	await set(to, value, store);
	await del(from, store);
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
