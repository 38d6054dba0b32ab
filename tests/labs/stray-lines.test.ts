/** A stray line of a re-check's Parsons problem belongs nowhere: in the place of the line it resembles, the checks reject the program. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gradeParsons, LEAST_PIECES } from '#learning/parsons.ts';
import { readSolutionLines, withoutComments } from '#tutor/solution-lines.ts';
import { isNight } from '../support/sample.ts';
import { judge } from './support/judge.ts';
import { listLabs, readLab } from './support/lab-files.ts';
import { loadLabModules } from './support/lab-modules.ts';

/** In each run of the suite one of each lab, at night all. */
const SOME = 1;

describe.each(listLabs().map((lab) => [lab.id] as const))('%s', (id) => {
	const { folder, lab } = readLab(id);
	const { problem, strays } = readSolutionLines(id);

	test('the reference has lines to put in order, and its own order is right', () => {
		const pieces = new Map(problem.pieces.map((_, at) => [`${at}`, at]));
		const deal = { cards: [], pieces };

		expect(problem.pieces.length).toBeGreaterThanOrEqual(LEAST_PIECES);
		expect(gradeParsons(problem, deal, [...pieces.keys()]).isRight).toBe(true);
	});

	test('stray lines are wrong where they would stand', async () => {
		const modules = await loadLabModules(folder, lab.allowedImports.my);
		const solution = withoutComments(readFileSync(`${folder}solution.ts`, 'utf8'));
		const sound: string[] = [];
		for (const { text, instead } of isNight ? strays : strays.slice(0, SOME)) {
			const verdict = await judge(
				solution.replace(instead, () => text),
				[...modules.checks, ...modules.hiddenChecks],
				modules,
			);
			if (verdict.outcome === 'accepted') sound.push(text);
		}

		expect(sound).toEqual([]);
	});
});
