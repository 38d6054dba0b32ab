/**
 * What time it is by the database, so that machines whose own clocks differ agree on leases, limits and deadlines.
 * Between two readings the local clock goes on from the difference that was measured. SQLite lies on one machine: its clock is ours.
 */
import type { Client } from '#db/client.ts';

const READ_EVERY_MS = 30_000;

/** Milliseconds since the epoch. `local` is replaced by tests. */
export async function followClock(client: Client, local: () => number = Date.now): Promise<() => number> {
	if (client.engine === 'sqlite') return local;
	let difference = 0;
	let readAt = Number.NEGATIVE_INFINITY;
	const read = async () => {
		const sentAt = local();
		const theirs = await client.clock();
		readAt = local();
		// As if it had been read half-way there and back.
		difference = theirs - (sentAt + readAt) / 2;
	};
	// A database that does not answer yet is no reason not to start: until it does, the local clock has to do.
	await read().catch(() => undefined);
	return () => {
		const now = local();
		if (Math.abs(now - readAt) > READ_EVERY_MS) {
			// One reading at a time; when it fails, the last difference holds for another while.
			readAt = now;
			read().catch(() => undefined);
		}
		return Math.round(now + difference);
	};
}
