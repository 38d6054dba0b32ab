/** All that happened to one learner in a cohort, newest first: what they did, from the event log, and what their instructors did, from its own tables. */
import { RUNG_TITLES } from '#contract/help.ts';
import type { TimelineLine, TimelinePage } from '#contract/learner-page.ts';
import type { EvidenceLine } from '#contract/progress.ts';
import { momentText } from '#contract/zoned-time.ts';
import type { CommentedSubmission } from '#db/store/comments.ts';
import { type ExtensionRow, listExtensionsEver } from '#db/store/deadlines.ts';
import type { StoredEvent } from '#db/store/events.ts';
import type { ScoreChange } from '#db/store/gradebook.ts';
import { type HelpBoundRow, listBoundsEver } from '#db/store/help-bounds.ts';
import { listQuestionsOf } from '#db/store/help-requests.ts';
import type { OutcomeRow } from '#db/store/progress.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { listVerdictChangesTo } from '#db/store/verdict-changes.ts';
import { findLab, labs } from '#labs/index.ts';
import { listEvidence } from '#learning/evidence-list.ts';
import type { Context } from './context.ts';

/** Lines of one page. */
const SHOWN = 50;

interface Work {
	readonly learnerId: string;
	readonly stored: readonly StoredEvent[];
	readonly outcomes: readonly OutcomeRow[];
	readonly comments: readonly CommentedSubmission[];
	/** Changes of cells, oldest first. */
	readonly scores: readonly ScoreChange[];
}

export async function listTimeline(context: Context, cohort: Cohort, work: Work): Promise<TimelineLine[]> {
	const { client } = context;
	const { learnerId, comments, scores } = work;
	const [extensions, bounds, questions, verdicts] = await Promise.all([
		listExtensionsEver(client, cohort.id, learnerId),
		listBoundsEver(client, cohort.id, learnerId),
		listQuestionsOf(client, learnerId),
		listVerdictChangesTo(client, learnerId),
	]);
	const actors = [
		...extensions.map(({ createdBy }) => createdBy),
		...scores.map(({ actorId }) => actorId),
		...bounds.map(({ createdBy }) => createdBy),
		...questions.flatMap(({ answeredBy }) => answeredBy ?? []),
		...verdicts.map(({ actorId }) => actorId),
	];
	const names = await listDisplayNames(client, [...new Set(actors)]);
	const nameOf = (id: string) => names.get(id) ?? 'Somebody whose account is gone';
	return [
		...workLines(work),
		...comments.map(commentLine),
		...extensions.flatMap((row) => extensionLines(row, extensions, { cohort, nameOf })),
		...scores.map((row) => scoreLine(row, nameOf)),
		...bounds.flatMap((row) => boundLines(row, nameOf)),
		...questions.flatMap(({ id, labId, text, createdAt, answer, answeredBy, answeredAt }) => [
			line(`question ${id}`, createdAt, labId, { tone: 'help', what: 'Asked a person', detail: `“${text}”` }),
			...(answeredAt === null || answeredBy === null
				? []
				: [
						line(`answer ${id}`, answeredAt, labId, {
							tone: 'staff',
							what: `${nameOf(answeredBy)} answered the question`,
							detail: `“${answer}”`,
						}),
					]),
		]),
		...verdicts.map(({ id, submissionId, labId, cause, outcome, actorId, reason, createdAt }) =>
			line(`verdict ${id}`, createdAt, labId, {
				...{ tone: 'staff' as const, submissionId, detail: `“${reason}”` },
				what: `${nameOf(actorId)} ${VERDICT_CAUSES[cause]}: ${outcome === 'accepted' ? 'accepted' : 'not accepted'}`,
			}),
		),
	].sort((a, b) => b.at - a.at || compareText(b.id, a.id));
}

const VERDICT_CAUSES = { override: 'set the outcome', regrade: 'judged again', undo: 'put the earlier verdict back' } as const;

/** The newest lines of a lab or of all, before where a page ended. */
export function timelinePage(lines: readonly TimelineLine[], { lab, before }: { lab: string; before: string }): TimelinePage {
	const of = lab === '' ? lines : lines.filter(({ labId }) => labId === lab);
	const dot = before.indexOf('.');
	const [at, id] = [Number(before.slice(0, dot)), before.slice(dot + 1)];
	const rest = before === '' ? of : of.filter((each) => each.at < at || (each.at === at && each.id < id));
	const shown = rest.slice(0, SHOWN);
	const last = shown.at(-1);
	return { lines: shown, earlier: last === undefined || rest.length <= SHOWN ? null : `${last.at}.${last.id}` };
}

/** What the learner did. Changes of a verdict stand in the log too; they are told with who made them instead. */
function workLines({ stored, outcomes }: Work): TimelineLine[] {
	const byId = new Map(stored.map((row) => [row.id, row]));
	const judged = new Set(stored.flatMap(({ submissionId }) => submissionId ?? []));
	const evidence = listEvidence(stored, { isWithWork: true }).filter(({ id }) => byId.get(id)?.event.type !== 'regrade');
	return [
		...evidence.map((piece) => evidenceLine(piece, byId.get(piece.id))),
		...stored.flatMap(plainLine),
		// What no verdict has come to, and what a fault of ours ended, is in no log.
		...outcomes
			.filter(({ id }) => !judged.has(id))
			.map(({ id, labId, createdAt, outcome }) => {
				const detail = outcome === null ? 'waits for its verdict' : 'not counted: the grader failed';
				return line(`submission ${id}`, createdAt, labId, { what: 'Submitted', detail, submissionId: id });
			}),
	];
}

function evidenceLine({ id, t, task, tone, what, effect }: EvidenceLine, row: StoredEvent | undefined): TimelineLine {
	const said = row?.event.type === 'why' ? `“${row.event.answer}”` : effect;
	const labId = row?.labId ?? labOfTask(task);
	return { ...line(id, new Date(t), labId, { tone, what, detail: said, submissionId: row?.submissionId ?? null }), lesson: lessonOf(task) };
}

/** Events that are no evidence. */
function plainLine({ id, event, labId }: StoredEvent): TimelineLine[] {
	const told = plainWords(event);
	return told === null ? [] : [line(id, new Date(event.t), labId ?? labOfTask(event.task), told)];
}

function plainWords(event: StoredEvent['event']): Told | null {
	if (event.type === 'open') return { what: event.mode === 'recheck' ? 'Re-check begun' : 'Lab opened' };
	return event.type === 'dispute' ? { what: 'Disputed an event', detail: `“${event.reason}”` } : null;
}

function commentLine({ comment, labId }: CommentedSubmission): TimelineLine {
	const place = comment.line === null ? '' : ` on line ${comment.line}`;
	const read = comment.readAt === null ? ', not read yet' : '';
	const told = { tone: 'staff' as const, detail: `“${comment.text}”${read}`, submissionId: comment.submissionId };
	return line(`comment ${comment.id}`, comment.createdAt, labId, { ...told, what: `${comment.by} commented${place}` });
}

type NameOf = (id: string) => string;

function extensionLines(
	{ id, labId, dueAt, reason, createdBy, createdAt, endedAt }: ExtensionRow,
	all: readonly ExtensionRow[],
	{ cohort, nameOf }: { cohort: Cohort; nameOf: NameOf },
): TimelineLine[] {
	const until = momentText(dueAt.getTime(), cohort.timeZone);
	const given = { tone: 'staff' as const, what: `${nameOf(createdBy)} gave until ${until}`, detail: `“${reason}”` };
	const isReplaced = all.some((other) => other.labId === labId && other.createdAt.getTime() === endedAt?.getTime());
	return [
		line(`extension ${id}`, createdAt, labId, given),
		...(endedAt === null || isReplaced
			? []
			: [line(`end ${id}`, endedAt, labId, { tone: 'staff', what: `The extension until ${until} was taken back` })]),
	];
}

function scoreLine({ labId, seq, kind, points, worth, reason, actorId, createdAt }: ScoreChange, nameOf: NameOf): TimelineLine {
	const done = { set: `set ${points} of ${worth} points`, excused: 'excused the lab', none: 'took back what was set of the points' }[kind];
	return line(`points ${labId} ${seq}`, createdAt, labId, { tone: 'staff', what: `${nameOf(actorId)} ${done}`, detail: `“${reason}”` });
}

function boundLines({ id, labId, floor, ceiling, reason, createdBy, createdAt, endedAt }: HelpBoundRow, nameOf: NameOf): TimelineLine[] {
	const most =
		ceiling === 5 ? 'every rung' : ceiling === 0 ? 'no rung' : `up to rung ${ceiling}, ${RUNG_TITLES[ceiling - 1]?.toLowerCase()}`;
	const what = `${nameOf(createdBy)} bounded help: ${most}${floor > 0 ? `, at least rung ${floor}` : ''}`;
	return [
		line(`bound ${id}`, createdAt, labId, { tone: 'staff', what, detail: `“${reason}”` }),
		...(endedAt === null
			? []
			: [line(`bound end ${id}`, endedAt, labId, { tone: 'staff', what: 'A bound on help ended', detail: `“${reason}”` })]),
	];
}

type Told = { readonly what: string } & Partial<Pick<TimelineLine, 'tone' | 'detail' | 'submissionId'>>;

function line(id: string, at: Date, labId: string | null, told: Told): TimelineLine {
	const lesson = labId === null ? '' : (findLab(labId)?.lesson ?? labId);
	return { id, at: at.getTime(), labId, lesson, tone: 'note', detail: '', submissionId: null, ...told };
}

/** A prediction belongs to the lab of its lesson. */
function labOfTask(task: string): string | null {
	const [instance = ''] = task.split('#');
	const [lesson] = task.split('/');
	return findLab(instance)?.id ?? labs.find((lab) => lab.lesson === lesson)?.id ?? null;
}

function lessonOf(task: string): string {
	return findLab(task.split('#')[0] ?? '')?.lesson ?? task.split('/')[0] ?? '';
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
