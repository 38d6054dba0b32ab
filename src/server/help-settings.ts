/**
 * What people have set for a learner in a lab: instructors' bounds and pace, and the learner's own preference.
 * A bound on the learner beats one on the cohort, one on the lab beats one on every lab. In two cohorts the lower
 * ceiling holds, and the higher floor below it. The arm of an experiment sets the pace only where no bound holds.
 */

import { PACE_OF_ARM } from '#contract/experiment.ts';
import type { HelpBounds, HelpPreference, HelpView, Pace } from '#contract/help.ts';
import type { BoundLine } from '#contract/progress.ts';
import { type ArmOfLearner, listArms } from '#db/store/experiments.ts';
import { type HelpBoundRow, listBoundsOfLearner } from '#db/store/help-bounds.ts';
import { selectOptionalHelpPreference } from '#db/store/help-preference.ts';
import { findLab } from '#labs/index.ts';
import { daysHeld } from '#learning/experiment-outcome.ts';
import type { Context } from './context.ts';

/** AI may complete lines in ordinary labs; whole blocks only in projects. */
export const MAX_AUTO = 2;
export const MAX_AUTO_IN_PROJECTS = 3;

export function maxAutoOf(labId: string): number {
	return findLab(labId)?.project === true ? MAX_AUTO_IN_PROJECTS : MAX_AUTO;
}

export interface BoundBy {
	readonly bound: HelpBoundRow;
	/** Display name of the instructor. */
	readonly by: string;
}

export interface HelpSettings {
	readonly config: HelpBounds;
	readonly pace: Pace;
	readonly pref: HelpPreference;
	readonly bound: HelpView['bound'];
	/** Days after a lab for which an experiment holds invitations to re-checks back. */
	readonly holdsRechecks: readonly number[];
}

/** By the stored word, which may be of an arm that sets no pace. */
const PACES_BY_ARM: Readonly<Record<string, Pace | undefined>> = PACE_OF_ARM;

const PACE_ORDER: readonly Pace[] = ['gentle', 'standard', 'stretch'];

export async function getHelpSettings(context: Context, userId: string, labId: string): Promise<HelpSettings> {
	const [bounds, arms, pref] = await Promise.all([
		listBoundsOfLearner(context.client, userId),
		listArms(context.client, { userId }),
		getHelpPreference(context, userId),
	]);
	return { ...combineBounds(bounds, userId, labId, arms), pref };
}

export async function getHelpPreference(context: Context, userId: string): Promise<HelpPreference> {
	const stored = await selectOptionalHelpPreference(context.client, userId);
	return { cap: stored?.helpCap ?? 5, proactive: stored?.helpProactive === false ? 'off' : 'ask', auto: stored?.helpAuto ?? 3 };
}

/** A bound as pages show it. */
export function toBoundLine({ bound, by }: BoundBy): BoundLine {
	const { id, userId, labId, floor, ceiling, pace, maxAuto, accommodation, reason, createdAt } = bound;
	return { id, userId, labId, floor, ceiling, pace, maxAuto, accommodation, reason, by, createdAt: createdAt.getTime() };
}

/** The bounds that hold for a learner in a lab, out of all that are in force in their cohorts, and the arms of experiments they are in. */
export function combineBounds(
	bounds: readonly BoundBy[],
	userId: string,
	labId: string,
	arms: readonly Pick<ArmOfLearner, 'userId' | 'arm' | 'delayDays'>[],
): Omit<HelpSettings, 'pref'> {
	const matching = bounds.filter(({ bound }) => (bound.userId ?? userId) === userId && (bound.labId ?? labId) === labId);
	const ofCohort = Map.groupBy(matching, ({ bound }) => bound.cohortId);
	const chosen = [...ofCohort.values()].map((rows) => rows.reduce((best, row) => (isStronger(row.bound, best.bound) ? row : best)));
	const ceiling = Math.min(5, ...chosen.map(({ bound }) => bound.ceiling));
	const floor = Math.min(ceiling, Math.max(0, ...chosen.map(({ bound }) => bound.floor)));
	const strictest = chosen.find(({ bound }) => bound.ceiling === ceiling && ceiling < 5) ?? chosen.find(({ bound }) => bound.floor > 0);
	// Whatever a person set, a pace or another bound, wins over an arm that chance dealt.
	const set = chosen.length > 0 ? chosen.map(({ bound }) => bound.pace) : pacesOfArms(arms, userId);
	const paces = set.map((pace) => PACE_ORDER.indexOf(pace));
	return {
		config: {
			floor,
			ceiling,
			accommodation: chosen.some(({ bound }) => bound.accommodation),
			maxAuto: Math.min(maxAutoOf(labId), ...chosen.map(({ bound }) => bound.maxAuto ?? MAX_AUTO_IN_PROJECTS)),
		},
		// In two cohorts the gentler pace: the slower one would ask for more than either instructor knows of.
		pace: PACE_ORDER[Math.min(...paces)] ?? 'standard',
		holdsRechecks: daysHeld(arms.filter((member) => member.userId === userId)),
		bound: strictest ? { by: strictest.by, reason: strictest.bound.reason, floor, ceiling } : null,
	};
}

function pacesOfArms(arms: readonly Pick<ArmOfLearner, 'userId' | 'arm'>[], userId: string): Pace[] {
	return arms.flatMap((member) => {
		const pace = member.userId === userId ? PACES_BY_ARM[member.arm] : undefined;
		return pace === undefined ? [] : [pace];
	});
}

/** The narrower scope, then the newer row. */
function isStronger(a: HelpBoundRow, b: HelpBoundRow): boolean {
	const scope = (bound: HelpBoundRow) => (bound.userId === null ? 0 : 2) + (bound.labId === null ? 0 : 1);
	return scope(a) === scope(b) ? a.createdAt.getTime() > b.createdAt.getTime() : scope(a) > scope(b);
}
