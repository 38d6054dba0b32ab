/**
 * A subject in the test's own process, over tfjs on the CPU: the realm of the worker and the sandbox without their walls.
 * Takes source text, transpiled as the browser does it, so a lab's files and a variant's texts load alike.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import { compile } from '#grading/core/compile.ts';
import { createRealm, type ModuleExports } from '#grading/core/realm.ts';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';
import type { Subject } from '#grading/core/subject.ts';

const FILE = 'learner.ts';
/** `new Function` puts two lines before the body. */
const LINES_BEFORE = 2;

/** `my` holds the module for each `my/<lab>` import. Refuses other imports by name. */
export async function inProcessSubject(
	source: string,
	harness: ModuleExports,
	my: Readonly<Record<string, ModuleExports>> = {},
): Promise<Subject> {
	await tf.setBackend('cpu');
	const realm = createRealm(tf, { file: FILE, lineOffset: LINES_BEFORE });
	const learner = loadSource(source, my);
	return {
		call: (name, args, options) => realm.callExport(learner, name, args, options),
		gradient: (name, args, wrt, cotangent, options) => realm.gradientOf(learner, name, args, wrt, cotangent, options),
		harness: (name, args, options) => realm.callHarness(harness, learner, name, args, options),
		async count(how, name, args, others, options) {
			const tape = await realm.record(learner, how === 'harness' ? harness : null, name, args, options);
			return tape.status === 'ok' ? realm.replay(tape.value, others) : tape;
		},
	};
}

export function loadSource(source: string, my: Readonly<Record<string, ModuleExports>>): ModuleExports {
	const refused = findRefusedSyntax(source);
	if (refused !== null) throw new SyntaxError(`Line ${refused.line}: ${refused.message}`);
	const compiled = compile(source, 'commonjs');
	if ('problem' in compiled) throw new SyntaxError(compiled.problem.message);
	const { code } = compiled;
	const modules: Readonly<Record<string, ModuleExports>> = { '@tensorflow/tfjs': tf, gradus, ...my };
	const requireModule = (name: string): ModuleExports => {
		const found = modules[name];
		if (found === undefined) throw new Error(`The file imports "${name}", which this lab does not offer.`);
		return found;
	};
	const exports: Record<string, unknown> = {};
	new Function('require', 'exports', `${code}\n//# sourceURL=${FILE}`)(requireModule, exports);
	return exports;
}
