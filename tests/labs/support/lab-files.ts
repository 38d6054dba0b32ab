/** Reads a lab's folder as a table: texts, known mistakes with their diagnoses, sections of the markdown files. For every test that walks the labs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';

const LABS = fileURLToPath(new URL('../../../src/labs/', import.meta.url));

export interface Mistake {
	/** File name without its ending. */
	readonly name: string;
	/** From the file's first line, `// diagnosis: <id>`. */
	readonly diagnosis: string;
	readonly code: string;
	readonly path: string;
}

export interface LabFiles {
	readonly id: string;
	readonly lab: Lab;
	/** The lab's folder, with a slash at its end. */
	readonly folder: string;
	readonly starter: string;
	readonly solution: string;
	readonly borrowed: string;
	readonly task: string;
	readonly mistakes: readonly Mistake[];
	/** Text of each section of diagnoses.md, by id. */
	readonly diagnoses: Readonly<Record<string, string>>;
	/** Sections of hints.md, heading first, in order. */
	readonly hints: readonly { readonly heading: string; readonly text: string }[];
	/** golden.json as it stands. */
	readonly golden: unknown;
}

export function listLabs(): readonly Lab[] {
	return labs;
}

export function readLab(id: string, root = LABS): LabFiles {
	const lab = labs.find((each) => each.id === id);
	if (lab === undefined) throw new Error(`src/labs/index.ts lists no lab "${id}".`);
	return { ...readLabFolder(`${root}${id}/`), id, lab };
}

/** The files of one folder, for a lab that the index need not list. */
export function readLabFolder(folder: string): Omit<LabFiles, 'id' | 'lab'> {
	const text = (name: string) => readFileSync(`${folder}${name}`, 'utf8');
	return {
		folder,
		starter: text('starter.ts'),
		solution: text('solution.ts'),
		borrowed: text('borrowed.ts'),
		task: text('task.mdx'),
		mistakes: readMistakes(`${folder}mistakes/`),
		diagnoses: Object.fromEntries(sections(text('diagnoses.md')).map(({ heading, text: body }) => [heading, body])),
		hints: sections(text('hints.md')),
		golden: JSON.parse(text('golden.json')),
	};
}

function readMistakes(folder: string): Mistake[] {
	const names = existsSync(folder)
		? readdirSync(folder)
				.filter((name) => name.endsWith('.ts'))
				.toSorted()
		: [];
	return names.map((name) => {
		const path = `${folder}${name}`;
		const code = readFileSync(path, 'utf8');
		const diagnosis = /^\/\/ diagnosis: ([a-z][a-z0-9-]*)\n/.exec(code)?.[1];
		if (diagnosis === undefined) throw new Error(`${path} must begin with "// diagnosis: <id>".`);
		return { name: name.replace(/\.ts$/, ''), diagnosis, code, path };
	});
}

function sections(markdown: string): { heading: string; text: string }[] {
	return markdown
		.split(/^## /m)
		.slice(1)
		.map((part) => {
			const [heading = '', ...lines] = part.split('\n');
			return { heading: heading.trim(), text: lines.join('\n').trim() };
		});
}
