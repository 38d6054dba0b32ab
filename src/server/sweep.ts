/** What time removes: sessions and links that ended, audit rows and messages after a year, what was said with the tutor after 180 days, the data of accounts that their owners deleted 30 days ago, and weights that are nobody's. */
import { deleteAuditBefore } from '#db/store/audit.ts';
import { hasCheckpoint } from '#db/store/checkpoints.ts';
import { deleteInvitationsBefore } from '#db/store/invitations.ts';
import { isLabVersion } from '#db/store/lab-versions.ts';
import { deleteMessagesBefore } from '#db/store/messages.ts';
import { erasePerson } from '#db/store/person.ts';
import { eraseTutorTextsBefore } from '#db/store/tutor-turns.ts';
import { listUsersToErase } from '#db/store/users.ts';
import { audit } from './audit.ts';
import { deleteExpiredSessions } from './auth.ts';
import { sweepBlobs } from './blobs.ts';
import type { Context } from './context.ts';

const DAY_MS = 86_400_000;

/** Gives how many people were erased. */
export async function sweep(context: Context): Promise<number> {
	const now = context.now();
	await deleteExpiredSessions(context);
	await deleteInvitationsBefore(context.client, now - 30 * DAY_MS);
	await deleteAuditBefore(context.client, now - 365 * DAY_MS);
	await eraseTutorTextsBefore(context.client, now - 180 * DAY_MS, now);
	await deleteMessagesBefore(context.client, now - 365 * DAY_MS);
	const due = await listUsersToErase(context.client, now - 30 * DAY_MS);
	for (const userId of due) {
		await erasePerson(context.client, userId, now);
		await audit(context, { actorId: null, action: 'erase', targetKind: 'user', targetId: userId, detail: {} });
	}
	// A day's grace: an upload comes before the row that names it.
	await sweepBlobs(
		context,
		async (sha256) => (await hasCheckpoint(context.client, sha256)) || isLabVersion(context.client, sha256),
		DAY_MS,
	);
	return due.length;
}
