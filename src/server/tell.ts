/** Writes messages into the inboxes of those whom something concerns, in the transaction of what happened. No mail is sent. */
import { type MessageData, messageDataSchema } from '#contract/inbox.ts';
import type { Db } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { messageWrites } from '#db/store/messages.ts';
import type { Context } from './context.ts';

export interface Told {
	readonly userId: string;
	/** What it is about: at most one message of a cause, the latest. */
	readonly cause: string;
	readonly data: MessageData;
}

/** The writes, for `atomically`. */
export function tell({ client, now }: Context, db: Db, told: readonly Told[]): unknown[] {
	const at = now();
	const rows = told.map(({ userId, cause, data }) => ({
		...{ id: newId(at), userId, cause, kind: data.kind, data: messageDataSchema.parse(data) },
		...{ createdAt: new Date(at), readAt: null },
	}));
	return messageWrites(client, db, rows);
}
