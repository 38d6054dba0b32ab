/** Leaves the open sitting of a lab's re-check: free, it changes no estimate, and the sitting can be taken up again on the same day. */
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import { labOfTask } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { readRecheck } from './read-recheck.ts';

/** False when none was open: nothing is written. */
export function leaveRecheck(context: Context, actor: Actor, lab: Lab): Promise<boolean> {
	return inTurn(context, 'effort', actor.id, async (turn) => {
		const { sittings } = await readRecheck(context, actor.id, lab);
		const open = sittings.findLast(({ state, task }) => state === 'open' && labOfTask(task) === lab.id);
		if (open === undefined) return false;
		const event = { t: context.now(), type: 'leave', skill: lab.skills.core, task: open.task, mode: 'recheck' } as const;
		await insertEvent(turn, { userId: actor.id, labId: lab.id, event });
		return true;
	});
}
