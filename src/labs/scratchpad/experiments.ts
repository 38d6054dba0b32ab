/**
 * The numbers of lesson 7.1: three formats for the same problems, at the same parameters, steps and batches. `npm run recipes -- scratchpad formats`.
 * Never bundled.
 */
import type { Experiment } from '../kit/experiment.ts';
import { recordRun, seriesOf } from '../kit/record-run.ts';
import { type Scratchpad, trainScratchpad } from '../kit/train-scratchpad.ts';
import { lab } from './lab.ts';
import * as solution from './solution.ts';

const PRESET = 'tiny';

/** Only what each operation leads to: `264#4.` */
function bareTrace(chain: Parameters<Scratchpad['trace']>[0]): string {
	return solution.trace(chain).replaceAll(/[-+*]\d(\d)/g, '$1');
}

const FORMATS = {
	copied: { scratchpad: solution, thinking: 0.7 },
	bare: { scratchpad: { ...solution, trace: bareTrace }, thinking: 0.7 },
	direct: { scratchpad: solution, thinking: 0 },
} as const;

const formats: Experiment = {
	about:
		'Traces that copy the operation and add its result, traces of bare results, and answers at once alone: accuracy on visible problems while the preset “tiny” trains, and at its end by number of operations.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const preset = lab.presets[PRESET];
		if (preset === undefined) throw new Error(`Lab 7.1 has no preset ${PRESET}.`);
		const results: Record<string, unknown> = {};
		for (const [name, format] of Object.entries(FORMATS)) {
			const { measures, figures } = await recordRun((host) => trainScratchpad({ lab: lab.id, host, ...format }), {
				...{ preset: PRESET, config: preset.config, steps: preset.steps, seed, base: null },
			});
			const curve = measures.map(({ step, values }) => ({ step, ...values }));
			log(`${name}: ${JSON.stringify(curve.at(-1))}`);
			results[name] = { curve, byLength: seriesOf(figures.get('by-difficulty')) };
		}
		return results;
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { formats };
