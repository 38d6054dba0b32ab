/** A subject in the test's own process, over tfjs on the CPU: the same realm as the worker and the sandbox, without their walls. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { createRealm, type ModuleExports } from '#grading/core/realm.ts';
import type { Subject } from '#grading/core/subject.ts';

/** `path` is the learner's file. Every call starts from the same module: state that a call leaves behind is seen by the next. */
export async function inProcessSubject(path: string, harness: ModuleExports): Promise<Subject> {
	await tf.setBackend('cpu');
	const realm = createRealm(tf, { file: path, lineOffset: 0 });
	const learner: ModuleExports = await import(/* @vite-ignore */ path);
	return {
		call: (name, args, options) => realm.callExport(learner, name, args, options),
		gradient: (name, args, wrt, cotangent, options) => realm.gradientOf(learner, name, args, wrt, cotangent, options),
		harness: (name, args, options) => realm.callHarness(harness, learner, name, args, options),
	};
}
