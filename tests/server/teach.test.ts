/** What an instructor does with cohorts: create, rename, archive, new code, bounds; nobody else's; every act audited; and how fast a large one is. */
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { selectOptionalOpenCohort } from '#db/store/cohorts.ts';
import { handleBoundsForm } from '#server/bounds-form.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { joinCohort } from '#server/join-cohort.ts';
import { openRung } from '#server/open-rung.ts';
import { getTaughtCohorts, handleCohortForm } from '#server/teach-page.ts';
import { judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const DAY_MS = 86_400_000;
const lab = requireLab('causal-attention');
const MISSING = { kind: 'missing' };
let site: LearningTest;
let okafor: Actor;
let stranger: Actor;
let ada: Actor;

beforeEach(async () => {
	site = await openLearningTest('sqlite');
	okafor = await makeActor(site.context, { displayName: 'S. Okafor', role: 'instructor' });
	stranger = await makeActor(site.context, { displayName: 'R. Weiss', role: 'instructor' });
	ada = await makeActor(site.context, { displayName: 'Ada' });
});
afterEach(() => site.close());

function formOf(fields: Record<string, string>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
}

const send = (actor: Actor, fields: Record<string, string>) => handleCohortForm(site.context, actor, formOf(fields));
const bound = (actor: Actor, scope: { cohortId: string; userId: string | null }, over: Record<string, string> = {}) =>
	handleBoundsForm(site.context, actor, scope, formOf({ lab: '', floor: '0', ceiling: '5', reason: 'agreed in class', ...over }));

async function onlyCohort(actor: Actor) {
	const [taught, ...rest] = await getTaughtCohorts(site.context, actor);
	if (!taught || rest.length > 0) throw new Error('not exactly one cohort');
	return taught;
}

async function auditOf(targetId: string): Promise<{ action: string; actorId: string | null; detail: unknown }[]> {
	const { auditLog } = site.context.client.schema;
	const rows = await site.context.client.db.select().from(auditLog);
	return rows.filter((row) => row.targetId === targetId).map(({ action, actorId, detail }) => ({ action, actorId, detail }));
}

describe('cohorts', () => {
	test('an instructor creates, renames, archives and restores a cohort, and each is audited', async () => {
		const next = await send(okafor, { action: 'create', name: '  Autumn  ' });
		const { cohort } = await onlyCohort(okafor);
		expect(next).toBe(`/teach/${cohort.id}/roster`);
		expect(cohort).toMatchObject({ name: 'Autumn', archivedAt: null });
		expect(cohort.joinCode).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);

		await send(okafor, { action: 'rename', cohort: cohort.id, name: 'Autumn, Monday' });
		await send(okafor, { action: 'archive', cohort: cohort.id });
		expect((await onlyCohort(okafor)).cohort.archivedAt).not.toBeNull();
		await send(okafor, { action: 'restore', cohort: cohort.id });
		expect((await onlyCohort(okafor)).cohort).toMatchObject({ name: 'Autumn, Monday', archivedAt: null });

		expect(await auditOf(cohort.id)).toEqual(
			['cohort-create', 'cohort-rename', 'cohort-archive', 'cohort-restore'].map((action) =>
				expect.objectContaining({ action, actorId: okafor.id }),
			),
		);
	});

	test('a new join code ends the old one at once', async () => {
		await send(okafor, { action: 'create', name: 'Autumn' });
		const old = (await onlyCohort(okafor)).cohort;
		await send(okafor, { action: 'new-code', cohort: old.id });
		const { cohort } = await onlyCohort(okafor);

		expect(cohort.joinCode).not.toBe(old.joinCode);
		const opens = (code: string) => selectOptionalOpenCohort(site.context.client, code, site.context.now());
		expect(await opens(old.joinCode)).toBeUndefined();
		expect(await opens(cohort.joinCode)).toMatchObject({ id: cohort.id });
		expect(await auditOf(cohort.id)).toContainEqual(expect.objectContaining({ action: 'cohort-new-code' }));
	});

	test('a form that is sent twice makes one cohort, and the same page another under another name', async () => {
		const form = { action: 'create', name: 'Autumn', key: 'of-one-page' };
		const [first, second] = await Promise.all([send(okafor, form), send(okafor, form)]);
		expect(second).toBe(first);
		const { cohort } = await onlyCohort(okafor);
		expect(await auditOf(cohort.id)).toHaveLength(1);

		await send(okafor, { ...form, name: 'Winter' });
		expect((await getTaughtCohorts(site.context, okafor)).map((each) => each.cohort.name)).toEqual(['Autumn', 'Winter']);
		// A key is of whoever sends it.
		expect(await send(stranger, form)).not.toBe(first);
	});

	test('what cannot be written to the audit log is not done', async () => {
		const id = await makeCohort(site.context, okafor, []);
		await send(okafor, { action: 'new-code', cohort: id });
		const before = (await onlyCohort(okafor)).cohort;
		const database = new Sqlite(site.databaseUrl.slice('file:'.length));
		database.exec("create trigger full before insert on audit_log begin select raise(abort, 'no room'); end");
		database.close();

		await expect(send(okafor, { action: 'create', name: 'Autumn' })).rejects.toThrow('no room');
		for (const action of ['rename', 'archive', 'new-code'])
			await expect(send(okafor, { action, cohort: id, name: 'Autumn' })).rejects.toThrow('no room');
		await expect(joinCohort(site.context, ada.id, before.joinCode, '127.0.0.1')).rejects.toThrow('no room');

		expect(await onlyCohort(okafor)).toMatchObject({ cohort: before, learners: 0 });
	});

	test('a name that is empty or long is refused with a sentence, and an unknown action is too', async () => {
		await expect(send(okafor, { action: 'create', name: '   ' })).rejects.toMatchObject({ kind: 'invalid', at: 'name' });
		await expect(send(okafor, { action: 'create', name: 'x'.repeat(81) })).rejects.toThrow('at most 80');
		await expect(send(okafor, { action: 'drop' })).rejects.toMatchObject({ kind: 'invalid', at: 'action' });
		expect(await getTaughtCohorts(site.context, okafor)).toEqual([]);
	});
});

describe('somebody else’s cohort', () => {
	test('is missing for another instructor and for a learner in it, whatever they ask for, and stays as it was', async () => {
		const id = await makeCohort(site.context, okafor, [ada]);
		for (const actor of [stranger, ada]) {
			await expect(getCohortPage(site.context, actor, id)).rejects.toMatchObject(MISSING);
			await expect(getLearnerPage(site.context, actor, { cohortId: id, learnerId: ada.id })).rejects.toMatchObject(MISSING);
			for (const action of ['rename', 'archive', 'restore', 'new-code'])
				await expect(send(actor, { action, cohort: id, name: 'Mine now' })).rejects.toMatchObject(MISSING);
			await expect(bound(actor, { cohortId: id, userId: null }, { ceiling: '0' })).rejects.toMatchObject(MISSING);
		}
		expect((await onlyCohort(okafor)).cohort).toMatchObject({ name: 'Spring', archivedAt: null, joinCode: id });
		expect(await getTaughtCohorts(site.context, stranger)).toEqual([]);
		expect(await auditOf(id)).toEqual([]);
	});

	test('an admin who does not own it finds neither its page nor its bounds', async () => {
		const id = await makeCohort(site.context, okafor, [ada]);
		const admin = await makeActor(site.context, { displayName: 'A. Lind', role: 'admin' });
		await expect(getCohortPage(site.context, admin, id)).rejects.toMatchObject(MISSING);
		for (const userId of [null, ada.id])
			await expect(bound(admin, { cohortId: id, userId }, { ceiling: '0' })).rejects.toMatchObject(MISSING);
		expect((await getHelp(site.context, ada, lab)).bound).toBeNull();
	});

	test('a learner of another cohort is missing on an own cohort’s page', async () => {
		const own = await makeCohort(site.context, stranger, []);
		await makeCohort(site.context, okafor, [ada]);
		await expect(getLearnerPage(site.context, stranger, { cohortId: own, learnerId: ada.id })).rejects.toMatchObject(MISSING);
		await expect(bound(stranger, { cohortId: own, userId: ada.id }, { ceiling: '0' })).rejects.toMatchObject(MISSING);
	});
});

describe('bounds', () => {
	test('a ceiling set in the form holds the learner’s decision, is shown with name and reason, and is audited', async () => {
		const id = await makeCohort(site.context, okafor, [ada]);
		expect((await getHelp(site.context, ada, lab)).decision.maxLevel).toBe(1);

		await bound(okafor, { cohortId: id, userId: ada.id }, { ceiling: '0', reason: 'wants to write it alone' });
		const view = await getHelp(site.context, ada, lab);
		expect(view.decision.maxLevel).toBe(0);
		expect(view.bound).toMatchObject({ by: 'S. Okafor', reason: 'wants to write it alone', ceiling: 0 });
		await expect(openRung(site.context, ada, lab, 1)).rejects.toMatchObject({ kind: 'forbidden' });

		const page = await getLearnerPage(site.context, okafor, { cohortId: id, learnerId: ada.id });
		expect(page.bounds).toMatchObject([{ labId: null, ceiling: 0, by: 'S. Okafor', reason: 'wants to write it alone' }]);
		expect(page.progress.labs.find(({ labId }) => labId === lab.id)?.maxLevel).toBe(0);
		expect(await auditOf(ada.id)).toMatchObject([{ action: 'help-bound', actorId: okafor.id, detail: { ceiling: 0 } }]);
	});

	test('a ceiling on one lab leaves the others, and an archived cohort’s bounds rest', async () => {
		const id = await makeCohort(site.context, okafor, [ada]);
		await bound(okafor, { cohortId: id, userId: null }, { ceiling: '0', lab: lab.id });
		expect((await getLearnerPage(site.context, okafor, { cohortId: id, learnerId: ada.id })).bounds).toMatchObject([
			{ userId: null, labId: lab.id, ceiling: 0 },
		]);
		expect((await getHelp(site.context, ada, lab)).decision.maxLevel).toBe(0);
		expect((await getHelp(site.context, ada, requireLab('train-gpt'))).decision.maxLevel).toBe(1);

		await send(okafor, { action: 'archive', cohort: id });
		expect((await getHelp(site.context, ada, lab)).decision.maxLevel).toBe(1);
	});

	test.each([
		[{ reason: 'no' }, 'Say why'],
		[{ floor: '4', ceiling: '2' }, 'floor is above the ceiling'],
		[{ ceiling: '9' }, 'ceiling is not usable'],
	])('a form with %o is refused and changes nothing', async (over, sentence) => {
		const id = await makeCohort(site.context, okafor, [ada]);
		await expect(bound(okafor, { cohortId: id, userId: null }, over)).rejects.toMatchObject({ kind: 'invalid' });
		await expect(bound(okafor, { cohortId: id, userId: null }, over)).rejects.toThrow(sentence);
		expect((await getCohortPage(site.context, okafor, id)).bounds).toEqual([]);
	});
});

describe('the cohort page', () => {
	test('says who is stuck with what they met and took, and who met which misconception this week', async () => {
		const grace = await makeActor(site.context, { displayName: 'Grace' });
		const id = await makeCohort(site.context, okafor, [ada, grace]);
		await judge(site.context, grace, REJECTED, 'long ago');
		site.later(8 * DAY_MS);
		let newest = '';
		for (const code of ['1', '2', '3']) {
			newest = await judge(site.context, ada, REJECTED, code);
			site.later(MINUTE_MS);
		}
		await openRung(site.context, ada, lab, 1);

		const { progress, stuck } = await getCohortPage(site.context, okafor, id);
		expect(stuck).toMatchObject([
			{
				learner: { displayName: 'Ada' },
				lab: { lesson: lab.lesson },
				cell: { work: { tries: 3, rungTaken: 1, repeated: { diagnosis: 'mask-after-softmax', times: 3 } } },
			},
		]);
		expect(progress.misconceptions).toEqual([
			{
				...{ diagnosis: 'mask-after-softmax', labId: lab.id, lesson: lab.lesson },
				...{ learners: [{ id: ada.id, displayName: 'Ada' }], submissions: [newest] },
			},
		]);
		expect(progress.learners.map(({ displayName }) => displayName)).toEqual(['Ada', 'Grace']);
	});
});
