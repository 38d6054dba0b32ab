/** The chat with the tutor: what a page may ask, and what it is told. A level is never among what a page sends: the server decides it. */
import { z } from 'zod';
import type { ErrorBody } from './error.ts';
import { MAX_SOURCE_BYTES } from './limits.ts';

export const MAX_QUESTION_CHARS = 2_000;
/** Replies in one lab within TUTOR_WINDOW_MS; afterwards the prepared hints answer alone. */
export const TUTOR_REPLIES = 12;
export const TUTOR_WINDOW_MS = 30 * 60_000;

/** What a learner may leave out of a question. */
export const tutorPartSchema = z.enum(['task', 'verdict']);
export type TutorPart = z.infer<typeof tutorPartSchema>;

/** POST /api/labs/:id/tutor. Strict: a level, a mode or a history sent along is refused, not ignored. */
export const tutorQuestionSchema = z.strictObject({
	question: z
		.string()
		.trim()
		.min(1, 'Write a question first.')
		.max(
			MAX_QUESTION_CHARS,
			`A question has at most ${MAX_QUESTION_CHARS.toLocaleString('en')} characters. Shorten it, or ask in two steps.`,
		),
	/** The editor's text, or null when the learner left it out. */
	code: z
		.string()
		.refine((code) => new TextEncoder().encode(code).byteLength <= MAX_SOURCE_BYTES, {
			message: `The code is larger than ${MAX_SOURCE_BYTES / 1024} kB, the limit here. Leave it out, or remove pasted data.`,
		})
		.nullable(),
	with: z.array(tutorPartSchema).max(2).default([]),
	/** The highest level whose price the learner was shown and agreed to. It only ever lowers what the server allows. */
	agreedTo: z.int().min(0).max(5),
});
export type TutorQuestion = z.infer<typeof tutorQuestionSchema>;

/** One level that the learner may ask at, with its price in words. */
export interface TutorLevel {
	readonly level: number;
	readonly title: string;
	readonly price: string;
}

/** One turn as its learner sees it. */
export interface TutorTurnView {
	readonly id: string;
	readonly at: number;
	/** Null once it was removed. */
	readonly question: string | null;
	/** HTML made on the server from text that passed the check. */
	readonly html: string | null;
	/** What was measured in the answer; null for mundane help, which costs nothing. */
	readonly level: number | null;
	/** A prepared hint is shown instead, and why. */
	readonly notice: string | null;
}

/** GET /api/labs/:id/tutor */
export interface TutorView {
	/** `off`: this installation has no tutor. `guest`: it has one, for people with an account. */
	readonly state: 'off' | 'guest' | 'ready';
	/** One line: what this is, or why it is not here. */
	readonly line: string;
	/** From 0 to the highest that may be asked for now. */
	readonly levels: readonly TutorLevel[];
	/** The level chosen unless the learner chooses: the highest that costs nothing more, or else the first. */
	readonly suggested: number;
	readonly left: { readonly replies: number; readonly of: number; readonly opensAt: number | null };
	/** Who can read the questions and answers, said before the first one. */
	readonly readers: string;
	readonly turns: readonly TutorTurnView[];
}

/** Frames of the answer to a question, as server-sent events. */
export type TutorFrame =
	| { readonly event: 'state'; readonly data: { readonly state: 'waiting' | 'thinking' | 'checking' | 'again' } }
	/** A piece of the answer as it was checked, whole, before the first piece went out: for reading along, until the turn is there. */
	| { readonly event: 'piece'; readonly data: { readonly text: string } }
	| { readonly event: 'turn'; readonly data: { readonly turn: TutorTurnView; readonly view: TutorView } }
	| { readonly event: 'error'; readonly data: ErrorBody };
