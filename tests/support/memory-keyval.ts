/** Stands in for idb-keyval where there is no IndexedDB: the parts that islands use, in memory. */
const kept = new Map<string, unknown>();

export const get = async (key: string): Promise<unknown> => structuredClone(kept.get(key));
export const set = async (key: string, value: unknown): Promise<void> => void kept.set(key, structuredClone(value));
export const del = async (key: string): Promise<void> => void kept.delete(key);
export const keys = async (): Promise<string[]> => [...kept.keys()];
export const clear = async (): Promise<void> => kept.clear();
export const update = async <T>(key: string, change: (value: T | undefined) => T): Promise<void> =>
	// Whoever stored it under this key says what it is.
	set(key, change((await get(key)) as T | undefined));
