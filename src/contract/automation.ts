/** What writes itself in a lab: which code a learner has earned to have completed or written, why, and where it comes from (HELP §2.5). */
import { z } from 'zod';
import { MAX_SOURCE_BYTES } from './limits.ts';

/** Most lines that one completion brings. */
export const COMPLETION_LINES = 5;

/** 0 nothing, 1 looks up and explains, 2 completes a few lines, 3 writes the block. */
export type AutomationLevel = 0 | 1 | 2 | 3;

/** What a learner may want to write itself, as a preference says it. */
export const AUTO_CHOICES = [
	{ value: 1, label: 'Nothing: I write every line' },
	{ value: 2, label: 'A few lines' },
	{ value: 3, label: 'A few lines, and in projects whole blocks' },
] as const;

/** A statement or an idiom. Indented with tabs, from the margin. */
export interface Snippet {
	readonly skill: string;
	/** What a comment may call it, the first one for people: what it declares, or an authored name. */
	readonly names: readonly string[];
	readonly lines: readonly string[];
	/** For example "your code of 1.4 Causal self-attention". */
	readonly from: string;
}

/** A whole function with what it stands on, in the order of its file. */
export interface WrittenBlock {
	readonly skill: string;
	readonly name: string;
	readonly parts: readonly { readonly name: string; readonly code: string }[];
	/** Names that its own file imported, which the file here must have too. */
	readonly needs: readonly string[];
	readonly from: string;
}

/** `core`: the lab practises it. `needed`: the lab builds on it. `mundane`: never rationed. */
export type SkillRole = 'core' | 'needed' | 'mundane';

export interface EarnedSkill {
	readonly skill: string;
	readonly title: string;
	readonly role: SkillRole;
	readonly level: AutomationLevel;
	readonly why: string;
	/** What would change the level, or null when nothing more is to be had here. */
	readonly change: string | null;
	/** Where the text comes from; empty while nothing is offered. */
	readonly sources: readonly string[];
}

/** GET /api/labs/:id/automation: nothing in it that was not earned at that moment. */
export interface AutomationView {
	readonly signedIn: boolean;
	/** Highest level that the learner wants: 1 is off. */
	readonly wanted: number;
	readonly isProject: boolean;
	/** A re-check is open: nothing writes itself until it is handed in or left. */
	readonly isInRecheck: boolean;
	/** Where nothing of one's own fits, the tutor's model may be asked for a few lines. */
	readonly mayAskModel: boolean;
	readonly skills: readonly EarnedSkill[];
	readonly snippets: readonly Snippet[];
	readonly blocks: readonly WrittenBlock[];
}

/** POST /api/labs/:id/automation: a completion or a block was taken. */
export const automationUseSchema = z.strictObject({
	skill: z.string().max(64),
	level: z.literal([2, 3], 'A use is of level 2, a few lines, or 3, a block.'),
});
export type AutomationUse = z.infer<typeof automationUseSchema>;

/** POST /api/labs/:id/completion: the file as it stands, and the cursor in it. */
export const completionAskSchema = z
	.strictObject({
		code: z.string().refine((code) => new TextEncoder().encode(code).byteLength <= MAX_SOURCE_BYTES, {
			message: `The code is larger than ${MAX_SOURCE_BYTES / 1024} kB, the limit here.`,
		}),
		at: z.int().min(0),
	})
	.refine(({ code, at }) => at <= code.length, { message: 'The cursor stands behind the end of the code.', path: ['at'] });
export type CompletionAsk = z.infer<typeof completionAskSchema>;

/** What a model may add at the cursor, checked on the server; null where it is nothing. */
export interface ModelCompletion {
	readonly completion: { readonly skill: string; readonly text: string } | null;
}
