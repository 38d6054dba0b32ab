/** The map and the front matter of every written lesson, in the order of the path. */
import { type CollectionEntry, getCollection } from 'astro:content';
import type { LessonFrontMatter, ModuleMap } from '#contract/lesson.ts';

export interface WrittenLesson {
	readonly href: string;
	readonly data: LessonFrontMatter;
}

export interface CourseMap {
	readonly modules: readonly ModuleMap[];
	readonly written: readonly WrittenLesson[];
}

export async function readMap(): Promise<CourseMap> {
	const modules = (await getCollection('modules')).map((entry) => entry.data).sort((a, b) => a.number - b.number);
	const written = (await getCollection('lessons')).map((entry) => ({ href: hrefOf(entry), data: entry.data }));
	return { modules, written };
}

/** Entry ids are `<module>/<lesson>`, as the folders are. */
export function hrefOf(entry: CollectionEntry<'lessons'>): string {
	return `/learn/${entry.id}`;
}
