/** What a lab builds on: the skills that its own one needs, those unproven first, each with the labs and lessons where it is worked on. */
import type { Prerequisite } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { LessonFrontMatter } from '#contract/lesson.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { labs } from '#labs/index.ts';
import { decide } from '#learning/decide.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { readPredictQuestions } from './predict-questions.ts';
import { listSkills, skillTitle } from './skills.ts';

type Written = readonly { readonly href: string; readonly data: Pick<LessonFrontMatter, 'number' | 'title' | 'lab' | 'secondLab'> }[];

export async function listPrerequisites(context: Context, actor: Actor, lab: Lab, written: Written): Promise<readonly Prerequisite[]> {
	const [now, events] = [context.now(), standingEvents(await listEvents(context.client, actor.id))];
	const isProven = (skill: string) => ['proven', 'due'].includes(decide({ now, events, skill, task: 'a-new-lab' }).status);
	return (listSkills().get(lab.skills.core)?.needs ?? [])
		.map((skill) => ({ title: skillTitle(skill), isProven: isProven(skill), places: placesOf(skill, written) }))
		.toSorted((a, b) => Number(a.isProven) - Number(b.isProven));
}

/** Lessons first: reading comes before writing. */
function placesOf(skill: string, written: Written): Prerequisite['places'] {
	const tested = labs.filter(({ skills }) => skills.core === skill);
	const isAbout = ({ data }: Written[number]) =>
		tested.some(({ id }) => id === data.lab || id === data.secondLab) ||
		readPredictQuestions(data.number).some((question) => question.skill === skill);
	return [
		...written.filter(isAbout).map(({ href, data }) => ({ title: `Lesson ${data.number} ${data.title}`, href })),
		...tested.map(({ id, lesson, title }) => ({ title: `Lab ${lesson} ${title}`, href: `/lab/${id}` })),
	];
}
