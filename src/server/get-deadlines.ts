/** What /teach/<cohort>/deadlines shows: each lab with its deadline, who has submitted, and every extension in force. */
import type { DeadlineAsk } from '#contract/deadline.ts';
import type { DeadlineLine, ExtensionLine, PlannedLab } from '#contract/deadline-plan.ts';
import type { Actor } from '#contract/user.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { toDeadline } from './dues.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { type CohortDeadlines, labLine, planDeadlines, planRemoval, readCohortDeadlines } from './plan-deadlines.ts';

/** The lab whose deadline is to go. */
export interface RemovalAsk {
	readonly remove: string;
}

export interface DeadlinesPage {
	readonly cohort: CohortDeadlines['cohort'];
	readonly learners: CohortDeadlines['learners'];
	/** In the order of the path. */
	readonly lines: readonly DeadlineLine[];
	/** By learner. */
	readonly extensions: readonly ExtensionLine[];
	/** What the asked change would do; null when none is asked. */
	readonly plan: readonly PlannedLab[] | null;
	/** Display names of those who changed something. */
	readonly names: ReadonlyMap<string, string>;
}

/** @throws AppError `missing` for a cohort that is not the actor's, and as `planDeadlines`. */
export async function getDeadlines(
	context: Context,
	actor: Actor,
	cohortId: string,
	ask: DeadlineAsk | RemovalAsk | null,
): Promise<DeadlinesPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const state = await readCohortDeadlines(context, cohort);
	const changers = [...state.rows.values()].flatMap(({ changedBy }) => changedBy ?? []);
	const names = await listDisplayNames(context.client, [...new Set([...changers, ...state.extensions.map(({ createdBy }) => createdBy)])]);
	const extensions = toExtensions(state, names);
	return {
		...{ cohort, learners: state.learners, names, extensions },
		lines: labs.map(({ id }) => toLine(state, id, extensions)),
		plan: ask === null ? null : 'remove' in ask ? planRemoval(state, ask.remove, context.now()) : planDeadlines(state, ask, context.now()),
	};
}

/** `extensions`: those that the page lists. */
function toLine({ cohort, rows, learners, submitted }: CohortDeadlines, labId: string, extensions: readonly ExtensionLine[]): DeadlineLine {
	const row = rows.get(labId);
	return {
		lab: labLine(labId),
		deadline: row === undefined ? null : toDeadline(row, cohort.timeZone),
		...{ seen: row?.changeId ?? null, changedBy: row?.changedBy ?? null, changedAt: row?.changedAt?.getTime() ?? null },
		extensions: extensions.filter(({ lab }) => lab.id === labId).length,
		submitted: learners.filter(({ id }) => submitted.has(`${id} ${labId}`)).length,
	};
}

/** Of those who are in the cohort now. */
function toExtensions({ learners, rows, extensions }: CohortDeadlines, names: ReadonlyMap<string, string>): ExtensionLine[] {
	const byId = new Map(learners.map((learner) => [learner.id, learner]));
	return extensions
		.flatMap(({ id, actId, userId, labId, dueAt, reason, createdBy, createdAt }) => {
			const learner = byId.get(userId ?? '');
			if (learner === undefined) return [];
			const was = rows.get(labId)?.dueAt.getTime() ?? null;
			const by = names.get(createdBy) ?? 'somebody who has left';
			return [{ id, actId, learner, lab: labLine(labId), dueAt: dueAt.getTime(), was, reason, by, createdAt: createdAt.getTime() }];
		})
		.sort(
			(a, b) =>
				a.learner.displayName.localeCompare(b.learner.displayName, 'en') ||
				a.lab.lesson.localeCompare(b.lab.lesson, 'en', { numeric: true }),
		);
}
