/**
 * The numbers of lesson 7.1: three formats for the same problems, at the same parameters, steps and batches. `npm run recipes -- scratchpad formats`.
 * Never bundled.
 */
import type { Experiment } from '#labs/kit/experiment.ts';
import type { TrainHost } from '#labs/kit/host.ts';
import { recordRun, seriesOf } from '#labs/kit/record-run.ts';
import { type Scratchpad, trainScratchpad } from '#labs/kit/train-scratchpad.ts';
import { lab } from '#labs/scratchpad/lab.ts';
import * as solution from '#labs/scratchpad/solution.ts';

const PRESET = 'tiny';
const LONGER = { layers: 2, width: 48, heads: 4, time: 36, vocabulary: 18, batch: 32, most: 6, largest: 5 };

/** Only what each operation leads to: `264#4.` */
function bareTrace(chain: Parameters<Scratchpad['trace']>[0]): string {
	return solution.trace(chain).replaceAll(/[-+*]\d(\d)/g, '$1');
}

const FORMATS = {
	copied: { scratchpad: solution, thinking: 0.7 },
	bare: { scratchpad: { ...solution, trace: bareTrace }, thinking: 0.7 },
	direct: { scratchpad: solution, thinking: 0 },
} as const;

/** Each format trains a model of its own; what is told of it is its curve and its accuracy by length. */
async function compare(
	names: readonly (keyof typeof FORMATS)[],
	run: Pick<TrainHost, 'config' | 'steps' | 'seed'>,
	log: (text: string) => void,
) {
	const results: Record<string, unknown> = {};
	for (const name of names) {
		const format = FORMATS[name];
		const { measures, figures } = await recordRun((host) => trainScratchpad({ lab: lab.id, host, ...format }), {
			preset: PRESET,
			base: null,
			...run,
		});
		const curve = measures.map(({ step, values }) => ({ step, ...values }));
		log(`${name}: ${JSON.stringify(curve.at(-1))}`);
		results[name] = { curve, byLength: seriesOf(figures.get('by-difficulty')) };
	}
	return results;
}

const formats: Experiment = {
	about:
		'Traces that copy the operation and add its result, traces of bare results, and answers at once alone: accuracy on visible problems while the preset “tiny” trains, and at its end by number of operations.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const preset = lab.presets[PRESET];
		if (preset === undefined) throw new Error(`Lab 7.1 has no preset ${PRESET}.`);
		return compare(['copied', 'bare', 'direct'], { config: preset.config, steps: preset.steps, seed }, log);
	},
};

const longer: Experiment = {
	about: 'The first two formats on chains of up to six operations with digits up to 5: width 48, 600 steps.',
	seeds: [1, 2, 3],
	run: ({ seed, log }) => compare(['copied', 'bare'], { config: LONGER, steps: 600, seed }, log),
};

export const experiments: Readonly<Record<string, Experiment>> = { formats, longer };
