/**
 * Carries a regrade through: one submission after another, each in a transaction of its own, so that a process that is killed leaves no half
 * change and any other goes on where it stopped. A verdict that something else changed meanwhile is left alone.
 */
import {
	listItemsToChange,
	listUnfinishedRegrades,
	moveItemWrite,
	moveRegrade,
	type Regrade,
	type RegradeItem,
	readyWrite,
	selectOptionalRegrade,
} from '#db/store/regrades.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import type { Context } from './context.ts';
import { replaceVerdict } from './replace-verdict.ts';

/** One that is still judged is only looked at, whether anything of it waits. Several may do it at once. */
export async function finishRegrade(context: Context, id: string): Promise<void> {
	const regrade = await selectOptionalRegrade(context.client, id);
	// On PostgreSQL two that are judged at once may each see the other's item wait, and neither makes the regrade ready.
	if (regrade?.state === 'running') await readyWrite(context.client, context.client.db, context.now(), id);
	else if (regrade?.state === 'applying') {
		for (const item of await listItemsToChange(context.client, id, 'judged')) await applyItem(context, regrade, item);
		await moveRegrade(context.client, id, { from: ['applying'], to: 'applied', now: context.now() });
	} else if (regrade?.state === 'undoing') {
		for (const item of await listItemsToChange(context.client, id, 'applied')) await undoItem(context, regrade, item);
		await moveRegrade(context.client, id, { from: ['undoing'], to: 'undone', now: context.now() });
	}
}

/** What another process left behind. */
export async function finishRegrades(context: Context): Promise<void> {
	for (const { id } of await listUnfinishedRegrades(context.client)) await finishRegrade(context, id);
}

async function applyItem(context: Context, { actorId, reason }: Regrade, item: RegradeItem): Promise<void> {
	const { client } = context;
	const seen = await selectOptionalVerdict(client, item.submissionId);
	const done =
		seen?.changeId === item.beforeChangeId &&
		item.after !== null &&
		(await replaceVerdict(context, {
			...{ submission: await selectSubmission(client, item.submissionId), seen, verdict: item.after },
			...{ cause: 'regrade', regradeId: item.regradeId, actorId, reason },
			also: (db, changeId) => [moveItemWrite(client, db, item, { state: 'applied', changeId })],
		}));
	if (!done) await moveItemWrite(client, client.db, item, { state: 'skipped', changeId: null });
}

async function undoItem(context: Context, { actorId, reason }: Regrade, item: RegradeItem): Promise<void> {
	const { client } = context;
	const done =
		item.after !== null &&
		(await replaceVerdict(context, {
			...{ submission: await selectSubmission(client, item.submissionId), verdict: item.before },
			...{ seen: { verdict: item.after, changeId: item.changeId }, restores: item.beforeChangeId },
			...{ cause: 'undo', regradeId: item.regradeId, actorId, reason },
			also: (db) => [moveItemWrite(client, db, item, { state: 'undone', changeId: null })],
		}));
	if (!done) await moveItemWrite(client, client.db, item, { state: 'skipped', changeId: null });
}
