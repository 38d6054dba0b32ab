/**
 * Keeps the mastery cache equal to the fold of the events. Two verdicts of one learner may be written at the same
 * moment, each without having seen the other: so whoever wrote looks again, until the log stands still.
 */

import { listEvents, listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import { deleteMasteryWrite, type MasteryRow, upsertMasteryWrite } from '#db/store/mastery.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';

/** The row that the events of one learner and skill amount to; undefined without events on the skill. */
export function masteryRow(userId: string, skill: string, events: readonly StoredEvent[], now: number): MasteryRow | undefined {
	const state = fold(standingEvents(events)).get(skill);
	if (!state) return undefined;
	return {
		userId,
		skill,
		p: state.p,
		debt: state.debt,
		isProven: state.isProven,
		stabilityDays: state.stabilityDays,
		lastIndependentAt: state.lastIndependentAt === null ? null : new Date(state.lastIndependentAt),
		policyVersion: PARAMETERS.version,
		updatedAt: new Date(now),
	};
}

/** Writes the row of one skill again until the log did not grow meanwhile. */
export async function refreshMastery(context: Context, userId: string, skill: string): Promise<void> {
	let events = await listEventsOfSkill(context.client, userId, skill);
	for (;;) {
		const row = masteryRow(userId, skill, events, context.now());
		if (row) await context.client.atomically((db) => [upsertMasteryWrite(context.client, db, row)]);
		const later = await listEventsOfSkill(context.client, userId, skill);
		if (later.length === events.length) return;
		events = later;
	}
}

/** All of one learner's rows, from nothing but the events. */
export async function rebuildMastery(context: Context, userId: string): Promise<void> {
	const events = await listEvents(context.client, userId);
	const skills = [...new Set(events.map(({ event }) => event.skill))];
	const rows = skills.map((skill) => masteryRow(userId, skill, events, context.now())).filter((row) => row !== undefined);
	await context.client.atomically((db) => [
		deleteMasteryWrite(context.client, db, userId),
		...rows.map((row) => upsertMasteryWrite(context.client, db, row)),
	]);
}
