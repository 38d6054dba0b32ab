/** Everything that points are computed from, read once, and the points of any learner in it: the gradebook, its files and /me all ask here. */

import { type Due, lateFrom, latenessOf } from '#contract/deadline.ts';
import { DEFAULT_LAB, DEFAULT_SETTINGS, type GradebookSettings, type LabSettings } from '#contract/gradebook.ts';
import { type GradebookRow, listScoreChanges, type ScoreChange, selectOptionalGradebook } from '#db/store/gradebook.ts';
import type { OutcomeRow, Whose } from '#db/store/progress.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { labs } from '#labs/index.ts';
import { type CellScore, cellScore, type Total, totalOf } from '#learning/points.ts';
import type { Context } from './context.ts';
import { type CohortDues, readCohortDues } from './dues.ts';
import { readScores, type Scored } from './kept-scores.ts';

export interface LearnerPoints {
	/** In the order of the labs. */
	readonly cells: readonly LabPoints[];
	readonly total: Total;
}

export interface LabPoints extends CellScore {
	readonly labId: string;
	readonly worth: number;
	readonly due: Due | null;
	/** The change in force. */
	readonly change: ScoreChange | null;
}

export interface GradebookWork {
	readonly settings: GradebookSettings;
	/** Undefined while nobody changed the settings that everybody begins with. */
	readonly row: GradebookRow | undefined;
	readonly dues: CohortDues;
	/** Of all labs and of everybody asked for, oldest first. */
	readonly submissions: readonly Scored[];
	readonly changes: readonly ScoreChange[];
	/** Oldest first. */
	submissionsOf(userId: string, labId: string): readonly Scored[];
	/** Oldest first. */
	changesOf(userId: string, labId: string): readonly ScoreChange[];
	pointsOf(userId: string): LearnerPoints;
}

/** `whose`: of a whole cohort, or of one learner of it; `outcomes`: theirs, where the caller has read them. The caller has checked who may ask. */
export async function readGradebookWork(
	context: Context,
	cohort: Pick<Cohort, 'id' | 'timeZone'>,
	whose: Whose,
	outcomes?: readonly OutcomeRow[],
): Promise<GradebookWork> {
	const { client } = context;
	const [row, scores, changes, dues] = await Promise.all([
		selectOptionalGradebook(client, cohort.id),
		readScores(client, whose, outcomes),
		listScoreChanges(client, cohort.id, 'userId' in whose ? whose.userId : undefined),
		readCohortDues(context, cohort),
	]);
	const settings = row?.settings ?? DEFAULT_SETTINGS;
	const byCell = Map.groupBy(scores, cellKey);
	const changesByCell = Map.groupBy(changes, cellKey);
	const submissionsOf = (userId: string, labId: string) => byCell.get(`${userId} ${labId}`) ?? [];
	const changesOf = (userId: string, labId: string) => changesByCell.get(`${userId} ${labId}`) ?? [];
	const cellOf = (userId: string, labId: string): LabPoints => {
		const { rule, points } = labSettings(settings, labId);
		const due = dues.dueOf(userId, labId);
		const change = changesOf(userId, labId).at(-1) ?? null;
		const score = cellScore({
			rule: rule ?? settings.rule,
			worth: points,
			submissions: submissionsOf(userId, labId).map(({ id, createdAt, score: of }) => {
				const at = createdAt.getTime();
				return { id, at, ratio: of?.ratio ?? null, lateness: latenessOf(due, at) };
			}),
			set: change,
			isOver: due !== null && context.now() >= lateFrom(due),
		});
		return { ...score, labId, worth: points, due, change };
	};
	return {
		...{ settings, row, dues, submissions: scores, changes, submissionsOf, changesOf },
		pointsOf(userId) {
			const cells = labs.map(({ id }) => cellOf(userId, id));
			const weighed = cells.map(({ labId, ratio, isExcused }) => ({
				labId,
				ratio,
				isExcused,
				weight: labSettings(settings, labId).weight,
			}));
			return { cells, total: totalOf(weighed, settings.dropLowest) };
		},
	};
}

export function labSettings({ labs: byLab }: GradebookSettings, labId: string): LabSettings {
	return byLab[labId] ?? DEFAULT_LAB;
}

function cellKey({ userId, labId }: { readonly userId: string; readonly labId: string }): string {
	return `${userId} ${labId}`;
}
