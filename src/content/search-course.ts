/** Finds lessons by words: title and question first, then text. A few dozen lessons need no index. */
import { getCollection } from 'astro:content';
import type { PathLesson, PathView } from '#contract/lesson.ts';

const TITLE_WEIGHT = 20;
const QUESTION_WEIGHT = 5;

export async function searchCourse(path: PathView, query: string): Promise<PathLesson[]> {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return [];
	const bodies = new Map([...(await getCollection('lessons'))].map((entry) => [entry.data.number, (entry.body ?? '').toLowerCase()]));
	return path.modules
		.flatMap((module) => module.lessons)
		.map((lesson) => ({ lesson, score: scoreOf(lesson, bodies.get(lesson.number) ?? '', words) }))
		.filter((hit) => hit.score > 0)
		.sort((a, b) => b.score - a.score)
		.map((hit) => hit.lesson);
}

/** 0 unless every word occurs somewhere. */
function scoreOf(lesson: PathLesson, body: string, words: readonly string[]): number {
	const title = `${lesson.number} ${lesson.title} ${lesson.lab ?? ''}`.toLowerCase();
	const question = (lesson.question ?? '').toLowerCase();
	const scores = words.map(
		(word) =>
			(title.includes(word) ? TITLE_WEIGHT : 0) +
			(question.includes(word) ? QUESTION_WEIGHT : 0) +
			Math.min(5, body.split(word).length - 1),
	);
	return scores.every((score) => score > 0) ? scores.reduce((sum, score) => sum + score, 0) : 0;
}
