/** The authored idioms of src/content/snippets.yaml, read once. Refuses a file that promises what it may not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMPLETION_LINES } from '#contract/automation.ts';
import { AppError } from '#contract/error.ts';

const FILE = 'src/content/snippets.yaml';

const idiomSchema = z.strictObject({
	skill: z.string(),
	names: z.array(z.string().min(3)).min(1),
	lines: z
		.string()
		.transform((text) => text.trimEnd().split('\n'))
		.refine((lines) => lines.length <= COMPLETION_LINES, `An idiom has at most ${COMPLETION_LINES} lines.`),
	/** Declarations that the idiom takes for granted. For the compiler, never shown. */
	given: z.string(),
});
export type Idiom = z.infer<typeof idiomSchema>;

let read: readonly Idiom[] | undefined;

/** In the order of the file. @throws AppError `invalid` naming what is wrong in it. */
export function listIdioms(): readonly Idiom[] {
	read ??= parseIdioms(readFileSync(join(process.env['GRADUS_ROOT'] ?? process.cwd(), FILE), 'utf8'));
	return read;
}

export function parseIdioms(text: string): readonly Idiom[] {
	const parsed = z.array(idiomSchema).safeParse(parse(text));
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new AppError('invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'The file is no list of idioms.'}`, { at: FILE });
}
