/**
 * Weights of one lab that two learners of a cohort handed in and that are equal or nearly so: for each pair of learners the closest pair of
 * files, as a fact for a person to ask about. Equal files are found by hash, also where the code beside them failed; closeness by the sketches
 * that the grader keeps of what it measures. Says nothing of who had a file first but the times.
 */
import type { SimilarWeights, SimilarWeightsPair, WeightsFile } from '#contract/similar-weights.ts';
import type { Actor } from '#contract/user.ts';
import { listHandedInWeights, listWeightSketches } from '#db/store/weight-sketches.ts';
import { areSame, type Comparable, type Compared, compareWeights, type Start, sayHowAlike } from '#grading/verify/compare-weights.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';

type Handed = WeightsFile & Comparable;

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function listSimilarWeights(context: Context, actor: Actor, cohortId: string, labId: string): Promise<SimilarWeights> {
	await requireTaughtCohort(context, actor, cohortId);
	const start = requireLab(labId).base === undefined ? 'drawn' : 'base';
	const files = await listFiles(context, cohortId, labId);
	const groups = [...Map.groupBy(files, ({ learner }) => learner.id).values()];
	const pairs = groups.flatMap((mine, i) => groups.slice(i + 1).flatMap((theirs) => closestOf(mine, theirs, start) ?? []));
	return { lab: labId, learners: groups.length, pairs: pairs.sort(byStrength) };
}

/** Oldest first; of the same bytes from one learner, the first alone. */
async function listFiles(context: Context, cohortId: string, labId: string): Promise<Handed[]> {
	const [handedIn, sketches] = await Promise.all([
		listHandedInWeights(context.client, cohortId, labId),
		listWeightSketches(context.client, cohortId, labId),
	]);
	const sketchOf = new Map(sketches.map((row) => [`${row.userId} ${row.sha256}`, row]));
	const files = new Map<string, Handed>();
	for (const { submissionId, userId, displayName, checkpoints, createdAt } of handedIn) {
		for (const { sha256 } of checkpoints) {
			const key = `${userId} ${sha256}`;
			const { preset = null, seed = null, sketch = null } = sketchOf.get(key) ?? {};
			const learner = { id: userId, displayName };
			if (!files.has(key)) files.set(key, { learner, submissionId, at: createdAt.getTime(), sha256, preset, seed, sketch });
		}
	}
	return [...files.values()];
}

const KINDS: readonly Compared['kind'][] = ['reordered', 'close', 'equal'];

function closestOf(mine: readonly Handed[], theirs: readonly Handed[], start: Start): SimilarWeightsPair | null {
	let closest: { readonly pair: readonly [Handed, Handed]; readonly compared: Compared } | null = null;
	for (const a of mine) {
		for (const b of theirs) {
			const compared = compareWeights(a, b, start);
			if (compared !== null && (closest === null || rankOf(compared) > rankOf(closest.compared)))
				closest = { pair: a.at <= b.at ? [a, b] : [b, a], compared };
		}
	}
	return closest === null ? null : pairOf(closest.pair, closest.compared, start);
}

/** Equal files before close ones, close before reordered, then by cosine. */
function rankOf({ kind, cosine }: Compared): number {
	return 3 * KINDS.indexOf(kind) + (cosine ?? 0);
}

/** What a shared seed does not explain comes first. */
function byStrength(a: SimilarWeightsPair, b: SimilarWeightsPair): number {
	return Number(a.isSameSeed) - Number(b.isSameSeed) || rankOf(b) - rankOf(a);
}

function pairOf([first, second]: readonly [Handed, Handed], compared: Compared, start: Start): SimilarWeightsPair {
	const seeds = [first.seed, second.seed] as const;
	return {
		first: fileOf(first),
		second: fileOf(second),
		kind: compared.kind,
		cosine: compared.cosine === null ? null : Number(compared.cosine.toFixed(4)),
		isSameSeed: areSame(seeds),
		text: sayHowAlike(compared, seeds, start),
	};
}

/** Neither the hash nor the sketch leaves the server. */
function fileOf({ learner, submissionId, at, preset, seed }: Handed): WeightsFile {
	return { learner, submissionId, at, preset, seed };
}
