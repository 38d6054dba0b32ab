/** Copies a cohort to the next term with its settings; archived ones too. Learners, links and whatever was set for one person stay behind. */
import { z } from 'zod';
import type { Actor } from '#contract/user.ts';
import { addDays } from '#contract/zoned-time.ts';
import { insertCohortCopy } from '#db/store/copy-cohort.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { cohortNameSchema, newCohort, requireTaughtCohort } from './manage-cohorts.ts';

const copySchema = z.object({
	name: cohortNameSchema,
	/** By which each deadline moves. */
	weeks: z.coerce
		.number<string>('A number of weeks, please.')
		.int('A whole number of weeks, please.')
		.min(0, 'Not below zero.')
		.max(260, 'At most 260 weeks.'),
	/** Of the page that showed the form: sent twice it is one copy. */
	key: z.string().max(64).default(''),
});

/** Gives the id of the new cohort, which is the actor's. @throws FormError, AppError `missing` */
export async function copyCohort(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<string> {
	const from = await requireTaughtCohort(context, actor, cohortId);
	const { name, weeks, key } = parseFields(copySchema, fields);
	const { timeZone, joinMaxUses, isPseudonymous } = from;
	const to = {
		...newCohort(context, actor, name, key === '' ? '' : JSON.stringify([key, from.id, name, weeks])),
		timeZone,
		joinMaxUses,
		isPseudonymous,
	};
	// By the calendar of the cohort, so that 23:59 stays 23:59 when the clock changes between the terms.
	const moved = (at: number) => addDays(at, weeks * 7, timeZone);
	const audit = auditRow(context, actor, to.id, 'cohort-copy', { from: from.id, name, weeks });
	await insertCohortCopy(context.client, from.id, to, { actorId: actor.id, now: context.now(), moved }, audit);
	return to.id;
}
