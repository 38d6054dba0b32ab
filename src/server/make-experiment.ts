/** An instructor begins and ends an experiment in a cohort. It changes nothing for anybody who has not agreed to it. */

import { AppError } from '#contract/error.ts';
import { DESIGNS, type NewExperiment, newExperimentSchema } from '#contract/experiment.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { type ExperimentRow, endExperimentRow, insertExperiment, listExperimentsOfCohort } from '#db/store/experiments.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort, requireTaughtCohort } from './manage-cohorts.ts';

/** @throws AppError `missing`, `invalid` naming the field, `conflict` while another on the same subject runs or the cohort is archived. */
export async function makeExperiment(context: Context, actor: Actor, cohortId: string, asked: unknown): Promise<ExperimentRow> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const fields = parseExperiment(asked);
	const { subject } = DESIGNS[fields.kind];
	const running = (await listExperimentsOfCohort(context.client, cohortId)).filter(({ endedAt }) => endedAt === null);
	const same = running.find(({ kind }) => DESIGNS[kind].subject === subject);
	if (same)
		throw new AppError('conflict', `“${same.title}” is running in this cohort and deals with the same thing.`, {
			at: 'kind',
			fix: 'End it first: two at a time could not be told apart.',
		});
	const now = new Date(context.now());
	const row: ExperimentRow = { ...fields, id: newId(now.getTime()), cohortId, createdBy: actor.id, createdAt: now, endedAt: null };
	await insertExperiment(context.client, row, auditOf(context, actor, 'experiment-create', row, now));
	return row;
}

/** From the learners' next request on its arms do nothing, and no event counts any more. @throws AppError `missing` or `conflict` */
export async function endExperiment(context: Context, actor: Actor, cohortId: string, experimentId: string): Promise<void> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const row = await requireExperiment(context, actor, cohortId, experimentId);
	const now = new Date(context.now());
	const which = { id: row.id, cohortId, at: now };
	if (!(await endExperimentRow(context.client, which, auditOf(context, actor, 'experiment-end', row, now))))
		throw new AppError('conflict', 'This experiment had ended already.');
}

/** @throws AppError `missing` for a cohort or an experiment that is not the actor's. */
export async function requireExperiment(context: Context, actor: Actor, cohortId: string, experimentId: string): Promise<ExperimentRow> {
	await requireTaughtCohort(context, actor, cohortId);
	const row = (await listExperimentsOfCohort(context.client, cohortId)).find(({ id }) => id === experimentId);
	if (!row) throw new AppError('missing', 'There is no such experiment in this cohort.');
	return row;
}

function parseExperiment(asked: unknown): NewExperiment {
	const parsed = newExperimentSchema.safeParse(asked);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new AppError('invalid', issue?.message ?? 'The experiment is not usable.', { at: issue?.path.join('.') ?? '' });
}

function auditOf(context: Context, actor: Actor, action: 'experiment-create' | 'experiment-end', row: ExperimentRow, at: Date) {
	const { id, cohortId, kind, title, consent, delayDays } = row;
	const detail = { cohortId, kind, title, consent, delayDays };
	return rowOf(context, { actorId: actor.id, action, targetKind: 'experiment', targetId: id, detail, at });
}
