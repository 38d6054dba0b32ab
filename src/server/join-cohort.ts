/** Joins a cohort by its code. Wrong codes are counted per person, or per address before there is one, and a used-up, expired or archived code reads like a wrong one. */
import type { Client } from '#db/client.ts';
import { type Cohort, insertMembershipByCode, selectOptionalOpenCohort } from '#db/store/cohorts.ts';
import { selectOptionalSeat } from '#db/store/memberships.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { FormError } from './form.ts';
import { inTurn } from './in-turn.ts';
import { countFailure, requireRoom } from './rate-limit.ts';
import { removedWhy } from './removals.ts';

const NO_COHORT = 'No cohort is open under this code. Check it letter by letter, or ask for a new one.';

/** @throws FormError on `code`; AppError `too-many` after ten wrong codes of a person, or a hundred of an address, in an hour. */
export async function requireOpenCohort(
	context: Context,
	typed: string,
	key: string,
	name: 'join' | 'join-address' = 'join',
): Promise<Cohort> {
	await requireRoom(context, name, key);
	const cohort = await selectOptionalOpenCohort(context.client, normalCode(typed), context.now());
	if (cohort) return cohort;
	await countFailure(context, name, key);
	throw new FormError({ code: NO_COHORT });
}

/** Gives the cohort's name. Joining twice is not an error and takes no second use. */
export function joinCohort(context: Context, userId: string, typed: string, ip: string): Promise<string> {
	return inTurn(context, 'join', userId, (turn) => join(context, turn, userId, typed, ip));
}

async function join(context: Context, turn: Client, userId: string, typed: string, ip: string): Promise<string> {
	const cohort = await requireOpenCohort(context, typed, userId);
	const seat = await selectOptionalSeat(context.client, cohort.id, userId);
	if (seat?.removedAt) throw removedWhy(cohort.name, seat.removedReason);
	if (seat) return cohort.name;
	const row = { joinCode: cohort.joinCode, cohortId: cohort.id, userId, now: context.now() };
	const isJoined = await insertMembershipByCode(turn, row, auditRow(context, { id: userId }, cohort.id, 'cohort-join', {}, ip));
	if (!isJoined) throw new FormError({ code: NO_COHORT });
	return cohort.name;
}

/** Spaces, dashes and case do not matter when a code is read from a blackboard. */
function normalCode(typed: string): string {
	return typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
}
