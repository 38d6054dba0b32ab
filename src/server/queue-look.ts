/** Where each open submission stands in the queue, read once for everybody who follows one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#db/client.ts';
import { listOpenJobs } from '#db/store/jobs.ts';
import type { Context } from './context.ts';
import { isGraderAlive } from './grader-status.ts';

/** `waiting`: no grader is up. */
export type Place = { readonly state: 'running' } | { readonly state: 'queued' | 'waiting'; readonly ahead: number };
/** By submission; one that is not there has ended, or needs staff. */
export type Queue = ReadonlyMap<string, Place>;

const LOOK_MS = 100;
const looks = new WeakMap<Client, Promise<Queue>>();

export async function readQueue(context: Context): Promise<Queue> {
	const open = await listOpenJobs(context.client);
	const state = open.length > 0 && (await isGraderAlive(context)) ? 'queued' : 'waiting';
	return new Map(
		open.map(({ submissionId, isRunning, ahead }) => [submissionId, isRunning ? { state: 'running' } : { state, ahead }] as const),
	);
}

/**
 * The queue as it is a tenth of a second from now. All who ask until then share one look: a hundred pages that each looked for
 * themselves kept the web from answering anything else (docs/decisions/0037).
 */
export function nextLook(context: Context): Promise<Queue> {
	const shared = looks.get(context.client);
	if (shared !== undefined) return shared;
	const look = sleep(LOOK_MS).then(() => {
		// Who asks from here on wants what comes after.
		looks.delete(context.client);
		return readQueue(context);
	});
	looks.set(context.client, look);
	return look;
}
