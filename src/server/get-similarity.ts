/**
 * Which learners of a cohort share code of a lab that nobody gave them: of each the newest accepted submission, or the newest.
 * Facts for a conversation; it labels nobody. Computed on tokens alone, and kept until other submissions count.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';
import type { SimilarWeights } from '#contract/similar-weights.ts';
import type { ComparedLearner, SimilarityFacts, WidespreadLearner } from '#contract/similarity-facts.ts';
import type { Actor } from '#contract/user.ts';
import { listCodes, listCohortSubmissions, listLabSubmissions } from '#db/store/submission-list.ts';
import type { Cohort } from '#db/store/teaching.ts';
import {
	compareAll,
	LEAST_COMMON,
	SHOWN_SHARE,
	type SimilarityReport,
	type SimilarPair,
	sharedLines,
	WINNOWING,
	type WidespreadProgram,
} from '#grading/core/similarity.ts';
import { findLab, labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { labFolder } from './lab-files.ts';
import { listSimilarWeights } from './list-similar-weights.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { requireTaughtSubmission } from './require-taught-submission.ts';

/** Reports that are kept: a cohort's labs, and some to spare. */
const MOST_KEPT = 64;
const BINS = 10;
/** What learners may have code from. The reference is read here and leaves the server in no form. */
const GIVEN = ['starter.ts', 'borrowed.ts', 'solution.ts'];

type LabSubmission = Awaited<ReturnType<typeof listLabSubmissions>>[number];

export interface ShownPair extends Omit<SimilarPair, 'a' | 'b'> {
	/** Who handed in first. */
	readonly a: ComparedLearner;
	readonly b: ComparedLearner;
}

export interface SimilarityPage {
	readonly cohort: Cohort;
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string }[];
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	readonly least: number;
	readonly defaultLeast: number;
	/** What more than a quarter have is left out only where it is more than so many. */
	readonly leastCommon: number;
	readonly run: { readonly matches: number; readonly never: number };
	readonly pairs: readonly ShownPair[];
	/** Programs that consist mostly of code that very many share: the same code together, who handed in first ahead. */
	readonly widespread: readonly (readonly WidespreadLearner[])[];
	readonly facts: SimilarityFacts;
	/** How many of the compared pairs share 0–10 %, 10–20 % and so on. */
	readonly bins: readonly number[];
	/** Shares that half, 90 % and, of a hundred pairs and more, 99 % do not exceed, and the largest. */
	readonly quantiles: readonly { readonly of: string; readonly share: number }[];
	/** Null for a lab without weights. */
	readonly weights: SimilarWeights | null;
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getSimilarity(context: Context, actor: Actor, cohortId: string, address: URLSearchParams): Promise<SimilarityPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const lab = findLab(address.get('lab') ?? '') ?? (await labInWork(context, cohortId)) ?? labs[0];
	if (!lab) throw new AppError('missing', 'The course has no lab.');
	const { learners, report } = await reportOf(context, cohortId, lab.id);
	const asked = Number(address.get('least') ?? Number.NaN);
	const least = asked >= 0.05 && asked <= 1 ? asked : SHOWN_SHARE;
	const { programs, comparisons, medianOwn, common, tooShort, widespread } = report;
	return {
		cohort,
		...{ least, defaultLeast: SHOWN_SHARE, leastCommon: LEAST_COMMON },
		labs: labs.map(({ id, lesson, title }) => ({ id, lesson, title })),
		lab: { id: lab.id, lesson: lab.lesson, title: lab.title },
		run: { matches: WINNOWING.gram + WINNOWING.window - 1, never: WINNOWING.gram },
		pairs: report.pairs.filter(({ share }) => share >= least).flatMap((pair) => toShown(pair, learners)),
		widespread: widespread.map((group) => toGroup(group, learners)),
		facts: { programs, comparisons, medianOwn, common: common.size, tooShort: tooShort.length },
		bins: binsOf(report),
		quantiles: quantilesOf(report),
		weights: lab.checkpoints.length === 0 ? null : await listSimilarWeights(context, actor, cohortId, lab.id),
	};
}

/** The one that was handed in last. */
async function labInWork({ client }: Context, cohortId: string) {
	const [newest] = await listCohortSubmissions(client, cohortId, {}, { sort: 'newest', limit: 1 });
	return newest && findLab(newest.labId);
}

export interface PairPage {
	readonly cohort: Cohort;
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	readonly sides: readonly (Omit<ComparedLearner, 'isAccepted'> & { readonly code: string; readonly lines: readonly number[] })[];
	/** Counts and share as in the list, `ofA` of the first side; null when the two share nothing, or are not the ones that are compared now. */
	readonly pair: Omit<SimilarPair, 'a' | 'b'> | null;
	/** No pair of the list, but of one group of `widespread`: what very many have is marked too. */
	readonly isWidespread: boolean;
}

/** @throws AppError `missing` unless both are submissions to one lab by learners of a cohort of the actor's. */
export async function getSimilarPair(context: Context, actor: Actor, cohortId: string, ids: readonly [string, string]): Promise<PairPage> {
	const [a, b] = await Promise.all([
		requireTaughtSubmission(context, actor, cohortId, ids[0]),
		requireTaughtSubmission(context, actor, cohortId, ids[1]),
	]);
	const { labId } = a.submission;
	const lab = findLab(labId);
	if (!lab || b.submission.labId !== labId || a.submission.id === b.submission.id)
		throw new AppError('missing', 'These two cannot be compared.');
	const { report } = await reportOf(context, cohortId, labId);
	const found = report.pairs.find((pair) => ids.includes(pair.a) && ids.includes(pair.b));
	const isWidespread = !found && report.widespread.some((group) => ids.every((id) => group.some((member) => member.id === id)));
	// The lines that are marked are those that the count is of.
	const shared = sharedLines(a.submission.code, b.submission.code, givenOf(labId), isWidespread ? new Set() : report.common);
	const sides = (
		[
			[a, shared.a],
			[b, shared.b],
		] as const
	).map(([{ submission, learner }, lines]) => ({
		submissionId: submission.id,
		learnerId: learner.id,
		displayName: learner.displayName,
		createdAt: submission.createdAt.getTime(),
		code: submission.code,
		lines: [...lines],
	}));
	const pair = found && (found.a === ids[0] ? found : turned(found));
	return { cohort: a.cohort, lab: { id: lab.id, lesson: lab.lesson, title: lab.title }, sides, pair: pair ?? null, isWidespread };
}

interface Kept {
	readonly ids: string;
	readonly report: SimilarityReport;
}
const kept = new Map<string, Kept>();

async function reportOf(context: Context, cohortId: string, labId: string) {
	const rows = chosenOf(await listLabSubmissions(context.client, cohortId, labId));
	const learners = new Map(rows.map((row) => [row.id, toCompared(row)]));
	const key = `${cohortId} ${labId}`;
	const ids = [...learners.keys()].join(' ');
	const before = kept.get(key);
	if (before?.ids === ids) return { learners, report: before.report };
	const codes = await listCodes(context.client, [...learners.keys()]);
	const report = compareAll(
		[...codes].map(([id, code]) => ({ id, code })),
		givenOf(labId),
	);
	kept.delete(key);
	kept.set(key, { ids, report });
	const [oldest] = kept.keys();
	if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
	return { learners, report };
}

/** Of each learner the newest accepted one, or the newest. */
function chosenOf(rows: readonly LabSubmission[]): LabSubmission[] {
	return [...Map.groupBy(rows, ({ userId }) => userId).values()].flatMap(
		(own) => own.findLast(({ outcome }) => outcome === 'accepted') ?? own.at(-1) ?? [],
	);
}

function toCompared({ id, userId, displayName, createdAt, outcome }: LabSubmission): ComparedLearner {
	return { submissionId: id, learnerId: userId, displayName, createdAt: createdAt.getTime(), isAccepted: outcome === 'accepted' };
}

function toShown(pair: SimilarPair, learners: ReadonlyMap<string, ComparedLearner>): ShownPair[] {
	const [a, b] = [learners.get(pair.a), learners.get(pair.b)];
	if (!a || !b) return [];
	return [a.createdAt <= b.createdAt ? { ...pair, a, b } : { ...turned(pair), a: b, b: a }];
}

/** The same pair, told from the other side. */
function turned({ a, b, ofA, ofB, ...counts }: SimilarPair): SimilarPair {
	return { ...counts, a: b, b: a, ofA: ofB, ofB: ofA };
}

function toGroup(group: readonly WidespreadProgram[], learners: ReadonlyMap<string, ComparedLearner>): WidespreadLearner[] {
	return group
		.flatMap(({ id, common, of }) => {
			const learner = learners.get(id);
			return learner ? [{ ...learner, common, of }] : [];
		})
		.sort((a, b) => a.createdAt - b.createdAt);
}

function givenOf(labId: string): string[] {
	return GIVEN.map((file) => join(labFolder(labId), file)).flatMap((path) => (existsSync(path) ? [readFileSync(path, 'utf8')] : []));
}

function binsOf({ pairs, comparisons }: SimilarityReport): number[] {
	const bins = Array.from({ length: BINS }, () => 0);
	for (const { share } of pairs) {
		const at = Math.min(BINS - 1, Math.floor(share * BINS));
		bins[at] = (bins[at] ?? 0) + 1;
	}
	bins[0] = (bins[0] ?? 0) + comparisons - pairs.length;
	return bins;
}

function quantilesOf({ pairs, comparisons }: SimilarityReport): { of: string; share: number }[] {
	// Largest first; pairs that share nothing stand behind them.
	const at = (percent: number) => pairs[Math.floor(((100 - percent) * comparisons) / 100)]?.share ?? 0;
	if (comparisons === 0) return [];
	return [
		{ of: 'half of the pairs', share: at(50) },
		{ of: '90 % of the pairs', share: at(90) },
		// Of fewer than a hundred the largest is the hundredth part and more.
		...(comparisons < 100 ? [] : [{ of: '99 % of the pairs', share: at(99) }]),
		{ of: 'all pairs', share: at(100) },
	];
}
