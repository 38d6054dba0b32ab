/** The list of a cohort's submissions: the filter as the address has it, one page with its count, and the same filter as a file. */
import { AppError } from '#contract/error.ts';
import { type ListedSubmission, type SubmissionQuery, submissionQuerySchema } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import {
	type CohortSubmission,
	countCohortSubmissions,
	listCohortSubmissions,
	listDiagnoses,
	listMarks,
	type SubmissionFilter,
	selectOptionalCursor,
} from '#db/store/submission-list.ts';
import { type Cohort, type CohortLearner, listCohortLearners } from '#db/store/teaching.ts';
import { findLab, labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { csvText } from './csv.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';

const PAGE_SIZE = 50;
/** Rows that are read at once for a file. */
const CHUNK = 1_000;
const DAY_MS = 86_400_000;

export interface SubmissionsPage {
	readonly cohort: Cohort;
	readonly query: SubmissionQuery;
	/** What of the address was not understood, and is left out of the filter. */
	readonly problems: readonly string[];
	readonly rows: readonly ListedSubmission[];
	readonly counts: { readonly submissions: number; readonly learners: number };
	/** Id that the next page begins after; null on the last. */
	readonly next: string | null;
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string }[];
	readonly learners: readonly CohortLearner[];
	readonly diagnoses: readonly string[];
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function listSubmissionsOf(
	context: Context,
	actor: Actor,
	cohortId: string,
	address: URLSearchParams,
): Promise<SubmissionsPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const { query, problems } = readQuery(address);
	const { client } = context;
	const filter = filterOf(query);
	const after = query.after === undefined ? undefined : await selectOptionalCursor(client, cohortId, query.after);
	const [rows, counts, learners, diagnoses] = await Promise.all([
		listCohortSubmissions(client, cohortId, filter, { sort: query.sort ?? 'newest', after, limit: PAGE_SIZE + 1 }),
		countCohortSubmissions(client, cohortId, filter),
		listCohortLearners(client, cohortId),
		listDiagnoses(client, cohortId, query.lab),
	]);
	const shown = rows.slice(0, PAGE_SIZE);
	return {
		...{ cohort, query, problems, counts, learners, diagnoses },
		rows: await complete(context, shown),
		next: rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
		labs: labs.map(({ id, lesson, title }) => ({ id, lesson, title })),
	};
}

const COLUMNS = ['submission', 'submitted', 'learner', 'username', 'lesson', 'lab', 'mode', 'stand', 'diagnosis', 'comments', 'overridden'];

/** The rows of all pages. @throws AppError `missing` for a cohort that is not the actor's. */
export async function exportSubmissionsCsv(context: Context, actor: Actor, cohortId: string, address: URLSearchParams): Promise<string> {
	await requireTaughtCohort(context, actor, cohortId);
	const { query, problems } = readQuery(address);
	if (problems.length > 0)
		throw new AppError('invalid', problems.join(' '), { fix: 'Set the filter on the page, then save the file from there.' });
	const sort = query.sort ?? 'newest';
	const all: ListedSubmission[] = [];
	let after: CohortSubmission | undefined;
	do {
		const rows: CohortSubmission[] = await listCohortSubmissions(context.client, cohortId, filterOf(query), { sort, after, limit: CHUNK });
		all.push(...(await complete(context, rows)));
		after = rows.length === CHUNK ? rows.at(-1) : undefined;
	} while (after);
	return csvText(
		COLUMNS,
		all.map((row) => [
			...[row.id, new Date(row.createdAt).toISOString(), row.learner.displayName, row.learner.username, row.lesson, row.labId],
			...[row.mode, row.stand, row.diagnosis, row.comments, row.isOverridden],
		]),
	);
}

/** Empty fields are those of a form that were left alone. */
export function readQuery(address: URLSearchParams): { query: SubmissionQuery; problems: string[] } {
	const query: Record<string, unknown> = {};
	const problems: string[] = [];
	for (const [name, schema] of Object.entries(submissionQuerySchema.shape)) {
		const text = address.get(name) ?? '';
		if (text === '') continue;
		const parsed = schema.safeParse(text);
		if (parsed.success) query[name] = parsed.data;
		else problems.push(`"${text.slice(0, 40)}" is nothing to filter by as ${name}, so it is left out.`);
	}
	return { query: submissionQuerySchema.parse(query), problems };
}

function filterOf({ lab, learner, outcome, diagnosis, mode, from, until, marked }: SubmissionQuery): SubmissionFilter {
	return {
		...{ labId: lab, userId: learner, stand: outcome, diagnosis, mode, marked },
		from: from === undefined ? undefined : startOf(from),
		before: until === undefined ? undefined : startOf(until) + DAY_MS,
	};
}

/** Days are UTC, as those of a regrade are, so that one filter means the same on every server. */
function startOf(day: string): number {
	return Date.parse(`${day}T00:00:00Z`);
}

async function complete(context: Context, rows: readonly CohortSubmission[]): Promise<ListedSubmission[]> {
	const marks = await listMarks(
		context.client,
		rows.map(({ id }) => id),
	);
	return rows.map((row) => {
		const { id, userId, displayName, username, labId, mode, createdAt, outcome, diagnosis } = row;
		const job = marks.jobs.get(id);
		return {
			...{ id, labId, mode, diagnosis },
			learner: { id: userId, displayName, username },
			lesson: findLab(labId)?.lesson ?? labId,
			createdAt: createdAt.getTime(),
			stand: outcome ?? (job === undefined ? null : job === 'needs-staff' ? job : 'queued'),
			comments: marks.comments.get(id) ?? 0,
			isOverridden: marks.overridden.has(id),
		};
	});
}
