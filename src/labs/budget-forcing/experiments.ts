/** The numbers of lesson 7.2 about budgets: the lab's own measure with the reference solution. `npm run recipes -- budget-forcing budgets`. Never bundled. */

import { lab } from '#labs/budget-forcing/lab.ts';
import * as solution from '#labs/budget-forcing/solution.ts';
import { train } from '#labs/budget-forcing/train.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { recordRun, seriesOf } from '#labs/kit/record-run.ts';

const budgets: Experiment = {
	about:
		'Accuracy against tokens for budgets from 0 to 8 steps on two mixes of difficulty, measured and predicted from the lengths alone. The base is one; seeds draw problems.',
	seeds: [1, 2, 3],
	async run({ seed, base }) {
		const preset = lab.presets['measure'];
		if (preset === undefined) throw new Error('The lab has no preset “measure”.');
		const given = { preset: 'measure', config: preset.config, steps: preset.steps, seed, base };
		const { figures } = await recordRun((host) => train(solution, host), given);
		return { problems: preset.config['problems'], ...seriesOf(figures.get('budgets')) };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { budgets };
