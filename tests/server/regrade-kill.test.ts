/** kill -9 in the middle of applying a regrade and of undoing it: what goes on afterwards ends where an unharmed one does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countItems } from '#db/store/regrades.ts';
import { applyRegrade, undoRegrade } from '#server/decide-regrade.ts';
import { finishRegrades } from '#server/finish-regrade.ts';
import { getRegrade } from '#server/get-regrade.ts';
import { countsOf } from '#server/regrade-counts.ts';
import { MINUTE_MS, START } from '../support/learning.ts';
import { type Course, everything, judgeAll, makeCourse, start, type Turned } from '../support/regrade.ts';
import { openTestContext } from '../support/site.ts';

const PEOPLE = 120;
const SCRIPT = new URL('../support/finish-regrade.ts', import.meta.url).pathname;

let now = START;
const later = (ms: number): void => {
	now += ms;
};
let context: Awaited<ReturnType<typeof openTestContext>>;
let turned: Turned;
let course: Course;
beforeEach(async () => {
	context = await openTestContext({}, () => now);
	turned = { context, later };
	course = await makeCourse(turned, PEOPLE);
});
afterEach(() => context.close());

const countsNow = async (id: string) => countsOf(await countItems(context.client, [id]));

/** Lets a process of its own begin, and kills it once `done` says that it is in the middle. */
async function killInTheMiddle(id: string, done: () => Promise<number>): Promise<void> {
	const env = { ...process.env, GRADUS_MODE: 'production', GRADUS_DATA: context.config.GRADUS_DATA, DATABASE_URL: '', LOG_LEVEL: 'error' };
	const child = spawn(process.execPath, ['--no-warnings', SCRIPT, id, String(now)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
	const exited = once(child, 'exit');
	while ((await done()) < 5) {
		if (child.exitCode !== null) throw new Error('It ended before it was killed.');
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	child.kill('SIGKILL');
	await exited;
}

test('a regrade that was killed while it was applied, and again while it was undone, ends as if nothing had happened', {
	timeout: 120_000,
	retry: 0,
}, async () => {
	const first = await everything(turned);
	const id = await start(turned, course, 'all');
	await judgeAll(turned, course);
	const place = { cohortId: course.cohortId, regradeId: id };
	const dry = await getRegrade(context, course.okafor, place, true);
	now += MINUTE_MS;

	await applyRegrade(context, course.okafor, place);
	await killInTheMiddle(id, async () => (await countsNow(id)).applied);
	const killed = await countsNow(id);
	expect(killed.applied).toBeLessThan(killed.changed);
	await finishRegrades(context);

	expect(await countsNow(id)).toMatchObject({ applied: killed.changed, skipped: 0 });
	const after = await getRegrade(context, course.okafor, place, true);
	expect(after.regrade.state).toBe('applied');
	expect(after.rows.map(({ state: _, ...row }) => row)).toEqual(dry.rows.map(({ state: _, ...row }) => row));
	const { verdictChanges, mastery } = context.client.schema;
	const changes = await context.client.db.select().from(verdictChanges);
	expect(new Set(changes.map(({ submissionId }) => submissionId)).size).toBe(changes.length);
	expect(changes).toHaveLength(killed.changed);
	const held = new Map((await context.client.db.select().from(mastery)).map((row) => [row.userId, row]));
	for (const { learner, skill } of after.rows)
		expect({ p: held.get(learner.id)?.p, isProven: held.get(learner.id)?.isProven }).toEqual({
			p: skill?.with.p,
			isProven: skill?.with.isProven,
		});

	now += MINUTE_MS;
	await undoRegrade(context, course.okafor, place);
	await killInTheMiddle(id, async () => (await countsNow(id)).undone);
	await finishRegrades(context);

	expect(await countsNow(id)).toMatchObject({ undone: killed.changed, applied: 0, skipped: 0 });
	expect(await everything(turned)).toEqual(first);
});
