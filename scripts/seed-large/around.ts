/**
 * What stands around the work of a made-up cohort: deadlines of every lab, extensions, points set by hand, comments, messages, shown runs and
 * links. As many as a course has, so that the pages that read them are measured on rows and not on empty tables.
 */
import type { MessageData } from '#contract/inbox.ts';
import type { Client, Db } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { labs } from '#labs/index.ts';
import { sampleRun } from '../../tests/support/sample-run.ts';
import type { Random } from '../simulate/random.ts';
import { TERM_DAYS } from './course.ts';
import { inParts } from './in-parts.ts';

type Row<Table extends keyof Client['schema']> = Client['schema'][Table]['$inferInsert'];

const DAY = 86_400_000;
const SECTIONS = 4;
/** Of the cells, learner by lab. */
const EXTENDED = 0.05;
const SET_BY_HAND = 0.03;
/** Of each learner. */
const COMMENTS = 2;
const MESSAGES = 10;
/** Of the learners. */
const WITH_A_RUN = 0.1;
/** For people who have not come yet, besides an open link for each section. */
const PERSONAL_LINKS = 12;

export interface Place {
	readonly cohortId: string;
	readonly ownerId: string;
	/** The last day of the term, in milliseconds. */
	readonly end: number;
}

/** Of the learner at this place in the cohort. */
export const sectionOf = (n: number): string => `Section ${1 + (n % SECTIONS)}`;

const dueOf = (n: number, end: number): number => end - TERM_DAYS * DAY * (1 - (n + 1) / labs.length);

/** `tokenHash` of a link: nobody holds its token. */
export function rowsOfCohort({ cohortId, ownerId, end }: Place): { deadlines: Row<'deadlines'>[]; links: Row<'cohortInvitations'>[] } {
	const link = (n: number, over: Partial<Row<'cohortInvitations'>>): Row<'cohortInvitations'> => ({
		...{ id: newId(end), cohortId, role: 'learner', tokenHash: `seeded ${cohortId} ${n}`, section: sectionOf(n), maxUses: 1 },
		...{ createdBy: ownerId, createdAt: new Date(end), expiresAt: new Date(end + 60 * DAY), ...over },
	});
	return {
		deadlines: labs.map(({ id }, n) => ({
			...{ cohortId, labId: id, dueAt: new Date(dueOf(n, end)), graceMinutes: 15 },
			...{ lateKind: 'reduced', latePerDay: 10, lateAtMost: 50, changedBy: ownerId, changedAt: new Date(end - 90 * DAY) },
		})),
		links: [
			...Array.from({ length: SECTIONS }, (_, n) => link(n, { maxUses: 100 })),
			...Array.from({ length: PERSONAL_LINKS }, (_, n) =>
				link(SECTIONS + n, { username: `invited.${n + 1}`, displayName: `Invited ${n + 1}` }),
			),
		],
	};
}

export interface RowsAround {
	readonly extensions: Row<'extensions'>[];
	readonly scoreChanges: Row<'scoreChanges'>[];
	readonly comments: Row<'comments'>[];
	readonly messages: Row<'messages'>[];
	readonly runs: Row<'runs'>[];
}

interface Learner {
	readonly userId: string;
	readonly submissions: readonly { readonly id: string; readonly labId: string; readonly createdAt: Date }[];
	readonly random: Random;
}

export function rowsAround(place: Place, { userId, submissions, random }: Learner): RowsAround {
	const { cohortId, ownerId, end } = place;
	const extensions = labs.flatMap(({ id: labId }, n): Row<'extensions'>[] =>
		random() < EXTENDED
			? [
					{
						...{ id: newId(dueOf(n, end)), cohortId, userId, labId, dueAt: new Date(dueOf(n, end) + 3 * DAY) },
						...{ reason: 'Was ill in the week before.', createdBy: ownerId, createdAt: new Date(dueOf(n, end) - DAY) },
					},
				]
			: [],
	);
	const scoreChanges = labs.flatMap(({ id: labId }, n): Row<'scoreChanges'>[] =>
		random() < SET_BY_HAND
			? [
					{
						...{ cohortId, userId, labId, seq: 1, kind: 'set', points: 10, worth: 12 },
						...{ reason: 'Shown in person.', actorId: ownerId, createdAt: new Date(dueOf(n, end) + DAY) },
					},
				]
			: [],
	);
	const read =
		submissions.length === 0 ? [] : Array.from({ length: COMMENTS }, () => submissions[Math.floor(random() * submissions.length)]);
	const comments = read.flatMap((submission, n): Row<'comments'>[] =>
		submission === undefined
			? []
			: [
					{
						...{ id: newId(submission.createdAt.getTime() + DAY), submissionId: submission.id, line: n === 0 ? 3 : null },
						...{ text: 'What do these numbers add up to? Print them once.', authorId: ownerId },
						...{ createdAt: new Date(submission.createdAt.getTime() + DAY), readAt: n === 0 ? new Date(end) : null },
					},
				],
	);
	const run = sampleRun().run;
	const { config, ...summary } = run;
	const isShown = random() < WITH_A_RUN;
	const shown = { id: newId(end), userId, labId: 'causal-attention', config, summary, isShared: true, createdAt: new Date(end) };
	return {
		...{ extensions, scoreChanges, comments, runs: isShown ? [shown] : [] },
		messages: messagesOf(place, userId, { extensions, scoreChanges, submissions: read.filter((each) => each !== undefined) }),
	};
}

interface Causes {
	readonly extensions: readonly Row<'extensions'>[];
	readonly scoreChanges: readonly Row<'scoreChanges'>[];
	readonly submissions: Learner['submissions'];
}

/** What those acts told the learner; checks that fell due fill it up. Half are read. */
function messagesOf({ cohortId, ownerId, end }: Place, userId: string, causes: Causes): Row<'messages'>[] {
	const by = ownerId;
	const told = new Map<string, MessageData>();
	for (const { id, labId } of causes.submissions) told.set(`comments:${id}`, { kind: 'comment', submissionId: id, labId, by });
	for (const { labId, dueAt, reason } of causes.extensions) {
		const dates = { dueAt: dueAt.getTime(), was: dueAt.getTime() - 3 * DAY, timeZone: 'UTC' };
		told.set(`extension:${cohortId}:${labId}`, { kind: 'extension', cohortId, labId, by, reason, ...dates });
	}
	for (const { labId, reason } of causes.scoreChanges)
		told.set(`points:${cohortId}:${labId}`, {
			...{ kind: 'points', cohortId, labId, by, isUndone: false },
			...{ state: 'set', points: '10 of 12', reason },
		});
	for (const [n, { id, skills }] of labs.entries())
		told.set(`recheck:${skills.core}:seeded:${n}`, { kind: 'recheck', labId: id, skill: skills.core });
	return [...told].slice(0, MESSAGES).map(([cause, data], n) => {
		const at = end - (MESSAGES - n) * DAY;
		return {
			id: newId(at),
			userId,
			kind: data.kind,
			cause,
			data,
			createdAt: new Date(at),
			readAt: n % 2 === 0 ? new Date(at + DAY) : null,
		};
	});
}

/** After what they name. */
export function writesAround({ schema }: Client, db: Db, rows: readonly RowsAround[]): unknown[] {
	return [
		...inParts(rows.flatMap((each) => each.extensions)).map((part) => db.insert(schema.extensions).values(part)),
		...inParts(rows.flatMap((each) => each.scoreChanges)).map((part) => db.insert(schema.scoreChanges).values(part)),
		...inParts(rows.flatMap((each) => each.comments)).map((part) => db.insert(schema.comments).values(part)),
		...inParts(rows.flatMap((each) => each.messages)).map((part) => db.insert(schema.messages).values(part)),
		...inParts(rows.flatMap((each) => each.runs)).map((part) => db.insert(schema.runs).values(part)),
	];
}
