/** Which of the two places this installation keeps its blobs in. */
import { join } from 'node:path';
import type { BlobStore } from './blob-store.ts';
import type { Config } from './config.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { openS3Blobs } from './s3-blobs.ts';

/** `now`: by which clock a folder says when a blob was written; an S3 store has its own. */
export function openBlobStore(config: Config, now: () => number): BlobStore {
	return config.blobs === null ? openFolderBlobs(join(config.GRADUS_DATA, 'blobs'), now) : openS3Blobs(config.blobs);
}
