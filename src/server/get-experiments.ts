/** The experiments of a cohort with their outcome by arm, and the export for analysis under ids made for it alone. */
import { createHmac } from 'node:crypto';
import type { LearningEvent } from '#contract/event.ts';
import { type Arm, DESIGNS, type ExperimentView, type TrialRow } from '#contract/experiment.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfUsers } from '#db/store/events.ts';
import { type ExperimentMemberRow, type ExperimentRow, listExperimentsOfCohort, listMembersOf } from '#db/store/experiments.ts';
import { armOutcomes, type Member, type Trial, trialsOf } from '#learning/experiment-outcome.ts';
import { standingOnce } from '#learning/kept-log.ts';
import type { Context } from './context.ts';
import { csvText } from './csv.ts';
import type { CohortWork } from './load-cohort-work.ts';
import { requireExperiment } from './make-experiment.ts';

/** Newest first. The caller has checked that the actor teaches the cohort. */
export async function getExperiments(context: Context, cohortId: string, work: CohortWork): Promise<ExperimentView[]> {
	const rows = await listExperimentsOfCohort(context.client, cohortId);
	const members = await listMembersOf(
		context.client,
		rows.map(({ id }) => id),
	);
	const logs = await logsOf(context, members, work.logs);
	return rows.map((row) =>
		viewOf(
			row,
			members.filter(({ experimentId }) => experimentId === row.id),
			{ logs, work, now: context.now() },
		),
	);
}

/** One row for each learner who stayed and lab they passed. @throws AppError `missing` for what is not the actor's. */
export async function exportExperiment(
	context: Context,
	actor: Actor,
	cohortId: string,
	experimentId: string,
): Promise<{ experiment: ExperimentRow; rows: TrialRow[] }> {
	const experiment = await requireExperiment(context, actor, cohortId, experimentId);
	const members = await listMembersOf(context.client, [experimentId]);
	const logs = await logsOf(context, members, new Map());
	const key = context.secret.derive(`experiment ${experimentId}`);
	const pseudonym = (userId: string) => createHmac('sha256', key).update(userId).digest('hex').slice(0, 16);
	const trials = trialsIn(experiment, members.flatMap(toMember), logs, context.now());
	const rows = trials.map((trial) => toRow(trial, pseudonym(trial.userId)));
	return { experiment, rows: rows.sort((a, b) => a.learner.localeCompare(b.learner) || a.passedAt.localeCompare(b.passedAt)) };
}

/** As a file for spreadsheets, one line for each trial. */
export function toCsv(rows: readonly TrialRow[]): string {
	const names = ['learner', 'arm', 'joinedAt', 'lab', 'passedAt', 'rung', 'earlierChecks', 'dueAt', 'checkedAt', 'passed'] as const;
	return csvText(
		names,
		rows.map((row) => names.map((name) => row[name])),
	);
}

function viewOf(
	row: ExperimentRow,
	answers: readonly ExperimentMemberRow[],
	{ logs, work, now }: { logs: Logs; work: CohortWork; now: number },
): ExperimentView {
	const arms: readonly Arm[] = DESIGNS[row.kind].arms;
	const members = answers.flatMap(toMember);
	const inIt = new Set(members.filter(({ hasLeft }) => !hasLeft).map(({ userId }) => userId));
	const answered = new Set(answers.map(({ userId }) => userId));
	const bounded = new Set(
		work.bounds.filter(({ userId, bound }) => inIt.has(userId) && (bound.userId ?? userId) === userId).map((b) => b.userId),
	);
	return {
		id: row.id,
		kind: row.kind,
		title: row.title,
		consent: row.consent,
		delayDays: row.delayDays,
		createdAt: row.createdAt.getTime(),
		endedAt: row.endedAt?.getTime() ?? null,
		declined: answers.filter(({ arm }) => arm === null).length,
		unanswered: work.learners.filter(({ id }) => !answered.has(id)).length,
		overruled: DESIGNS[row.kind].subject === 'pace' && row.endedAt === null ? bounded.size : 0,
		arms: armOutcomes(arms, members, trialsIn(row, members, logs, now), untilOf(row, now)),
	};
}

type Logs = ReadonlyMap<string, readonly LearningEvent[]>;

const untilOf = (row: ExperimentRow, now: number) => Math.min(now, row.endedAt?.getTime() ?? now);

function trialsIn(row: ExperimentRow, members: readonly Member[], logs: Logs, now: number): Trial[] {
	const span = { delayDays: row.delayDays, until: untilOf(row, now) };
	return members.flatMap((member) => trialsOf(member, logs.get(member.userId) ?? [], span));
}

function toMember({ userId, arm, answeredAt, leftAt }: ExperimentMemberRow): Member[] {
	return arm === null ? [] : [{ userId, arm, joinedAt: answeredAt.getTime(), hasLeft: leftAt !== null }];
}

/** Also of members who left the cohort or whose account was erased: they had agreed, and the outcome stays whole. */
async function logsOf(context: Context, members: readonly ExperimentMemberRow[], known: CohortWork['logs']): Promise<Logs> {
	const ids = [...new Set(members.flatMap(({ userId, arm }) => (arm === null ? [] : [userId])))];
	const elsewhere = await listEventsOfUsers(
		context.client,
		ids.filter((id) => !known.has(id)),
	);
	const elsewhereOf = Map.groupBy(elsewhere, ({ userId }) => userId);
	return new Map(ids.map((id) => [id, standingOnce(known.get(id) ?? elsewhereOf.get(id) ?? [])]));
}

function toRow({ userId: _, labId, passed, ...trial }: Trial, learner: string): TrialRow {
	const { arm, rung, earlierChecks } = trial;
	const iso = (t: number) => new Date(t).toISOString();
	return {
		learner,
		arm,
		joinedAt: iso(trial.joinedAt),
		lab: labId,
		passedAt: iso(trial.passedAt),
		rung,
		earlierChecks,
		dueAt: iso(trial.dueAt),
		checkedAt: trial.checkedAt === null ? null : iso(trial.checkedAt),
		passed,
	};
}
