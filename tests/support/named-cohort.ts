/** A cohort in which two learners with telling names have done everything that staff pages show, on the context of any test. */
import type { Actor } from '#contract/user.ts';
import { wallOf } from '#contract/zoned-time.ts';
import { newId } from '#db/id.ts';
import { insertHelpRequest } from '#db/store/help-requests.ts';
import { leaseJob, needStaff } from '#db/store/jobs.ts';
import { changeScore } from '#server/change-score.ts';
import type { Context } from '#server/context.ts';
import { handleDeadlineForm } from '#server/deadline-form.ts';
import { recordRegrade } from '#server/record-regrade.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { makeSubmission, makeUser } from './database.ts';
import { ACCEPTED, judge, leaseStored, makeCohort, REJECTED } from './learning.ts';

const DAY_MS = 86_400_000;
export const NAMED_LAB = 'causal-attention';
export const WEIGHED_LAB = 'train-gpt';
export const PROGRAM = `
export function mix(rows: number[][], ratio: number): number[] {
	const kept: number[] = [];
	for (const row of rows) {
		let sum = 0;
		for (let at = 0; at < row.length; at += 2) sum += (row[at] ?? 0) * ratio - Math.log1p(at);
		if (sum > 3 && row.length > 1) kept.push(Math.sqrt(sum) / row.length);
		else if (sum < -3) kept.unshift(-sum * sum);
	}
	while (kept.length > 10) kept.splice(kept.length >> 1, 1);
	return kept.map((value, n) => (n % 2 === 0 ? value : 1 / (value + n)));
}
export const spread = (a: number, b: number) => [a, b, a - b, a * b].filter((each) => Number.isFinite(each)).toSorted((x, y) => y - x);
`;

export interface NamedCohort {
	readonly id: string;
	readonly learners: readonly [Actor, Actor];
	/** One judged submission of each, with the same code. */
	readonly submissions: readonly [string, string];
	readonly regradeId: string;
	/** What no page or file may hold while names are hidden: in lower case. */
	readonly names: readonly string[];
}

/** `teacher` becomes its owner. */
export async function makeNamedCohort(context: Context, teacher: Actor): Promise<NamedCohort> {
	const { client } = context;
	const now = () => context.now();
	const one = Math.random().toString(36).slice(2, 8);
	const named = async (username: string, displayName: string): Promise<Actor> => {
		const id = await makeUser(client, { username: `${username}${one}`, displayName });
		return { id, username: `${username}${one}`, displayName, role: 'learner', isDemo: false };
	};
	const [quill, thorne] = [await named('xquill', 'Xanthippe Quill'), await named('zthorne', 'Zebedee Thorne')];
	const id = await makeCohort(context, teacher, [quill, thorne]);
	const due = (days: number) => wallOf(now() + days * DAY_MS, 'UTC');
	await handleDeadlineForm(context, teacher, id, { which: NAMED_LAB, due: due(-1), zone: 'UTC' }, { action: 'set', confirmed: 'on' });
	const first = await judge(context, quill, REJECTED, PROGRAM);
	const second = await judge(context, thorne, REJECTED, PROGRAM);
	const regradeId = await startRegrade(context, teacher, id, {
		labId: NAMED_LAB,
		pick: 'latest',
		which: 'current',
		reason: 'a check was wrong',
	});
	for (let job = await lease(context); job !== undefined; job = await lease(context)) await recordRegrade(context, job, ACCEPTED);
	for (const learner of [quill, thorne]) await work(context, teacher, { id, learner, until: due(9) });
	return {
		...{ id, learners: [quill, thorne], submissions: [first, second], regradeId },
		names: [quill, thorne].flatMap(({ username, displayName }) => [username, ...displayName.toLowerCase().split(' ')]),
	};
}

/** The addresses of a page or file of the cohort, `pattern` as in the table of routes. */
export function pathsOf(cohort: NamedCohort, pattern: string): string[] {
	const [learner] = cohort.learners;
	const [a, b] = cohort.submissions;
	const ids: Readonly<Record<string, string>> = {
		submission: a,
		regrade: cohort.regradeId,
		regrades: cohort.regradeId,
		learner: learner.id,
	};
	const path = pattern
		.replace('[cohort]', cohort.id)
		.replace('[learner]/[lab]', `${learner.id}/${NAMED_LAB}`)
		.replace('[a]/[b]', `${a}/${b}`)
		.replace(/(\w+)\/\[id\]/, (_, kind: string) => `${kind}/${ids[kind]}`);
	if (pattern.endsWith('/preview')) return ['home', 'path', 'work'].map((view) => `${path}?view=${view}`);
	// What the end of a deadline would do, with the form that ends it.
	if (pattern.endsWith('/deadlines')) return [path, `${path}?remove=${NAMED_LAB}`];
	return path.includes('/api/teach/') && pattern.includes('regrades') ? [path, `${path}?format=csv`] : [path];
}

/** What a learner does and is done for, apart from submissions to the lab. */
async function work(
	context: Context,
	teacher: Actor,
	{ id, learner, until }: { id: string; learner: Actor; until: string },
): Promise<void> {
	const { client } = context;
	const createdAt = new Date(context.now());
	const asked = { id: newId(), userId: learner.id, labId: NAMED_LAB, text: 'Where does the mask go?', createdAt };
	await insertHelpRequest(client, { ...asked, answer: null, answeredBy: null, answeredAt: null });
	const extension = { action: 'extend', lab: NAMED_LAB, learner: learner.id, until, zone: 'UTC', reason: 'was ill for a week', seen: '' };
	await handleDeadlineForm(context, teacher, id, {}, extension);
	const cell = { cohortId: id, learnerId: learner.id, labId: 'rope' };
	await changeScore(context, teacher, cell, { action: 'set', points: '7', reason: 'told it in class', seen: '0' });
	await setTutorVisibility(context, teacher, id, true);
	const said = { question: 'Why a mask?', answer: 'What may position 3 see?', allowed: 1, measured: 1, action: 'pass' as const, guard: {} };
	await client.db.insert(client.schema.tutorTurns).values({
		...{ id: newId(), userId: learner.id, labId: NAMED_LAB, task: NAMED_LAB, mode: 'practice', ...said },
		...{ model: 'm', promptHash: 'p', tokensIn: 1, tokensOut: 1, latencyMs: 1, createdAt: new Date(context.now()) },
	});
	const checkpoints = [{ name: 'model', sha256: 'ab'.repeat(32) }];
	const unjudged = await makeSubmission(client, learner.id, { labId: WEIGHED_LAB, checkpoints, createdAt });
	const { job } = await leaseStored(context, unjudged);
	await needStaff(client, job, { now: context.now(), error: '4. fault: The sandbox ended by code 70.' });
}

function lease({ client, now }: Context) {
	return leaseJob(client, { owner: 'grader', now: now() });
}
