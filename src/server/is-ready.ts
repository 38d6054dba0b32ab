/** Whether the database answers a query on the newest schema. The reason for a no goes to the log, not to the caller. */
import { countUsers } from '#db/store/users.ts';
import type { Context } from './context.ts';

export async function isReady(context: Context): Promise<boolean> {
	try {
		await countUsers(context.client);
		return true;
	} catch (error) {
		context.log.error({ event: 'not-ready', err: error });
		return false;
	}
}
