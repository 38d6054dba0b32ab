import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newLab } from '../../scripts/new-lab.ts';
import { judge } from './support/judge.ts';
import { type LabFiles, readLabFolder } from './support/lab-files.ts';
import { type LabModules, loadLabModules } from './support/lab-modules.ts';

// Inside the repository, so that the new files find the names that labs import.
const root = mkdtempSync(new URL('./.new-lab-', import.meta.url).pathname);
const folder = `${root}/softmax-by-hand/`;
let files: Omit<LabFiles, 'id' | 'lab'>;
let modules: LabModules;
beforeAll(async () => {
	newLab('softmax-by-hand', root);
	files = readLabFolder(folder);
	modules = await loadLabModules(folder, []);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a fresh lab accepts its solution and rejects its starter and each mistake by name', async () => {
	const all = [...modules.checks, ...modules.hiddenChecks];

	expect((await judge(files.solution, all, modules)).outcome).toBe('accepted');
	expect((await judge(files.borrowed, all, modules)).outcome).toBe('accepted');
	expect(await judge(files.starter, modules.checks, modules)).toMatchObject({ outcome: 'rejected', diagnosis: 'not-started' });
	expect(files.mistakes).toHaveLength(5);
	for (const { code, diagnosis } of files.mistakes)
		expect(await judge(code, all, modules)).toMatchObject({ outcome: 'rejected', diagnosis });
});

test('a fresh lab has five hints, a section for each diagnosis and a solvable variant', async () => {
	const { lab }: { lab: { publicDiagnoses: string[]; exports: string[] } } = await import(/* @vite-ignore */ `${folder}lab.ts`);

	expect(lab.exports).toEqual(['softmaxByHand']);
	expect(files.hints).toHaveLength(5);
	expect(Object.keys(files.diagnoses).toSorted()).toEqual(lab.publicDiagnoses.toSorted());
	expect((await judge(modules.variantSolution, modules.variantChecks, modules)).outcome).toBe('accepted');
	expect((await judge(modules.variant.starter, modules.variantChecks, modules)).outcome).toBe('rejected');
});

test('an id that will not do and a folder that exists are refused with a sentence', () => {
	expect(() => newLab('Not A Lab', root)).toThrow(/small letters/);
	expect(() => newLab('../escape', root)).toThrow(/small letters/);
	expect(() => newLab('softmax-by-hand', root)).toThrow(/exists already/);
});
