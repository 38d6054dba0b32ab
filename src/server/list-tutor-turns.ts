/**
 * Conversations with the tutor as an instructor reads them: only of a cohort that says so, only from the moment it said so, newest first.
 * Flags say where a look is worth it; none says anything about the learner.
 */
import type { Actor } from '#contract/user.ts';
import { selectOptionalSeat } from '#db/store/memberships.ts';
import { isQuestion, listTutorTurnsOfCohort, type QuestionTurn } from '#db/store/tutor-turns.ts';
import type { Context } from './context.ts';
import { turnView } from './get-tutor.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { readTurnNotes } from './tutor-notes.ts';

const PAGE = 50;

export interface TaughtTurn {
	readonly id: string;
	readonly at: Date;
	readonly learnerId: string;
	readonly learner: string;
	readonly labId: string;
	readonly mode: 'practice' | 'recheck' | 'exam';
	/** Null: the learner removed it, or its time was over. */
	readonly question: string | null;
	readonly html: string | null;
	readonly intent: 'mundane' | 'core';
	readonly allowed: number;
	readonly measured: number;
	readonly action: 'pass' | 'regenerated' | 'fallback';
	readonly flags: readonly string[];
	/** Of the last candidate; for staff. */
	readonly scores: Readonly<Record<string, number>>;
	readonly model: string;
	readonly tokens: number;
	readonly latencyMs: number;
}

export interface TutorTranscript {
	/** Null: this course does not show conversations, and none is given. */
	readonly since: Date | null;
	readonly turns: readonly TaughtTurn[];
	/** Ask again with this as `before` for older ones; null at the end. */
	readonly older: number | null;
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function listTutorTurnsForTeacher(
	context: Context,
	actor: Actor,
	cohortId: string,
	before = context.now() + 1,
): Promise<TutorTranscript> {
	const { tutorVisibleSince: told, archivedAt, ownerId } = await requireTaughtCohort(context, actor, cohortId);
	if (told === null || archivedAt !== null) return { since: null, turns: [], older: null };
	// Of an instructor who came later learners know since then.
	const seat = ownerId === actor.id ? undefined : await selectOptionalSeat(context.client, cohortId, actor.id);
	const since = seat !== undefined && seat.joinedAt > told ? seat.joinedAt : told;
	const rows = await listTutorTurnsOfCohort(context.client, cohortId, { since: since.getTime(), before, limit: PAGE });
	const turns = rows.flatMap(({ turn, displayName }) => (isQuestion(turn) ? [taughtTurn(turn, displayName)] : []));
	return { since, turns, older: rows.length < PAGE ? null : (rows.at(-1)?.turn.createdAt.getTime() ?? null) };
}

function taughtTurn(turn: QuestionTurn, displayName: string): TaughtTurn {
	const notes = readTurnNotes(turn);
	return {
		id: turn.id,
		at: turn.createdAt,
		learnerId: turn.userId,
		learner: displayName,
		labId: turn.labId,
		mode: turn.mode,
		question: turn.question,
		html: turnView(turn).html,
		intent: notes.intent,
		allowed: turn.allowed,
		measured: turn.measured,
		action: turn.action,
		flags: flagsOf(turn.action, turn.allowed, notes),
		scores: notes.candidates.at(-1)?.scores ?? {},
		model: turn.model,
		tokens: turn.tokensIn + turn.tokensOut,
		latencyMs: turn.latencyMs,
	};
}

function flagsOf(
	action: TaughtTurn['action'],
	allowed: number,
	{ candidates, fault, isOvertaken }: ReturnType<typeof readTurnNotes>,
): string[] {
	const refused = candidates.filter(({ ok }) => !ok);
	const reasons = [...new Set(refused.flatMap((candidate) => candidate.reasons))];
	return [
		...(fault === null ? [] : [`no answer: ${fault}`]),
		...(isOvertaken ? ['what was open changed meanwhile'] : []),
		...(reasons.length === 0 ? [] : [`refused for ${reasons.join(', ')}`]),
		...refused.flatMap(({ measured }) => (measured > allowed ? [`measured ${measured}, allowed ${allowed}, not shown`] : [])).slice(0, 1),
		...(action === 'regenerated' ? ['second answer shown'] : []),
	];
}
