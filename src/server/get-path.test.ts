/** What counts as done on the path, and what comes next. */
import { describe, expect, it } from 'vitest';
import type { LessonFrontMatter, ModuleMap } from '#contract/lesson.ts';
import { buildPath } from './get-path.ts';

const front = (number: string, lab?: string): LessonFrontMatter => ({
	number,
	module: '0-why',
	title: `Lesson ${number}`,
	question: 'Why?',
	minutes: 5,
	...(lab === undefined ? {} : { lab }),
	facts: '2026-01-01',
	sources: [{ text: 'A source' }],
	next: {
		read: [
			{ text: 'One', href: 'https://example.org/1' },
			{ text: 'Two', href: 'https://example.org/2' },
		],
		open: 'What?',
	},
});
const lesson = (number: string) => ({ number, id: `lesson-${number.replace('.', '-')}`, title: `Lesson ${number}`, verified: false });
const modules: ModuleMap[] = [{ number: 0, id: '0-why', title: 'Why', lessons: ['0.1', '0.2', '0.3', '0.4'].map(lesson) }];
/** 0.1 and 0.3 have no lab, 0.4 has one, 0.2 is not written. */
const course = {
	modules,
	written: [front('0.1'), front('0.3'), front('0.4', 'a-lab')].map((data) => ({ href: `/learn/${data.number}`, data })),
};
const view = (labs: string[], lessons: string[], parked: string[] = []) =>
	buildPath(course, { labs: new Set(labs), lessons: new Set(lessons), parked: new Set(parked) });
const states = (labs: string[], lessons: string[]) => view(labs, lessons).modules[0]?.lessons.map(({ state }) => state);

describe('the path of one person', () => {
	it('calls a lesson without a lab done when its questions are answered', () => {
		expect(states([], [])).toEqual(['open', 'ahead', 'open', 'open']);
		expect(states([], ['0.1'])).toEqual(['done', 'ahead', 'open', 'open']);
	});

	it('calls a lesson with a lab done only by its lab, however many questions were answered', () => {
		expect(states([], ['0.4'])).toEqual(['open', 'ahead', 'open', 'open']);
		expect(states(['a-lab'], [])).toEqual(['open', 'ahead', 'open', 'done']);
	});

	it('goes on after the furthest lesson done, then comes back for what was skipped', () => {
		expect(view([], []).next?.number).toBe('0.1');
		expect(view([], ['0.3']).next?.number).toBe('0.4');
		expect(view(['a-lab'], []).next?.number).toBe('0.1');
		expect(view(['a-lab'], ['0.1', '0.3']).next).toBeNull();
	});

	it('counts what is written and what is done', () => {
		expect(view(['a-lab'], ['0.1'])).toMatchObject({ written: 3, done: 2 });
	});

	it('suggests a parked lab only when nothing else is open', () => {
		expect(view([], ['0.1', '0.3'], ['a-lab']).next?.number).toBe('0.4');
		expect(view([], ['0.3'], ['a-lab']).next?.number).toBe('0.1');
		expect(view([], ['0.3'], []).next?.number).toBe('0.4');
	});
});
