/** The conversations of a cohort as its page shows them, and what they used. */
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { listTutorTurnsForTeacher, type TutorTranscript } from './list-tutor-turns.ts';
import { getTutorUsage } from './tutor-usage.ts';

export interface Conversations {
	readonly transcript: TutorTranscript;
	readonly usage: {
		readonly turns: number;
		/** Asked for in the editor. */
		readonly completions: number;
		readonly tokens: number;
		readonly days: number;
		readonly fallbackShare: number;
		readonly cost: number | null;
	};
}

/** `before`: from the address; anything but a time is the newest. @throws AppError `missing` for a cohort that is not the actor's. */
export async function getConversations(context: Context, actor: Actor, cohortId: string, before: string | null): Promise<Conversations> {
	const t = before === null || !/^\d{1,15}$/.test(before) ? undefined : Number(before);
	const [transcript, { all, days }] = await Promise.all([
		listTutorTurnsForTeacher(context, actor, cohortId, t),
		getTutorUsage(context, actor, cohortId),
	]);
	const { turns, completions, tokensIn, tokensOut, fallbackShare, cost } = all;
	return { transcript, usage: { turns, completions, tokens: tokensIn + tokensOut, days, fallbackShare, cost } };
}
