/** The one set of resources a server process holds: settings, database, log, clock, secret. */
import pino from 'pino';
import { type Client, openDatabase } from '#db/client.ts';
import type { BlobStore } from './blob-store.ts';
import { followClock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import { toLogged } from './logged-error.ts';
import { openBlobStore } from './open-blob-store.ts';
import { readSecret, type Secret } from './secret.ts';
import { requireNoRestore } from './unfinished-restore.ts';

export interface Context {
	readonly config: Config;
	readonly client: Client;
	readonly log: pino.Logger;
	readonly secret: Secret;
	readonly blobs: BlobStore;
	/** Milliseconds since the epoch. Tests replace it. */
	readonly now: () => number;
}

let opened: Promise<Context> | undefined;

/** Opened at first use and kept for the life of the process. */
export function getContext(): Promise<Context> {
	opened ??= openContext(readConfig());
	return opened;
}

/** `now` is the database's clock where nothing else is given. @throws AppError `unavailable` for a place that cannot be opened, or only half is there. */
export async function openContext(config: Config, now?: () => number): Promise<Context> {
	requireNoRestore(config);
	const client = await openDatabase(config.databaseUrl);
	const clock = now ?? (await followClock(client));
	return {
		config,
		client,
		// pino repeats the message of what lies under its own error key; `err` is ours, and says what it may.
		log: pino({ level: config.LOG_LEVEL, base: null, serializers: { err: toLogged }, errorKey: 'thrown' }),
		secret: readSecret(config),
		blobs: openBlobStore(config, clock),
		now: clock,
	};
}
