/** The numbers of lesson 7.4: the lab's own measure with the reference solution, and single questions for its figure. `npm run recipes -- think-router`. Never bundled. */
import { answerOf, drawChains } from '#data/tasks/chains.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { openReasoner } from '#labs/kit/open-reasoner.ts';
import { recordRun, seriesOf } from '#labs/kit/record-run.ts';
import { lab } from '#labs/think-router/lab.ts';
import * as solution from '#labs/think-router/solution.ts';
import { train } from '#labs/think-router/train.ts';

const EACH = 40;

function measurePreset() {
	const preset = lab.presets['measure'];
	if (preset === undefined) throw new Error('Lab 7.4 has no preset “measure”.');
	return preset;
}

const frontier: Experiment = {
	about:
		'Router, coin, never, always and an oracle on a mix of which half has one operation: accuracy against tokens. The base is one; seeds draw problems.',
	seeds: [1, 2, 3],
	async run({ seed, base }) {
		const preset = measurePreset();
		const given = { preset: 'measure', config: preset.config, steps: preset.steps, seed, base };
		const { figures } = await recordRun((host) => train(solution, host), given);
		return { problems: preset.config['problems'], ...seriesOf(figures.get('frontier')) };
	},
};

/** One row a question: operations, confidence, right at once, right after thinking, tokens of the thought. */
const questions: Experiment = {
	about: 'Single questions of one and of more operations, each answered both ways: what the figure of lesson 7.4 is drawn from.',
	seeds: [1],
	async run({ seed, base }) {
		const { config } = measurePreset();
		const most = config['most'] ?? 8;
		const reasoner = openReasoner({ base, config });
		const draw = (mix: 'uniform' | 'half-easy', longest: number) =>
			drawChains('visible', `figure/${seed}`, mix, longest, EACH * 2, config['largest']);
		const chains = [...draw('uniform', 1), ...draw('uniform', most).filter(({ operations }) => operations.length > 1)];
		const greedy = { temperature: 0, seed: 0 };
		const [direct, think, logits] = [
			await reasoner.think(chains, { ...greedy, way: 'direct' }),
			await reasoner.think(chains, greedy),
			await reasoner.answerLogits(chains),
		];
		reasoner.dispose();
		return chains.map((chain, i) => [
			chain.operations.length,
			solution.confidence(logits[i] ?? []),
			direct[i]?.answer === answerOf(chain) ? 1 : 0,
			think[i]?.answer === answerOf(chain) ? 1 : 0,
			think[i]?.tokens ?? 0,
		]);
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { frontier, questions };
