/**
 * The two journeys of the product over HTTP on PostgreSQL, by night on SQLite too, judged in the real sandbox: a learner's from the join code to an accepted lab, and
 * that of the instructor who sees it and sets a bound. tests/e2e/journey.spec.ts has the same in a browser, on PostgreSQL by night only.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { openTestDatabase, PROCESS_ENGINES, type TestDatabase } from '../support/database.ts';
import { HttpLearner } from '../support/http-learner.ts';
import { isNight } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';

const LAB = 'causal-attention';
const [, INSTRUCTOR] = DEMO_ACCOUNTS;
const LEARNER = { username: 'mira', displayName: 'Mira Sandoval', password: 'the kite on the hill' };
const REASON = 'Wants to write the optimiser without seeing it.';

/** On SQLite Chromium goes this way at every run (tests/e2e/journey.spec.ts). */
const engines = isNight ? PROCESS_ENGINES : PROCESS_ENGINES.slice(-1);

describe.each(engines)('on %s', { timeout: 300_000 }, (engine) => {
	let database: TestDatabase;
	let server: TestServer;
	beforeEach(async () => {
		database = await openTestDatabase(engine);
		server = await startServer({ DATABASE_URL: database.url, SANDBOX: 'auto' });
	});
	afterEach(async () => {
		await server?.stop();
		await database.close();
	});

	test('a learner joins, is rejected, takes a rung and is accepted; the instructor sees it, and a bound of theirs holds', async () => {
		const [learner, instructor] = [new HttpLearner(server.url), new HttpLearner(server.url)];
		await instructor.send('/login', { username: INSTRUCTOR.username, password: INSTRUCTOR.password });
		const code = found(/class="join-code"[^>]*>([2-9A-Z]{4}-[2-9A-Z]{4})</, await instructor.read('/teach'));
		await learner.send('/signup', LEARNER);
		expect(await (await learner.send('/join', { code: code.toLowerCase() }, 200)).text()).toContain('You are in “Autumn cohort”');

		const rejected = await learner.submit(LAB, textOfLab(LAB, 'starter.ts'));
		expect(rejected.verdict?.outcome).toBe('rejected');
		expect(JSON.stringify(rejected.verdict?.checks)).toContain('raw scores');
		expect((await learner.call(`/api/labs/${LAB}/help/1`)).status).toBe(200);
		expect((await learner.call(`/api/labs/${LAB}/help/4`)).status).toBe(403);
		const accepted = await learner.submit(LAB, textOfLab(LAB, 'solution.ts'));
		expect(accepted.verdict?.outcome).toBe('accepted');
		expect(await learner.read('/me')).toMatch(/1 of \d+ accepted/);

		const cohort = found(/href="(\/teach\/[\w-]+)\/progress"/, await instructor.read('/teach'));
		const link = new RegExp(`href="(${cohort}/learner/[\\w-]+)"[^>]*>\\s*${LEARNER.displayName}`);
		const progress = await instructor.read(`${cohort}/progress`);
		expect(progress).toContain(LEARNER.displayName);
		// What stands before the code in a `pre` would move its first line.
		for (const [, before] of progress.matchAll(/<pre>([\s\S]*?)<code/g)) expect(before).toBe('');
		expect(progress).toMatch(/<pre><code>\S/);
		const page = found(link, await instructor.read(`${cohort}/roster`));
		expect(await instructor.read(page)).toContain('Rung 1 opened');
		await instructor.send(page, { action: 'bound', lab: 'train-gpt', floor: '0', ceiling: '1', reason: REASON });
		expect(await instructor.read(page)).toContain(REASON);

		const help = await learner.read('/api/labs/train-gpt/help');
		expect(help).toContain(REASON);
		expect(help).toContain(INSTRUCTOR.displayName);
		expect((await learner.call('/api/labs/train-gpt/help/2')).status).toBe(403);
	});
});

/** What stands in the parentheses. */
function found(pattern: RegExp, text: string): string {
	return pattern.exec(text)?.[1] ?? expect.fail(`${String(pattern)} is not in ${text.slice(0, 2_000)}`);
}
