/** Every grader renews a row in the database every few seconds; a web process on any machine reads from it whether anybody is judging. */
import { hostname } from 'node:os';
import { deleteGrader, deleteGradersBefore, type GraderRow, listGraders, upsertGrader } from '#db/store/graders.ts';
import type { Context } from './context.ts';

/** `unsound`: it runs, and its sandbox does not judge a known-good submission right. `silent`: killed or cut off. */
export type GraderState = 'up' | 'unsound' | 'silent';

/** Not heard of for longer than this, a grader counts as silent. */
const SILENT_AFTER_MS = 15_000;
/** And after this long it is no longer listed. */
const FORGOTTEN_AFTER_MS = 3_600_000;
const RENEW_MS = 4_000;

export interface GraderStatus {
	readonly owner: string;
	readonly layer: string;
	/** Null when all is well, else what is not. */
	fault(): string | null;
}

/** Writes now and every few seconds. `end` removes the row: a grader that stopped is not missing. */
export async function keepGraderStatus(context: Context, status: GraderStatus): Promise<{ renew(): Promise<void>; end(): Promise<void> }> {
	const startedAt = new Date(context.now());
	await deleteGradersBefore(context.client, context.now() - FORGOTTEN_AFTER_MS);
	const renew = async () => {
		const fault = status.fault();
		const of = { owner: status.owner, host: hostname(), pid: process.pid, layer: status.layer, startedAt };
		await upsertGrader(context.client, { ...of, isHealthy: fault === null, detail: fault ?? '', seenAt: new Date(context.now()) });
	};
	await renew();
	const timer = setInterval(() => {
		renew().catch((error: unknown) => context.log.error({ event: 'status-not-written', err: error }));
	}, RENEW_MS);
	return {
		renew,
		async end() {
			clearInterval(timer);
			await deleteGrader(context.client, status.owner);
		},
	};
}

/** The graders of the last hour with their state, the one heard of last first. */
export async function listGraderStates(context: Context): Promise<(GraderRow & { state: GraderState })[]> {
	const now = context.now();
	const rows = await listGraders(context.client);
	return rows.filter(({ seenAt }) => now - seenAt.getTime() < FORGOTTEN_AFTER_MS).map((row) => ({ ...row, state: stateOf(row, now) }));
}

function stateOf({ seenAt, isHealthy }: GraderRow, now: number): GraderState {
	// Also heard of from the future, before a clock was set back: that tells nothing of now.
	if (Math.abs(now - seenAt.getTime()) >= SILENT_AFTER_MS) return 'silent';
	return isHealthy ? 'up' : 'unsound';
}

export async function isGraderAlive(context: Context): Promise<boolean> {
	return (await listGraderStates(context)).some(({ state }) => state === 'up');
}
