/** The list of skills, read once from src/content/skills.yaml. Refuses a need that names no skill. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';

const skillSchema = z.strictObject({ id: z.string(), title: z.string(), kind: z.enum(['core', 'mundane']), needs: z.array(z.string()) });
export type Skill = z.infer<typeof skillSchema>;

let read: ReadonlyMap<string, Skill> | undefined;

/** By id, in the order of the file. @throws AppError `invalid` naming what is wrong in the file. */
export function listSkills(): ReadonlyMap<string, Skill> {
	read ??= parseSkills(readFileSync(join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'src/content/skills.yaml'), 'utf8'));
	return read;
}

export function parseSkills(text: string): ReadonlyMap<string, Skill> {
	const parsed = z.array(skillSchema).safeParse(parse(text));
	if (!parsed.success)
		throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'The file is not a list of skills.', {
			at: 'src/content/skills.yaml',
		});
	const skills = new Map(parsed.data.map((skill) => [skill.id, skill]));
	for (const { id, needs } of parsed.data) {
		const unknown = needs.find((need) => !skills.has(need));
		if (unknown)
			throw new AppError('invalid', `The skill ${id} needs ${unknown}, which is not in the list.`, { at: 'src/content/skills.yaml' });
	}
	return skills;
}

/** The title, or the id while a lab names a skill that the list does not have yet. */
export function skillTitle(id: string): string {
	return listSkills().get(id)?.title ?? id;
}
