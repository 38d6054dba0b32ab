/**
 * What a person decides about a regrade: apply it, undo it, discard it, judge our faults once more. Each is audited with its counts in the
 * transaction that takes the decision; the changes themselves follow one by one (finish-regrade.ts) and go on after a crash.
 */
import { AppError } from '#contract/error.ts';
import { newerWords, type RegradeState } from '#contract/regrade.ts';
import type { Actor } from '#contract/user.ts';
import { countItems, listItems, moveRegrade, type Regrade, requeueItems, selectOptionalRegrade } from '#db/store/regrades.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort, requireTaughtCohort } from './manage-cohorts.ts';
import { countsOf } from './regrade-counts.ts';
import { newerChanges } from './regrade-overtaken.ts';

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
	await requireNothingNewer(context, regrade);
	await carryOut(context, actor, regrade, { action: 'regrade-undo', from: ['applied'], to: 'undoing' });
}

const MOST_NAMED = 3;

/** @throws AppError `conflict` that names the learners and who changed their verdicts when; the page marks every one. */
async function requireNothingNewer(context: Context, regrade: Regrade): Promise<void> {
	const applied = (await listItems(context.client, regrade)).filter(({ item }) => item.state === 'applied');
	const newer = await newerChanges(context, applied);
	if (newer.size === 0) return;
	const named = applied.flatMap(({ submission, learner }) => {
		const change = newer.get(submission.id);
		return change === undefined ? [] : [`${learner.displayName}, ${newerWords(change)}`];
	});
	const what = newer.size === 1 ? 'The verdict of 1 submission was' : `The verdicts of ${newer.size} submissions were`;
	const rest = named.length > MOST_NAMED ? `; and ${named.length - MOST_NAMED} more` : '';
	throw new AppError('conflict', `${what} changed again since this regrade was applied, so it cannot be undone.`, {
		fix: `Undo the newer ${newer.size === 1 ? 'change' : 'changes'} first: ${named.slice(0, MOST_NAMED).join('; ')}${rest}.`,
	});
}

/** What was found stays readable; nothing of it can be applied any more. @throws AppError `missing`, `conflict` when it was applied. */
export async function discardRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	const regrade = await requireOpenRegrade(context, actor, place);
	await carryOut(context, actor, regrade, { action: 'regrade-discard', from: ['running', 'ready'], to: 'discarded' });
}

/** @throws AppError `missing`, `conflict` when there is nothing to judge once more. */
export async function retryRegrade(context: Context, actor: Actor, place: RegradePlace): Promise<void> {
	const regrade = await requireOpenRegrade(context, actor, place);
	const audit = await auditOf(context, actor, regrade, 'regrade-retry');
	if (!(await requeueItems(context.client, regrade.id, { now: context.now(), audit }))) throw tooLate();
}

interface Decision {
	readonly action: string;
	readonly from: readonly RegradeState[];
	readonly to: RegradeState;
}

async function carryOut(context: Context, actor: Actor, regrade: Regrade, { action, from, to }: Decision): Promise<void> {
	const audit = await auditOf(context, actor, regrade, action);
	if (!(await moveRegrade(context.client, regrade.id, { from, to, now: context.now(), audit }))) throw tooLate();
}

async function auditOf(context: Context, actor: Actor, { id, cohortId, labId, reason }: Regrade, action: string) {
	const counts = countsOf(await countItems(context.client, [id]));
	return auditRow(context, actor, cohortId, action, { regrade: id, lab: labId, reason, ...counts });
}

function tooLate(): AppError {
	return new AppError('conflict', 'The regrade has gone on since this page was read.', {
		fix: 'Reload the page, and decide on what it says now.',
	});
}
