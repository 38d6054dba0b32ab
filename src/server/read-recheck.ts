/** Where a learner stands with the re-check of a lab: the invitation, and the sittings of the lab's skill so far. Everything follows from the event log. */
import { AppError } from '#contract/error.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { RecheckForm, RecheckInvitation } from '#contract/recheck.ts';
import { listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import { decide } from '#learning/decide.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { furtherCheckFrom } from '#learning/recheck.ts';
import { formOfTask, labOfTask, type Sitting, sittingsOf } from '#learning/sitting.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { experimentCheck } from './experiment-check.ts';
import { requireLab } from './get-lab.ts';
import type { Place } from './place.ts';

export interface RecheckState {
	readonly lab: Lab;
	/** Of the lab's core skill. */
	readonly events: readonly LearningEvent[];
	readonly sittings: readonly Sitting[];
	/** Without the spacing between two checks. */
	readonly invitation: RecheckInvitation | null;
}

export async function readRecheck(context: Context, userId: string, lab: Lab): Promise<RecheckState> {
	const state = recheckState(lab, await listEventsOfSkill(context.client, userId, lab.skills.core), context.now());
	if (state.invitation !== null && state.invitation.kind !== 'further') return state;
	// Where the policy invites to nothing, an experiment may: its delayed check has to be open to everybody in it.
	return { ...state, invitation: await experimentCheck(context, userId, lab, state.events, state.invitation) };
}

/** `stored`: the log of the lab's core skill. */
export function recheckState(lab: Lab, stored: readonly StoredEvent[], now: number): RecheckState {
	const events = standingEvents(stored);
	const { recheck } = decide({ now, events, skill: lab.skills.core, task: 'a-new-lab' });
	return { lab, events, sittings: sittingsOf(events, now), invitation: recheck ?? furtherCheck(lab.skills.core, events, now) };
}

function furtherCheck(skill: string, events: readonly LearningEvent[], now: number): RecheckInvitation | null {
	const state = fold(events).get(skill);
	const from = state === undefined ? null : furtherCheckFrom(state, events, PARAMETERS);
	return from === null ? null : { kind: 'further', from: Math.max(now, from) };
}

export interface OpenSitting {
	readonly lab: Lab;
	readonly sitting: Sitting;
	readonly events: readonly LearningEvent[];
}

/**
 * The learner's own sitting that goes on now. `mayBePassed`: one of today that was passed will do, to read in it.
 * @throws AppError `missing` when there is none: never begun, left, over, or somebody else's.
 */
export async function requireSitting(
	context: Context,
	userId: string,
	labId: string,
	wanted: { form?: RecheckForm; task?: string; mayBePassed?: boolean } = {},
): Promise<OpenSitting> {
	const lab = requireLab(labId);
	const { form = 'code', task, mayBePassed = false } = wanted;
	const { sittings, events } = await readRecheck(context, userId, lab);
	const own = sittings.filter((each) => labOfTask(each.task) === lab.id && formOfTask(each.task) === form);
	const sitting = own.findLast(({ state }) => state === 'open' || (mayBePassed && state === 'passed'));
	if (sitting === undefined || (task !== undefined && sitting.task !== task))
		throw new AppError('missing', 'This check is not open: it was passed, left, or its day is over.', {
			fix: `Open /recheck/${lab.id} to see when it can be taken.`,
		});
	return { lab, sitting, events };
}

/** The place of what happens in the open sitting in code. */
export async function requireSittingPlace(context: Context, userId: string, labId: string): Promise<{ lab: Lab; place: Place }> {
	const { lab, sitting } = await requireSitting(context, userId, labId, { mayBePassed: true });
	return { lab, place: { task: sitting.task, mode: 'recheck' } };
}
