/** A submission's state as server-sent events until it is judged, at most two minutes: the page reconnects or polls. */
import { AppError } from '#contract/error.ts';
import type { SubmissionView } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import type { Submission } from '#db/store/submissions.ts';
import type { Context } from './context.ts';
import { getSubmissionView } from './get-submission.ts';
import { getVerdictEffect } from './get-verdict-effect.ts';
import { nextLook } from './queue-look.ts';

const LONGEST_MS = 120_000;
/** A look at the queue knows of no comment and no extension; and a proxy between must hear something now and then. */
const READ_AGAIN_MS = 15_000;
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
	let view = await getSubmissionView(context, submission);
	yield await frame(context, actor, submission, view);
	let readAt = start;
	while (!isOver(view) && Date.now() - start < LONGEST_MS) {
		const place = (await nextLook(context)).get(submission.id);
		if (ended.aborted) return;
		const isTold = place !== undefined && place.state === view.state && (place.state === 'running' || place.ahead === view.ahead);
		const isOld = Date.now() - readAt > READ_AGAIN_MS;
		if (isTold && !isOld) continue;
		if (place !== undefined && !isOld) view = { ...view, ahead: undefined, ...place };
		else {
			view = await getSubmissionView(context, submission);
			readAt = Date.now();
		}
		yield await frame(context, actor, submission, view);
	}
}

async function frame(context: Context, actor: Actor, submission: Submission, view: SubmissionView): Promise<string> {
	const body = view.state === 'done' ? { ...view, effect: await getVerdictEffect(context, actor, submission) } : view;
	return `event: state\ndata: ${JSON.stringify(body)}\n\n`;
}

const isOver = ({ state }: SubmissionView): boolean => state === 'done' || state === 'needs-staff';
