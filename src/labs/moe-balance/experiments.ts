/** The numbers of lesson 3.4: three ways to balance, from an even start and from a hot one, as the lab itself trains them. Never bundled. */
import type { Experiment } from '#labs/kit/experiment.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import * as solution from '#labs/moe-balance/solution.ts';
import { lab } from './lab.ts';
import { train } from './train.ts';

const METHODS = ['none', 'loss', 'bias'] as const;

interface Look {
	readonly step: number;
	readonly load: readonly number[];
	readonly experts: number;
}

function fromStart(preset: 'hot' | 'even', about: string): Experiment {
	return {
		about,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const chosen = lab.presets[preset];
			if (chosen === undefined) throw new Error(`The lab has no preset ${preset}.`);
			const { config, steps } = chosen;
			const looks = new Map<string, Look[]>(METHODS.map((method) => [method, []]));
			const recall = new Map<string, { step: number; share: number }[]>(METHODS.map((method) => [method, []]));
			await train(
				solution,
				silentHost({
					...{ preset, config, steps, seed },
					emit(message) {
						if (message.type !== 'measure') {
							if (message.type === 'figure' && message.figure === 'experts')
								looks.get(message.id)?.push({ step: message.step, load: message.load, experts: message.experts });
							return;
						}
						for (const method of METHODS) {
							const share = message.values[`${method}Recall`];
							if (share !== undefined) recall.get(method)?.push({ step: message.step, share });
						}
						log(`step ${message.step}: ${JSON.stringify(message.values)}`);
					},
				}),
			);
			return {
				steps,
				lossWeight: config['lossWeight'],
				rate: config['rate'],
				methods: METHODS.map((method) => ({
					method,
					loads: (looks.get(method) ?? []).map(({ step, load }) => ({ step, load })),
					recall: recall.get(method) ?? [],
				})),
			};
		},
	};
}

export const experiments: Readonly<Record<string, Experiment>> = {
	hot: fromStart(
		'hot',
		'Load and recall of three mixtures whose router begins with a push of 3 and 2 towards two of eight experts; 1,024 facts.',
	),
	even: fromStart('even', 'The same three mixtures without the push.'),
};
