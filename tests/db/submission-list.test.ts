/** The list of a cohort's submissions on both engines: filters, pages without gaps, the same as a file, and no scan of a table. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rowHtml } from '#components/grid/grid-html.ts';
import { progressGrid } from '#components/teach/progress-grid.ts';
import { arrangeGrid } from '#contract/grid.ts';
import type { Actor } from '#contract/user.ts';
import { listCohortSubmissions } from '#db/store/submission-list.ts';
import { getCohortProgress } from '#server/get-cohort-progress.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { exportSubmissionsCsv, listSubmissionsOf } from '#server/list-cohort-submissions.ts';
import { removeLearner } from '../support/cohort.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const PEOPLE = 3;
const EACH = 40;

describe.each(ENGINES)('submissions of a cohort on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let stranger: Actor;
	let learners: Actor[];
	let cohort: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
		okafor = await makeActor(test.context, { role: 'instructor' });
		stranger = await makeActor(test.context, { role: 'instructor' });
		learners = [];
		for (const displayName of ['=cmd|calc', 'Bao', 'Ada']) learners.push(await makeActor(test.context, { displayName }));
		const left = await makeActor(test.context, { displayName: 'Left' });
		cohort = await makeCohort(test.context, okafor, [...learners, left]);
		await judge(test.context, left, ACCEPTED);
		await removeLearner(test.context, cohort, left.id);
		await makeCohort(test.context, stranger, [left]);
		for (let n = 0; n < EACH; n++) {
			// Two at the same moment, so that the order needs the id too.
			if (n % 2 === 0) test.later(MINUTE_MS);
			for (const learner of learners) await judge(test.context, learner, n % 4 === 0 ? ACCEPTED : REJECTED, `export const n = ${n};`);
		}
		await judge(test.context, learners[0] as Actor, REJECTED, 'export {};', 'rope');
		await makeSubmission(test.context.client, learners[1]?.id ?? '', { createdAt: new Date(test.context.now()) });
	}, 120_000);
	afterAll(() => test.close());

	const list = (query: Record<string, string> = {}, actor = okafor) =>
		listSubmissionsOf(test.context, actor, cohort, new URLSearchParams(query));
	const walk = async (query: Record<string, string>) => {
		const rows = [];
		for (let after = ''; ; ) {
			const page = await list({ ...query, after });
			rows.push(...page.rows);
			if (page.next === null) return rows;
			after = page.next;
		}
	};

	it.each(['newest', 'oldest', 'learner'])('walks every page in the order "%s" without a gap and without a repeat', async (sort) => {
		const rows = await walk({ sort });
		const { counts } = await list();

		expect(counts).toEqual({ submissions: PEOPLE * EACH + 2, learners: PEOPLE });
		expect(new Set(rows.map(({ id }) => id)).size).toBe(counts.submissions);
		expect(rows).toHaveLength(counts.submissions);
		const times = rows.map(({ createdAt }) => createdAt);
		if (sort === 'newest') expect(times).toEqual(times.toSorted((a, b) => b - a));
		if (sort === 'oldest') expect(times).toEqual(times.toSorted((a, b) => a - b));
		if (sort === 'learner') expect(new Set(rows.slice(0, EACH).map(({ learner }) => learner.id)).size).toBe(1);
	});

	it.each([
		[{ lab: 'rope' }, 1],
		[{ outcome: 'accepted' }, (PEOPLE * EACH) / 4],
		[{ outcome: 'queued' }, 1],
		[{ outcome: 'needs-staff' }, 0],
		[{ diagnosis: 'mask-after-softmax' }, (PEOPLE * EACH * 3) / 4 + 1],
		[{ mode: 'recheck' }, 0],
		[{ marked: 'comments' }, 0],
		[{ from: '2026-01-05', until: '2026-01-05' }, PEOPLE * EACH + 2],
		[{ from: '2026-01-07' }, 0],
		[{ until: '2026-01-03' }, 0],
	])('counts what %o leaves', async (query, n) => {
		expect((await list(query)).counts.submissions).toBe(n);
		expect(await walk(query)).toHaveLength(n);
	});

	it('says what of an address it did not understand, and filters by the rest', async () => {
		const page = await list({ outcome: 'nonsense', lab: 'rope', from: '5 January' });

		expect(page.problems).toHaveLength(2);
		expect(page.rows).toHaveLength(1);
		await expect(exportSubmissionsCsv(test.context, okafor, cohort, new URLSearchParams({ outcome: 'nonsense' }))).rejects.toMatchObject({
			kind: 'invalid',
		});
	});

	it('saves the rows of the filter, of all its pages, with no cell that a spreadsheet would run', async () => {
		const query = { outcome: 'rejected', learner: learners[0]?.id ?? '' };
		const csv = await exportSubmissionsCsv(test.context, okafor, cohort, new URLSearchParams(query));
		const lines = csv.trimEnd().split('\r\n').slice(1);

		expect(lines.map((line) => line.split(',')[0])).toEqual((await walk(query)).map(({ id }) => id));
		for (const line of lines) expect(line).toContain(",'=cmd|calc,");
	});

	it('has as many rows as the cell of the grid that leads to it says, and the page of a learner as many accepted labs as they have done', async () => {
		const ida = await makeActor(test.context, { displayName: 'Ida' });
		const own = await makeCohort(test.context, okafor, [ida]);
		for (const code of ['a', 'b']) await judge(test.context, ida, ACCEPTED, code);
		await judge(test.context, ida, REJECTED, 'c', 'rope');
		await makeSubmission(test.context.client, ida.id, { mode: 'recheck', createdAt: new Date(test.context.now()) });
		const grid = progressGrid(await getCohortProgress(test.context, own), test.context.now());
		const [row = expect.fail('The grid has no row.')] = grid.rows;
		const html = rowHtml(grid, arrangeGrid(grid, {}), row, 0, { isGrid: false });
		const [, ...hrefs] = [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
		const counted = [];
		for (const [n, { id }] of grid.columns.entries()) {
			const { pathname, searchParams } = new URL(hrefs[n] ?? '', 'https://gradus.test/teach/x/progress');
			expect(pathname).toBe('/teach/x/submissions');
			const { counts, problems } = await listSubmissionsOf(test.context, okafor, own, searchParams);
			expect(problems).toEqual([]);
			expect(counts.submissions).toBe(row.cells[n]?.[2] ?? 0);
			if (counts.submissions > 0) counted.push([id, counts.submissions]);
		}
		expect(counted.sort()).toEqual([
			['causal-attention', 2],
			['rope', 1],
		]);

		expect(hrefs[grid.columns.length]).toBe(`learner/${ida.id}#labs-title`);
		const { labs } = await getLearnerPage(test.context, okafor, { cohortId: own, learnerId: ida.id });
		expect(row.ends[0]?.[0]).toBe(labs.filter(({ best }) => best?.outcome === 'accepted').length);
	});

	it('is missing for another instructor and for a learner in it', async () => {
		for (const actor of [stranger, learners[0] as Actor]) {
			await expect(list({}, actor)).rejects.toMatchObject({ kind: 'missing' });
			await expect(exportSubmissionsCsv(test.context, actor, cohort, new URLSearchParams())).rejects.toMatchObject({ kind: 'missing' });
		}
	});

	it('counts days by UTC, whatever zone the server is in', async () => {
		vi.stubEnv('TZ', 'Pacific/Kiritimati');
		try {
			expect(new Date('2026-01-05T00:00:00').getTime()).not.toBe(Date.parse('2026-01-05T00:00:00Z'));
			const page = await list({ from: '2026-01-05', until: '2026-01-05' });
			expect(page.rows.length).toBe((await list({})).rows.length);
			expect(page.rows.length).toBeGreaterThan(0);
		} finally {
			vi.unstubAllEnvs();
		}
	});

	it.runIf(engine === 'sqlite').each(['newest', 'learner'] as const)('reads no table from end to end for the order "%s"', async (sort) => {
		const { client } = test.context;
		const query = listCohortSubmissions(client, cohort, { labId: 'rope' }, { sort, limit: 51 });
		const [statement, ...values] = planOf(query);
		// better-sqlite3 behind drizzle: the one place that asks the engine for its plan.
		const db = client.db as unknown as { all(query: ReturnType<typeof sql>): { detail: string }[] };
		const parts = String(statement).split('?');
		const asked = sql.join(parts.flatMap((part, n) => (n < values.length ? [sql.raw(part), sql`${values[n]}`] : [sql.raw(part)])));
		const plan = db.all(sql`explain query plan ${asked}`).map(({ detail }) => detail);

		expect(plan.join('\n')).not.toMatch(/\bSCAN\b/);
		expect(plan.join('\n')).toContain('submissions_user_created');
	});
});

/** The statement of a query that was begun, and its values. */
function planOf(query: unknown): unknown[] {
	const { sql: statement, params } = (query as { toSQL(): { sql: string; params: unknown[] } }).toSQL();
	return [statement, ...params];
}
