/** The numbers of lesson 7.2 about votes: the lab's own measure with the reference solution. `npm run recipes -- self-consistency votes`. Never bundled. */
import type { Experiment } from '#labs/kit/experiment.ts';
import { recordRun, seriesOf } from '#labs/kit/record-run.ts';
import { lab } from '#labs/self-consistency/lab.ts';
import * as solution from '#labs/self-consistency/solution.ts';
import { train } from '#labs/self-consistency/train.ts';

const TEMPERATURES = [2, 1.5];

const votes: Experiment = {
	about:
		'Votes, the best reply by a verifier and the best by the model’s own confidence, against the tokens of a question, at two temperatures. The base is one; seeds draw problems and samples.',
	seeds: [1, 2, 3],
	async run({ seed, base, log }) {
		const preset = lab.presets['measure'];
		if (preset === undefined) throw new Error('Lab 7.2 has no preset “measure”.');
		const results = [];
		for (const temperature of TEMPERATURES) {
			const given = { preset: 'measure', config: { ...preset.config, temperature }, steps: preset.steps, seed, base };
			const { figures } = await recordRun((host) => train(solution, host), given);
			results.push({ temperature, ...seriesOf(figures.get('votes')) });
			log(JSON.stringify(results.at(-1)));
		}
		return { problems: preset.config['problems'], temperatures: results };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { votes };
