/** Every number on /me/help can be computed again from the learner's export, by the pure functions and nothing else. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { HelpOutcome } from '#contract/teach-help.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { decide } from '#learning/decide.ts';
import { passWeight } from '#learning/evidence.ts';
import { listEvidence } from '#learning/evidence-list.ts';
import { fold } from '#learning/fold.ts';
import { helpOutcomes } from '#learning/help-outcomes.ts';
import { withheldCredit } from '#learning/owed-checks.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { readExport } from '#learning/read-export.ts';
import { rungReading } from '#learning/rung-reading.ts';
import { accountOfSkill } from '#learning/skill-account.ts';
import { standingEvents } from '#learning/standing-events.ts';
import { newSkill } from '#learning/state.ts';
import { answerDispute } from '#server/answer-dispute.ts';
import { disputeEvent } from '#server/dispute-event.ts';
import { EVENT_COLUMNS, exportEventsCsv } from '#server/export-events.ts';
import { getCohortHelp } from '#server/get-cohort-help.ts';
import { getHelpAccount } from '#server/get-help-account.ts';
import { requireLab } from '#server/get-lab.ts';
import { handleHelpForm } from '#server/help-page.ts';
import { exportPerson } from '#server/privacy.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setHelpPreference } from '#server/set-help-preference.ts';
import { ACCEPTED, judge, MINUTE_MS, makeActor, makeCohort, REJECTED, START } from '../support/learning.ts';
import { openTestContext } from '../support/site.ts';

const DAY_MS = 86_400_000;
const lab = requireLab('causal-attention');
const skill = lab.skills.core;
let now = START;
let context: Awaited<ReturnType<typeof openTestContext>>;
let ada: Actor;
let okafor: Actor;
let cohortId: string;

beforeEach(async () => {
	now = START;
	context = await openTestContext({}, () => now);
	ada = await makeActor(context);
	okafor = await makeActor(context, { displayName: 'S. Okafor', role: 'instructor' });
	cohortId = await makeCohort(context, okafor, [ada]);
});
afterEach(() => context.close());

const log = (event: Record<string, unknown>) =>
	insertEvent(context.client, {
		userId: ada.id,
		labId: lab.id,
		// The shape is checked on the way in.
		event: { t: now, skill, task: lab.id, ...event } as LearningEvent,
	});

/** A course with everything in it: work, rungs, failures, a pass, a re-check, predictions, bounds, a dispute that was agreed with. */
async function live(): Promise<void> {
	await log({ type: 'open' });
	for (let n = 0; n < 8; n++) {
		now += 45_000;
		await log({ type: 'active', ms: 45_000 });
	}
	const first = await log({ type: 'hint', level: 1 });
	now += MINUTE_MS;
	await judge(context, ada, REJECTED);
	now += MINUTE_MS;
	await log({ type: 'tutor', level: 2 });
	await log({ type: 'paste', share: 0.7 });
	await judge(context, ada, ACCEPTED);
	now += 2 * DAY_MS;
	await log({ type: 'attempt', mode: 'recheck', task: `${lab.id}#1`, verdict: 'pass' });
	await log({ type: 'prediction', task: '9.9/q', question: 'q', variant: 0, answer: '=1+1', verdict: 'fail' });
	await log({ type: 'automation', level: 2 });
	await judge(context, ada, REJECTED, undefined, 'train-gpt');
	await disputeEvent(context, ada, { eventId: first.id, reason: 'pressed by my sister' });
	const scope = { cohortId, learnerId: ada.id };
	await answerDispute(context, okafor, scope, { eventId: first.id, answer: 'overturn', reason: 'I saw it happen' });
	await setHelpBound(context, okafor, { cohortId, userId: null, labId: null, floor: 1, ceiling: 3, pace: 'gentle', reason: 'first week' });
	await setHelpPreference(context, ada, { cap: 4, proactive: 'ask', auto: 2 });
	now += 9 * DAY_MS;
}

test('every number of the page follows from the exported file alone', async () => {
	await live();
	const account = await getHelpAccount(context, ada);
	const file = readExport(JSON.parse(JSON.stringify(await exportPerson(context, ada, ''))));

	for (const { title: _title, why: _why, pieces, ...shown } of account.skills) {
		expect(accountOfSkill(file.log, shown.skill, file.now, file.preference)).toEqual(shown);
		expect(pieces).toBe(listEvidence(file.log, { isWithWork: true }).filter((line) => line.skill === shown.skill).length);
	}
	const lines = listEvidence(file.log, { isWithWork: true }).reverse();
	expect(account.evidence.map(({ dispute: _, ...line }) => line)).toEqual(lines.map(({ dispute: _, ...line }) => line));
	for (const { id, skill: tested, config, pace } of file.labs) {
		const events = standingEvents(file.log).filter((event) => event.skill === tested);
		const decision = decide({ now: file.now, events, skill: tested, task: id, labCore: true, config, pace, pref: file.preference });
		const shown = account.labs.find(({ labId }) => labId === id);
		expect(shown).toMatchObject({ maxLevel: decision.maxLevel, automation: decision.automation });
	}
	expect(file.labs).toHaveLength(account.labs.length);
	const section = account.skills.find((each) => each.skill === skill);
	expect(section?.p).toBeGreaterThan(0.5);
	expect(section?.effective).toBeLessThan(section?.p ?? 0);
	expect(account.bounds).toMatchObject([{ by: 'S. Okafor', reason: 'first week' }]);
	expect(lines.length).toBeGreaterThan(8);
});

test('mastery, debt, work, rungs, reading and credit of every lab follow from the exported file, work and rungs by counting its rows', async () => {
	await live();
	const account = await getHelpAccount(context, ada);
	const { log: rows, labs } = readExport(JSON.parse(JSON.stringify(await exportPerson(context, ada, ''))));
	const events = standingEvents(rows);
	const folded = fold(events);

	for (const { skill: id, p, debt, unaided } of account.skills) {
		const state = folded.get(id) ?? newSkill(PARAMETERS);
		expect({ id, p, debt, unaided }).toEqual({ id, p: state.p, debt: state.debt, unaided: state.independent.size });
	}
	for (const { id, skill: tested } of labs) {
		const own = events.filter((event) => event.task === id && event.skill === tested);
		const state = folded.get(tested) ?? newSkill(PARAMETERS);
		const shown = account.labs.find(({ labId }) => labId === id);
		const rungs = own.flatMap((event) =>
			event.type === 'hint' || (event.type === 'tutor' && event.kind !== 'mundane') ? [event.level] : [],
		);
		expect(shown?.work).toMatchObject({
			activeMs: own.reduce((sum, event) => sum + (event.type === 'active' ? event.ms : 0), 0),
			rungTaken: Math.max(0, ...rungs),
		});
		expect(shown?.submissions).toBe(own.filter(({ type }) => type === 'attempt').length);
		expect(shown?.reading).toEqual(rungReading(own).map(({ rung, ms }) => ({ rung, ms })));
		const instance = state.instances.get(id);
		expect(shown?.creditNow).toBe(instance === undefined ? 1 : passWeight(instance, PARAMETERS));
	}
	expect(account.labs.find(({ labId }) => labId === lab.id)).toMatchObject({
		work: { activeMs: 8 * 45_000, rungTaken: 2 },
		submissions: 2,
	});
});

test('what an instructor sees of aided and unaided passes and of withheld credit follows from the exported file too', async () => {
	await live();
	const help = await getCohortHelp(context, okafor, cohortId);
	const { log: rows } = readExport(JSON.parse(JSON.stringify(await exportPerson(context, ada, ''))));
	const logs = new Map([[ada.id, standingEvents(rows)]]);

	const groups = ({ labId, unaided, aided }: HelpOutcome) => ({ labId, unaided, aided });
	expect(help.effects.outcomes.map(groups)).toEqual(expect.arrayContaining(helpOutcomes(logs).map(groups)));
	expect(help.effects.outcomes).toHaveLength(helpOutcomes(logs).length);
	// Passed at rung 2, and the unaided check two days later.
	expect(help.effects.outcomes.find(({ labId }) => labId === lab.id)?.aided).toMatchObject({ passed: [ada.id], recheckPassed: [ada.id] });
	expect(help.withheld.flatMap(({ entries }) => entries)).toEqual(withheldCredit(ada.id, standingEvents(rows)));
});

test('the CSV has a row for each event and runs nothing in a spreadsheet', async () => {
	await live();
	const [head, ...rows] = (await exportEventsCsv(context, ada, '')).trimEnd().split('\r\n');
	const stored = await listEvents(context.client, ada.id);
	expect(head).toBe(EVENT_COLUMNS.join(','));
	expect(head).toContain('verdict,diagnosis,edits');
	expect(rows).toHaveLength(stored.length);
	expect(rows.map((row) => row.split(',')[0])).toEqual(stored.map(({ id }) => id));
	expect(rows.find((row) => row.includes('prediction'))).toContain(",'=1+1,");
});

test('the forms refuse what is not theirs in a sentence', async () => {
	await expect(handleHelpForm(context, ada, { action: 'erase' })).rejects.toMatchObject({ kind: 'invalid' });
	await expect(handleHelpForm(context, ada, { action: 'preference', cap: '7' })).rejects.toThrow('from 0 to 5');
	await expect(handleHelpForm(context, ada, { action: 'dispute', eventId: 'none', reason: 'x' })).rejects.toMatchObject({
		problems: { reason: expect.stringContaining('what is wrong') },
	});
	await handleHelpForm(context, ada, { action: 'preference', cap: '2', proactive: 'ask' });
	expect((await getHelpAccount(context, ada)).preference).toMatchObject({ cap: 2, proactive: 'ask' });
});
