/** Points from verdicts to the gradebook, its files and the learner's own page, on every engine: one computation, said alike everywhere. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { progressGrid } from '#components/teach/progress-grid.ts';
import { DEFAULT_SETTINGS } from '#contract/gradebook.ts';
import { gradebookGrid } from '#contract/gradebook-grid.ts';
import type { Verdict } from '#contract/grading.ts';
import { arrangeGrid, metricText, readGridQuery } from '#contract/grid.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import { changeScore } from '#server/change-score.ts';
import { canvasCsv, exportGradebook, gradebookCsv } from '#server/export-gradebook.ts';
import { getCohortProgress } from '#server/get-cohort-progress.ts';
import { getGradebook } from '#server/get-gradebook.ts';
import { getGradebookCell } from '#server/get-gradebook-cell.ts';
import { getOwnPoints } from '#server/get-own-points.ts';
import { overrideVerdict } from '#server/override-verdict.ts';
import { replaceVerdict } from '#server/replace-verdict.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { getGradebookSettings, setGradebook } from '#server/set-gradebook.ts';
import { removeLearner } from '../support/cohort.ts';
import { readCsv } from '../support/csv.ts';
import { ENGINES } from '../support/database.ts';
import { judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, verdictOf } from '../support/learning.ts';

const DAY_MS = 86_400_000;
const LAB = 'causal-attention';
const AT = labs.findIndex(({ id }) => id === LAB);
const MISSING = { kind: 'missing' };

/** Of ten points in two checks. */
function scored(points: number): Verdict {
	const check = (id: string, worth: number, outcome: 'pass' | 'fail') => ({
		id,
		title: id,
		visibility: 'hidden' as const,
		outcome,
		points: worth,
		message: '',
	});
	const offered = { public: { checks: 0, points: 0 }, hidden: { checks: 2, points: 10 } };
	return verdictOf(points === 10 ? 'accepted' : 'rejected', {
		checks: [check('a', points, 'pass'), check('b', 10 - points, 'fail')],
		offered,
	});
}

describe.each(ENGINES)('the gradebook on %s', (engine) => {
	let site: LearningTest;
	let okafor: Actor;
	let weiss: Actor;
	let ada: Actor;
	let grace: Actor;
	let cohortId: string;

	beforeAll(async () => {
		site = await openLearningTest(engine);
	});
	afterAll(() => site.close());
	beforeEach(async () => {
		okafor = await makeActor(site.context, { displayName: 'S. Okafor', role: 'instructor' });
		weiss = await makeActor(site.context, { displayName: 'R. Weiss', role: 'instructor' });
		ada = await makeActor(site.context, { displayName: 'Ada' });
		grace = await makeActor(site.context, { displayName: '=Grace, "G"' });
		cohortId = await makeCohort(site.context, okafor, [ada, grace]);
	});

	const scope = () => ({ cohortId, learnerId: ada.id, labId: LAB });
	const cell = async () => (await getGradebookCell(site.context, okafor, scope())).cell;
	const change = (fields: Record<string, string>, actor = okafor) =>
		changeScore(site.context, actor, scope(), { reason: 'agreed in class', ...fields });
	const settings = (fields: Record<string, string>, seen = 0) =>
		setGradebook(site.context, okafor, cohortId, { rule: 'best', dropLowest: '0', ...fields, seen: String(seen) });
	async function due(over: { dueAt?: number; lateKind?: 'marked' | 'reduced' | 'closed' } = {}) {
		const { dueAt = site.context.now(), lateKind = 'reduced' } = over;
		const { deadlines } = site.context.client.schema;
		await site.context.client.db
			.insert(deadlines)
			.values({ cohortId, labId: LAB, dueAt: new Date(dueAt), lateKind, latePerDay: 10, lateAtMost: 50 });
	}

	test('the best of the submissions counts, and another verdict counts at once', async () => {
		await judge(site.context, ada, scored(4), 'one');
		const id = await judge(site.context, ada, scored(7), 'two');
		await judge(site.context, ada, scored(5), 'three');
		expect(await cell()).toMatchObject({ points: 7, worth: 10, isLate: false });

		const row = await selectOptionalVerdict(site.context.client, id);
		if (!row) throw new Error('A verdict is missing.');
		const seen = await replaceVerdict(site.context, {
			submission: await selectSubmission(site.context.client, id),
			seen: row,
			verdict: scored(9),
			cause: 'regrade',
			actorId: okafor.id,
			reason: 'the check was wrong',
		});
		expect(await cell()).toMatchObject({ points: 9 });
		const set = { outcome: 'accepted', reason: 'agreed in class', seen: seen ?? '' };
		await overrideVerdict(site.context, okafor, { cohortId, submissionId: id }, set);
		// An outcome that a person sets leaves the points of the checks as they were found.
		expect(await cell()).toMatchObject({ points: 9 });
	});

	test('lateness takes what its rule says, an extension of one learner gives it back, and what is missing is zero only when it is over', async () => {
		await due();
		site.later(DAY_MS + 2 * MINUTE_MS);
		await judge(site.context, ada, scored(10), 'late');
		expect(await cell()).toMatchObject({ points: 8, isLate: true });
		const { rows } = await getGradebook(site.context, okafor, cohortId);
		expect(rows.find(({ id }) => id === grace.id)?.cells[AT]).toMatchObject({ points: 0, isMissing: true });

		const { extensions } = site.context.client.schema;
		const at = new Date(site.context.now() + DAY_MS);
		await site.context.client.db.insert(extensions).values({
			...{
				id: `x${ada.id}`,
				cohortId,
				userId: ada.id,
				labId: LAB,
				dueAt: at,
				reason: 'ill',
				createdBy: okafor.id,
				createdAt: at,
				endedAt: null,
			},
		});
		expect(await cell()).toMatchObject({ points: 10, isLate: false });
		const page = await getGradebookCell(site.context, okafor, scope());
		expect(page.due).toMatchObject({ at: at.getTime(), rule: '−10 % of the points a day, to at most −50 %.' });
		expect(page.events).toMatchObject([
			{ kind: 'submission', lateness: 'on time', points: 10, isCounted: true, score: { points: 10, offered: 10 } },
		]);
	});

	test('points are set, excused and taken back with a reason, each kept, audited and read by the learner', async () => {
		await judge(site.context, ada, scored(4), 'one');
		await change({ action: 'set', points: '8.5', seen: '0' });
		expect(await cell()).toMatchObject({ points: 8.5, isSet: true });
		const [own] = await getOwnPoints(site.context, ada);
		expect(own?.row.cells[AT]).toMatchObject({ points: 8.5, isSet: true });
		expect(own?.reasons.get(LAB)).toBe('agreed in class');

		await change({ action: 'excuse', reason: 'was ill', seen: '1' });
		expect(await cell()).toMatchObject({ points: 4, isExcused: true });
		await change({ action: 'undo', reason: 'came after all', seen: '2' });
		expect(await cell()).toMatchObject({ points: 8.5, isSet: true, isExcused: false });

		const page = await getGradebookCell(site.context, okafor, scope());
		expect(page.seen).toBe(3);
		expect(page.events.filter(({ kind }) => kind === 'change')).toMatchObject([
			{ what: 'set', points: 8.5, worth: 10, by: 'S. Okafor', reason: 'came after all' },
			{ what: 'excused', reason: 'was ill' },
			{ what: 'set', reason: 'agreed in class' },
		]);
		const { auditLog } = site.context.client.schema;
		const acts = (await site.context.client.db.select().from(auditLog)).filter(({ targetId }) => targetId === ada.id);
		expect(acts.map(({ action }) => action).sort()).toEqual(['score-excuse', 'score-set', 'score-undo']);
	});

	test('of two instructors in one cell the second is refused, sees the first’s change, and may then choose', async () => {
		await change({ action: 'set', points: '8', seen: '0' });
		await expect(change({ action: 'set', points: '3', seen: '0' })).rejects.toMatchObject({ kind: 'conflict', at: 'seen' });
		const page = await getGradebookCell(site.context, okafor, scope());
		expect(page.events[0]).toMatchObject({ what: 'set', points: 8, by: 'S. Okafor' });
		await change({ action: 'set', points: '3', seen: String(page.seen) });
		expect(await cell()).toMatchObject({ points: 3 });

		const both = await Promise.allSettled(['5', '6'].map((points) => change({ action: 'set', points, seen: '2' })));
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect((await getGradebookCell(site.context, okafor, scope())).seen).toBe(3);
	});

	test('points are of what the lab was worth when they were typed: after other settings they are asked for again', async () => {
		const form = { action: 'set', points: '8', seen: '0' };
		await settings({ [`points-${LAB}`]: '100' });
		await expect(change({ ...form, worth: '10' })).rejects.toMatchObject({
			...{ kind: 'conflict', at: 'points' },
			text: 'The lab is worth 100 points now; it was 10 when this was opened. Look at the number, then send it again.',
		});
		expect(await cell()).toMatchObject({ points: null, isSet: false });
		await change({ ...form, points: '80', worth: '100' });
		expect(await cell()).toMatchObject({ points: 80, worth: 100, isSet: true });
		// To excuse or take back says nothing of points.
		await settings({ [`points-${LAB}`]: '12.5' }, 1);
		await change({ action: 'excuse', seen: '1', worth: '100' });
		await change({ ...form, points: '12.5', seen: '2', worth: '12.5' });
		expect(await cell()).toMatchObject({ points: 12.5, worth: 12.5, isSet: true });
	});

	test.each([
		[{ action: 'set', points: '11', seen: '0' }, 'worth 10 points'],
		[{ action: 'set', points: '-1', seen: '0' }, 'not below 0'],
		[{ action: 'set', points: 'ten', seen: '0' }, 'is a number'],
		[{ action: 'set', points: '', seen: '0' }, 'how many points'],
		[{ action: 'set', points: '1.234', seen: '0' }, 'two places'],
		[{ action: 'set', points: '5', reason: '  ', seen: '0' }, 'Say why'],
		[{ action: 'undo', seen: '0' }, 'nothing to take back'],
	])('%j is refused and changes nothing', async (fields, message) => {
		await expect(change(fields)).rejects.toThrow(message);
		expect(await cell()).toMatchObject({ points: null, isSet: false });
	});

	test('settings change what counts; two who change them at once are told; nonsense is refused by its field', async () => {
		await judge(site.context, ada, scored(8), 'one');
		await judge(site.context, ada, scored(4), 'two');
		await settings({ rule: 'last', [`points-${LAB}`]: '20', [`weight-${LAB}`]: '0' });
		expect(await cell()).toMatchObject({ points: 8, worth: 20 });
		const { rows, settings: kept } = await getGradebook(site.context, okafor, cohortId);
		expect(rows.find(({ id }) => id === ada.id)).toMatchObject({ total: null, counted: 0 });
		expect(kept.labs).toEqual({ [LAB]: { rule: null, points: 20, weight: 0 } });

		await expect(settings({ rule: 'best' })).rejects.toMatchObject({ kind: 'conflict' });
		await settings({ [`rule-${LAB}`]: 'last' }, 1);
		expect(await cell()).toMatchObject({ points: 4, worth: 10 });
		await expect(settings({ dropLowest: '40', [`weight-${LAB}`]: 'much', [`points-${LAB}`]: '0' }, 2)).rejects.toMatchObject({
			problems: {
				dropLowest: expect.stringContaining('At most 19'),
				[`weight-${LAB}`]: expect.stringContaining('number'),
				[`points-${LAB}`]: expect.stringContaining('more than 0'),
			},
		});
		expect(await getGradebookSettings(site.context, okafor, cohortId)).toMatchObject({ revision: 2, changed: { by: 'S. Okafor' } });
	});

	test('a cohort that is not one’s own, a learner who left, a learner’s own hand and no lab are all missing', async () => {
		for (const actor of [weiss, ada]) {
			await expect(getGradebook(site.context, actor, cohortId)).rejects.toMatchObject(MISSING);
			await expect(getGradebookCell(site.context, actor, scope())).rejects.toMatchObject(MISSING);
			await expect(change({ action: 'set', points: '5', seen: '0' }, actor)).rejects.toMatchObject(MISSING);
			await expect(exportGradebook(site.context, actor, cohortId, new URLSearchParams())).rejects.toMatchObject(MISSING);
			await expect(getGradebookSettings(site.context, actor, cohortId)).rejects.toMatchObject(MISSING);
			await expect(
				setGradebook(site.context, actor, cohortId, { ...DEFAULT_SETTINGS, dropLowest: '0', labs: '', seen: '0' }),
			).rejects.toMatchObject(MISSING);
		}
		await expect(getGradebookCell(site.context, okafor, { ...scope(), labId: 'none' })).rejects.toMatchObject(MISSING);
		await removeLearner(site.context, cohortId, ada.id);
		await expect(change({ action: 'set', points: '5', seen: '0' })).rejects.toMatchObject(MISSING);
		expect(await getOwnPoints(site.context, ada)).toEqual([]);
	});

	test.each(['', 'part=1', 'sort=total&turned=1', 'name=ada', `sort=${LAB}&show=percent`, 'state=set'])(
		'the file of "%s" has the rows, columns and numbers of the screen',
		async (address) => {
			await judge(site.context, ada, scored(7), 'one');
			await judge(site.context, grace, scored(10), 'two', labs[0]?.id);
			await changeScore(
				site.context,
				okafor,
				{ ...scope(), learnerId: grace.id },
				{ action: 'set', points: '3.33', reason: '=cmd|calc', seen: '0' },
			);
			const gradebook = await getGradebook(site.context, okafor, cohortId);
			const data = gradebookGrid(gradebook);
			const { rows, columns, metric } = arrangeGrid(data, readGridQuery(new URLSearchParams(address)));
			const shown = data.metrics[metric];

			const [head = [], ...lines] = readCsv(gradebookCsv(gradebook, new URLSearchParams(address)));
			expect(head.slice(3, -2).map((title) => title.split(' ')[0])).toEqual(columns.map((n) => data.columns[n]?.lesson));
			expect(lines.map(([, username]) => username)).toEqual(rows.map((n) => gradebook.rows[n]?.username));
			for (const [n, line] of lines.entries()) {
				const row = data.rows[rows[n] ?? -1];
				expect(line.slice(3, -2)).toEqual(
					columns.map((at) => (shown === undefined ? '' : metricText(shown, row?.cells[at]?.[metric + 1]))),
				);
				expect(line.at(-2)).toBe(row?.ends[0]?.[0] === null ? '' : String(row?.ends[0]?.[0]));
			}
		},
	);

	test('Canvas finds its columns, what they are worth, and nothing that a spreadsheet would run', async () => {
		await judge(site.context, ada, scored(7), 'one');
		await changeScore(site.context, okafor, { ...scope(), learnerId: grace.id }, { action: 'excuse', reason: 'was ill', seen: '0' });
		const gradebook = await getGradebook(site.context, okafor, cohortId);
		const text = canvasCsv(gradebook, new URLSearchParams('part=1'));
		const [head = [], worth = [], ...lines] = readCsv(text);
		const at = head.indexOf(`${labs[AT]?.lesson} ${labs[AT]?.title}`);

		expect(head.slice(0, 5)).toEqual(['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section']);
		expect(head.filter((title) => /final/i.test(title))).toEqual([]);
		expect(worth[0]?.trim()).toBe('Points Possible');
		expect(worth[at]).toBe('10');
		expect(lines.map((line) => [line[0], line[at]])).toEqual([
			['\'=Grace, "G"', 'EX'],
			['Ada', '7'],
		]);
		expect(lines.every((line) => line[1] === '' && line[2] === '' && line[3] !== '')).toBe(true);
		const renamed = { ...gradebook, labs: gradebook.labs.map((lab) => ({ ...lab, title: 'The final exam' })) };
		expect(readCsv(canvasCsv(renamed, new URLSearchParams()))[0]?.filter((title) => /final/i.test(title))).toEqual([]);
	});

	test('a section of the roster stands in the grid, in both files and in the progress, and narrows them', async () => {
		await handleRosterForm(site.context, okafor, cohortId, { action: 'section', learner: ada.id, section: 'Monday' });
		const gradebook = await getGradebook(site.context, okafor, cohortId);
		const sections = (rows: readonly (readonly string[])[], column: number) => rows.map((row) => [row[0], row[column]]);

		expect(gradebookGrid(gradebook).rows.map(({ name, section }) => [name, section])).toEqual([
			['=Grace, "G"', null],
			['Ada', 'Monday'],
		]);
		expect(sections(readCsv(gradebookCsv(gradebook, new URLSearchParams('section=Monday'))).slice(1), 2)).toEqual([['Ada', 'Monday']]);
		expect(sections(readCsv(canvasCsv(gradebook, new URLSearchParams())).slice(2), 4)).toEqual([
			['\'=Grace, "G"', 'Spring'],
			['Ada', 'Monday'],
		]);
		const progress = progressGrid(await getCohortProgress(site.context, cohortId), site.context.now());
		expect(progress.rows.map(({ section }) => section)).toEqual([null, 'Monday']);
	});
});
