/**
 * What gives a lab's key steps away, as its author wrote it in spoilers.hidden.yaml: forms of code, and sentences. Read at run time, like the
 * hints, so that no bundle carries it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { codeTokens, type Dialect } from './code-tokens.ts';
import { fits, parseTrees, subtrees, type Tree } from './code-tree.ts';
import { sentencesOf } from './prose-level.ts';

const spoilersSchema = z.strictObject({
	/** Words that name the core of the lab; a reply that has none of them is about something else. */
	concepts: z.array(z.string().min(2)).min(2),
	spoilers: z
		.array(
			z.strictObject({
				id: z.string().regex(/^[a-z0-9-]+$/),
				/** Expressions; `$` stands for any expression, a name for any value. */
				code: z.array(z.string().min(4)).default([]),
				/** A sentence that holds one of the alternatives `a|b` of each entry says it. */
				says: z.array(z.array(z.string().min(1)).min(2)).default([]),
			}),
		)
		.min(2)
		.max(6),
});

export interface Spoiler {
	readonly id: string;
	readonly code: readonly string[];
	readonly forms: readonly Tree[];
	readonly says: readonly (readonly RegExp[])[];
}

export interface Spoilers {
	readonly concepts: readonly string[];
	readonly spoilers: readonly Spoiler[];
}

/** Numbers and the names of called functions as they stand, for a spoiler may be just that. */
const EXACT: Dialect = { keepsNumber: () => true, keepsName: (name, isCalled) => isCalled || name.startsWith('$') };

const SPOILER_FILE = 'spoilers.hidden.yaml';

/** @throws AppError `missing` or `invalid`, with the file. */
export function readSpoilers(labId: string): Spoilers {
	const at = join('src/labs', labId, SPOILER_FILE);
	try {
		const { concepts, spoilers } = spoilersSchema.parse(parse(readFileSync(join(process.env['GRADUS_ROOT'] ?? process.cwd(), at), 'utf8')));
		return { concepts: concepts.map((word) => word.toLowerCase()), spoilers: spoilers.map(compiled) };
	} catch (cause) {
		const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
		throw new AppError(isAbsent ? 'missing' : 'invalid', `The spoilers of ${labId} cannot be read.`, {
			at,
			fix: 'Name the concepts and two to six spoilers; docs/tutor-guard.md says how.',
			cause,
		});
	}
}

function compiled({ id, code, says }: { id: string; code: readonly string[]; says: readonly (readonly string[])[] }): Spoiler {
	const forms = code.flatMap((text) => treesOf(text).slice(0, 1));
	return { id, code, forms, says: says.map((groups) => groups.map(alternatives)) };
}

/** Words match from their start, so `mask` is in "masked"; signs match as they stand. */
function alternatives(group: string): RegExp {
	const each = group.split('|').map((text) => {
		const escaped = text
			.trim()
			.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
			.replaceAll(/\s+/g, '\\s+');
		return /^\w/.test(text.trim()) ? `\\b${escaped}` : escaped;
	});
	return new RegExp(`(?:${each.join('|')})`, 'i');
}

export function treesOf(code: string): Tree[] {
	return parseTrees(codeTokens(code, EXACT).renamed);
}

/** Ids of the spoilers that the code or the words hold. */
export function spoilersIn({ spoilers }: Spoilers, trees: readonly Tree[], prose: string): string[] {
	const all = [...subtrees(trees)];
	const sentences = sentencesOf(prose);
	const windows = sentences.map((sentence, i) => `${sentence} ${sentences[i + 1] ?? ''}`);
	return spoilers
		.filter(
			({ forms, says }) =>
				forms.some((form) => all.some((tree) => fits(form, tree))) ||
				says.some((groups) => windows.some((window) => groups.every((group) => group.test(window)))),
		)
		.map(({ id }) => id);
}
