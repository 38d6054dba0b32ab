/** Lab 1.6: its solution, starter and known mistakes in this process; its data, its model and one real run. */
import { describe, expect, test } from 'vitest';
import { grade } from '#grading/core/grade.ts';
import { hiddenChecks } from '#labs/train-gpt/checks.hidden.ts';
import { checks } from '#labs/train-gpt/checks.ts';
import * as harness from '#labs/train-gpt/harness.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import { inProcessSubject } from './support/in-process-subject.ts';
import { readLab } from './support/lab-files.ts';

const files = readLab('train-gpt');

async function verdictOn(path: string) {
	return grade(await inProcessSubject(path, harness), [...checks, ...hiddenChecks]);
}

describe('lab train-gpt', () => {
	test('accepts its solution', async () => {
		const verdict = await verdictOn(`${files.folder}solution.ts`);
		expect(verdict.checks.filter((check) => check.outcome === 'fail')).toEqual([]);
		expect(verdict.outcome).toBe('accepted');
	});

	test('accepts what it lends', async () => {
		expect((await verdictOn(`${files.folder}borrowed.ts`)).outcome).toBe('accepted');
	});

	test('rejects its starter, and says that nothing is compared yet', async () => {
		const verdict = await verdictOn(`${files.folder}starter.ts`);
		expect(verdict.outcome).toBe('rejected');
		expect(verdict.diagnosis).toBe('not-started');
	});

	test.each(files.mistakes.map((mistake) => [mistake.name, mistake] as const))(
		'rejects the mistake %s with its own diagnosis',
		async (_, mistake) => {
			const verdict = await verdictOn(mistake.path);
			expect(verdict.outcome).toBe('rejected');
			expect(verdict.diagnosis).toBe(mistake.diagnosis);
		},
	);

	test('explains every diagnosis that the public checks can name', () => {
		for (const diagnosis of lab.publicDiagnoses) expect(Object.keys(files.diagnoses)).toContain(diagnosis);
	});

	test('has a ladder of five rungs', () => {
		expect(files.hints).toHaveLength(5);
	});
});
