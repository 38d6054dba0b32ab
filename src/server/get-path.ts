/** The path as one person sees it: what is done, what is open, what is still ahead. Any order is allowed; `next` is only a suggestion. */

import type { LessonFrontMatter, ModuleMap, PathLesson, PathView } from '#contract/lesson.ts';
import type { Actor } from '#contract/user.ts';
import { listAcceptedLabs } from '#db/store/submissions.ts';
import type { Context } from './context.ts';
import { isAnswered, listFirstAnswers } from './lesson-answers.ts';
import { listParkedLabs } from './park-lab.ts';

interface Course {
	readonly modules: readonly ModuleMap[];
	readonly written: readonly { readonly href: string; readonly data: LessonFrontMatter }[];
}

/** What somebody has done: labs by id, and numbers of lessons whose questions are all answered. */
export interface Done {
	readonly labs: ReadonlySet<string>;
	readonly lessons: ReadonlySet<string>;
	/** Labs put aside: they are not suggested next while anything else is open. */
	readonly parked: ReadonlySet<string>;
}

export async function getPath(context: Context, actor: Actor | null, course: Course): Promise<PathView> {
	return buildPath(course, actor ? await listDone(context, actor.id, course) : { labs: new Set(), lessons: new Set(), parked: new Set() });
}

async function listDone(context: Context, userId: string, course: Course): Promise<Done> {
	const [labs, answers, parked] = await Promise.all([
		listAcceptedLabs(context.client, userId),
		listFirstAnswers(context, userId),
		listParkedLabs(context, userId),
	]);
	const answered = course.written.map(({ data }) => data.number).filter((number) => isAnswered(number, answers));
	return { labs, lessons: new Set(answered), parked };
}

export function buildPath(course: Course, done: Done): PathView {
	const written = new Map(course.written.map((lesson) => [lesson.data.number, lesson]));
	const modules = course.modules.map((module) => ({
		number: module.number,
		id: module.id,
		title: module.title,
		lessons: module.lessons.map((lesson): PathLesson => {
			const found = written.get(lesson.number);
			const lab = found?.data.lab ?? null;
			const secondLab = found?.data.secondLab ?? null;
			const labs = [lab, secondLab].filter((id) => id !== null);
			return {
				number: lesson.number,
				title: lesson.title,
				verified: lesson.verified,
				href: found?.href ?? null,
				state: found === undefined ? 'ahead' : isDone(lesson.number, labs, done) ? 'done' : 'open',
				question: found?.data.question ?? null,
				minutes: found?.data.minutes ?? null,
				lab,
				secondLab,
			};
		}),
	}));
	const lessons = modules.flatMap((module) => module.lessons);
	const isOpen = (lesson: PathLesson) => lesson.state === 'open';
	const isWaiting = ({ lab, secondLab }: PathLesson) => [lab, secondLab].some((id) => id !== null && done.parked.has(id));
	const furthest = lessons.findLastIndex((lesson) => lesson.state === 'done');
	return {
		modules,
		next:
			[...lessons.slice(furthest + 1), ...lessons].filter(isOpen).sort((a, b) => Number(isWaiting(a)) - Number(isWaiting(b)))[0] ?? null,
		written: lessons.filter((lesson) => lesson.state !== 'ahead').length,
		done: lessons.filter((lesson) => lesson.state === 'done').length,
	};
}

function isDone(number: string, labs: readonly string[], done: Done): boolean {
	return labs.length === 0 ? done.lessons.has(number) : labs.every((lab) => done.labs.has(lab));
}
