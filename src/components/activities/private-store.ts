/**
 * What a learner writes for themselves: kept under one key of this browser's storage, never sent.
 * Refuses to lose a text silently: where storage is off or full, `write` says so.
 */

export interface PrivateStore {
	/** What was kept, as parsed JSON; null when there is nothing or it cannot be read. */
	readonly read: () => unknown;
	/** False when this browser keeps nothing. */
	readonly write: (value: unknown) => boolean;
	readonly clear: () => void;
}

export function openPrivateStore(name: 'people' | 'timelines'): PrivateStore {
	const key = `activity:${name}`;
	return {
		read() {
			try {
				const text = localStorage.getItem(key);
				return text === null ? null : JSON.parse(text);
			} catch {
				return null;
			}
		},
		write(value) {
			try {
				localStorage.setItem(key, JSON.stringify(value));
				return true;
			} catch {
				return false;
			}
		},
		clear() {
			try {
				localStorage.removeItem(key);
			} catch {
				// Storage is off, so nothing was kept.
			}
		},
	};
}

/** A plain object, as JSON gives it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
