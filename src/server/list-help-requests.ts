/** Questions to a person: of one learner in a lab, with who would answer; and of a cohort, for whoever teaches it. */
import { AppError } from '#contract/error.ts';
import type { HelpView, PersonQuestion } from '#contract/help.ts';
import type { Actor } from '#contract/user.ts';
import { type HelpRequestRow, listHelpRequestsOfCohort, listHelpRequestsOfUser, listTeacherNames } from '#db/store/help-requests.ts';
import { selectOptionalTaughtCohort } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';

/** A question as the page of a cohort shows it. */
export interface CohortQuestion extends PersonQuestion {
	readonly learner: { readonly id: string; readonly displayName: string };
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
}

export async function listOwnQuestions(context: Context, userId: string, labId: string): Promise<Pick<HelpView, 'people' | 'questions'>> {
	const [people, rows] = await Promise.all([
		listTeacherNames(context.client, userId),
		listHelpRequestsOfUser(context.client, userId, labId),
	]);
	const names = await namesOfAnswerers(context, rows);
	return { people, questions: rows.map((row) => toQuestion(row, names)) };
}

/** Unanswered first, the longest waiting on top. @throws AppError `missing` for a cohort that the actor does not teach. */
export async function listHelpRequests(context: Context, actor: Actor, cohortId: string): Promise<CohortQuestion[]> {
	const cohort = await selectOptionalTaughtCohort(context.client, actor.id, cohortId);
	if (!cohort) throw new AppError('missing', 'There is no such cohort among yours.');
	const rows = await listHelpRequestsOfCohort(context.client, cohortId);
	const names = await namesOfAnswerers(
		context,
		rows.map(({ request }) => request),
	);
	return rows.map(({ request, asker }) => {
		const { id, lesson, title } = requireLab(request.labId);
		return { ...toQuestion(request, names), learner: { id: request.userId, displayName: asker }, lab: { id, lesson, title } };
	});
}

async function namesOfAnswerers({ client }: Context, rows: readonly HelpRequestRow[]): Promise<ReadonlyMap<string, string>> {
	const ids = [...new Set(rows.map(({ answeredBy }) => answeredBy).filter((id) => id !== null))];
	return ids.length === 0 ? new Map() : listDisplayNames(client, ids);
}

function toQuestion(row: HelpRequestRow, names: ReadonlyMap<string, string>): PersonQuestion {
	const { id, text, createdAt, answer, answeredBy, answeredAt } = row;
	const isAnswered = answer !== null && answeredAt !== null;
	const by = names.get(answeredBy ?? '') ?? 'somebody who has left';
	return { id, text, askedAt: createdAt.getTime(), answer: isAnswered ? { text: answer, by, at: answeredAt.getTime() } : null };
}
