/**
 * The demo: three accounts, one cohort and two dozen synthetic learners whose histories follow a fixed script.
 * Refuses to touch a database that holds any account. Seeded, so that every demo looks the same.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { Verdict } from '#contract/grading.ts';
import type { Lab } from '#contract/lab.ts';
import { chunks } from '#db/chunks.ts';
import { newId } from '#db/id.ts';
import { toEventRow } from '#db/store/events.ts';
import { newUser } from '#db/store/users.ts';
import { labs } from '#labs/index.ts';
import type { Context } from '#server/context.ts';
import { readDiagnoses } from '#server/lab-files.ts';
import { makeJoinCode } from '#server/manage-cohorts.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { hashPassword } from '#server/password.ts';
import { insertAroundCohort } from './demo-cohort.ts';
import { insertComments } from './demo-comments.ts';
import { DEMO_ACCOUNTS, SYNTHETIC_LEARNERS } from './demo-people.ts';
import { insertRegrade } from './demo-regrade.ts';
import { type Judged, judgedRows, TOO_STRICT, verdictOf } from './demo-submission.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

interface Person {
	readonly id: string;
	readonly plan: string;
}

/** False when somebody already has an account here: nothing was written. */
export async function seedDemo(context: Context): Promise<boolean> {
	const { client } = context;
	const { users } = client.schema;
	const existing = await client.db.select({ id: users.id }).from(users).limit(1);
	if (existing.length > 0) return false;
	const ids = await insertAccounts(context);
	const people = await insertLearners(context);
	const learnerIds = people.map(({ id }) => id);
	const cohortId = await insertCohort(context, ids.instructor, [ids.learner, ...learnerIds]);
	await insertAroundCohort(context, { cohortId, instructorId: ids.instructor, learnerIds });
	const mended = new Map<string, Verdict>();
	await insertWork(
		context,
		people.map((person, n) => workOf(context, person, n, mended)),
	);
	for (const { id } of people) await rebuildMastery(context, id);
	await insertRegrade(context, ids.instructor, cohortId, mended);
	await insertComments(context, cohortId, ids.instructor);
	return true;
}

async function insertAccounts(context: Context): Promise<{ learner: string; instructor: string; admin: string }> {
	const ids = { learner: newId(context.now()), instructor: newId(context.now()), admin: newId(context.now()) };
	for (const account of DEMO_ACCOUNTS) {
		await insertUser(context, {
			id: ids[account.role],
			username: account.username,
			displayName: account.displayName,
			role: account.role,
			passwordHash: await hashPassword(account.password),
		});
	}
	return ids;
}

async function insertLearners(context: Context): Promise<Person[]> {
	const people = SYNTHETIC_LEARNERS.map(([displayName, plan]) => ({ id: newId(context.now()), displayName, plan }));
	for (const [n, { id, displayName }] of people.entries()) {
		// Without a password: synthetic learners cannot log in.
		await insertUser(context, { id, username: `demo.learner.${n + 1}`, displayName, role: 'learner', passwordHash: null });
	}
	return people;
}

async function insertUser(
	context: Context,
	row: { id: string; username: string; displayName: string; role: 'learner' | 'instructor' | 'admin'; passwordHash: string | null },
): Promise<void> {
	const user = newUser({ ...row, isDemo: true, createdAt: new Date(context.now() - 14 * DAY) });
	await context.client.db.insert(context.client.schema.users).values(user);
}

async function insertCohort(context: Context, ownerId: string, learnerIds: readonly string[]): Promise<string> {
	const { cohorts, memberships } = context.client.schema;
	const joinedAt = new Date(context.now() - 14 * DAY);
	const id = newId(context.now());
	await context.client.db.insert(cohorts).values({
		id,
		name: 'Autumn cohort',
		ownerId,
		joinCode: makeJoinCode(),
		joinMaxUses: 250,
		joinUses: learnerIds.length,
		joinExpiresAt: null,
		tutorVisibleSince: null,
		createdAt: joinedAt,
		archivedAt: null,
	});
	await context.client.db
		.insert(memberships)
		.values(learnerIds.map((userId) => ({ cohortId: id, userId, role: 'learner' as const, joinedAt, removedAt: null })));
	return id;
}

/** What a learner did, as rows. */
interface Work {
	readonly judged: Judged[];
	readonly events: ReturnType<typeof toEventRow>[];
}

/** In one transaction: a thousand of their own would each wait for the disk. */
async function insertWork({ client }: Context, works: readonly Work[]): Promise<void> {
	const { events, submissions, verdicts } = client.schema;
	const judged = works.flatMap((work) => work.judged);
	await client.atomically((db) => [
		...chunks(judged).map((rows) => db.insert(submissions).values(rows.map(({ submission }) => submission))),
		...chunks(judged).map((rows) => db.insert(verdicts).values(rows.map(({ verdict }) => verdict))),
		...chunks(works.flatMap((work) => work.events)).map((rows) => db.insert(events).values(rows)),
	]);
}

/**
 * A plan is one word per lab, letters in order of time: o opened, w five minutes of work, f a failed submission (the same
 * diagnosis as before), n a failed one with a new diagnosis, 1–5 a rung taken, p accepted, and a day and
 * a half later r an unaided check passed or q one failed; x a right program that a check is wrong about, until the
 * regrade at the end. Days pass between labs.
 */
function workOf(context: Context, person: Person, n: number, mended: Map<string, Verdict>): Work {
	const work: Work = { judged: [], events: [] };
	const words = person.plan.split(' ').filter((word) => word !== '');
	const end = context.now() - (7 + ((n * 37) % 90)) * MINUTE - ((n * 5) % 4) * DAY;
	for (const [position, word] of words.entries()) {
		const lab = labs[position];
		if (!lab) break;
		const start = end - (words.length - position - 1) * 3 * DAY - word.length * 7 * MINUTE;
		playLab(context, person.id, lab, { word, start, learner: n, mended, work });
	}
	return work;
}

interface Play {
	readonly word: string;
	readonly start: number;
	readonly learner: number;
	/** By submission, the verdicts that the regrade will give. */
	readonly mended: Map<string, Verdict>;
	readonly work: Work;
}

function playLab(context: Context, userId: string, lab: Lab, play: Play): void {
	const diagnoses = [...readDiagnoses(lab.id).keys()];
	const base = { skill: lab.skills.core, task: lab.id, mode: 'practice' as const, item: 'code' as const };
	let t = play.start;
	// By place, not by id: ids differ in each demo, and all demos look the same.
	let place = 0;
	let diagnosis = (7 * play.learner + 3) % Math.max(1, diagnoses.length);
	const note = (event: LearningEvent, submissionId?: string) =>
		play.work.events.push(toEventRow({ userId, labId: lab.id, event, ...(submissionId === undefined ? {} : { submissionId }) }));
	for (const letter of play.word) {
		t += 7 * MINUTE;
		if (letter === 'o') note({ ...base, t, type: 'open' });
		else if (letter === 'w') note({ ...base, t, type: 'active', ms: 5 * MINUTE });
		else if (letter === 'r' || letter === 'q') {
			t += 1.5 * DAY;
			const check = { ...base, task: `${lab.id}#demo`, mode: 'recheck' as const, t };
			note({ ...check, type: 'open' });
			note({
				...check,
				t: t + MINUTE,
				type: 'attempt',
				edits: 12,
				...(letter === 'r' ? { verdict: 'pass' } : { verdict: 'fail', diagnosis: 'threw' }),
			});
		} else if (letter >= '1' && letter <= '5') note({ ...base, t, type: 'hint', level: Number(letter) });
		else {
			if (letter === 'n') diagnosis = (diagnosis + 1) % Math.max(1, diagnoses.length);
			const isPass = letter === 'p';
			const said = letter === 'x' ? TOO_STRICT.diagnosis : (diagnoses[diagnosis] ?? 'threw');
			place++;
			const tried = { userId, learner: play.learner, lab, t, diagnosis: isPass ? null : said, isRight: isPass || letter === 'x', place };
			const judged = judgedRows(context, tried);
			play.work.judged.push(judged);
			const { id } = judged.submission;
			if (letter === 'x') play.mended.set(id, verdictOf({ lab, diagnosis: null }));
			note(
				{
					...base,
					t,
					type: 'attempt',
					verdict: isPass ? 'pass' : 'fail',
					edits: 12,
					...(isPass ? {} : { diagnosis: said }),
				},
				id,
			);
		}
	}
}
