/**
 * The logs of a cohort, kept in memory between requests: a page asks how many events each learner has, which the index answers, and reads
 * the logs of those alone who have more than when it last looked. The log is append-only, so a count says it all.
 */
import type { Client } from '#db/client.ts';
import { countEventsOfCohort, listEventsOfUsers, type StoredEvent } from '#db/store/events.ts';

type Log = readonly StoredEvent[];

/** Events held over all cohorts, some hundred megabytes; the learners who were looked at longest ago go first. */
const MOST_EVENTS = 250_000;
/** Of one statement: below the number of variables that a database takes. */
const USERS_AT_ONCE = 500;

const keptBy = new WeakMap<Client, Map<string, Log>>();

/** The whole log of every present learner of a cohort who has one, by time; the same array as long as it did not grow. */
export async function readCohortLogs(client: Client, cohortId: string): Promise<ReadonlyMap<string, Log>> {
	const kept = keptBy.get(client) ?? new Map<string, Log>();
	keptBy.set(client, kept);
	const counts = await countEventsOfCohort(client, cohortId);
	const stale = counts.filter(({ userId, events }) => kept.get(userId)?.length !== events).map(({ userId }) => userId);
	for (let first = 0; first < stale.length; first += USERS_AT_ONCE) {
		const users = stale.slice(first, first + USERS_AT_ONCE);
		const logs = Map.groupBy(await listEventsOfUsers(client, users), ({ userId }) => userId);
		for (const userId of users) kept.set(userId, logs.get(userId) ?? []);
	}
	const logs = new Map(counts.map(({ userId }) => [userId, kept.get(userId) ?? []]));
	// Put at the end of the map, which remembers the order: what is at its head was looked at longest ago.
	for (const [userId, log] of logs) {
		kept.delete(userId);
		kept.set(userId, log);
	}
	evict(kept);
	return logs;
}

function evict(kept: Map<string, Log>): void {
	let held = [...kept.values()].reduce((sum, log) => sum + log.length, 0);
	for (const [userId, log] of kept) {
		if (held <= MOST_EVENTS) return;
		kept.delete(userId);
		held -= log.length;
	}
}
