/** The numbers of lesson 3.5: one mixture and its two dense twins on the same facts, with the curves and the times that the lab itself shows. Never bundled. */
import type { Experiment } from '#labs/kit/experiment.ts';
import type { TrainMessage } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import * as solution from '#labs/moe-vs-dense/solution.ts';
import { lab } from './lab.ts';
import { train } from './train.ts';

interface Seen {
	readonly curve: { readonly step: number; readonly moe: number; readonly dense: number; readonly wide: number }[];
	models: readonly {
		readonly name: string;
		readonly weights: number;
		readonly active: number;
		readonly flops: number;
		readonly msPerStep: number;
	}[];
	load: readonly number[];
}

/** Keeps of a run what the lesson prints. */
function listen(seen: Seen, message: TrainMessage): void {
	if (message.type === 'measure') {
		const { moe = 0, dense = 0, wide = 0 } = message.values;
		seen.curve.push({ step: message.step, moe, dense, wide });
	}
	if (message.type !== 'figure') return;
	if (message.figure === 'experts') seen.load = message.load;
	if (message.figure === 'table')
		seen.models = message.rows.map(([name, weights, active, flops, ms]) => ({
			name: String(name),
			...{ weights: Number(weights), active: Number(active), flops: Number(flops), msPerStep: Number(ms) },
		}));
}

/** The lab's own run on a preset, with parts of its config replaced. */
function runOf(about: string, preset: 'facts' | 'tiny', change: Readonly<Record<string, number>> = {}): Experiment {
	return {
		about,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const { config: own, steps: planned } = lab.presets[preset] ?? {};
			const config: Record<string, number> = { ...own, ...change };
			const steps = change['steps'] ?? planned ?? 0;
			const seen: Seen = { curve: [], models: [], load: [] };
			await train(
				solution,
				silentHost({
					...{ preset, config, steps, seed },
					emit(message) {
						listen(seen, message);
						if (message.type === 'measure') log(`step ${message.step}: ${JSON.stringify(message.values)}`);
					},
				}),
			);
			const { subjects = 64, relations = 64, batch, width, hidden } = config;
			return { steps, batch, width, hidden, facts: subjects * relations, ...seen };
		},
	};
}

export const experiments: Readonly<Record<string, Experiment>> = {
	compare: runOf(
		'Share of 4,096 random facts recalled by a mixture of eight experts, by a dense model of equal active and by one of equal total parameters.',
		'facts',
	),
	narrow: runOf('The same with 1,024 facts in models of half the width, for longer than the preset tiny.', 'tiny', {
		width: 16,
		steps: 600,
	}),
};
