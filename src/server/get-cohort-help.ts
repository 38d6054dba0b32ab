/**
 * What /teach/<cohort>/help shows, from one reading of the cohort's log: who needs a person, what is owed and due, what
 * holds and held, what hints and help did, and the experiments. Counting is done by pure functions in src/learning.
 */

import type { ExperimentView } from '#contract/experiment.ts';
import type { BoundLine, CohortProgress, StuckEntry } from '#contract/progress.ts';
import type { BoundChange, DueCheck, HelpEffects, SkillGroup, Withheld } from '#contract/teach-help.ts';
import type { Actor } from '#contract/user.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { labs } from '#labs/index.ts';
import { helpOutcomes } from '#learning/help-outcomes.ts';
import { hintEffects } from '#learning/hint-effects.ts';
import { standingOnce } from '#learning/kept-log.ts';
import { dueChecks, withheldCredit } from '#learning/owed-checks.ts';
import type { Context } from './context.ts';
import { listBoundLines, stuckEntries } from './get-cohort-page.ts';
import { cohortProgress } from './get-cohort-progress.ts';
import { getExperiments } from './get-experiments.ts';
import { listBoundHistory } from './list-bound-history.ts';
import { type CohortWork, loadCohortWork } from './load-cohort-work.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { skillTitle } from './skills.ts';

export interface CohortHelp {
	readonly cohort: Cohort;
	readonly labs: CohortProgress['labs'];
	readonly learners: readonly { readonly id: string; readonly displayName: string }[];
	readonly stuck: readonly StuckEntry[];
	readonly bounds: readonly BoundLine[];
	readonly history: readonly BoundChange[];
	/** Most learners first. */
	readonly withheld: readonly SkillGroup<Withheld>[];
	readonly due: readonly SkillGroup<DueCheck>[];
	readonly effects: HelpEffects;
	readonly experiments: readonly ExperimentView[];
	/** What the simulator reads. */
	readonly work: CohortWork;
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getCohortHelp(context: Context, actor: Actor, cohortId: string): Promise<CohortHelp> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const work = await loadCohortWork(context, cohortId);
	const [bounds, history, experiments] = await Promise.all([
		listBoundLines(context, cohortId),
		listBoundHistory(context, actor, cohortId),
		getExperiments(context, cohortId, work),
	]);
	const now = context.now();
	const progress = cohortProgress(work, now);
	const logs = logsByLearner(work);
	return {
		cohort,
		labs: progress.labs,
		learners: work.learners.map(({ id, displayName }) => ({ id, displayName })),
		stuck: stuckEntries(progress),
		bounds,
		history,
		withheld: bySkill([...logs].flatMap(([id, events]) => withheldCredit(id, events))),
		due: bySkill([...logs].flatMap(([id, events]) => dueChecks(id, events, now))),
		effects: { hints: inPathOrder(hintEffects(logs, now)), outcomes: inPathOrder(helpOutcomes(logs)) },
		experiments,
		work,
	};
}

/** Of each learner the events that count, by time. */
function logsByLearner({ logs }: CohortWork) {
	return new Map([...logs].map(([id, log]) => [id, standingOnce(log)]));
}

function bySkill<T extends { readonly skill: string }>(entries: readonly T[]): SkillGroup<T>[] {
	return [...Map.groupBy(entries, ({ skill }) => skill)]
		.map(([skill, of]) => ({ skill, title: skillTitle(skill), entries: of }))
		.sort((a, b) => b.entries.length - a.entries.length || a.title.localeCompare(b.title, 'en'));
}

/** Labs that the course no longer has come last, so that nothing is lost. */
function inPathOrder<T extends { readonly labId: string }>(entries: readonly T[]): T[] {
	const at = (labId: string) => {
		const found = labs.findIndex(({ id }) => id === labId);
		return found < 0 ? labs.length : found;
	};
	return entries.toSorted((a, b) => at(a.labId) - at(b.labId));
}
