/**
 * One decision at a time about one person, between processes: a turn is the count of decisions when it began. What is written
 * through it goes into the database only while the count stands, and raises it; else somebody else decided first and nothing is written.
 */
import { and, eq } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

/** What is decided one at a time. */
export type TurnScope = 'effort' | 'drafts' | 'join' | 'ask' | 'experiment' | 'completion' | 'roster';

export class TurnLost extends Error {
	override name = 'TurnLost' as const;
}

/** The client for one turn. Its `atomically` throws TurnLost and writes nothing when the turn is over; `db` is for reading. */
export async function takeTurn(client: Client, scope: TurnScope, ownerId: string): Promise<Client> {
	const { turns } = client.schema;
	let count = await countOf(client, scope, ownerId);
	return {
		...client,
		async atomically(build, options = {}) {
			const next = count + 1;
			const results = await client.atomically(
				(db) => [
					db
						.insert(turns)
						.values({ scope, ownerId, count: next })
						.onConflictDoUpdate({ target: [turns.scope, turns.ownerId], set: { count: next }, setWhere: eq(turns.count, next - 1) })
						.returning({ count: turns.count }),
					...build(db),
				],
				{ guard: options.guard === true ? 2 : 1 },
			);
			if (results !== undefined) {
				count = next;
				return results.slice(1);
			}
			// Either guard may have failed: the caller's own leaves the count as it was.
			if (options.guard === true && (await countOf(client, scope, ownerId)) === count) return undefined;
			throw new TurnLost(`Somebody else decided ${scope} of ${ownerId} first.`);
		},
	};
}

async function countOf(client: Client, scope: TurnScope, ownerId: string): Promise<number> {
	const { turns } = client.schema;
	const rows = await client.db
		.select({ count: turns.count })
		.from(turns)
		.where(and(eq(turns.scope, scope), eq(turns.ownerId, ownerId)));
	return rows[0]?.count ?? 0;
}
