/** What stands beside a turn for the log and for staff: the intent, what was measured of each candidate, why nothing came. One schema in and out. */
import { z } from 'zod';
import type { TutorTurn } from '#db/store/tutor-turns.ts';
import { type FaultKind, faultSentence } from '#tutor/ask-model.ts';

const faultSchema = z.enum(['timeout', 'network', 'refused', 'busy', 'broken', 'empty']) satisfies z.ZodType<FaultKind>;

const candidateSchema = z.object({
	ok: z.boolean(),
	measured: z.number(),
	reasons: z.array(z.string()),
	scores: z.record(z.string(), z.number()),
	probe: z.string(),
});
export type Candidate = z.infer<typeof candidateSchema>;

const notesSchema = z.object({
	intent: z.enum(['mundane', 'core']),
	/** Free: written and checked at level 0, because the question was about tools. */
	isMundane: z.boolean(),
	/** Level that the learner agreed to. */
	agreedTo: z.number(),
	candidates: z.array(candidateSchema),
	/** Why the model gave nothing; null when it answered. */
	fault: faultSchema.nullable(),
	/** The prepared rung that was shown instead. */
	shownRung: z.number().nullable(),
	/** What was open had changed while the model wrote. */
	isOvertaken: z.boolean(),
});
export type TurnNotes = z.infer<typeof notesSchema>;

export type ReadNotes = TurnNotes & {
	/** Said to the learner above a prepared hint. */
	readonly notice: string | null;
};

const UNKNOWN: TurnNotes = {
	intent: 'core',
	isMundane: false,
	agreedTo: 0,
	candidates: [],
	fault: null,
	shownRung: null,
	isOvertaken: false,
};

export function readTurnNotes(turn: Pick<TutorTurn, 'guard' | 'action'>): ReadNotes {
	const parsed = notesSchema.safeParse(turn.guard);
	const notes = parsed.success ? parsed.data : UNKNOWN;
	return { ...notes, notice: turn.action === 'fallback' ? noticeOf(notes) : null };
}

function noticeOf({ fault, isOvertaken, shownRung }: TurnNotes): string {
	const instead = shownRung === null ? 'Here is what answers without it.' : 'A prepared hint is shown instead.';
	if (fault !== null) return `${faultSentence(fault)} ${instead}`;
	if (isOvertaken) return `What is open to you changed while the tutor wrote. ${instead}`;
	return `The tutor's answer went further than what is open to you, so it is not shown. ${instead}`;
}
