/**
 * Predict questions, read from src/content/predict/<lesson>.yaml on the server only: a page carries prompt and choices,
 * never the answer or the explanation, before somebody commits.
 *
 * A file is a list of { id, skill?, variants: [{ prompt, choices, answer, explanation }] }, with `answer` the index of the
 * right choice, from 0. Without a skill the question belongs to the core skill of the lesson's lab. Several variants keep the question fresh; which one a person sees follows from the seed.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';

const variantSchema = z
	.strictObject({ prompt: z.string(), choices: z.array(z.string()).min(2).max(6), answer: z.int().nonnegative(), explanation: z.string() })
	.refine(({ choices, answer }) => answer < choices.length, {
		message: 'The answer is the index of one of the choices, from 0.',
		path: ['answer'],
	});
const questionSchema = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9-]*$/),
	skill: z.string(),
	variants: z.array(variantSchema).min(1),
});
export type PredictQuestion = z.infer<typeof questionSchema>;
export type PredictVariant = z.infer<typeof variantSchema>;

/** What a page may show before the answer is committed. */
export interface AskedQuestion {
	readonly variant: number;
	readonly prompt: string;
	readonly choices: readonly string[];
}

const LESSON = /^\d\.\d+[a-z]?$/;

/** As they were read, until the file changes: the map of skills and the path ask for those of every lesson at each request. */
const kept = new Map<string, { readonly changedAt: number; readonly questions: readonly PredictQuestion[] }>();

/** Empty for a lesson without questions. @throws AppError `invalid` naming what is wrong in the file. */
export function readPredictQuestions(lesson: string): readonly PredictQuestion[] {
	if (!LESSON.test(lesson)) return [];
	const path = join('src/content/predict', `${lesson}.yaml`);
	const file = join(process.env['GRADUS_ROOT'] ?? process.cwd(), path);
	const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
	// No file: the lesson asks nothing.
	if (changedAt === undefined) return [];
	const before = kept.get(file);
	if (before?.changedAt === changedAt) return before.questions;
	const parsed = z.array(questionSchema).safeParse(parse(readFileSync(file, 'utf8')));
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new AppError('invalid', issue?.message ?? 'The file is not a list of questions.', {
			at: `${path}: ${issue?.path.join('.') ?? ''}`,
		});
	}
	kept.set(file, { changedAt, questions: parsed.data });
	return parsed.data;
}

/** The same seed (a learner's id, or a guest's cookie) always asks the same variant. @throws AppError `missing` */
export function getPredictQuestion(lesson: string, id: string, seed: string): AskedQuestion {
	return asked(requireQuestion(lesson, id), seed);
}

/** Every question of a lesson by id, as the page's context holds them. */
export function getPredictQuestions(lesson: string, seed: string): Record<string, AskedQuestion> {
	return Object.fromEntries(readPredictQuestions(lesson).map((question) => [question.id, asked(question, seed)]));
}

/** @throws AppError `missing` */
export function requireQuestion(lesson: string, id: string): PredictQuestion {
	const question = readPredictQuestions(lesson).find((each) => each.id === id);
	if (!question)
		throw new AppError('missing', `Lesson ${lesson} has no question "${id}".`, { fix: 'Load the lesson again: it may have changed.' });
	return question;
}

function asked(question: PredictQuestion, seed: string): AskedQuestion {
	const variant = hashOf(`${question.id}:${seed}`) % question.variants.length;
	const { prompt = '', choices = [] } = question.variants[variant] ?? {};
	return { variant, prompt, choices };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
	return hash;
}
