/** The numbers of lesson 3.5: one mixture and its two dense twins on the same facts, with the curves and the times that the lab itself shows. Never bundled. */
import type { Experiment } from '#labs/kit/experiment.ts';
import type { TrainMessage } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import * as solution from '#labs/moe-vs-dense/solution.ts';
import { lab } from './lab.ts';
import { train } from './train.ts';

const PRESET = 'facts';

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

const compare: Experiment = {
	about:
		'Share of 4,096 random facts recalled by a mixture of eight experts, by a dense model of equal active and by one of equal total parameters.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const preset = lab.presets[PRESET];
		if (preset === undefined) throw new Error(`The lab has no preset ${PRESET}.`);
		const seen: Seen = { curve: [], models: [], load: [] };
		const { config, steps } = preset;
		await train(
			solution,
			silentHost({
				...{ preset: PRESET, config, steps, seed },
				emit(message) {
					listen(seen, message);
					if (message.type === 'measure') log(`step ${message.step}: ${JSON.stringify(message.values)}`);
				},
			}),
		);
		return { steps, batch: config['batch'], facts: 4_096, ...seen };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { compare };
