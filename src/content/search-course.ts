/** Finds lessons, labs and words of the glossary. Some dozen texts need no index. */
import { getCollection } from 'astro:content';
import type { PathLesson, PathView } from '#contract/lesson.ts';
import { readGlossary } from './markdown/glossary.ts';
import { rank, type Searchable, type SearchHit } from './search-rank.ts';

/** The best first. Empty for an empty query. */
export async function searchCourse(path: PathView, query: string): Promise<SearchHit[]> {
	const lessons = path.modules.flatMap((module) => module.lessons).filter((lesson) => lesson.href !== null);
	const bodies = new Map((await getCollection('lessons')).map((entry) => [entry.data.number, entry.body ?? '']));
	const tasks = new Map((await getCollection('tasks')).map((entry) => [entry.id, entry.body ?? '']));
	return rank(query, [
		...lessons.map((lesson) => lessonText(lesson, bodies.get(lesson.number) ?? '')),
		...lessons.flatMap((lesson) => labTexts(lesson, tasks)),
		...readGlossary().map(
			({ id, term, also, text }): Searchable => ({
				...{ kind: 'word', title: term, href: `/glossary#${id}`, about: text },
				...{ question: also.join(' '), text },
			}),
		),
	]);
}

function lessonText({ number, title, href, question }: PathLesson, body: string): Searchable {
	const about = question ?? '';
	return { kind: 'lesson', title: `${number} ${title}`, href: href ?? '', about, question: about, text: body };
}

function labTexts({ number, title, lab, secondLab }: PathLesson, tasks: ReadonlyMap<string, string>): Searchable[] {
	return [lab, secondLab].flatMap((id) => {
		if (id === null) return [];
		const text = tasks.get(id) ?? '';
		const about = (text.split(/\n\s*\n/)[0] ?? '').replaceAll('`', '');
		return [{ kind: 'lab' as const, title: `Lab ${number} ${id}: ${title}`, href: `/lab/${id}`, about, question: '', text }];
	});
}
