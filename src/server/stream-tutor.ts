/**
 * A question's answer as server-sent events: where the work stands, then the checked answer piece by piece, then the turn as it stays.
 * The pieces are of a text that was inspected whole: not a word is sent before the check.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { TutorFrame, TutorQuestion } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { askTutor } from './ask-tutor.ts';
import type { Context } from './context.ts';

/** Proxies end a silent connection after less than two slow answers. */
const KEEP_ALIVE_MS = 10_000;
/** A long answer is there after about two seconds. */
const PIECES = 60;
const LEAST_PIECE = 12;
const PIECE_MS = 30;

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
				const { answer, ...data } = await askTutor(context, { actor, lab, question, signal: left, tell });
				for (const text of piecesOf(answer)) {
					if (left.aborted) break;
					send({ event: 'piece', data: { text } });
					await pause(PIECE_MS);
				}
				send({ event: 'turn', data });
			} catch (error) {
				if (!left.aborted) send({ event: 'error', data: bodyOf(error, context) });
			}
			clearInterval(beat);
			if (!left.aborted) controller.close();
		},
		cancel: () => closed.abort(),
	});
}

/** Cut behind words. */
export function piecesOf(answer: string): string[] {
	const size = Math.max(LEAST_PIECE, Math.ceil(answer.length / PIECES));
	const pieces: string[] = [];
	for (const word of answer.match(/\s*\S+\s*/g) ?? []) {
		const last = pieces.at(-1);
		if (last === undefined || last.length >= size) pieces.push(word);
		else pieces[pieces.length - 1] = last + word;
	}
	return pieces;
}

function bodyOf(error: unknown, context: Context) {
	if (error instanceof AppError) return error.toBody();
	context.log.error({ event: 'tutor-failed', err: error });
	return new AppError('unavailable', 'The tutor failed, and nothing was counted.', {
		fix: 'Ask again in a moment; the prepared hints stay open.',
	}).toBody();
}
