/**
 * What a person decides about a regrade: apply it, undo it, discard it, judge our faults once more. Each is audited with its counts in the
 * transaction that takes the decision; the changes themselves follow one by one (finish-regrade.ts) and go on after a crash.
 */
import { AppError } from '#contract/error.ts';
import type { RegradeState } from '#contract/regrade.ts';
import type { Actor } from '#contract/user.ts';
import { countItems, countOvertaken, moveRegrade, type Regrade, requeueItems, selectOptionalRegrade } from '#db/store/regrades.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort, requireTaughtCohort } from './manage-cohorts.ts';
import { countsOf } from './regrade-counts.ts';

export interface RegradePlace {
	readonly cohortId: string;
	readonly regradeId: string;
}

/** @throws AppError `missing` for a regrade that is not of the actor's cohort. */
export async function requireRegrade(context: Context, actor: Actor, { cohortId, regradeId }: RegradePlace): Promise<Regrade> {
	await requireTaughtCohort(context, actor, cohortId);
	return findRegrade(context, { cohortId, regradeId });
}

/** To decide about it. @throws AppError also `conflict` for an archived cohort. */
async function requireOpenRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<Regrade> {
	await requireOpenTaughtCohort(context, actor, place.cohortId);
	return findRegrade(context, place);
}

/** The caller has checked that the actor teaches the cohort. */
async function findRegrade({ client }: Context, { cohortId, regradeId }: RegradePlace): Promise<Regrade> {
	const regrade = await selectOptionalRegrade(client, regradeId);
	if (regrade?.cohortId !== cohortId) throw new AppError('missing', 'There is no such regrade in this cohort.');
	return regrade;
}

/** @throws AppError `missing`, `conflict` when it is not ready. */
export async function applyRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	const regrade = await requireOpenRegrade(context, actor, place);
	await carryOut(context, actor, regrade, { action: 'regrade-apply', from: ['ready'], to: 'applying' });
}

/** @throws AppError `missing`, `conflict` when it is not applied or something newer changed one of its verdicts. */
export async function undoRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	const regrade = await requireOpenRegrade(context, actor, place);
	const overtaken = await countOvertaken(context.client, regrade.id);
	if (overtaken > 0) {
		const what = overtaken === 1 ? 'The verdict of 1 submission was' : `The verdicts of ${overtaken} submissions were`;
		throw new AppError('conflict', `${what} changed again since this regrade was applied, so it cannot be undone.`, {
			fix: 'Undo the newer change first.',
		});
	}
	await carryOut(context, actor, regrade, { action: 'regrade-undo', from: ['applied'], to: 'undoing' });
}

/** What was found stays readable; nothing of it can be applied any more. @throws AppError `missing`, `conflict` when it was applied. */
export async function discardRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	const regrade = await requireOpenRegrade(context, actor, place);
	await carryOut(context, actor, regrade, { action: 'regrade-discard', from: ['running', 'ready'], to: 'discarded' });
}

/** @throws AppError `missing`, `conflict` when there is nothing to judge once more. */
export async function retryRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	await requireOpenRegrade(context, actor, place);
	if (!(await requeueItems(context.client, place.regradeId, context.now()))) throw tooLate();
}

interface Decision {
	readonly action: string;
	readonly from: readonly RegradeState[];
	readonly to: RegradeState;
}

async function carryOut(context: Context, actor: Actor, regrade: Regrade, { action, from, to }: Decision): Promise<void> {
	const { id, cohortId, labId, reason } = regrade;
	const now = context.now();
	const counts = countsOf(await countItems(context.client, [id]));
	const audit = auditRow(context, actor, cohortId, action, { regrade: id, lab: labId, reason, ...counts });
	if (!(await moveRegrade(context.client, id, { from, to, now, audit }))) throw tooLate();
}

function tooLate(): AppError {
	return new AppError('conflict', 'The regrade has gone on since this page was read.', {
		fix: 'Reload the page, and decide on what it says now.',
	});
}
