/** Keeps the last snapshot of each lab and preset in this browser, so that training goes on after a reload or a crash of the tab. */
import { createStore, del, get, set } from 'idb-keyval';

export interface StoredSnapshot {
	readonly step: number;
	/** safetensors with the run's state in its metadata. */
	readonly bytes: ArrayBuffer;
	/** Milliseconds since the epoch. */
	readonly savedAt: number;
}

let store: ReturnType<typeof createStore> | undefined;

function snapshots(): ReturnType<typeof createStore> {
	store ??= createStore('gradus-snapshots', 'snapshots');
	return store;
}

function keyOf(labId: string, preset: string): string {
	return `${labId}/${preset}`;
}

export type Saved = { readonly saved: true } | { readonly saved: false; readonly message: string };

/** Where the browser refuses storage (a full disk, a private window) it says so, and the run goes on without. */
export async function saveSnapshot(labId: string, preset: string, snapshot: StoredSnapshot): Promise<Saved> {
	try {
		await set(keyOf(labId, preset), snapshot, snapshots());
		return { saved: true };
	} catch (error) {
		const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
		const why = isFull ? 'There is no room left for this site in the browser' : 'This browser keeps nothing for this site';
		return { saved: false, message: `${why}, so the weights are lost when the page closes. Export them to keep them.` };
	}
}

/** Null when there is none or it cannot be read. */
export async function loadSnapshot(labId: string, preset: string): Promise<StoredSnapshot | null> {
	const found = await get<StoredSnapshot>(keyOf(labId, preset), snapshots()).catch(() => undefined);
	return found ?? null;
}

export async function forgetSnapshot(labId: string, preset: string): Promise<void> {
	await del(keyOf(labId, preset), snapshots()).catch(() => undefined);
}
