/** The path as one person sees it: what is done, what is open, what is still ahead. Any order is allowed; `next` is only a suggestion. */

import type { LessonFrontMatter, ModuleMap, PathLesson, PathView } from '#contract/lesson.ts';
import type { Actor } from '#contract/user.ts';
import { listSubmissions } from '#db/store/submissions.ts';
import type { Context } from './context.ts';

interface Course {
	readonly modules: readonly ModuleMap[];
	readonly written: readonly { readonly href: string; readonly data: LessonFrontMatter }[];
}

export async function getPath(context: Context, actor: Actor | null, course: Course): Promise<PathView> {
	return buildPath(course, actor ? await listAccepted(context, actor.id) : new Set());
}

/** Lab ids that this person has had accepted. */
async function listAccepted(context: Context, userId: string): Promise<Set<string>> {
	const rows = await listSubmissions(context.client, userId);
	return new Set(rows.filter((row) => row.outcome === 'accepted').map((row) => row.submission.labId));
}

export function buildPath(course: Course, accepted: ReadonlySet<string>): PathView {
	const written = new Map(course.written.map((lesson) => [lesson.data.number, lesson]));
	const modules = course.modules.map((module) => ({
		number: module.number,
		id: module.id,
		title: module.title,
		lessons: module.lessons.map((lesson): PathLesson => {
			const found = written.get(lesson.number);
			const lab = found?.data.lab ?? null;
			return {
				number: lesson.number,
				title: lesson.title,
				verified: lesson.verified,
				href: found?.href ?? null,
				state: found === undefined ? 'ahead' : lab !== null && accepted.has(lab) ? 'done' : 'open',
				question: found?.data.question ?? null,
				minutes: found?.data.minutes ?? null,
				lab,
			};
		}),
	}));
	const lessons = modules.flatMap((module) => module.lessons);
	const open = lessons.filter((lesson) => lesson.state === 'open');
	return {
		modules,
		next: open.find((lesson) => lesson.lab !== null && accepted.size > 0) ?? open[0] ?? null,
		written: lessons.filter((lesson) => lesson.state !== 'ahead').length,
		done: lessons.filter((lesson) => lesson.state === 'done').length,
	};
}
