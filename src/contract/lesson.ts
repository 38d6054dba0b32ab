/** The front matter of a lesson, the map of all modules, and the words of a predict question. */
import { z } from 'zod';

export const lessonSchema = z.strictObject({
	/** Module, dot, position: "1.4". A letter marks one that came later: "6.1b". */
	number: z.string().regex(/^\d\.\d+[a-z]?$/),
	/** Folder of the lesson under src/content/lessons. */
	module: z.string(),
	title: z.string().min(3),
	question: z.string().endsWith('?'),
	/** Reading time in minutes. */
	minutes: z.int().min(1).max(60),
	/** Lab id, when the lesson has one. */
	lab: z.string().optional(),
	/** A second lab, when the lesson has two. */
	secondLab: z.string().optional(),
	/** The day on which the facts were checked. */
	facts: z.iso.date(),
	sources: z.array(z.strictObject({ text: z.string(), href: z.url().optional() })).min(1),
	/** Two references to read next. */
	next: z.strictObject({
		read: z.array(z.strictObject({ text: z.string(), href: z.url() })).length(2),
		open: z.string(),
	}),
});
export type LessonFrontMatter = z.infer<typeof lessonSchema>;

export const moduleSchema = z.strictObject({
	/** Position on the path, 0 to 8. */
	number: z.int().min(0).max(8),
	/** URL segment and folder. */
	id: z.string().regex(/^[0-8]-[a-z0-9-]+$/),
	title: z.string(),
	lessons: z.array(
		z.strictObject({
			number: z.string(),
			/** URL segment and file name. */
			id: z.string().regex(/^[a-z][a-z0-9-]*$/),
			title: z.string(),
			/** True: a training run verified from uploaded weights. */
			verified: z.boolean().default(false),
		}),
	),
});
export type ModuleMap = z.infer<typeof moduleSchema>;

/** One lesson on the path, as a particular person sees it. */
export interface PathLesson {
	readonly number: string;
	readonly title: string;
	/** Null while the lesson is not written. */
	readonly href: string | null;
	/** `done`: its labs are accepted, or, without a lab, its questions are answered. */
	readonly state: 'done' | 'open' | 'ahead';
	readonly verified: boolean;
	readonly question: string | null;
	readonly minutes: number | null;
	readonly lab: string | null;
	readonly secondLab: string | null;
}

export interface PathModule {
	readonly number: number;
	readonly id: string;
	readonly title: string;
	readonly lessons: readonly PathLesson[];
}

export interface PathView {
	readonly modules: readonly PathModule[];
	/** The open lesson that follows the furthest one done, else the first open one; null when everything written is done. */
	readonly next: PathLesson | null;
	/** Lessons written so far, and how many of them this person has done. */
	readonly written: number;
	readonly done: number;
}

/** A prediction after it was committed: the only place where the page may hold the explanation. */
export interface CommittedAnswer {
	/** Index of the choice, as text. */
	readonly answer: string;
	readonly correct: boolean;
	readonly explanation: string;
}

/** A form that could not be committed, on its question: nothing chosen, or asked too often. */
export interface PredictProblem {
	readonly question: string;
	readonly message: string;
}

/** What the page of one lesson knows beyond its text; components read it from Astro.locals. */
export interface LessonContext {
	readonly number: string;
	readonly facts: string;
	/** By question id. Prompt and choices only: the answer stays on the server. */
	readonly predict: Readonly<Record<string, { readonly variant: number; readonly prompt: string; readonly choices: readonly string[] }>>;
	/** By question id: what this person committed, once they did. Of a guest only the answer that this very request carries. */
	readonly answers: Readonly<Record<string, CommittedAnswer>>;
	readonly problem: PredictProblem | null;
	/** Numbers that we measured ourselves, as golden.json of the lab holds them; null where there are none yet. */
	readonly golden: unknown;
	/** Address of the lesson's own page, where its text stands on another one: forms go there. */
	readonly path?: string;
}
