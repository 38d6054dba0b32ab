/** The measured runs of lab 3.5 in the shape that its figure and tables want. Refuses a file of another shape. */
import { z } from 'zod';
import measured from '../../content/measured/moe-vs-dense.json' with { type: 'json' };

export const KEYS = ['moe', 'dense', 'wide'] as const;
export type ModelKey = (typeof KEYS)[number];
export const LABELS: Readonly<Record<ModelKey, string>> = { moe: 'mixture', dense: 'dense, equal active', wide: 'dense, equal total' };

const pointSchema = z.object({ step: z.number(), moe: z.number(), dense: z.number(), wide: z.number() });
const modelSchema = z.object({ name: z.string(), weights: z.number(), active: z.number(), flops: z.number(), msPerStep: z.number() });
const schema = z.object({
	command: z.string(),
	backend: z.string(),
	runs: z
		.array(
			z.object({
				seed: z.number(),
				result: z.object({
					steps: z.number(),
					batch: z.number(),
					curve: z.array(pointSchema).min(2),
					models: z.array(modelSchema).length(3),
					load: z.array(z.number()),
				}),
			}),
		)
		.min(1),
});
export const compareMeasured = schema.parse(measured.experiments.compare);

export interface MixtureCurve {
	readonly key: ModelKey;
	readonly seed: number;
	/** At each look: step, training FLOPs, time in steps of the small dense model, share of facts recalled. */
	readonly points: readonly { readonly step: number; readonly flops: number; readonly time: number; readonly recall: number }[];
}

/**
 * Forward and back cost three times the forward pass; a fact counts as the one token that answers it. Time is counted in steps of the small dense
 * model of the same run: how busy the machine was then is the same for all three.
 */
export function mixtureCurves(): MixtureCurve[] {
	return compareMeasured.runs.flatMap(({ seed, result }) =>
		KEYS.map((key) => {
			const model = result.models.find(({ name }) => name === LABELS[key]);
			if (model === undefined) throw new Error(`The measured runs of lab 3.5 lack the model "${LABELS[key]}".`);
			const unit = result.models.find(({ name }) => name === LABELS.dense)?.msPerStep ?? Number.NaN;
			const points = result.curve.map((point) => ({
				step: point.step,
				flops: 3 * model.flops * result.batch * point.step,
				time: (model.msPerStep / unit) * point.step,
				recall: point[key],
			}));
			return { key, seed, points };
		}),
	);
}

export interface MixtureRow {
	readonly key: ModelKey;
	readonly weights: number;
	readonly active: number;
	readonly flops: number;
	/** One for each seed. */
	readonly msPerStep: readonly number[];
	readonly recall: readonly number[];
}

export function mixtureRows(): MixtureRow[] {
	return KEYS.map((key) => {
		const models = compareMeasured.runs.map(({ result }) => result.models.find(({ name }) => name === LABELS[key]));
		const [model] = models;
		return {
			key,
			weights: model?.weights ?? 0,
			active: model?.active ?? 0,
			flops: model?.flops ?? 0,
			msPerStep: models.map((each) => each?.msPerStep ?? Number.NaN),
			recall: compareMeasured.runs.map(({ result }) => result.curve.at(-1)?.[key] ?? Number.NaN),
		};
	});
}
