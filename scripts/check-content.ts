/**
 * `npm run check:content`: what a lesson, a lab and the map promise each other. Says every fault with its file and what to do; ends with 1 when there is one.
 * Formulas, word counts and the parts of a lesson are checked where they are compiled, in tests/content.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { lessonSchema, moduleSchema } from '#contract/lesson.ts';
import { labs } from '#labs/index.ts';
import { badPrerequisites, brokenLinks, missingNames, type ReadLesson, wordsOf, wrongMinutes } from './content-faults.ts';
import { recipeFaults } from './recipe-faults.ts';
import { snippetFaults } from './snippet-faults.ts';
import { spoilerFaults } from './spoiler-faults.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const skillSchema = z.strictObject({ id: z.string(), title: z.string(), kind: z.enum(['core', 'mundane']), needs: z.array(z.string()) });

const modules = moduleSchema.array().parse(parse(read('src/content/modules.yaml')));
const skills = skillSchema.array().parse(parse(read('src/content/skills.yaml')));
const lessons = readLessons();
const glossary = z.array(z.looseObject({ id: z.string() })).parse(parse(read('src/content/glossary.yaml')));

const pages = new Set([
	...lessons.map(({ href }) => href),
	...labs.map(({ id }) => `/lab/${id}`),
	...glossary.map(({ id }) => `/glossary#${id}`),
	...readdirSync(join(root, 'src/pages'))
		.filter((name) => name.endsWith('.astro'))
		.map((name) => `/${name.replace(/(index)?\.astro$/, '')}`),
	...['/me', '/me/help', '/me/privacy', '/me/stack', '/learn', '/teach'],
]);
const faults = [
	...brokenLinks(lessons, pages),
	...lessons.flatMap(wrongMinutes),
	...badPrerequisites(skills),
	...skillFaults(),
	...labFaults(),
	...lessons.flatMap((lesson) => missingNames(lesson.path, lesson.body)),
	...componentFaults(),
	...recipeFaults(root, lessons),
	...labs.flatMap(({ id }) => {
		const [solution = '', starter = '', task = ''] = ['solution.ts', 'starter.ts', 'task.mdx'].map((name) =>
			read(`src/labs/${id}/${name}`),
		);
		return spoilerFaults(id, solution, { 'starter.ts': starter, 'task.mdx': task });
	}),
	...snippetFaults(root),
];
for (const fault of faults) console.error(fault);
console.log(
	faults.length === 0
		? `check:content: ${lessons.length} lessons and ${labs.length} labs, clean`
		: `check:content: ${faults.length} to mend`,
);
process.exitCode = faults.length === 0 ? 0 : 1;

function readLessons(): ReadLesson[] {
	const folder = 'src/content/lessons';
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.mdx'))
		.map((name) => {
			const source = read(`${folder}/${name}`);
			const [, front = '', ...rest] = source.split(/^---$/m);
			const body = rest.join('---');
			return {
				path: `${folder}/${name}`,
				href: `/learn/${name.replace('.mdx', '')}`,
				data: lessonSchema.parse(parse(front)),
				body,
				words: wordsOf(body),
			};
		});
}

/** Every core skill belongs to a lab or a question; every lab and question names skills that exist. */
function skillFaults(): string[] {
	const known = new Map(skills.map((skill) => [skill.id, skill.kind]));
	const asked = lessons.flatMap(({ data }) => questionsOf(data.number));
	const unknown = [
		...labs
			.filter(({ skills: { core } }) => known.get(core) !== 'core')
			.map((lab) => `src/labs/${lab.id}/lab.ts: "${lab.skills.core}" is no core skill of skills.yaml.`),
		...labs.flatMap((lab) =>
			lab.skills.mundane
				.filter((id) => known.get(id) !== 'mundane')
				.map((id) => `src/labs/${lab.id}/lab.ts: "${id}" is no mundane skill of skills.yaml.`),
		),
		...asked
			.filter(({ skill }) => !known.has(skill))
			.map(({ file, skill }) => `${file}: asks for the skill "${skill}", which skills.yaml lacks.`),
	];
	const taught = new Set([...labs.map(({ skills: { core } }) => core), ...asked.map(({ skill }) => skill)]);
	const untaught = skills
		.filter(({ id, kind }) => kind === 'core' && !taught.has(id))
		.map(({ id }) => `src/content/skills.yaml: nothing asks for "${id}".`);
	return [...unknown, ...untaught];
}

function questionsOf(number: string): { file: string; skill: string }[] {
	const file = `src/content/predict/${number}.yaml`;
	if (!existsSync(join(root, file))) return [];
	const questions = z.array(z.looseObject({ skill: z.string() })).parse(parse(read(file)));
	return questions.map(({ skill }) => ({ file, skill }));
}

/** Five hints, an ending without surprises: a lab's imports are labs, its lesson stands on the map, its place in the list is that of the path. */
function labFaults(): string[] {
	const numbers = modules.flatMap((module) => module.lessons.map(({ number }) => number));
	const places = labs.map(({ lesson }) => numbers.indexOf(lesson));
	return labs.flatMap((lab, at) => {
		const file = `src/labs/${lab.id}`;
		const hints = (read(`${file}/hints.md`).match(/^## /gm) ?? []).length;
		const unknown = lab.allowedImports.my.filter((id) => !labs.some((other) => other.id === id));
		return [
			...(hints === 5 ? [] : [`${file}/hints.md: has ${hints} sections; a ladder has five.`]),
			...unknown.map((id) => `${file}/lab.ts: imports my/${id}, and there is no such lab.`),
			...(places[at] === -1 ? [`${file}/lab.ts: lesson ${lab.lesson} is not on the map.`] : []),
			...(at > 0 && (places[at] ?? 0) < (places[at - 1] ?? 0) ? [`src/labs/index.ts: ${lab.id} stands before its place on the path.`] : []),
		];
	});
}

/** Pictures in components have a text, whoever draws them. */
function componentFaults(): string[] {
	return readdirSync(join(root, 'src/components'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.astro'))
		.flatMap((name) => missingNames(`src/components/${name}`, read(`src/components/${name}`)));
}
