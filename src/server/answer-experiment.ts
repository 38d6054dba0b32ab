/** A learner joins an experiment, says no, or leaves it. A no and leaving change nothing else for them, and both can be taken back. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { DESIGNS } from '#contract/experiment.ts';
import type { Actor } from '#contract/user.ts';
import { listExperimentsOfLearner, listMembersOf, upsertExperimentMember } from '#db/store/experiments.ts';
import { assignArm } from './assign-arm.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';

const answerSchema = z.object({ experiment: z.string().max(64), answer: z.enum(['join', 'decline', 'leave']) });

/** @throws AppError `invalid`, or `missing` for an experiment that is not open to this learner. */
export async function answerExperiment(context: Context, actor: Actor, fields: unknown): Promise<void> {
	const parsed = answerSchema.safeParse(fields);
	if (!parsed.success) throw new AppError('invalid', 'Answer with join, no thanks, or leave.', { at: 'answer' });
	const { experiment: id, answer } = parsed.data;
	const found = (await listExperimentsOfLearner(context.client, actor.id)).find(({ experiment }) => experiment.id === id);
	if (!found) throw new AppError('missing', 'This experiment is not open to you. It may have ended.');
	// Two who join at once must not both be dealt into the same place of a block.
	await inTurn(context, 'experiment', id, async (turn) => {
		const members = await listMembersOf(context.client, [id]);
		const mine = members.find(({ userId }) => userId === actor.id);
		const now = new Date(context.now());
		const arm = answer === 'join' ? (mine?.arm ?? dealArm()) : (mine?.arm ?? null);
		const isOut = answer !== 'join' && arm !== null;
		if (answer === 'join' && mine?.arm && mine.leftAt === null) return;
		const answeredAt = answer === 'join' || !mine ? now : mine.answeredAt;
		await upsertExperimentMember(turn, { experimentId: id, userId: actor.id, arm, answeredAt, leftAt: isOut ? now : null });
		await audit(context, {
			actorId: actor.id,
			action: `experiment-${answer}`,
			targetKind: 'experiment',
			targetId: id,
			detail: { cohortId: found.experiment.cohortId },
		});

		function dealArm(): string {
			const dealt = members.flatMap((member) => (member.arm === null ? [] : [member.arm]));
			return assignArm(DESIGNS[found?.experiment.kind ?? 'pace'].arms, dealt, { experimentId: id, userId: actor.id });
		}
	});
}
