/**
 * The score of every submission, kept in memory between requests: a verdict is read and added up once, and again only when another takes its
 * place. What is kept is a few numbers, never a verdict.
 */
import { scoreOf } from '#contract/score.ts';
import type { Client } from '#db/client.ts';
import { listVerdictsOf } from '#db/store/gradebook.ts';
import { listOutcomes, type OutcomeRow, type Whose } from '#db/store/progress.ts';

/** As the checks gave it. */
export interface KeptScore {
	readonly points: number;
	readonly offered: number;
	/** 0 to 1. */
	readonly ratio: number;
}

export interface Scored extends OutcomeRow {
	/** Null while there is no verdict, and where nothing was judged. */
	readonly score: KeptScore | null;
}

/** Some tens of megabytes; those that were looked at longest ago go first. */
const MOST_SCORES = 300_000;
/** Of one statement: below the number of variables that a database takes. */
const IDS_AT_ONCE = 500;

interface Kept {
	readonly mark: string;
	readonly score: KeptScore | null;
}

const keptBy = new WeakMap<Client, Map<string, Kept>>();

/** Oldest first. `outcomes`: theirs, where the caller has read them already. */
export async function readScores(client: Client, whose: Whose, outcomes?: readonly OutcomeRow[]): Promise<Scored[]> {
	const kept = keptBy.get(client) ?? new Map<string, Kept>();
	keptBy.set(client, kept);
	const rows = outcomes ?? (await listOutcomes(client, whose));
	const stale = rows.filter((row) => row.outcome !== null && kept.get(row.id)?.mark !== markOf(row));
	for (let first = 0; first < stale.length; first += IDS_AT_ONCE) {
		const some = new Map(stale.slice(first, first + IDS_AT_ONCE).map((row) => [row.id, row]));
		for (const { submissionId, verdict } of await listVerdictsOf(client, [...some.keys()])) {
			const row = some.get(submissionId);
			const score = scoreOf(verdict);
			if (row)
				kept.set(submissionId, { mark: markOf(row), score: score && { points: score.points, offered: score.offered, ratio: score.ratio } });
		}
	}
	const scored = rows.map((row) => ({ ...row, score: row.outcome === null ? null : (kept.get(row.id)?.score ?? null) }));
	for (const id of kept.keys()) {
		if (kept.size <= MOST_SCORES) break;
		kept.delete(id);
	}
	return scored;
}

/** Another verdict in force has another mark. */
function markOf({ outcome, changeId }: OutcomeRow): string {
	return `${outcome} ${changeId ?? ''}`;
}
