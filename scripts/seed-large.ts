/**
 * `npm run seed:large -- [--learners 10000] [--cohorts 50] [--seed 1]`: fills an empty installation with a large one, to measure on: what
 * learners did, and what their instructors set, gave and wrote around it (seed-large/around.ts).
 * Nobody in it can sign in but `instructor` (password printed); the same seed gives the same courses.
 */
import { parseArgs } from 'node:util';
import { AppError } from '#contract/error.ts';
import { newId } from '#db/id.ts';
import { toEventRow, toStoredEvent } from '#db/store/events.ts';
import { countUsers, newUser } from '#db/store/users.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { readLabFile } from '#server/lab-files.ts';
import { makeJoinCode } from '#server/manage-cohorts.ts';
import { masteryRow } from '#server/mastery-cache.ts';
import { hashPassword } from '#server/password.ts';
import { endWithAdvice } from './end-with-advice.ts';
import { type Place, rowsAround, rowsOfCohort, sectionOf, writesAround } from './seed-large/around.ts';
import { type Course, drawCourse } from './seed-large/course.ts';
import { inParts } from './seed-large/in-parts.ts';
import { seedRegrade } from './seed-large/regrade.ts';
import { randomFrom } from './simulate/random.ts';

const USAGE = 'npm run seed:large -- [--learners 10000] [--cohorts 50] [--seed 1]';
const INSTRUCTOR = { username: 'instructor', displayName: 'Ines Structor', password: 'measure-one-step' };
const DAY = 86_400_000;
/** Learners of one transaction. */
const BATCH = 50;
/** Read once: ten thousand learners hand in the same two files of each lab. */
const files = new Map<string, string>();

try {
	const { values } = parseArgs({
		options: {
			learners: { type: 'string', default: '10000' },
			cohorts: { type: 'string', default: '50' },
			seed: { type: 'string', default: '1' },
		},
	});
	const [learners, cohorts, seed] = [whole(values.learners), whole(values.cohorts), whole(values.seed)];
	const context = await openContext(readConfig());
	await context.client.migrate();
	if ((await countUsers(context.client)) > 0) {
		throw new AppError('conflict', 'This installation has accounts already.', {
			fix: 'Name an empty folder: GRADUS_DATA=… npm run seed:large',
		});
	}
	const startedAt = performance.now();
	const places = await insertCohorts(context, cohorts);
	const total = { submissions: 0, events: 0 };
	for (let first = 0; first < learners; first += BATCH) {
		const courses = Array.from({ length: Math.min(BATCH, learners - first) }, (_, n) =>
			drawCourse(seed * 1_000_003 + first + n, context.now()),
		);
		const counted = await insertLearners(context, { courses, first, places });
		total.submissions += counted.submissions;
		total.events += counted.events;
		process.stdout.write(`\r  ${first + courses.length} of ${learners} learners, ${total.submissions} submissions, ${total.events} events`);
	}
	const [first] = places;
	if (first !== undefined) {
		const { username, displayName } = INSTRUCTOR;
		const judged = await seedRegrade(
			context,
			{ id: first.ownerId, username, displayName, role: 'instructor', isDemo: false },
			first.cohortId,
		);
		process.stdout.write(`, a regrade of ${judged} in the first cohort`);
	}
	console.log(
		`\n  in ${((performance.now() - startedAt) / 1000).toFixed(0)} s. Sign in as ${INSTRUCTOR.username} with ${INSTRUCTOR.password}.`,
	);
	await context.client.close();
} catch (error) {
	endWithAdvice(error, USAGE);
}

function whole(text: string): number {
	const n = Number(text);
	if (Number.isInteger(n) && n > 0) return n;
	throw new AppError('invalid', `${text} is no whole number above zero.`, { fix: USAGE });
}

function userRow(
	context: Context,
	over: { id: string; username: string; displayName: string; role: 'learner' | 'instructor'; passwordHash: string | null },
) {
	return newUser({ ...over, createdAt: new Date(context.now() - 90 * DAY) });
}

async function insertCohorts(context: Context, count: number): Promise<Place[]> {
	const { client } = context;
	const ownerId = newId(context.now());
	const passwordHash = await hashPassword(INSTRUCTOR.password);
	const owner = userRow(context, {
		id: ownerId,
		username: INSTRUCTOR.username,
		displayName: INSTRUCTOR.displayName,
		role: 'instructor',
		passwordHash,
	});
	const rows = Array.from({ length: count }, (_, n) => ({
		id: newId(context.now()),
		name: `Cohort ${n + 1}`,
		ownerId,
		joinCode: makeJoinCode(),
		joinMaxUses: 1_000,
		joinUses: 0,
		joinExpiresAt: null,
		timeZone: 'UTC',
		tutorVisibleSince: null,
		createdAt: new Date(context.now() - 90 * DAY),
		archivedAt: null,
	}));
	const places = rows.map(({ id }): Place => ({ cohortId: id, ownerId, end: context.now() }));
	const around = places.map(rowsOfCohort);
	const { users, cohorts, deadlines, cohortInvitations } = client.schema;
	await client.atomically((db) => [
		db.insert(users).values(owner),
		db.insert(cohorts).values(rows),
		...inParts(around.flatMap((each) => each.deadlines)).map((part) => db.insert(deadlines).values(part)),
		...inParts(around.flatMap((each) => each.links)).map((part) => db.insert(cohortInvitations).values(part)),
	]);
	return places;
}

async function insertLearners(
	context: Context,
	{ courses, first, places }: { courses: readonly Course[]; first: number; places: readonly Place[] },
): Promise<{ submissions: number; events: number }> {
	const { client } = context;
	const { users, memberships, submissions, verdicts, events, mastery } = client.schema;
	const people = courses.map((_, n) => ({ id: newId(context.now()), n: first + n }));
	const work = people.map(({ id }, n) => rowsOf(context, id, courses[n] ?? { steps: [], tries: [] }));
	const placeOf = (n: number): Place => places[n % places.length] ?? { cohortId: '', ownerId: '', end: 0 };
	const around = people.map(({ id: userId, n }, at) =>
		// Chance of its own: courses stay what their seed made them before there was anything around them.
		rowsAround(placeOf(n), { userId, submissions: work[at]?.submissions ?? [], random: randomFrom(n) }),
	);
	await client.atomically((db) => [
		...inParts(people).map((part) =>
			db
				.insert(users)
				.values(
					part.map(({ id, n }) =>
						userRow(context, { id, username: `learner.${n + 1}`, displayName: `Learner ${n + 1}`, role: 'learner', passwordHash: null }),
					),
				),
		),
		...inParts(people).map((part) =>
			db.insert(memberships).values(
				part.map(({ id, n }) => ({
					cohortId: placeOf(n).cohortId,
					userId: id,
					role: 'learner' as const,
					section: sectionOf(Math.floor(n / places.length)),
					joinedAt: new Date(context.now() - 90 * DAY),
					removedAt: null,
				})),
			),
		),
		...inParts(work.flatMap((each) => each.submissions)).map((part) => db.insert(submissions).values(part)),
		...inParts(work.flatMap((each) => each.verdicts)).map((part) => db.insert(verdicts).values(part)),
		...inParts(work.flatMap((each) => each.events)).map((part) => db.insert(events).values(part)),
		...inParts(work.flatMap((each) => each.mastery)).map((part) => db.insert(mastery).values(part)),
		...writesAround(client, db, around),
	]);
	return {
		submissions: work.reduce((sum, each) => sum + each.submissions.length, 0),
		events: work.reduce((sum, each) => sum + each.events.length, 0),
	};
}

function rowsOf(context: Context, userId: string, { steps, tries }: Course) {
	const submissions = tries.map(({ t, lab, verdict }) => ({
		id: newId(t),
		userId,
		labId: lab.id,
		labVersion: lab.version,
		// Nobody judged these: there is no version to name.
		labHash: '',
		code: codeOf(lab.id, verdict.outcome === 'accepted' ? 'borrowed.ts' : 'starter.ts'),
		idempotencyKey: crypto.randomUUID(),
		mode: 'practice' as const,
		checkpoints: [],
		imports: {},
		secretId: context.secret.id,
		createdAt: new Date(t),
	}));
	const events = steps.map(({ lab, event, submission }) => {
		const id = submission === undefined ? undefined : submissions[submission]?.id;
		return toEventRow({ userId, labId: lab.id, event, ...(id === undefined ? {} : { submissionId: id }) });
	});
	const bySkill = Map.groupBy(events.map(toStoredEvent), ({ event }) => event.skill);
	return {
		submissions,
		events,
		verdicts: tries.map(({ t, verdict }, n) => ({
			id: newId(t),
			submissionId: submissions[n]?.id ?? '',
			outcome: verdict.outcome,
			diagnosis: verdict.diagnosis ?? null,
			verdict,
			attempt: 1,
			createdAt: new Date(t + 1_000),
		})),
		mastery: [...bySkill].flatMap(([skill, log]) => masteryRow(userId, skill, log, context.now()) ?? []),
	};
}

function codeOf(labId: string, file: 'borrowed.ts' | 'starter.ts'): string {
	const key = `${labId}/${file}`;
	const text = files.get(key) ?? readLabFile(labId, file);
	files.set(key, text);
	return text;
}
