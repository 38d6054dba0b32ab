/** Items of a regrade whose verdict something newer changed: the regrade does nothing to those any more, neither applied nor undone. */
import type { NewerChange } from '#contract/regrade.ts';
import type { listItems } from '#db/store/regrades.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { listVerdictChanges } from '#db/store/verdict-changes.ts';
import type { Context } from './context.ts';

type Row = Awaited<ReturnType<typeof listItems>>[number];

/** What is in force is not what this regrade put there, or found there. */
export function isOvertaken({ item, inForce }: Pick<Row, 'item' | 'inForce'>): boolean {
	return inForce !== (item.state === 'applied' ? item.changeId : item.beforeChangeId);
}

/** Who changed it, and when, by submission: the change in force, or the last where the first verdict was put back. */
export async function newerChanges({ client }: Context, rows: readonly Row[]): Promise<ReadonlyMap<string, NewerChange>> {
	const overtaken = rows.filter(isOvertaken);
	const changes = Map.groupBy(
		await listVerdictChanges(
			client,
			overtaken.map(({ submission }) => submission.id),
		),
		({ submissionId }) => submissionId,
	);
	const names = await listDisplayNames(client, [...new Set([...changes.values()].flat().map(({ actorId }) => actorId))]);
	return new Map(
		overtaken.flatMap(({ submission: { id }, inForce }) => {
			const own = changes.get(id) ?? [];
			const change = own.find((each) => each.id === inForce) ?? own.at(-1);
			if (change === undefined) return [];
			const by = names.get(change.actorId) ?? 'somebody whose account is gone';
			return [[id, { cause: change.cause, by, at: change.createdAt.getTime() }] as const];
		}),
	);
}
