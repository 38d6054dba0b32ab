/**
 * A failing run of the public checks in the browser: effort, never evidence. The server counts the changed tokens
 * itself; of the code it keeps only a hash.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import { MAX_SOURCE_BYTES } from '#contract/limits.ts';
import type { Actor } from '#contract/user.ts';
import type { Client } from '#db/client.ts';
import { insertEvent, selectOptionalLastEvent } from '#db/store/events.ts';
import { selectOptionalPreviousCode } from '#db/store/previous-code.ts';
import { countChangedTokens, tokens } from '#learning/token-edits.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { starterFor } from './own-seed.ts';

/** An id or the name of an error. Instructors read it, so a sentence of the learner's own is left out, and the run still counts. */
const diagnosisSchema = z
	.string()
	.regex(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/)
	.max(60)
	.optional()
	.catch(undefined);

export const practiceSchema = z.strictObject({ diagnosis: diagnosisSchema, code: z.string() });

/** Runs closer together than this are not even stored: they could not count, and a loop must not fill the log. */
const LEAST_GAP_MS = 3_000;

/** @throws AppError `too-large` over the limit of a submission. */
export async function recordPractice(context: Context, actor: Actor, lab: Lab, run: z.infer<typeof practiceSchema>): Promise<void> {
	if (Buffer.byteLength(run.code) > MAX_SOURCE_BYTES)
		throw new AppError('too-large', `The code is larger than ${MAX_SOURCE_BYTES / 1024} kB, the limit of a lab.`);
	await inTurn(context, 'effort', actor.id, (turn) => recordRun(context, turn, actor, lab, run));
}

async function recordRun(context: Context, turn: Client, actor: Actor, lab: Lab, run: z.infer<typeof practiceSchema>): Promise<void> {
	const now = context.now();
	const last = await selectOptionalLastEvent(context.client, actor.id, { types: ['practice'], task: lab.id });
	if (last && now - last.event.t < LEAST_GAP_MS) return;
	const codeHash = createHash('sha256').update(tokens(run.code).join('\0')).digest('hex');
	const edits = last?.data['codeHash'] === codeHash ? 0 : await countEdits(context, actor, lab, run.code, last !== undefined);
	const diagnosis = run.diagnosis === undefined ? {} : { diagnosis: run.diagnosis };
	const event = { t: now, type: 'practice', skill: lab.skills.core, task: lab.id, edits, ...diagnosis } as const;
	await insertEvent(turn, { userId: actor.id, labId: lab.id, event, extra: { codeHash } });
}

/** Against the last submission, or the starter. At least one where an earlier run is known to differ. */
async function countEdits(context: Context, actor: Actor, lab: Lab, code: string, hasRunBefore: boolean): Promise<number> {
	const newest = { id: '', userId: actor.id, labId: lab.id, mode: 'practice', createdAt: new Date(context.now() + 1) } as const;
	const base = (await selectOptionalPreviousCode(context.client, newest)) ?? starterFor(context.secret, lab, actor.id);
	return Math.max(hasRunBefore ? 1 : 0, countChangedTokens(base, code));
}
