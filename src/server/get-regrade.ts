/** The list of a cohort's regrades, and one of them as a table: each submission before and after, and what it does to its learner. */
import { nullIfMissing } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import {
	progressOf,
	type RegradeEffect,
	type RegradeLine,
	type RegradeRow,
	type RegradeState,
	type VerdictSummary,
} from '#contract/regrade.ts';
import type { Actor } from '#contract/user.ts';
import { countItems, type ItemCount, listItems, listRegrades, type Regrade } from '#db/store/regrades.ts';
import { countCohortSubmissions, listDiagnoses } from '#db/store/submission-list.ts';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import { type Cohort, type CohortLearner, listCohortLearners } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { findLab, labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { csvText } from './csv.ts';
import { type RegradePlace, requireRegrade } from './decide-regrade.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { overrideInForce } from './override-verdict.ts';
import { countsOf } from './regrade-counts.ts';
import { regradeEffects } from './regrade-effects.ts';
import { newerChanges } from './regrade-overtaken.ts';
import { requireTaughtSubmission } from './require-taught-submission.ts';
import { summarise } from './summarise-verdict.ts';

export interface RegradesPage {
	readonly cohort: Cohort;
	readonly regrades: readonly RegradeLine[];
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string }[];
	readonly learners: readonly CohortLearner[];
	/** Those that verdicts of the cohort have. */
	readonly diagnoses: readonly string[];
	/** Submissions whose outcome a person set: a regrade of many leaves them out. */
	readonly setByStaff: number;
	/** The one that the form is about, where the address names one; null also for one that is not of this cohort. */
	readonly only: OnlySubmission | null;
}

export interface OnlySubmission {
	readonly id: string;
	readonly learner: string;
	readonly lab: RegradeLine['lab'];
	readonly createdAt: number;
	readonly isSetByStaff: boolean;
}

/** Newest first. @throws AppError `missing` for a cohort that is not the actor's. */
export async function getRegrades(context: Context, actor: Actor, cohortId: string, submissionId: string): Promise<RegradesPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const { client } = context;
	const [regrades, learners, diagnoses, { submissions: setByStaff }] = await Promise.all([
		listRegrades(client, cohortId),
		listCohortLearners(client, cohortId),
		listDiagnoses(client, cohortId),
		countCohortSubmissions(client, cohortId, { marked: 'overridden' }),
	]);
	return {
		...{ cohort, learners, diagnoses, setByStaff },
		regrades: await toLines(context, regrades),
		only: await onlyOf(context, actor, cohortId, submissionId),
		labs: labs.map(({ id, lesson, title }) => ({ id, lesson, title })),
	};
}

async function onlyOf(context: Context, actor: Actor, cohortId: string, id: string): Promise<OnlySubmission | null> {
	if (id === '') return null;
	const found = await requireTaughtSubmission(context, actor, cohortId, id).catch(nullIfMissing);
	if (found === null) return null;
	return {
		id,
		learner: found.learner.displayName,
		lab: labOf(found.submission.labId),
		createdAt: found.submission.createdAt.getTime(),
		isSetByStaff: (await overrideInForce(context, await selectOptionalVerdict(context.client, id))) !== undefined,
	};
}

/** @throws AppError `missing` */
export async function getRegradeProgress(
	context: Context,
	actor: Actor,
	place: RegradePlace,
): Promise<{ readonly state: RegradeState; readonly done: number; readonly of: number }> {
	const { id, state } = await requireRegrade(context, actor, place);
	return { state, ...progressOf(state, countsOf(await countItems(context.client, [id]))) };
}

async function toLines({ client }: Context, regrades: readonly Regrade[]): Promise<RegradeLine[]> {
	const counts = Map.groupBy(
		await countItems(
			client,
			regrades.map(({ id }) => id),
		),
		({ regradeId }) => regradeId,
	);
	const names = await listDisplayNames(client, [...new Set(regrades.map(({ actorId }) => actorId))]);
	return regrades.map((regrade) => toLine(regrade, counts.get(regrade.id) ?? [], names.get(regrade.actorId) ?? 'an instructor'));
}

function toLine({ id, labId, reason, which, scope, state, createdAt }: Regrade, counts: readonly ItemCount[], by: string): RegradeLine {
	return {
		...{ id, by, reason, which, scope, state },
		lab: labOf(labId),
		createdAt: createdAt.getTime(),
		counts: countsOf(counts),
	};
}

function labOf(id: string): RegradeLine['lab'] {
	const lab = findLab(id);
	return { id, lesson: lab?.lesson ?? id, title: lab?.title ?? 'a lab that is gone' };
}

export interface RegradePage {
	readonly cohort: Cohort;
	readonly regrade: RegradeLine;
	readonly rows: readonly RegradeRow[];
	readonly effect: RegradeEffect;
	/**
	 * Of all rows, those judged now by other scripts of the sandbox than before: a regrade takes the code and the lab's version of then, and the sandbox
	 * of today. A verdict of before the scripts' hash was kept is not among them: of it nobody knows.
	 */
	readonly otherSandbox: number;
}

/** `changedOnly` filters the rows, never the counts. @throws AppError `missing` */
export async function getRegrade(context: Context, actor: Actor, place: RegradePlace, changedOnly: boolean): Promise<RegradePage> {
	const cohort = await requireTaughtCohort(context, actor, place.cohortId);
	const regrade = await requireRegrade(context, actor, place);
	const [line] = await toLines(context, [regrade]);
	if (line === undefined) throw new Error('A regrade has no line.');
	const all = await rowsOf(context, regrade);
	return {
		...{ cohort, regrade: line, effect: effectOf(all) },
		rows: changedOnly ? all.filter(({ isChanged }) => isChanged) : all,
		otherSandbox: all.filter(({ sandbox: { before, after } }) => before !== '' && after !== '' && before !== after).length,
	};
}

async function rowsOf(context: Context, regrade: Regrade): Promise<RegradeRow[]> {
	const items = await listItems(context.client, regrade);
	const [effects, newer] = [await regradeEffects(context, regrade, items), await newerChanges(context, items)];
	return items.map(({ item: { state, isChanged, reason, ...item }, submission, learner }) => ({
		...{ submissionId: submission.id, learner, createdAt: submission.createdAt.getTime(), state, isChanged, reason },
		newer: newer.get(submission.id) ?? null,
		before: summarise(item.before),
		after: item.after && summarise(item.after),
		sandbox: { before: sandboxOf(item.before), after: sandboxOf(item.after) },
		skill: effects.get(learner.id) ?? null,
	}));
}

const sandboxOf = (verdict: Verdict | null): string => verdict?.grader?.sandbox?.slice(0, 12) ?? '';

function effectOf(rows: readonly RegradeRow[]): RegradeEffect {
	const changed = rows.filter(({ isChanged, state, newer }) => isChanged && state !== 'skipped' && newer === null);
	const count = (is: (before: VerdictSummary, after: VerdictSummary) => boolean): number =>
		changed.filter(({ before, after }) => after !== null && is(before, after)).length;
	const skills = [...new Map(rows.map(({ learner, skill }) => [learner.id, skill])).values()];
	const isAccepted = ({ outcome }: VerdictSummary): boolean => outcome === 'accepted';
	return {
		newlyAccepted: count((before, after) => !isAccepted(before) && isAccepted(after)),
		noLongerAccepted: count((before, after) => isAccepted(before) && !isAccepted(after)),
		pointsUp: count((before, after) => after.points > before.points),
		pointsDown: count((before, after) => after.points < before.points),
		newlyProven: skills.filter((skill) => skill && !skill.without.isProven && skill.with.isProven).length,
		noLongerProven: skills.filter((skill) => skill?.without.isProven && !skill.with.isProven).length,
	};
}

const COLUMNS = [
	...['submission', 'submitted', 'learner', 'username', 'state', 'changed'],
	...['outcome_before', 'outcome_after', 'points_before', 'points_after', 'diagnosis_before', 'diagnosis_after'],
	...['mastery_before', 'mastery_after', 'proven_before', 'proven_after', 'help_before', 'help_after'],
	...['not_judged_because', 'changed_since', 'sandbox_before', 'sandbox_after'],
];

/** The rows that the page shows under the same filter. @throws AppError `missing` */
export async function exportRegradeCsv(context: Context, actor: Actor, place: RegradePlace, changedOnly: boolean): Promise<string> {
	const { rows } = await getRegrade(context, actor, place, changedOnly);
	return csvText(
		COLUMNS,
		rows.map(({ submissionId, createdAt, learner, state, isChanged, before, after, reason, newer, skill, sandbox }) => [
			...[submissionId, new Date(createdAt).toISOString(), learner.displayName, learner.username, state, isChanged],
			...[before.outcome, after?.outcome ?? null, before.points, after?.points ?? null, before.diagnosis, after?.diagnosis ?? null],
			...[skill?.without.p ?? null, skill?.with.p ?? null, skill?.without.isProven ?? null, skill?.with.isProven ?? null],
			...[skill?.without.level ?? null, skill?.with.level ?? null, reason, newer && new Date(newer.at).toISOString()],
			...[sandbox.before, sandbox.after],
		]),
	);
}
