/** The experiments that a learner is asked about or takes part in, with what their arm does and the checks that wait for them. */

import { ARM_WORDS, type Arm, type ExperimentInvitation } from '#contract/experiment.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { type ExperimentMemberRow, listExperimentsOfLearner, listMembersOf } from '#db/store/experiments.ts';
import { findLab } from '#labs/index.ts';
import { trialsOf } from '#learning/experiment-outcome.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';

/** Running ones only: nothing is left to say about one that has ended. */
export async function listExperiments(context: Context, actor: Actor): Promise<ExperimentInvitation[]> {
	const found = await listExperimentsOfLearner(context.client, actor.id);
	if (found.length === 0) return [];
	const [members, log] = await Promise.all([
		listMembersOf(
			context.client,
			found.map(({ experiment }) => experiment.id),
		),
		listEvents(context.client, actor.id),
	]);
	const events = standingEvents(log);
	const now = context.now();
	return found.map(({ experiment, by, cohort }) => {
		const { id, title, consent, delayDays } = experiment;
		const mine = members.find((member) => member.experimentId === id && member.userId === actor.id);
		const state = stateOf(mine);
		const member = { userId: actor.id, arm: mine?.arm ?? '', joinedAt: mine?.answeredAt.getTime() ?? now, hasLeft: state !== 'in' };
		const waiting = trialsOf(member, events, { delayDays, until: now }).filter(({ dueAt, passed }) => passed === null && dueAt <= now);
		return {
			id,
			title,
			by,
			cohort,
			consent,
			delayDays,
			state,
			effect: state === 'in' ? wordsOf(mine?.arm ?? '') : null,
			checks: waiting.map(({ labId }) => ({ labId, title: titleOf(labId) })),
		};
	});
}

function stateOf(member: ExperimentMemberRow | undefined): ExperimentInvitation['state'] {
	if (!member) return 'asked';
	if (member.arm === null) return 'declined';
	return member.leftAt === null ? 'in' : 'left';
}

const isArm = (arm: string): arm is Arm => Object.hasOwn(ARM_WORDS, arm);

function wordsOf(arm: string): string | null {
	return isArm(arm) ? ARM_WORDS[arm] : null;
}

function titleOf(labId: string): string {
	const lab = findLab(labId);
	return lab ? `${lab.lesson} ${lab.title}` : labId;
}
