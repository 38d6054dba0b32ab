/**
 * Keeps the snapshots of each lab and preset in this browser: the newest, so that training goes on after a reload or a crash of the tab, and a ring of
 * earlier ones to look back through (snapshot-ring.ts says which). IndexedDB rather than OPFS: one transaction removes what is not kept and adds what
 * is, private windows of every browser have it, and a page needs no worker to write it. All that the list says stands in the key, so that listing
 * reads no weights and cannot disagree with what is there.
 */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { entriesToDrop, newestOf, RING_LIMITS, type RingEntry, type RingLimits } from './snapshot-ring.ts';

export interface StoredSnapshot {
	readonly step: number;
	/** safetensors with the run's state in its metadata. */
	readonly bytes: ArrayBuffer;
	/** Milliseconds since the epoch. */
	readonly savedAt: number;
}

export interface ListedSnapshot {
	readonly step: number;
	/** Milliseconds since the epoch. */
	readonly savedAt: number;
	/** Size of the file. */
	readonly bytes: number;
}

export type Saved = { readonly saved: true } | { readonly saved: false; readonly message: string };

/** Lab, preset, step, time of saving, bytes. IndexedDB sorts keys by their parts. */
type Key = [lab: string, preset: string, step: number, savedAt: number, bytes: number];

let store: UseStore | undefined;

function snapshots(): UseStore {
	store ??= createStore('gradus-snapshots', 'snapshots');
	return store;
}

/**
 * A step that is saved again replaces itself. `dropAbove`: steps of the preset beyond it belong to a run that this one replaces, and go with the same
 * write; -1 drops all. Where the browser refuses storage (a full disk, a private window) it says so, and the run goes on without.
 */
export async function saveSnapshot(
	labId: string,
	preset: string,
	snapshot: StoredSnapshot,
	dropAbove = Number.POSITIVE_INFINITY,
): Promise<Saved> {
	const key: Key = [labId, preset, snapshot.step, snapshot.savedAt, snapshot.bytes.byteLength];
	const save = (limits: RingLimits): Promise<void> => replace(key, snapshot.bytes, dropAbove, limits);
	try {
		await save(RING_LIMITS).catch(async (error: unknown) => {
			if (!isFull(error)) throw error;
			await dropRings(labId);
			await save({ ...RING_LIMITS, perPreset: 2 });
		});
		return { saved: true };
	} catch (error) {
		const why = isFull(error) ? 'There is no room left for this site in the browser' : 'This browser keeps nothing for this site';
		return { saved: false, message: `${why}, so the weights are lost when the page closes. Export them to keep them.` };
	}
}

/** The one saved last. Null when there is none or it cannot be read. */
export async function loadSnapshot(labId: string, preset: string): Promise<StoredSnapshot | null> {
	return load(newestOf(entriesOf(await keysOf([labId, preset]))));
}

/** Null when that step is not kept. */
export async function loadSnapshotAt(labId: string, preset: string, step: number): Promise<StoredSnapshot | null> {
	return load(newestOf(entriesOf(await keysOf([labId, preset, step]))));
}

/** What is kept of a preset, in the order of its steps. Empty where nothing can be read. */
export async function listSnapshots(labId: string, preset: string): Promise<readonly ListedSnapshot[]> {
	return entriesOf(await keysOf([labId, preset])).map(({ step, savedAt, bytes }) => ({ step, savedAt, bytes }));
}

/** All that is kept of a preset. */
export async function forgetSnapshot(labId: string, preset: string): Promise<void> {
	await forget([labId, preset]);
}

export async function forgetSnapshotAt(labId: string, preset: string, step: number): Promise<void> {
	await forget([labId, preset, step]);
}

export interface MovedPreset {
	readonly from: string;
	readonly to: string;
	readonly preset: string;
}

/**
 * Moves what is kept of every lab whose id begins with `from` to the id that begins with `to` instead, in one transaction. Of a preset of which something
 * is kept there already that stays, and the other goes. Gives the presets that moved. @throws DOMException where the browser refuses storage.
 */
export async function moveSnapshots(from: string, to: string): Promise<readonly MovedPreset[]> {
	const moved = new Map<string, MovedPreset>();
	await snapshots()('readwrite', (kept) => {
		const all = kept.getAllKeys();
		all.onsuccess = () => {
			const entries = entriesOf(all.result);
			const targetOf = ({ key }: Entry): string => to + key[0].slice(from.length);
			const isTaken = (entry: Entry): boolean => entries.some(({ key }) => key[0] === targetOf(entry) && key[1] === entry.preset);
			for (const entry of entries.filter(({ key }) => key[0].startsWith(from))) {
				const { key, preset } = entry;
				if (isTaken(entry)) {
					kept.delete(key);
					continue;
				}
				const target = targetOf(entry);
				moved.set(`${target}/${preset}`, { from: key[0], to: target, preset });
				const bytes = kept.get(key);
				bytes.onsuccess = () => {
					kept.put(bytes.result, [target, ...key.slice(1)]);
					kept.delete(key);
				};
			}
		};
		return promisifyRequest(kept.transaction);
	});
	return [...moved.values()];
}

interface Entry extends RingEntry {
	readonly key: Key;
}

/** Every key that begins with these parts: an array sorts after all strings and numbers. */
function startingWith(parts: readonly (string | number)[]): IDBKeyRange {
	return IDBKeyRange.bound(parts, [...parts, []]);
}

async function keysOf(parts: readonly (string | number)[]): Promise<readonly IDBValidKey[]> {
	return snapshots()('readonly', (kept) => promisifyRequest(kept.getAllKeys(startingWith(parts)))).catch(() => []);
}

function entriesOf(keys: readonly IDBValidKey[]): Entry[] {
	return keys.filter(isKey).map((key) => ({ key, preset: key[1], step: key[2], savedAt: key[3], bytes: key[4] }));
}

function isKey(key: IDBValidKey): key is Key {
	return Array.isArray(key) && key.length === 5 && key.slice(2).every((part) => typeof part === 'number');
}

async function load(entry: Entry | undefined): Promise<StoredSnapshot | null> {
	if (entry === undefined) return null;
	const { key, step, savedAt } = entry;
	const bytes: unknown = await snapshots()('readonly', (kept) => promisifyRequest(kept.get(key))).catch(() => undefined);
	return bytes instanceof ArrayBuffer ? { step, savedAt, bytes } : null;
}

async function forget(parts: readonly (string | number)[]): Promise<void> {
	await snapshots()('readwrite', (kept) => {
		kept.delete(startingWith(parts));
		return promisifyRequest(kept.transaction);
	}).catch(() => undefined);
}

/** One transaction: on any failure, what was kept stays as it was. */
function replace(key: Key, bytes: ArrayBuffer, dropAbove: number, limits: RingLimits): Promise<void> {
	return change(key[0], (kept, entries) => {
		const [, preset, step] = key;
		const isReplaced = (entry: Entry): boolean => entry.preset === preset && (entry.step > dropAbove || entry.step === step);
		const saved: Entry = { key, preset, step, savedAt: key[3], bytes: key[4] };
		const rest = entries.filter((entry) => !isReplaced(entry));
		for (const entry of [...entries.filter(isReplaced), ...entriesToDrop([...rest, saved], saved, limits)]) kept.delete(entry.key);
		kept.put(bytes, key);
	});
}

/** On a full disk: of each preset of the lab the newest alone. */
function dropRings(labId: string): Promise<void> {
	return change(labId, (kept, entries) => {
		for (const preset of new Set(entries.map((entry) => entry.preset))) {
			const own = entries.filter((entry) => entry.preset === preset);
			const newest = newestOf(own);
			for (const entry of own) if (entry !== newest) kept.delete(entry.key);
		}
	});
}

function change(labId: string, edit: (kept: IDBObjectStore, entries: readonly Entry[]) => void): Promise<void> {
	return snapshots()('readwrite', (kept) => {
		const keys = kept.getAllKeys(startingWith([labId]));
		keys.onsuccess = () => edit(kept, entriesOf(keys.result));
		return promisifyRequest(kept.transaction);
	});
}

function isFull(error: unknown): boolean {
	return error instanceof DOMException && error.name === 'QuotaExceededError';
}
