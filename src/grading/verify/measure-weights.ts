/** Weights → what a lab of the sources measures of them: for recipes and tests. The grader measures with the stored version of the lab. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findLab } from '#labs/index.ts';
import type { WeightsMeasure } from '#labs/kit/weights-measure.ts';
import { type MeasureData, measureLabWeights, storyland, type WeightsMeasured } from './measure-lab-weights.ts';

export async function measureWeights(bytes: Uint8Array, labId: string, data: MeasureData): Promise<WeightsMeasured> {
	const lab = findLab(labId);
	if (lab === null) throw new Error(`There is no lab "${labId}" whose weights could be measured.`);
	return measureLabWeights({ bytes, lab, measure: await measureOf(labId) }, data);
}

async function measureOf(labId: string): Promise<WeightsMeasure> {
	const file = new URL(`../../labs/${labId}/measure.hidden.ts`, import.meta.url);
	if (!existsSync(fileURLToPath(file))) return storyland;
	const module: { readonly measure?: WeightsMeasure } = await import(/* @vite-ignore */ file.href);
	if (module.measure === undefined) throw new Error(`src/labs/${labId}/measure.hidden.ts must export "measure".`);
	return module.measure;
}
