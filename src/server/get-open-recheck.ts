/** What an open re-check shows: its workspace in code, or its quick form. */
import type { Lab } from '#contract/lab.ts';
import type { QuickCheck } from '#contract/recheck.ts';
import type { Actor } from '#contract/user.ts';
import { formOfTask, labOfTask, openSitting } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { getRecheckRoom, type RecheckRoom } from './get-recheck-workspace.ts';
import { requireQuickForm, toQuickCheck } from './quick-forms.ts';
import { readRecheck } from './read-recheck.ts';

export interface OpenRecheck {
	readonly room: RecheckRoom | null;
	readonly quick: QuickCheck | null;
}

/** @throws AppError `missing` when none of this lab is open. */
export async function getOpenRecheck(context: Context, actor: Actor, lab: Lab): Promise<OpenRecheck> {
	const state = await readRecheck(context, actor.id, lab);
	const open = openSitting(state.sittings);
	const form = open !== null && labOfTask(open.task) === lab.id ? formOfTask(open.task) : 'code';
	if (open === null || form === 'code') return { room: await getRecheckRoom(context, actor, lab.id), quick: null };
	return { room: null, quick: toQuickCheck(lab, requireQuickForm(actor.id, state, form, open.task), open.task) };
}
