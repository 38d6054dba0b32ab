/**
 * Numbers that a lesson calls ours must be measured by a committed command: each file that it reads numbers from names commands, each command names a
 * preset or an experiment that exists, and each lesson with such numbers has a test that ties its prose to them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findLab } from '#labs/index.ts';
import type { ReadLesson } from './content-faults.ts';

const COMMAND = /"command": "npm run recipes -- ([a-z0-9-]+)(?: ([a-z0-9-]+))?/g;
const OURS = /\b(we|our labs?) (measured|trained|ran)\b|\bour (measurements|runs|recipe|experiments?)\b|<MeasuredRuns/i;

export function recipeFaults(root: string, lessons: readonly ReadLesson[]): string[] {
	return lessons.flatMap((lesson) => {
		const files = sourcesOf(lesson, root);
		const claims = OURS.test(lesson.body);
		const untied = files.length > 0 && !isTied(root, lesson.data.number);
		return [
			...(claims && files.length === 0 ? [`${lesson.path}: calls numbers ours, and reads none from a measured file.`] : []),
			...(untied ? [`${lesson.path}: no test in tests/content ties its prose to its measured numbers.`] : []),
			...files.flatMap((file) => commandFaults(root, file)),
		];
	});
}

/** Measured JSON that the lesson or one of its components imports, and golden.json of its labs where it shows the runs. */
function sourcesOf({ body, data }: ReadLesson, root: string): string[] {
	const components = [...body.matchAll(/from '(?:\.\.\/)+components\/([^']+\.astro)'/g)].map(([, name]) => `src/components/${name}`);
	const drawn = components.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
	// A component may read its numbers through a file of its own.
	const behind = drawn.flatMap(({ path, text }) =>
		[...text.matchAll(/from '(\.\/[\w-]+\.ts)'/g)].map(([, name = '']) => readFileSync(join(root, dirname(path), name), 'utf8')),
	);
	const texts = [body, ...drawn.map(({ text }) => text), ...behind];
	const measured = texts.flatMap((text) =>
		[...text.matchAll(/(?:content\/|\.\.\/)measured\/([\w.-]+\.json)/g)].map(([, name]) => `src/content/measured/${name}`),
	);
	const golden = [data.lab, data.secondLab]
		.filter((id) => id !== undefined && body.includes('<MeasuredRuns'))
		.map((id) => `src/labs/${id}/golden.json`);
	return [...new Set([...measured, ...golden])];
}

function isTied(root: string, number: string): boolean {
	const own = join(root, `tests/content/numbers-${number}.test.ts`);
	return existsSync(own) || readFileSync(join(root, 'tests/content/numbers-in-prose.test.ts'), 'utf8').includes(`lesson ${number}`);
}

function commandFaults(root: string, file: string): string[] {
	const path = join(root, file);
	if (!existsSync(path)) return [`${file}: a lesson reads it, and it does not exist. Run its recipe.`];
	const text = readFileSync(path, 'utf8');
	if (!text.includes('"command"')) return [`${file}: names no command that makes its numbers.`];
	return [...text.matchAll(COMMAND)].flatMap(([, lab = '', name]) => {
		const isBase = existsSync(join(root, `src/labs/bases/${lab}.ts`));
		const isKnown = isBase || (findLab(lab) !== null && (name === undefined || /^\d+$/.test(name) || hasRecipe(root, lab, name)));
		return isKnown
			? []
			: [`${file}: was made by "npm run recipes -- ${lab}${name === undefined ? '' : ` ${name}`}", which does not exist.`];
	});
}

function hasRecipe(root: string, lab: string, name: string): boolean {
	const experiments = join(root, `src/labs/${lab}/experiments.ts`);
	const isExperiment = existsSync(experiments) && new RegExp(`['"]?${name}['"]?\\s*[:,]`).test(readFileSync(experiments, 'utf8'));
	return isExperiment || findLab(lab)?.presets[name] !== undefined;
}
