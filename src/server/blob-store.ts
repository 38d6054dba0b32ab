/**
 * Where blobs lie: uploaded weights, and what judged the labs, each under its SHA-256. One interface for a folder and for an S3-compatible
 * store. In both a blob is whole or absent; what its bytes are worth is checked by who reads it (blobs.ts).
 */

export interface StoredObject {
	/** A SHA-256 in hex; in a folder also what a crash left half written, under a longer name. */
	readonly name: string;
	readonly sizeBytes: number;
	/** Milliseconds since the epoch. */
	readonly writtenAt: number;
}

export interface BlobStore {
	/** For people: which place this is. Holds no key. */
	readonly place: string;
	/** For people: where that blob lies, or would lie. */
	locate(sha256: string): string;
	/** Makes a blob young again that is there already. The bytes must have that hash. */
	put(sha256: string, bytes: Uint8Array): Promise<void>;
	/** The bytes as they lie there, or null for none. */
	get(sha256: string): Promise<Uint8Array | null>;
	list(): AsyncIterable<StoredObject>;
	/** Removes it if it is there and was written before `than`. Looks again right before: it may have been made young since it was listed. */
	removeOlder(name: string, than: number): Promise<boolean>;
}

const NAME = /^[0-9a-f]{64}$/;

export function isBlobName(name: string): boolean {
	return NAME.test(name);
}
