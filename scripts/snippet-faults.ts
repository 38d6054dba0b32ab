/** Faults of src/content/snippets.yaml: every skill that code is written for has one to four idioms, and none gives a line of a reference away. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labs } from '#labs/index.ts';
import { listSkills } from '#server/skills.ts';
import { type Idiom, listIdioms } from '#server/snippets.ts';

const FILE = 'src/content/snippets.yaml';
const MOST = 4;
/** Letters and digits of a line that say something; shorter ones are everybody's. */
const TELLING = 24;

export function snippetFaults(root: string, idioms: readonly Idiom[] = listIdioms()): string[] {
	const skills = listSkills();
	const written = [...skills.values()]
		.filter(({ id, kind }) => kind === 'mundane' || labs.some((lab) => lab.skills.core === id))
		.map(({ id }) => id);
	const count = (skill: string): number => idioms.filter((idiom) => idiom.skill === skill).length;
	const secrets = labs.flatMap(({ id }) => linesOf(join(root, 'src/labs', id, 'solution.ts')).map((print) => ({ id, print })));
	return [
		...idioms.filter(({ skill }) => !skills.has(skill)).map(({ skill }) => `${FILE}: "${skill}" is no skill of skills.yaml.`),
		...written.filter((skill) => count(skill) === 0).map((skill) => `${FILE}: has no idiom for "${skill}"; write one to four.`),
		...written
			.filter((skill) => count(skill) > MOST)
			.map((skill) => `${FILE}: has ${count(skill)} idioms for "${skill}"; four are enough.`),
		...idioms.flatMap(({ names: [name], lines }) =>
			lines.flatMap((line) => {
				const lab = secrets.find(({ print }) => print === printOf(line) && print.length >= TELLING);
				return lab === undefined ? [] : [`${FILE}: "${name}" has a line of the reference of ${lab.id}: ${line.trim()}`];
			}),
		),
	];
}

function linesOf(path: string): string[] {
	return existsSync(path) ? readFileSync(path, 'utf8').split('\n').map(printOf) : [];
}

/** Letters and digits, without the comment. */
function printOf(line: string): string {
	return line.replace(/\/\/.*$/, '').replace(/[^\p{L}\p{N}]+/gu, '');
}
