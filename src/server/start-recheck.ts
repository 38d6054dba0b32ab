/**
 * Begins a sitting of an unaided re-check, or takes it up again: writes one `open` event. Refuses what is not invited and
 * what comes too early, with the sentence that says when it opens; an untried sitting of another form ends by it.
 */
import { AppError } from '#contract/error.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { RecheckForm } from '#contract/recheck.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvents } from '#db/store/events.ts';
import { countOpenJobsOfUser } from '#db/store/jobs.ts';
import { type Entry, enterSitting, openSitting, whenInWords } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { baseOfForm, itemOfForm, requireQuickForm } from './quick-forms.ts';
import { readRecheck } from './read-recheck.ts';

/** @throws AppError `forbidden` while it may not begin, `missing` for a form that this check does not have. */
export function startRecheck(context: Context, actor: Actor, lab: Lab, form: RecheckForm): Promise<{ task: string }> {
	return inTurn(context, 'effort', actor.id, (turn) => start({ ...context, client: turn }, actor, lab, form));
}

async function start(context: Context, actor: Actor, lab: Lab, form: RecheckForm): Promise<{ task: string }> {
	const state = await readRecheck(context, actor.id, lab);
	const now = context.now();
	const entry = enterSitting(await baseOfForm(lab, form), state.sittings, state.invitation, now);
	if (!entry.may) throw refusal(entry, now);
	if (openSitting(state.sittings)?.task === entry.task) return { task: entry.task };
	if (form !== 'code') requireQuickForm(actor.id, state, form, entry.task);
	await requireNothingJudged(context, actor, entry);
	const base = { t: now, skill: lab.skills.core, mode: 'recheck' } as const;
	const write = (event: LearningEvent) => ({ userId: actor.id, labId: lab.id, event });
	await insertEvents(context.client, [
		...(entry.leaves === null ? [] : [write({ ...base, task: entry.leaves, type: 'leave' })]),
		write({ ...base, task: entry.task, item: itemOfForm(form), type: 'open' }),
	]);
	return { task: entry.task };
}

function refusal({ why, from }: Extract<Entry, { may: false }>, now: number): AppError {
	if (why === 'other-open')
		return new AppError('forbidden', 'Another check of this skill has begun today.', {
			fix: 'Go on with that one; the next opens a day after it.',
		});
	if (why === 'too-early' && from !== null)
		return new AppError('forbidden', `This check opens ${whenInWords(from, now)}.`, {
			fix: 'There is one check of a skill a day, and the first comes some hours after a pass, or after rung 4 or 5. Nothing is lost by waiting.',
		});
	return new AppError('forbidden', 'No check of this skill is invited now.', {
		fix: 'One is invited after a pass, until the skill is proven, and again when memory has had time to fade.',
	});
}

/** A verdict that is still to come belongs to the sitting it was submitted in. */
async function requireNothingJudged(context: Context, actor: Actor, { leaves }: Extract<Entry, { may: true }>): Promise<void> {
	if (leaves === null || (await countOpenJobsOfUser(context.client, actor.id)) === 0) return;
	throw new AppError('conflict', 'A submission of yours is still being judged.', { fix: 'Wait for its verdict, then start this check.' });
}
