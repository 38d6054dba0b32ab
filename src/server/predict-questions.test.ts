/** Questions and skills as the files hold them: complete, known to each other, and asked without their answers. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labs } from '#labs/index.ts';
import { getPredictQuestion, getPredictQuestions, readPredictQuestions } from './predict-questions.ts';
import { listSkills, parseSkills } from './skills.ts';

const lessons = readdirSync('src/content/predict').map((name) => name.replace(/\.yaml$/, ''));

describe.each(lessons)('the predict questions of lesson %s', (lesson) => {
	it('are well formed', () => expect(readPredictQuestions(lesson).length).toBeGreaterThan(0));

	it('are asked without answer or explanation', () => {
		const page = JSON.stringify(getPredictQuestions(lesson, 'ada'));
		for (const { variants } of readPredictQuestions(lesson))
			for (const { explanation } of variants) expect(page).not.toContain(explanation);
		expect(page).not.toContain('"answer"');
	});

	it('ask one person the same variant every time, and not everybody the same', () => {
		for (const { id, variants } of readPredictQuestions(lesson)) {
			expect(getPredictQuestion(lesson, id, 'ada')).toEqual(getPredictQuestion(lesson, id, 'ada'));
			const seen = new Set(Array.from({ length: 60 }, (_, n) => getPredictQuestion(lesson, id, `person ${n}`).variant));
			expect(seen.size).toBe(variants.length);
		}
	});
});

it('a lesson without questions asks none, and a path out of the folder names no lesson', () => {
	expect(getPredictQuestions('8.9', 'ada')).toEqual({});
	expect(readPredictQuestions('../../package')).toEqual([]);
});

describe('the list of skills', () => {
	it.each(labs.map((lab) => [lab.id, lab] as const))('knows the skills of %s', (_id, { skills }) => {
		expect(listSkills().get(skills.core)?.kind).toBe('core');
		for (const id of skills.mundane) expect(listSkills().get(id)?.kind).toBe('mundane');
	});

	it('refuses a need that names no skill', () => {
		expect(() => parseSkills('- { id: a, title: A, kind: core, needs: [b] }')).toThrow('The skill a needs b, which is not in the list.');
	});
});
