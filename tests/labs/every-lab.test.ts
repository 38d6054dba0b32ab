import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import { RUNG_TITLES } from '#contract/rungs.ts';
import { tensorValue } from '#contract/value.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { RESOURCE_DIAGNOSES } from '#grading/core/check-kit/resources.ts';
import { verdictOf } from '#grading/core/verdict.ts';
import { goldenCalls } from '../../scripts/golden-calls.ts';
import { isNight } from '../support/sample.ts';
import { inProcessSubject } from './support/in-process-subject.ts';
import { judge } from './support/judge.ts';
import { type LabFiles, listLabs, readLab } from './support/lab-files.ts';
import { type LabModules, loadLabModules } from './support/lab-modules.ts';

/** By day one mistake in twelve under two other installations, at night every one under four. */
const OTHER_SECRETS = ['another installation', 'a third', 'a fourth', 'a fifth'].slice(0, isNight ? 4 : 2);

/** A lab with a missing file fails alone. */
function tryToRead(id: string): LabFiles | Error {
	try {
		return readLab(id);
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

describe.each(listLabs().map((lab) => [lab.id] as const))('%s', (id) => {
	const files = tryToRead(id);
	if (files instanceof Error) {
		test('the folder holds every file of a lab', () => {
			throw files;
		});
		return;
	}
	const { lab } = files;
	let modules: LabModules;
	beforeAll(async () => {
		modules = await loadLabModules(files.folder, lab.allowedImports.my);
	});
	const allChecks = () => [...modules.checks, ...modules.hiddenChecks];
	/** A mistake is judged once, public checks before hidden ones as by the grader; three tests read of it. */
	const judged = new Map<string, Promise<Verdict>>();
	const verdictOn = ({ name, code }: (typeof files.mistakes)[number]): Promise<Verdict> => {
		const verdict = judged.get(name) ?? judge(code, allChecks(), modules);
		judged.set(name, verdict);
		return verdict;
	};

	test.each(['', 'another installation', 'a third'])('the solution is accepted under the secret "%s"', async (secret) => {
		const verdict = await judge(files.solution, allChecks(), modules, secret);

		expect(verdict).toMatchObject({ outcome: 'accepted' });
	});

	test('the borrowed op, if it has the lab’s exports, is accepted too', async () => {
		const verdict = await judge(files.borrowed, allChecks(), modules);

		expect(verdict).toMatchObject({ outcome: 'accepted' });
	});

	test('the starter runs and is rejected with a first message that names a diagnosis', async () => {
		const verdict = await judge(files.starter, modules.checks, modules);

		expect(verdict.outcome).toBe('rejected');
		expect(lab.publicDiagnoses).toContain(verdict.diagnosis);
		expect(verdict.message.length).toBeGreaterThan(40);
	});

	test.each(files.mistakes.map((mistake) => [mistake.name, mistake] as const))(
		'the mistake %s is rejected by exactly its diagnosis',
		async (_, mistake) => {
			expect(await verdictOn(mistake)).toMatchObject({ outcome: 'rejected', diagnosis: mistake.diagnosis });
		},
	);

	// Hidden checks draw their inputs from the installation's secret: what is said of a mistake must not depend on it.
	const again = files.mistakes.filter((_, at) => isNight || at % 12 === 5);
	test.each(again.flatMap((mistake) => OTHER_SECRETS.map((secret) => [mistake.name, secret, mistake] as const)))(
		'the mistake %s has the same diagnosis under the secret "%s"',
		async (_, secret, mistake) => {
			const verdict = await judge(mistake.code, allChecks(), modules, secret);

			expect(verdict).toMatchObject({ outcome: 'rejected', diagnosis: mistake.diagnosis });
		},
	);

	test.each(files.mistakes.map((mistake) => [mistake.name, mistake] as const))(
		'public checks alone say what lab.ts declares about %s',
		async (_, mistake) => {
			const results = (await verdictOn(mistake)).checks.filter(({ visibility }) => visibility === 'public');
			const verdict = verdictOf({ results }, { durationMs: 0 });

			const isPublic = lab.publicDiagnoses.includes(mistake.diagnosis);
			expect(verdict.diagnosis).toBe(isPublic ? mistake.diagnosis : undefined);
		},
	);

	test.each(files.mistakes.map((mistake) => [mistake.name, mistake] as const))(
		'hidden checks say only authored words about %s',
		async (_, mistake) => {
			const { checks } = await verdictOn(mistake);

			for (const check of checks.filter(({ outcome, visibility }) => outcome === 'fail' && visibility === 'hidden')) {
				expect(check.evidence).toBeUndefined();
				expect(check.line).toBeUndefined();
				expect(check.message).not.toMatch(/\d\.\d/);
			}
		},
	);

	test('there are at least six public checks, five mistakes, and unique check ids', () => {
		const ids = allChecks().map((check) => check.id);

		expect(modules.checks.length).toBeGreaterThanOrEqual(6);
		expect(files.mistakes.length).toBeGreaterThanOrEqual(5);
		expect(new Set(ids).size).toBe(ids.length);
		expect(modules.checks.every((check) => check.visibility === 'public')).toBe(true);
		expect(modules.hiddenChecks.every((check) => check.visibility === 'hidden')).toBe(true);
	});

	test('each diagnosis has its section and each section is used', () => {
		const used = new Set([...lab.publicDiagnoses, ...files.mistakes.map((mistake) => mistake.diagnosis)]);

		expect(Object.keys(files.diagnoses).toSorted()).toEqual([...used].toSorted());
		for (const text of Object.values(files.diagnoses)) expect(text).toMatch(/What we saw[\s\S]*Why it matters[\s\S]*A question/);
	});

	test('each diagnosis that a check can give has its section: those that have a sentence, and the kit’s own', () => {
		const sources = ['checks.ts', 'checks.hidden.ts'].map((name) => readFileSync(`${files.folder}${name}`, 'utf8')).join();
		const ofKit = sources.includes('check-kit/resources.ts') ? RESOURCE_DIAGNOSES : [];

		expect(Object.keys(files.diagnoses)).toEqual(expect.arrayContaining([...Object.keys(modules.texts), ...ofKit]));
	});

	test('the ladder has exactly five sections with text', () => {
		expect(files.hints.map(({ heading }) => heading)).toEqual([...RUNG_TITLES]);
		for (const { text } of files.hints) expect(text.length).toBeGreaterThan(100);
	});

	test('the variant is solvable, is not solved by its starter, and asks for another export', async () => {
		const solved = await judge(modules.variantSolution, modules.variantChecks, modules);
		const unsolved = await judge(modules.variant.starter, modules.variantChecks, modules);
		const pasted = await judge(files.solution, modules.variantChecks, modules);

		expect(solved.outcome).toBe('accepted');
		expect(unsolved.outcome).toBe('rejected');
		expect(pasted.outcome).not.toBe('accepted');
		expect(modules.variant.lab).toBe(id);
	});

	test('golden numbers carry their command and hold', async () => {
		const golden = goldenCalls(files.golden);
		const subject = await inProcessSubject(files.solution, modules.harness, modules.my);

		expect(golden.command).toMatch(/^(node|npm) /);
		for (const { name, args, shape, output } of golden.calls) {
			const result = await subject.call(name, args);
			expect(result.status).toBe('ok');
			if (result.status === 'ok') expect(compareTensor(result.value, tensorValue(output, shape), { what: name })).toBeNull();
		}
	});

	test('no public file imports a hidden one or holds a line of the solution', () => {
		const isHidden = (name: string) => /\.hidden\.ts$|^solution\.ts$|^hints\.md$|^golden\.json$/.test(name);
		const names = readdirSync(files.folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !isHidden(entry.name));
		const lines = files.solution.split('\n').map((line) => line.trim().replace(/\s*\/\/.*$/, ''));
		const telling = lines.filter((line) => line.length >= 30 && !files.starter.includes(line) && !line.startsWith('import'));

		for (const { name } of names) {
			const text = readFileSync(`${files.folder}${name}`, 'utf8');
			expect(text).not.toMatch(/from '\.[^']*(?:\.hidden|solution|mistakes)/);
			for (const line of telling) expect(text.includes(line), `${name} holds "${line}"`).toBe(false);
		}
	});
});
