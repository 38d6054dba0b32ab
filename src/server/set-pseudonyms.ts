/**
 * Whether the staff of a cohort reads pseudonyms in place of its learners' names: for everybody who teaches it, on every page but the roster
 * and in every file but the list of links. Which name is shown decides db/store/shown-name.ts.
 */
import type { Actor } from '#contract/user.ts';
import { updateCohortSetting } from '#db/store/teaching.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';

/** Set twice it is written once. @throws AppError `missing` for a cohort that is not the actor's, `conflict` for an archived one. */
export async function setPseudonyms(context: Context, actor: Actor, cohortId: string, isPseudonymous: boolean): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	if (cohort.isPseudonymous === isPseudonymous) return;
	const action = isPseudonymous ? 'pseudonyms-on' : 'pseudonyms-off';
	await updateCohortSetting(context.client, cohortId, { isPseudonymous }, auditRow(context, actor, cohortId, action, {}));
}
