/** One cell of a gradebook with everything that made it: submissions with their verdicts and lateness, the deadline, and what people set. */
import { latenessOf, latenessText, lateRuleText } from '#contract/deadline.ts';
import { AppError } from '#contract/error.ts';
import type { CellEvent, CellPage } from '#contract/points-view.ts';
import type { Actor } from '#contract/user.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { findLab } from '#labs/index.ts';
import { twoPlaces } from '#learning/points.ts';
import type { Context } from './context.ts';
import { cohortLine, pointsRow } from './get-gradebook.ts';
import { type GradebookWork, type LabPoints, labSettings, readGradebookWork } from './gradebook-work.ts';
import { requireTaughtLearner } from './manage-cohorts.ts';

export interface CellScope {
	readonly cohortId: string;
	readonly learnerId: string;
	readonly labId: string;
}

/** @throws AppError `missing` for a cohort that is not the actor's, a learner who is not in it now, or no lab. */
export async function requireCell(context: Context, actor: Actor, { cohortId, learnerId, labId }: CellScope) {
	const { cohort, learner } = await requireTaughtLearner(context, actor, cohortId, learnerId);
	const lab = findLab(labId);
	if (!lab) throw new AppError('missing', 'There is no such lab.');
	return { cohort, learner, lab };
}

/** @throws AppError as `requireCell`. */
export async function getGradebookCell(context: Context, actor: Actor, scope: CellScope): Promise<CellPage> {
	const { cohort, learner, lab } = await requireCell(context, actor, scope);
	const work = await readGradebookWork(context, cohort, { userId: learner.id });
	const row = pointsRow(work, learner);
	const cell = row.cells.find(({ labId }) => labId === lab.id);
	const points = work.pointsOf(learner.id).cells.find(({ labId }) => labId === lab.id);
	if (!cell || !points) throw new AppError('missing', 'There is no such lab.');
	const changes = work.changesOf(learner.id, lab.id);
	const names = await listDisplayNames(context.client, [...new Set(changes.map(({ actorId }) => actorId))]);
	const { rule, weight } = labSettings(work.settings, lab.id);
	const { due } = points;
	return {
		...{ row, cell, weight },
		cohort: cohortLine(cohort),
		learner: { id: learner.id, displayName: learner.displayName },
		rule: rule ?? work.settings.rule,
		due: due && { at: due.dueAt, timeZone: due.timeZone, extendedFrom: due.extendedFrom, rule: lateRuleText(due.late) },
		events: [
			...submissionEvents(work, learner.id, points),
			...changes.toReversed().map(({ kind, points: set, worth, reason, actorId, createdAt }): CellEvent => {
				const by = names.get(actorId) ?? 'somebody';
				const isOwn = actorId === actor.id;
				return { kind: 'change', at: createdAt.getTime(), what: kind, points: set, worth, by, isOwn, reason };
			}),
		].sort((a, b) => b.at - a.at),
		seen: changes.at(-1)?.seq ?? 0,
	};
}

function submissionEvents(work: GradebookWork, userId: string, { labId, worth, due, countedId }: LabPoints): CellEvent[] {
	return work
		.submissionsOf(userId, labId)
		.toReversed()
		.map(({ id, createdAt, outcome, changeId, score }) => {
			const at = createdAt.getTime();
			const lateness = latenessOf(due, at);
			return {
				...{ kind: 'submission', at, id, outcome, isCounted: id === countedId, isChanged: changeId !== null },
				score: score && { points: score.points, offered: score.offered },
				lateness: due === null ? '' : latenessText(lateness),
				points: score === null ? null : twoPlaces(score.ratio * lateness.pointsRatio * worth),
			};
		});
}
