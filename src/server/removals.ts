/** What somebody who was removed from a cohort is told: which, when, by whom and why. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { listRemovalsOf } from '#db/store/roster.ts';
import type { Context } from './context.ts';

export interface Removal {
	readonly cohort: string;
	readonly removedAt: number;
	readonly by: string | null;
	readonly reason: string | null;
}

export async function listRemovals(context: Context, actor: Actor): Promise<Removal[]> {
	const rows = await listRemovalsOf(context.client, actor.id);
	return rows.map(({ removedAt, ...row }) => ({ ...row, removedAt: removedAt?.getTime() ?? 0 }));
}

export function removedWhy(cohort: string, reason: string | null): AppError {
	return new AppError('forbidden', `You were removed from “${cohort}”${reason === null ? '' : `: ${reason}`}.`, {
		fix: 'Your work is kept. Its instructor can let you in again.',
	});
}
