/** What can be wrong with lessons as texts: dead links, a wrong reading time, pictures without words, skills that need each other in a circle. Pure. */
import type { LessonFrontMatter } from '#contract/lesson.ts';

export interface ReadLesson {
	readonly path: string;
	readonly href: string;
	readonly data: LessonFrontMatter;
	readonly body: string;
	readonly words: number;
}

/** A careful reader of technical prose; figures and questions take their time too. */
const WORDS_PER_MINUTE = 130;
const SLACK_MINUTES = 4;

/** Words that a reader reads: no imports, tags, formulas or code. */
export function wordsOf(body: string): number {
	const text = body
		.replaceAll(/```[\s\S]*?```/g, ' ')
		.replaceAll(/\$\$[\s\S]*?\$\$|\$[^$\n]+\$/g, ' x ')
		.replaceAll(/^import .*$/gm, ' ')
		.replaceAll(/<[^>]*>/g, ' ');
	return text.split(/\s+/).filter((word) => /\w/.test(word)).length;
}

/** Links to pages of ours that do not exist. */
export function brokenLinks(lessons: readonly ReadLesson[], pages: ReadonlySet<string>): string[] {
	return lessons.flatMap(({ path, body }) => {
		const targets = [...body.matchAll(/\]\((\/[^)\s]*)\)|href="(\/[^"]*)"/g)].map(([, markdown, html]) => markdown ?? html ?? '');
		const isKnown = (target: string): boolean =>
			pages.has(target) || pages.has(target.split('#')[0] ?? '') || /^\/(bases|api)\//.test(target);
		return targets.filter((target) => !isKnown(target)).map((target) => `${path}: links to ${target}, and there is no such page.`);
	});
}

export function wrongMinutes({ path, data, words }: ReadLesson): string[] {
	const expected = Math.round(words / WORDS_PER_MINUTE);
	if (Math.abs(data.minutes - expected) <= SLACK_MINUTES) return [];
	return [`${path}: says ${data.minutes} minutes; its ${words} words take about ${expected}.`];
}

/** Pictures whose tag says nothing to somebody who does not see them. */
export function missingNames(path: string, source: string): string[] {
	const pictures = source.match(/<(img|svg|canvas)\b[^>]*>/g) ?? [];
	const isNamed = (tag: string): boolean => /\balt=|\baria-label=|\baria-labelledby=|aria-hidden|\{\.\.\./.test(tag);
	return pictures.filter((tag) => !isNamed(tag)).map((tag) => `${path}: ${tag.slice(0, 60)} has neither a text nor aria-hidden.`);
}

interface Skill {
	readonly id: string;
	readonly kind: 'core' | 'mundane';
	readonly needs: readonly string[];
}

/** Prerequisites that do not exist, and circles. */
export function badPrerequisites(skills: readonly Skill[]): string[] {
	const byId = new Map(skills.map((skill) => [skill.id, skill]));
	const unknown = skills.flatMap(({ id, needs }) =>
		needs
			.filter((need) => byId.get(need)?.kind !== 'core')
			.map((need) => `src/content/skills.yaml: ${id} needs "${need}", which is no core skill.`),
	);
	const circles = skills
		.filter(({ id }) => reaches(id, id, byId, new Set()))
		.map(({ id }) => `src/content/skills.yaml: ${id} needs itself in the end.`);
	return [...unknown, ...circles];
}

function reaches(from: string, goal: string, byId: ReadonlyMap<string, Skill>, seen: Set<string>): boolean {
	for (const need of byId.get(from)?.needs ?? []) {
		if (need === goal) return true;
		if (seen.has(need)) continue;
		seen.add(need);
		if (reaches(need, goal, byId, seen)) return true;
	}
	return false;
}
