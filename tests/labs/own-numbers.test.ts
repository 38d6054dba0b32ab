/**
 * Labs whose numbers are the learner's own: the reference passes whatever the numbers are, and what is right for one learner is rejected for another,
 * by public checks alone and under its own name. The files of the folder hold the numbers of a guest.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { GUEST_SEED, ownNumbersOf, withOwnNumbers } from '#grading/core/own-numbers.ts';
import { ownSeedOf } from '#server/own-seed.ts';
import { secretFrom } from '#server/secret.ts';
import { judge } from './support/judge.ts';
import { listLabs, readLab } from './support/lab-files.ts';
import { type LabModules, loadLabModules } from './support/lab-modules.ts';

const SECRET = secretFrom(Buffer.alloc(32, 7));
const LEARNERS = Array.from({ length: 50 }, (_, n) => `learner-${n}`);

const labs = listLabs().filter(({ perLearner }) => perLearner !== undefined);

test('at least one lab asks for it', () => {
	expect(labs.length).toBeGreaterThan(0);
});

describe.each(labs.map((lab) => [lab.id, lab] as const))('%s', (id, lab) => {
	const files = readLab(id);
	const seeds = LEARNERS.map((learner) => ownSeedOf(SECRET, lab, learner));
	const solutionOf = (seed: number) => withOwnNumbers(files.solution, ownNumbersOf(lab, seed));
	let modules: LabModules;
	beforeAll(async () => {
		modules = await loadLabModules(files.folder, lab.allowedImports.my);
	});

	test('starter, solution and borrowed op hold a guest’s numbers, in the line that takes the learner’s', () => {
		const own = ownNumbersOf(lab, GUEST_SEED);
		for (const text of [files.starter, files.solution, files.borrowed]) {
			expect(withOwnNumbers(text, own)).toBe(text);
			expect(withOwnNumbers(text, ownNumbersOf(lab, seeds[0] ?? 0))).not.toBe(text);
		}
	});

	test('the reference passes for fifty learners, each with their own numbers and hidden cases', async () => {
		for (const [n, seed] of seeds.entries()) {
			const verdict = await judge(solutionOf(seed), [...modules.checks, ...modules.hiddenChecks], modules, LEARNERS[n], seed);
			expect(verdict, LEARNERS[n]).toMatchObject({ outcome: 'accepted' });
		}
	});

	test('what is right for one learner is rejected for the next, who reads that the numbers are not theirs', async () => {
		for (const [n, seed] of seeds.entries()) {
			const verdict = await judge(solutionOf(seeds[(n + 1) % seeds.length] ?? 0), modules.checks, modules, '', seed);
			expect(verdict, LEARNERS[n]).toMatchObject({ outcome: 'rejected', diagnosis: 'other-numbers' });
		}
	});
});
