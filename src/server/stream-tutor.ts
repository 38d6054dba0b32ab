/** A question's answer as server-sent events: where the work stands, then the whole checked turn at once. Nothing of it is sent before the check. */
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { TutorFrame, TutorQuestion } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { askTutor } from './ask-tutor.ts';
import type { Context } from './context.ts';

/** Proxies end a silent connection after less than two slow answers. */
const KEEP_ALIVE_MS = 10_000;

export interface TutorStream {
	readonly actor: Actor;
	readonly lab: Lab;
	readonly question: TutorQuestion;
	/** Of the request. */
	readonly signal: AbortSignal;
}

export function streamTutor(context: Context, { actor, lab, question, signal }: TutorStream): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	const closed = new AbortController();
	const left = AbortSignal.any([signal, closed.signal]);
	return new ReadableStream({
		async start(controller) {
			const say = (text: string) => {
				if (!left.aborted) controller.enqueue(encoder.encode(text));
			};
			const send = ({ event, data }: TutorFrame) => say(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
			const beat = setInterval(() => say(': still here\n\n'), KEEP_ALIVE_MS);
			send({ event: 'state', data: { state: 'waiting' } });
			try {
				const tell = (state: Extract<TutorFrame, { event: 'state' }>['data']['state']) => send({ event: 'state', data: { state } });
				send({ event: 'turn', data: await askTutor(context, { actor, lab, question, signal: left, tell }) });
			} catch (error) {
				if (!left.aborted) send({ event: 'error', data: bodyOf(error, context) });
			}
			clearInterval(beat);
			if (!left.aborted) controller.close();
		},
		cancel: () => closed.abort(),
	});
}

function bodyOf(error: unknown, context: Context) {
	if (error instanceof AppError) return error.toBody();
	context.log.error({ event: 'tutor-failed', err: error });
	return new AppError('unavailable', 'The tutor failed, and nothing was counted.', {
		fix: 'Ask again in a moment; the prepared hints stay open.',
	}).toBody();
}
