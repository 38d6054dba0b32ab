/**
 * An instructor sets the points of a cell, excuses it, or takes the last such change back; each with a reason that the learner reads. Whoever
 * writes names the change that they saw: when another came first nothing is written, and they are told what it was.
 */
import { AppError } from '#contract/error.ts';
import { type CellForm, cellFormSchema } from '#contract/gradebook.ts';
import type { Actor } from '#contract/user.ts';
import { insertScoreChange, type ScoreChange } from '#db/store/gradebook.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { type CellScope, requireCell } from './get-gradebook-cell.ts';
import { labSettings, readGradebookWork } from './gradebook-work.ts';
import { requireOpen } from './manage-cohorts.ts';
import { type Told, tell } from './tell.ts';

/** @throws FormError, AppError `missing` as `requireCell`, `conflict` when the cell, or what its lab is worth, changed since it was shown. */
export async function changeScore(context: Context, actor: Actor, scope: CellScope, fields: Fields): Promise<void> {
	const { cohort, learner, lab } = await requireCell(context, actor, scope);
	requireOpen(cohort);
	const { action, seen, ...typed } = parseFields(cellFormSchema, fields);
	const work = await readGradebookWork(context, cohort, { userId: learner.id });
	const changes = work.changesOf(learner.id, lab.id);
	if ((changes.at(-1)?.seq ?? 0) !== seen) throw changedMeanwhile();
	const { points: worth } = labSettings(work.settings, lab.id);
	const next = nextState({ action, seen, ...typed } as CellForm, changes, worth);
	const now = context.now();
	const key = { cohortId: cohort.id, userId: learner.id, labId: lab.id };
	const row: ScoreChange = { ...key, seq: seen + 1, ...next, reason: typed.reason, actorId: actor.id, createdAt: new Date(now) };
	const line = rowOf(context, {
		...{ actorId: actor.id, action: `score-${action}`, targetKind: 'user', targetId: learner.id },
		detail: { cohortId: cohort.id, labId: lab.id, seq: row.seq, ...next, reason: typed.reason },
	});
	const { auditLog } = context.client.schema;
	const isWritten = await insertScoreChange(context.client, row, (db) => [
		db.insert(auditLog).values(line),
		...tell(context, db, [toldOf(row, action === 'undo')]),
	]);
	if (!isWritten) throw changedMeanwhile();
}

/** One message a cell: what holds now. */
function toldOf({ cohortId, userId, labId, kind, points, worth, actorId, reason }: ScoreChange, isUndone: boolean): Told {
	const said = { state: kind, points: kind === 'set' ? `${points} of ${worth} points` : '', isUndone };
	return { userId, cause: `points:${cohortId}:${labId}`, data: { kind: 'points', cohortId, labId, by: actorId, reason, ...said } };
}

type State = Pick<ScoreChange, 'kind' | 'points' | 'worth'>;
const UNSET: State = { kind: 'none', points: null, worth: null };

/** What holds after it. Taking back restores what held before the last change, a taking back among them. */
function nextState(form: CellForm, changes: readonly ScoreChange[], worth: number): State {
	switch (form.action) {
		case 'set':
			// Points are of what the page said: 8 of 10 is not 8 of 100.
			if (form.worth !== undefined && form.worth !== worth)
				throw new AppError('conflict', `The lab is worth ${worth} points now; it was ${form.worth} when this was opened.`, {
					at: 'points',
					fix: 'Look at the number, then send it again.',
				});
			if (form.points > worth)
				throw new AppError('invalid', `The lab is worth ${worth} points, and ${form.points} is more.`, {
					at: 'points',
					fix: 'What a lab is worth stands in the settings of the gradebook.',
				});
			return { kind: 'set', points: form.points, worth };
		case 'excuse':
			return { kind: 'excused', points: null, worth: null };
		case 'undo': {
			if (changes.length === 0)
				throw new AppError('conflict', 'Nothing is set in this cell, so there is nothing to take back.', {
					fix: 'Open it again to see it.',
				});
			const { kind, points, worth: of } = changes.at(-2) ?? UNSET;
			return { kind, points, worth: of };
		}
	}
}

/** At `seen`: a page shows the change itself in place of this sentence. */
function changedMeanwhile(): AppError {
	return new AppError('conflict', 'This cell was changed after it was opened here, so what you sent now was not set.', {
		at: 'seen',
		fix: 'Look at what holds, then choose.',
	});
}
