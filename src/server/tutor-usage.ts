/** What the tutor used and cost: tokens, money where prices are set, time to an answer, share of prepared hints; by day and by lab. Numbers of turns only. */
import type { Actor } from '#contract/user.ts';
import { listTutorNumbers, type TutorNumbers } from '#db/store/tutor-turns.ts';
import type { TutorConfig } from './config.ts';
import type { Context } from './context.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { tokenCost } from './metrics.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;

export interface UsageLine {
	/** A day as 2026-11-27, a lab's id, or `all`. */
	readonly name: string;
	/** Questions. */
	readonly turns: number;
	/** Lines that a model was asked for in the editor, given or not; their tokens count with those of the questions. */
	readonly completions: number;
	readonly tokensIn: number;
	readonly tokensOut: number;
	/** In the currency of the prices; null when none are set. */
	readonly cost: number | null;
	/** Milliseconds to half of the answers, and to 95 of 100; null without any. */
	readonly p50Ms: number | null;
	readonly p95Ms: number | null;
	/** Prepared hints instead of an answer, 0 to 1. */
	readonly fallbackShare: number;
}

export interface TutorUsage {
	/** The tutor is set up. */
	readonly isOn: boolean;
	readonly model: string | null;
	readonly days: number;
	readonly all: UsageLine;
	readonly byDay: readonly UsageLine[];
	readonly byLab: readonly UsageLine[];
}

/** Of a cohort's present learners. @throws AppError `missing` for a cohort that is not the actor's. */
export async function getTutorUsage(context: Context, actor: Actor, cohortId: string): Promise<TutorUsage> {
	await requireTaughtCohort(context, actor, cohortId);
	const since = context.now() - DAYS * DAY_MS;
	return summariseUsage(await listTutorNumbers(context.client, since, cohortId), context.config.tutor);
}

export function summariseUsage(rows: readonly TutorNumbers[], tutor: TutorConfig | null): TutorUsage {
	const price = tutor?.price ?? null;
	const lines = (groups: ReadonlyMap<string, readonly TutorNumbers[]>) => [...groups].map(([name, own]) => lineOf(name, own, price));
	return {
		isOn: tutor !== null,
		model: tutor?.model ?? null,
		days: DAYS,
		all: lineOf('all', rows, price),
		byDay: lines(Map.groupBy(rows, ({ createdAt }) => createdAt.toISOString().slice(0, 10))),
		byLab: lines(Map.groupBy(rows, ({ labId }) => labId)).sort((a, b) => b.turns - a.turns),
	};
}

function lineOf(name: string, rows: readonly TutorNumbers[], price: TutorConfig['price']): UsageLine {
	const sum = (pick: (row: TutorNumbers) => number) => rows.reduce((total, row) => total + pick(row), 0);
	const tokensIn = sum((row) => row.tokensIn);
	const tokensOut = sum((row) => row.tokensOut);
	const questions = rows.filter(({ action }) => action !== 'completion' && action !== 'withheld');
	const times = questions.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
	return {
		name,
		turns: questions.length,
		completions: rows.length - questions.length,
		tokensIn,
		tokensOut,
		cost: price === null ? null : tokenCost(tokensIn, tokensOut, price),
		p50Ms: quantile(times, 0.5),
		p95Ms: quantile(times, 0.95),
		fallbackShare: questions.length === 0 ? 0 : questions.filter(({ action }) => action === 'fallback').length / questions.length,
	};
}

/** The nearest rank: a time that was really measured. */
function quantile(sorted: readonly number[], q: number): number | null {
	return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}
