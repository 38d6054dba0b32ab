/** Home offers one next step, and the right one. */
import { describe, expect, it } from 'vitest';
import type { PathLesson, PathView } from '#contract/lesson.ts';
import type { LabProgress, Progress } from '#contract/progress.ts';
import { chooseNext } from './choose-next.ts';

const lesson = (over: Partial<PathLesson>): PathLesson => ({
	number: '1.4',
	title: 'Attention',
	href: '/learn/1-gpt2/attention',
	state: 'open',
	verified: false,
	question: 'Why?',
	minutes: 12,
	lab: 'attention',
	secondLab: null,
	...over,
});
const pathOf = (next: PathLesson | null, done: number): PathView => ({
	modules: [{ number: 1, id: '1-gpt2', title: 'GPT-2', lessons: [lesson({})] }],
	next,
	written: 4,
	done,
});
const lab = (over: Partial<LabProgress>): LabProgress => ({
	labId: 'attention',
	lesson: '1.4',
	title: 'Attention',
	state: 'not-started',
	submissions: 0,
	lastAt: null,
	parkedAt: null,
	maxLevel: 0,
	why: [],
	opens: null,
	stuck: null,
	isDue: false,
	work: { tries: 0, activeMs: 0, rungTaken: 0, repeated: null },
	...over,
});
const progressOf = (...labs: LabProgress[]): Progress => ({
	labs,
	skills: [],
	due: [],
	timeline: [],
	preference: { cap: 5, proactive: 'ask', auto: 3 },
});

describe('the next step on home', () => {
	it('begins with the first lesson for somebody new', () => {
		expect(chooseNext(pathOf(lesson({ number: '0.1', lab: null }), 0), progressOf(lab({})))).toMatchObject({
			kicker: 'Begin here · lesson 0.1 · 12 minutes',
			label: 'Read the first lesson',
			also: null,
		});
	});

	it('continues the lab that was touched last, before any new lesson', () => {
		const older = lab({ labId: 'older', state: 'working', lastAt: 1 });
		const newer = lab({ state: 'working', lastAt: 2, submissions: 1 });
		expect(chooseNext(pathOf(lesson({}), 1), progressOf(older, newer))).toMatchObject({
			href: '/lab/attention',
			why: '1 submission so far. Your draft is where you left it.',
			also: { href: '/learn/1-gpt2/attention' },
		});
	});

	it('passes over a lab that was parked', () => {
		const older = lab({ labId: 'older', state: 'working', lastAt: 1 });
		const parked = lab({ state: 'working', lastAt: 2, parkedAt: 2 });
		expect(chooseNext(pathOf(lesson({}), 1), progressOf(older, parked)).href).toBe('/lab/older');
		expect(chooseNext(pathOf(lesson({ number: '1.5' }), 1), progressOf(parked)).kicker).toContain('lesson 1.5');
	});

	it('offers the next lesson with its lab once nothing is in work, and the path once all is done', () => {
		const done = lab({ state: 'accepted', lastAt: 3 });
		expect(chooseNext(pathOf(lesson({}), 2), progressOf(done))).toMatchObject({
			label: 'Read the lesson',
			also: { href: '/lab/attention' },
		});
		expect(chooseNext(pathOf(null, 4), progressOf(done))).toMatchObject({ href: '/path', also: null });
	});
});
