/**
 * Makes the folder of a new lab: `npm run new:lab <id>`. Every file is there and works for a function that doubles its input;
 * the author replaces that function. Refuses an id that is no lab id and a folder that exists.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { newLabFiles } from './new-lab-files.ts';

const LABS = fileURLToPath(new URL('../src/labs/', import.meta.url));

/** Writes the files and gives their names. @throws when the id or the folder will not do. */
export function newLab(id: string, root = LABS): string[] {
	if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
		throw new Error(`"${id}" is no lab id. Use small letters, digits and single dashes, for example "causal-attention".`);
	}
	const folder = join(root, id);
	if (existsSync(folder)) throw new Error(`${folder} exists already. Choose another id, or remove the folder first.`);
	const files = newLabFiles(id);
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return Object.keys(files);
}

function main(): void {
	const id = process.argv[2];
	if (id === undefined) throw new Error('Say which: npm run new:lab <id>');
	const names = newLab(id);
	process.stdout.write(
		[
			`Made src/labs/${id} with ${names.length} files.`,
			'1. Import it in src/labs/index.ts, at its place in the path.',
			'2. Name its core skill in src/content/skills.yaml and in lab.ts.',
			'3. Replace the doubling everywhere; docs/authoring.md goes file by file.',
			`4. npx vitest run --project labs -t ${id}`,
			'',
		].join('\n'),
	);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	try {
		main();
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	}
}
