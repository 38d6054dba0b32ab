/** A submission's state as server-sent events until it is judged, at most two minutes: the page reconnects or polls. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '#contract/user.ts';
import type { Submission } from '#db/store/submissions.ts';
import type { Context } from './context.ts';
import { getSubmissionView } from './get-submission.ts';
import { getVerdictEffect } from './get-verdict-effect.ts';

const POLL_MS = 100;
const LONGEST_MS = 120_000;
const KEEP_ALIVE_MS = 15_000;

export function streamSubmission(context: Context, actor: Actor, submission: Submission, signal: AbortSignal): ReadableStream<Uint8Array> {
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
			if (!ended.aborted) controller.close();
		},
		cancel: () => closed.abort(),
	});
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
