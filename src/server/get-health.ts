/** What anybody may know of this installation's health: no names of machines, no reason of a fault (those stand in /metrics and the log). */
import type { Context } from './context.ts';
import { type GraderState, listGraderStates } from './grader-status.ts';

export interface Health {
	readonly status: 'up';
	/** `unknown`: the database does not answer. */
	readonly grader: 'up' | 'down' | 'unknown';
	/** Sandbox layers of the grader that is up, or else of the one heard of last. */
	readonly sandbox: string;
	readonly graders: readonly { readonly state: GraderState; readonly sandbox: string; readonly seenSecondsAgo: number }[];
}

/** The web process answers whatever the database does: `status` is its own. */
export async function getHealth(context: Context): Promise<Health> {
	try {
		const graders = await listGraderStates(context);
		const best = graders.find(({ state }) => state === 'up') ?? graders[0];
		return {
			status: 'up',
			grader: best?.state === 'up' ? 'up' : 'down',
			sandbox: best?.layer ?? 'unknown',
			graders: graders.map(({ state, layer, seenAt }) => ({
				state,
				sandbox: layer,
				seenSecondsAgo: Math.max(0, Math.round((context.now() - seenAt.getTime()) / 1_000)),
			})),
		};
	} catch (error) {
		context.log.error({ event: 'health-unknown', err: error });
		return { status: 'up', grader: 'unknown', sandbox: 'unknown', graders: [] };
	}
}
