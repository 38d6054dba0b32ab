/** Documentation of what a question names, for the model to answer from: the entries that the Docs panel shows, free at every level. */
import { z } from 'zod';
import { docEntrySchema } from '#contract/docs.ts';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { MaterialPart } from '#tutor/course-material.ts';
import { getEditorTypes } from './get-editor-types.ts';

const entriesSchema = z.array(docEntrySchema);
const MAX_ENTRIES = 6;

/** Only what is named, as it is spelt: a search by meaning could find the answer to the task. */
export async function findNamedDocs(lab: Lab, question: string): Promise<MaterialPart[]> {
	const names = new Set(question.match(/[A-Za-z_$][\w$]*/g) ?? []);
	const entries = (await Promise.all(['docs-tfjs', `docs-${lab.id}`].map(readEntries))).flat();
	const named = entries.filter(({ name, from }) => from !== 'lab' && names.has(name.split('.').at(-1) ?? name));
	return named.slice(0, MAX_ENTRIES).map(({ name, call, does, shapes, example }) => ({
		title: `Documentation: ${name}`,
		text: [call, does, shapes, example].filter(Boolean).join('\n'),
	}));
}

/** None where they are not built: the tutor answers without them. */
async function readEntries(name: string): Promise<z.infer<typeof entriesSchema>> {
	try {
		return entriesSchema.parse(JSON.parse((await getEditorTypes(name)).text));
	} catch (error) {
		if (error instanceof AppError) return [];
		throw error;
	}
}
