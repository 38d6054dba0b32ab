/**
 * Probes for the shape explainer change nothing: with them every file of every lab gets the same answers from the public checks as without.
 * The nightly run takes all files; otherwise a sample that the list of files itself seeds: it moves when files do.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import { expect, test } from 'vitest';
import { grade } from '#grading/core/grade.ts';
import { GUEST_SEED, publicOptions } from '#grading/core/own-numbers.ts';
import { seededRandom, seedFromText } from '#grading/core/random.ts';
import { createRealm, type ModuleExports } from '#grading/core/realm.ts';
import { compiles, evaluate, WRAPPER_LINES } from '#worker/evaluate.ts';
import { instrument } from '#worker/instrument.ts';
import { SEE } from '#worker/probe-name.ts';
import { createSubject } from '#worker/subject.ts';
import { createTensorSight } from '#worker/tensor-sight.ts';
import { transpile } from '#worker/transpile.ts';
import { isNight } from '../support/sample.ts';
import { listLabs, readLab } from './support/lab-files.ts';
import { type LabModules, loadLabModules } from './support/lab-modules.ts';

const SAMPLE = 10;

const files = listLabs().flatMap(({ id }) => {
	const { solution, starter, mistakes } = readLab(id);
	const texts = { solution, starter, ...Object.fromEntries(mistakes.map(({ name, code }) => [`mistakes/${name}`, code])) };
	return Object.entries(texts).map(([name, code]) => ({ lab: id, name, code }));
});

/** Seeded by the list itself. */
function drawn(): typeof files {
	const random = seededRandom(seedFromText(files.map(({ lab, name }) => `${lab}/${name}`).join()));
	return files
		.map((file) => ({ file, order: random() }))
		.toSorted((a, b) => a.order - b.order)
		.slice(0, SAMPLE)
		.map(({ file }) => file);
}

async function answers(modules: LabModules, code: string, more: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
	await tf.setBackend('cpu');
	const require = (specifier: string): ModuleExports => ({ '@tensorflow/tfjs': tf, gradus, ...modules.my })[specifier] ?? {};
	const realm = createRealm(tf, { file: 'x.ts', lineOffset: WRAPPER_LINES });
	const learner = evaluate(code, 'x.ts', require, more);
	const subject = createSubject({ realm, learner, harness: modules.harness, breathe: async () => undefined, stopped: () => false });
	const before = tf.memory().numTensors;
	const { results, fault, ended } = await grade(subject, modules.checks, publicOptions(modules.lab, GUEST_SEED));
	return { results, fault, ended, left: tf.memory().numTensors - before };
}

const chosen = isNight ? files : drawn();

test.each(chosen.map(({ lab, name, code }) => [lab, name, code] as const))('%s %s: the same answers with probes', async (lab, _, code) => {
	const { folder, lab: declared } = readLab(lab);
	const modules = await loadLabModules(folder, declared.allowedImports.my);
	const plain = transpile(code);
	const traced = instrument(code);
	if ('error' in plain || traced === null) throw new Error('The file does not compile, or nothing in it can be looked at.');
	const sight = createTensorSight(traced.probes);

	expect(compiles(traced.code)).toBe(true);
	expect(await answers(modules, traced.code, { [SEE]: sight.see })).toEqual(await answers(modules, plain.code));
	expect(await sight.report()).toBeInstanceOf(Array);
});
