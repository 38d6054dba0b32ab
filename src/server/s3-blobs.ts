/** Blobs in a bucket of an S3-compatible store: <prefix>ab/abcd…. What else lies in the bucket, or under the prefix, is not ours and stays. */
import { type BlobStore, isBlobName, type StoredObject } from './blob-store.ts';
import type { BlobsConfig } from './config.ts';
import { openS3Client, type S3Options } from './s3-client.ts';

export function openS3Blobs(config: BlobsConfig, options: S3Options = {}): BlobStore {
	const client = openS3Client(config, options);
	const keyOf = (name: string) => `${config.prefix}${name.slice(0, 2)}/${name}`;
	async function* list(prefix: string): AsyncGenerator<StoredObject> {
		for await (const { key, ...object } of client.list(prefix)) {
			const name = key.slice(-64);
			if (isBlobName(name) && key === keyOf(name)) yield { name, ...object };
		}
	}
	return {
		place: `s3://${config.bucket}/${config.prefix} at ${config.endpoint}`,
		locate: (sha256) => `s3://${config.bucket}/${keyOf(sha256)}`,
		// Written again each time, since only that makes it young. The same bytes: whoever reads meanwhile gets one or the other whole.
		put: (sha256, bytes) => client.put(keyOf(sha256), bytes, sha256),
		get: (sha256) => client.get(keyOf(sha256)),
		list: () => list(config.prefix),
		async removeOlder(name, than) {
			for await (const { writtenAt } of list(keyOf(name))) {
				if (writtenAt >= than) return false;
				await client.remove(keyOf(name));
				return true;
			}
			return false;
		},
	};
}
