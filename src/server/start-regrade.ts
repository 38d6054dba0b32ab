/** An instructor asks for submissions of a lab to be judged again. Nothing changes by it: the results wait, away from the verdicts, for a decision. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { pickSchema, type RegradeScope, regradeReasonSchema, whichVersionSchema } from '#contract/regrade.ts';
import { scoreOf } from '#contract/score.ts';
import { dayText } from '#contract/time-text.ts';
import type { Actor } from '#contract/user.ts';
import { type Candidate, insertRegrade, listCandidates, selectOptionalRegrade } from '#db/store/regrades.ts';
import { findLab } from '#labs/index.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { idOfForm } from './form-id.ts';
import { withoutVersion } from './lab-versions.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';

const MOST = 5_000;
const DAY_MS = 86_400_000;
const optional = z
	.string()
	.trim()
	.max(80)
	.transform((text) => (text === '' ? undefined : text))
	.optional();
const day = z
	.string()
	.trim()
	.regex(/^(\d{4}-\d\d-\d\d)?$/, 'Give a day as year-month-day, for example 2026-11-27.')
	.transform((text) => (text === '' ? undefined : Date.parse(`${text}T00:00:00Z`)))
	.refine((at) => at === undefined || !Number.isNaN(at), 'There is no such day.')
	.optional();

/** The fields of the form, as they are typed. */
export const startRegradeSchema = z.object({
	labId: z.string().refine((id) => findLab(id) !== null, 'Choose a lab.'),
	pick: pickSchema,
	which: whichVersionSchema,
	from: day,
	until: day,
	diagnosis: optional,
	learnerId: optional,
	/** Alone, whatever else was chosen. */
	submissionId: optional,
	reason: regradeReasonSchema,
	/** Of this showing of the form. */
	key: optional,
});

/** The regrade's id; the same for the same form sent again. @throws AppError `missing` for a cohort that is not the actor's, `invalid` when no submission is meant. */
export async function startRegrade(
	context: Context,
	actor: Actor,
	cohortId: string,
	asked: z.infer<typeof startRegradeSchema>,
): Promise<string> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const { labId, which, reason, key = '', ...rest } = asked;
	const meant = scopeOf(rest);
	const now = context.now();
	const id = idOfForm(key, now, [actor.id, cohortId, labId, which, reason, meant]);
	if ((await selectOptionalRegrade(context.client, id)) !== undefined) return id;
	const { candidates, scope } = withoutSetByStaff(choose(await listCandidates(context.client, cohortId, labId, meant), meant), meant);
	if (candidates.length === 0) throw nothingMeant(scope);
	if (candidates.length > MOST)
		throw new AppError('invalid', `That is ${candidates.length} submissions, and one regrade takes ${MOST} at most.`, {
			at: 'pick',
			fix: 'Choose the latest of each learner, or fewer days.',
		});
	if (which === 'submitted') await requireKept(context, labId, candidates);
	const at = new Date(now);
	await insertRegrade(
		context.client,
		{ id, cohortId, labId, actorId: actor.id, reason, which, scope, state: 'running', createdAt: at, updatedAt: at },
		candidates,
		auditRow(context, actor, cohortId, 'regrade-start', { regrade: id, lab: labId, which, scope, reason, submissions: candidates.length }),
	);
	return id;
}

/** The last day is meant whole. */
function scopeOf(asked: Pick<z.infer<typeof startRegradeSchema>, keyof Omit<RegradeScope, 'setByStaff'>>): RegradeScope {
	const { pick, from, until, diagnosis, learnerId, submissionId } = asked;
	if (submissionId !== undefined) return { pick: 'all', submissionId };
	return {
		pick,
		...(from === undefined ? {} : { from }),
		...(until === undefined ? {} : { until: until + DAY_MS - 1 }),
		...(diagnosis === undefined ? {} : { diagnosis }),
		...(learnerId === undefined ? {} : { learnerId }),
	};
}

/** Of each learner and kind of sitting; the diagnosis is asked of what was chosen, not chosen by. */
function choose(candidates: readonly Candidate[], { pick, diagnosis }: RegradeScope): Candidate[] {
	const groups = Map.groupBy(candidates, ({ submission }) => `${submission.userId} ${submission.mode}`);
	const chosen =
		pick === 'all' ? [...candidates] : [...groups.values()].flatMap((some) => (pick === 'latest' ? some.slice(-1) : best(some)));
	return chosen.filter(({ verdict }) => diagnosis === undefined || verdict.diagnosis === diagnosis);
}

/** A person's word outlives a regrade of many: only who asks for that one submission means it too. */
function withoutSetByStaff(chosen: Candidate[], scope: RegradeScope): { candidates: Candidate[]; scope: RegradeScope } {
	if (scope.submissionId !== undefined) return { candidates: chosen, scope };
	const candidates = chosen.filter(({ cause }) => cause !== 'override');
	const setByStaff = chosen.length - candidates.length;
	return { candidates, scope: setByStaff === 0 ? scope : { ...scope, setByStaff } };
}

function nothingMeant({ setByStaff = 0 }: RegradeScope): AppError {
	if (setByStaff === 0)
		return new AppError('invalid', 'No judged submission of this cohort is among those.', { at: 'labId', fix: 'Choose a wider range.' });
	const what =
		setByStaff === 1
			? 'The outcome of the one submission that is meant'
			: `The outcome of each of the ${setByStaff} submissions that are meant`;
	return new AppError('invalid', `${what} was set by a person, and a regrade of many leaves those alone.`, {
		at: 'labId',
		fix: 'Judge such a submission again from its own page.',
	});
}

/** Trying would end as a fault of ours each time. @throws AppError `invalid` */
async function requireKept(context: Context, labId: string, candidates: readonly Candidate[]): Promise<void> {
	const meant = candidates.map(({ submission }) => submission);
	const gone = new Set(await withoutVersion(context, labId, meant));
	if (gone.size === 0) return;
	const nextDay = (Math.floor(Math.max(...[...gone].map(({ createdAt }) => createdAt.getTime())) / DAY_MS) + 1) * DAY_MS;
	const isLater = meant.some(({ createdAt }) => createdAt.getTime() >= nextDay);
	const which = meant.length === 1 ? 'this submission' : `${gone.size} of these ${meant.length} submissions`;
	throw new AppError('invalid', `What judged ${which} was not kept, so it cannot judge again.`, {
		at: 'which',
		fix: `Judge by the current version${isLater ? `, or only what was submitted from ${dayText(nextDay)} on` : ''}.`,
	});
}

/** Accepted before anything else, then by points; the newest of equals. */
function best(some: readonly Candidate[]): Candidate[] {
	const rank = ({ verdict }: Candidate): number => (verdict.outcome === 'accepted' ? 2 : 0) + (scoreOf(verdict)?.ratio ?? 0);
	return some.toSorted((a, b) => rank(a) - rank(b)).slice(-1);
}
