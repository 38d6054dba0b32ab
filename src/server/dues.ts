/** When labs are due: for every learner of a cohort, and for one learner in all of theirs. The rule itself stands in contract/deadline.ts. */
import { type Deadline, type Due, dueFor, type LateRule, latenessOf, latenessText, type OwnDue } from '#contract/deadline.ts';
import {
	type DeadlineRow,
	type ExtensionRow,
	listDeadlines,
	listDeadlinesOf,
	listExtensions,
	listExtensionsOf,
} from '#db/store/deadlines.ts';
import type { Submission } from '#db/store/submissions.ts';
import type { Cohort } from '#db/store/teaching.ts';
import type { Context } from './context.ts';

export interface CohortDues {
	/** What the cohort set, by lab. */
	readonly deadlines: ReadonlyMap<string, Deadline>;
	/** What holds for a learner; null where the lab has no deadline. */
	dueOf(learnerId: string, labId: string): Due | null;
}

export async function readCohortDues({ client }: Context, cohort: Pick<Cohort, 'id' | 'timeZone'>): Promise<CohortDues> {
	const [rows, extensions] = await Promise.all([listDeadlines(client, cohort.id), listExtensions(client, cohort.id)]);
	const deadlines = new Map(rows.map((row) => [row.labId, toDeadline(row, cohort.timeZone)]));
	const byTarget = Map.groupBy(extensions, ({ userId, labId }) => `${userId} ${labId}`);
	return {
		deadlines,
		dueOf: (learnerId, labId) => dueFor(deadlines.get(labId), (byTarget.get(`${learnerId} ${labId}`) ?? []).map(toDate)),
	};
}

/** The soonest first; the same lab more than once for somebody in several cohorts. */
export async function listOwnDues({ client }: Context, userId: string): Promise<OwnDue[]> {
	const [rows, extensions] = await Promise.all([listDeadlinesOf(client, userId), listExtensionsOf(client, userId)]);
	return rows
		.flatMap(({ deadline, cohort }) => {
			const own = extensions.filter(({ cohortId, labId }) => cohortId === cohort.id && labId === deadline.labId);
			const due = dueFor(toDeadline(deadline, cohort.timeZone), own.map(toDate));
			if (due === null) return [];
			const reason = due.extendedFrom === null ? null : (own.find(({ dueAt }) => dueAt.getTime() === due.dueAt)?.reason ?? null);
			return [{ labId: deadline.labId, cohort: { id: cohort.id, name: cohort.name }, due, reason }];
		})
		.sort((a, b) => a.due.dueAt - b.due.dueAt);
}

/** What the deadlines of the learner make of a submission, in words; one for each cohort that has one for its lab. A re-check is never late. */
export async function latenessWords(
	context: Context,
	{ userId, labId, mode, createdAt }: Pick<Submission, 'userId' | 'labId' | 'mode' | 'createdAt'>,
): Promise<string[]> {
	if (mode !== 'practice') return [];
	const dues = (await listOwnDues(context, userId)).filter((own) => own.labId === labId);
	return dues.map(({ cohort, due }) => {
		const words = latenessText(latenessOf(due, createdAt.getTime()));
		return dues.length === 1 ? words : `${cohort.name}: ${words}`;
	});
}

export function toDeadline(row: DeadlineRow, timeZone: string): Deadline {
	return { dueAt: row.dueAt.getTime(), timeZone, graceMinutes: row.graceMinutes, late: toLateRule(row) };
}

function toLateRule({ lateKind, latePerDay, lateAtMost }: DeadlineRow): LateRule {
	return lateKind === 'reduced' ? { kind: lateKind, perDay: latePerDay, atMost: lateAtMost } : { kind: lateKind };
}

const toDate = ({ dueAt }: ExtensionRow) => ({ dueAt: dueAt.getTime() });
