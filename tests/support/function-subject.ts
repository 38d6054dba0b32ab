/** One function as a subject, in the test's own process on the CPU: what a check of the kit says of it, without a lab and without a sandbox. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { createRealm } from '#grading/core/realm.ts';
import type { Subject } from '#grading/core/subject.ts';

const HARNESS = {
	many: (exports: { fn: (...args: unknown[]) => unknown }, cases: readonly (readonly unknown[])[]) =>
		cases.map((args) => exports.fn(...args)),
};

/** `file` is where its throws are placed. The function is exported as `fn`; the harness function `many` calls it once for each list of arguments. */
export function functionSubject(fn: unknown, file = 'x.ts'): Subject {
	const realm = createRealm(tf, { file, lineOffset: 0 });
	return {
		call: (name, args, options) => realm.callExport({ fn }, name, args, options),
		gradient: (name, args, wrt, cotangent) => realm.gradientOf({ fn }, name, args, wrt, cotangent),
		harness: (name, args) => realm.callHarness(HARNESS, { fn }, name, args),
		count: async () => ({ status: 'missing-export' }),
	};
}
