/** What a backup says about itself: manifest.json in its folder. */
import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const backupManifestSchema = z.strictObject({
	format: z.literal('gradus-backup'),
	version: z.literal(1),
	createdAt: z.iso.datetime(),
	/** Version of Gradus that made it. */
	gradus: z.string(),
	engine: z.enum(['sqlite', 'postgres']),
	/** Number of migrations that the database had seen: a server with fewer refuses it. */
	migrations: z.int().nonnegative(),
	/** Says which secret without telling it. */
	secretId: z.string(),
	/** Rows of each table at the moment of the copy. */
	rows: z.record(z.string(), z.int().nonnegative()),
	/** Every file beside the manifest. */
	files: z.array(z.strictObject({ path: z.string(), sizeBytes: z.int().nonnegative(), sha256: sha256Schema })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;
