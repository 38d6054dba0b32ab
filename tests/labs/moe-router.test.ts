/** The router lab: where the weights of one token do not sum to one, that token is told. */
import { expect, test } from 'vitest';
import { judge } from './support/judge.ts';
import { readLab } from './support/lab-files.ts';
import { loadLabModules } from './support/lab-modules.ts';

test('weights that are no whole for some tokens are told of the first such token, with their sum', async () => {
	const { folder, lab, solution } = readLab('moe-router');
	const modules = await loadLabModules(folder, lab.allowedImports.my);
	const weights = 'isChosen.mul(probabilities).sum(-1)';
	expect(solution).toContain(weights);
	// A token whose second logit is below zero counts half as much again: each by itself, as in a batch.
	const uneven = `${weights}.mul(logits.slice([0, 1], [-1, 1]).less(0).cast('float32').mul(0.5).add(1))`;

	const { checks } = await judge(solution.replace(weights, uneven), modules.checks, modules);
	const gate = checks.find(({ id }) => id === 'gate');

	expect(gate?.outcome).toBe('fail');
	expect(gate?.message).toMatch(/^With every expert chosen, the weights of each token sum to one\. At token \d it sums to 1\.5\.$/);
	expect(gate?.evidence?.got).toHaveLength(4);
});
