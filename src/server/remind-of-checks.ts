/** Puts due re-checks into the inboxes of those who come here: run by the hour, because a check falls due by time alone and a page that is read writes nothing. */
import { newId } from '#db/id.ts';
import { listEvents } from '#db/store/events.ts';
import { replaceStanding } from '#db/store/messages.ts';
import { listPeopleWithSessions } from '#db/store/sessions.ts';
import type { Context } from './context.ts';
import { getProgress } from './get-progress.ts';

export async function remindOfChecks(context: Context): Promise<void> {
	for (const userId of await listPeopleWithSessions(context.client, context.now())) await remind(context, userId);
}

/** One message for each invitation: taking the check, or another reason for it, makes another. */
async function remind(context: Context, userId: string): Promise<void> {
	const now = context.now();
	const log = await listEvents(context.client, userId);
	if (log.length === 0) return;
	const { due } = await getProgress(context, userId);
	const rows = due
		.filter(({ from, kind, isOpen }) => from <= now && kind !== 'further' && !isOpen)
		.map(({ skill, kind, labId }) => {
			const taken = log.filter(({ event }) => event.skill === skill && event.mode === 'recheck' && event.type === 'attempt').length;
			const data = { kind: 'recheck' as const, labId, skill };
			return {
				id: newId(now),
				userId,
				kind: data.kind,
				cause: `recheck:${skill}:${kind}:${taken}`,
				data,
				createdAt: new Date(now),
				readAt: null,
			};
		});
	await replaceStanding(context.client, { userId, kind: 'recheck' }, rows);
}
