/**
 * The output guard as the server uses it: with the probe in the sandbox, and with a memory that removal does not erase. What answers gave
 * away counts on after their texts were removed: the numbers stay, and a new answer is refused when both together could pass the limit.
 */
import type { Lab } from '#contract/lab.ts';
import type { TutorTurn } from '#db/store/tutor-turns.ts';
import { inspectReply, whatWasSaid } from '#tutor/guard/inspect-reply.ts';
import type { GuardLevel, Inspection, Probe } from '#tutor/guard/inspection.ts';
import { LIMITS } from '#tutor/guard/thresholds.ts';
import type { Context } from './context.ts';
import { readTurnNotes } from './tutor-notes.ts';
import { makeProbe } from './tutor-probe.ts';

export interface GuardedAnswer {
	readonly lab: Lab;
	/** Who asked. */
	readonly userId: string;
	readonly level: GuardLevel;
	readonly learnerCode: string;
	readonly question: string;
	/** What a model wrote in this instance before, oldest first. */
	readonly earlier: readonly TutorTurn[];
	readonly probe?: Probe;
}

export async function inspectAnswer(
	context: Context,
	{ lab, userId, earlier, probe, ...answer }: GuardedAnswer,
	reply: string,
): Promise<Inspection> {
	const previousReplies = earlier.flatMap(({ answer: said, question }) => (said === null ? [] : whatWasSaid(said, question ?? '')));
	const judge = probe ?? makeProbe(context, lab, userId);
	const inspection = await inspectReply({ lab: { id: lab.id }, ...answer, reply, previousReplies, probe: judge });
	return withRemoved(inspection, answer.level, earlier);
}

/** Nobody knows any more which pieces the removed answers held, so they are taken to be others than those of today. */
export function withRemoved(inspection: Inspection, level: GuardLevel, earlier: readonly TutorTurn[]): Inspection {
	const removed = earlier.filter(({ answer }) => answer === null).map((turn) => readTurnNotes(turn).candidates.at(-1)?.scores ?? {});
	const { c, s, own, cumulative, sCumulative, ownCumulative } = inspection.scores;
	if (!inspection.ok || level === 5 || removed.length === 0 || (c === 0 && s === 0 && own === 0)) return inspection;
	const sum = (name: string) => removed.reduce((total, scores) => total + (scores[name] ?? 0), 0);
	// A share of lines is of all answers until then, so the largest holds the others.
	const linesBefore = Math.max(...removed.map((scores) => scores['ownCumulative'] ?? 0));
	const limits = LIMITS[level];
	const reasons = [
		...(c > 0 && cumulative + sum('c') > limits.cumulative ? (['fingerprints'] as const) : []),
		...(s > 0 && sCumulative + sum('s') > limits.sCumulative ? (['skeleton'] as const) : []),
		...((c > 0 || own > 0) && ownCumulative + linesBefore > limits.ownCumulative ? (['solution-lines'] as const) : []),
	];
	return reasons.length === 0 ? inspection : { ...inspection, ok: false, reasons };
}
