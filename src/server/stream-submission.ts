/** A submission's state as server-sent events until it is judged, at most two minutes: the page reconnects or polls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Submission } from '#db/store/submissions.ts';
import type { Context } from './context.ts';
import { getSubmissionView } from './get-submission.ts';
import { getVerdictEffect } from './get-verdict-effect.ts';

const POLL_MS = 100;
const LONGEST_MS = 120_000;
const KEEP_ALIVE_MS = 15_000;
/** Each open stream asks the database ten times a second. */
const MAX_OPEN = 8;
const open = new Map<string, number>();

/** @throws AppError `too-many` over eight at once for a person. */
export function streamSubmission(context: Context, actor: Actor, submission: Submission, signal: AbortSignal): ReadableStream<Uint8Array> {
	if ((open.get(actor.id) ?? 0) >= MAX_OPEN) throw new AppError('too-many', 'This account follows eight submissions already.');
	count(actor.id, 1);
	const encoder = new TextEncoder();
	const closed = new AbortController();
	return new ReadableStream({
		async start(controller) {
			const ended = AbortSignal.any([signal, closed.signal]);
			try {
				for await (const chunk of frames(context, actor, submission, ended)) controller.enqueue(encoder.encode(chunk));
			} catch (error) {
				if (!ended.aborted) context.log.error({ event: 'stream-failed', submission: submission.id, err: error });
			}
			count(actor.id, -1);
			if (!ended.aborted) controller.close();
		},
		cancel: () => closed.abort(),
	});
}

function count(userId: string, change: 1 | -1): void {
	const n = (open.get(userId) ?? 0) + change;
	if (n > 0) open.set(userId, n);
	else open.delete(userId);
}

async function* frames(context: Context, actor: Actor, submission: Submission, ended: AbortSignal): AsyncGenerator<string> {
	const start = Date.now();
	let last = '';
	let spokeAt = start;
	while (!ended.aborted && Date.now() - start < LONGEST_MS) {
		const view = await getSubmissionView(context, submission);
		const isOver = view.state === 'done' || view.state === 'needs-staff';
		const body = JSON.stringify(view.state === 'done' ? { ...view, effect: await getVerdictEffect(context, actor, submission) } : view);
		if (body !== last) {
			yield `event: state\ndata: ${body}\n\n`;
			last = body;
			spokeAt = Date.now();
		} else if (Date.now() - spokeAt > KEEP_ALIVE_MS) {
			yield ': still here\n\n';
			spokeAt = Date.now();
		}
		if (isOver) return;
		await sleep(POLL_MS, undefined, { signal: ended });
	}
}
