/**
 * All that judges one version of a lab, as scripts/build-judges.ts bundles it. Evaluated in the grader's processes only, from text whose hash the
 * caller has checked. tfjs is lent to it: the reference and the learner's code compute with the same library, and the verdict names its version.
 */
import { compileFunction } from 'node:vm';
import type { Lab } from '#contract/lab.ts';
import type { Check } from '#grading/core/check.ts';
import type { MeasureData, WeightsMeasured } from './measure-lab-weights.ts';

export interface LabJudge {
	readonly lab: Lab;
	readonly checks: readonly Check[];
	readonly hiddenChecks: readonly Check[];
	/** Of the re-check. */
	readonly variantChecks: readonly Check[];
	/** Source of `my/<lab>` for whoever has none of their own. */
	readonly borrowed: Readonly<Record<string, string>>;
	/** JavaScript of the harness. */
	readonly harness: string;
	/** Of a lab with weights. */
	readonly measureWeights?: (bytes: Uint8Array, data: MeasureData) => Promise<WeightsMeasured>;
}

const CORE = '@tensorflow/tfjs-core';
export const LIBRARIES: ReadonlyMap<string, () => Promise<unknown>> = new Map<string, () => Promise<unknown>>([
	[CORE, () => import('@tensorflow/tfjs-core')],
	// The gradients register themselves with the core that is there already.
	['@tensorflow/tfjs-core/dist/register_all_gradients.js', () => import('@tensorflow/tfjs-core/dist/register_all_gradients.js')],
	['@tensorflow/tfjs-backend-cpu', () => import('@tensorflow/tfjs-backend-cpu')],
]);

/** `name`: what stack traces call it. @throws Error when the text is no judge. */
export async function evaluateJudge(text: string, name: string): Promise<LabJudge> {
	const lent = new Map<string, unknown>();
	for (const [library, load] of LIBRARIES) lent.set(library, await load());
	const module = { exports: {} };
	const lend = (library: string): unknown => {
		if (lent.has(library)) return lent.get(library);
		throw new Error(`${name} asks for ${library}, which is not lent to what judges a lab.`);
	};
	compileFunction(text, ['module', 'exports', 'require'], { filename: name })(module, module.exports, lend);
	for (const part of ['lab', 'checks', 'hiddenChecks', 'variantChecks', 'borrowed', 'harness'])
		if (!(part in module.exports)) throw new Error(`${name} does not export "${part}", which every judge of a lab has.`);
	// Made by our own build from files whose types were checked; the names were looked for above.
	return module.exports as LabJudge;
}
