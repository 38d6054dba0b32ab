/** Trains one order of tests/findings/runs.ts on the backend that is set, and passes on what the run tells the page. Needs the hooks of labs and WASM started. */

import type { Lab, Preset } from '#contract/lab.ts';
import { findLab } from '#labs/index.ts';
import type { Train, TrainMessage } from '#labs/kit/host.ts';
import type { RunOrder } from '../tests/findings/runs.ts';
import { readBase } from './read-base.ts';

export interface Trained {
	readonly lab: Lab;
	/** With the settings that the order changes. */
	readonly preset: Preset;
	/** `finished`, or the message of the error that ended it: some mistakes end so. */
	readonly ended: string;
}

export interface TrainOrderOptions {
	readonly seed: number;
	/** Called once, before the first message. */
	readonly begin?: (lab: Lab, preset: Preset) => void;
	readonly emit: (message: TrainMessage) => void;
}

export async function trainOrder(
	{ lab: id, preset: presetName, mistake, config }: RunOrder,
	{ seed, begin, emit }: TrainOrderOptions,
): Promise<Trained> {
	const lab = findLab(id);
	const declared = lab?.presets[presetName];
	if (lab === null || declared === undefined) throw new Error(`The lab ${id} has no preset "${presetName}".`);
	const { silentHost } = await import('#labs/kit/silent-host.ts');
	const { train }: { readonly train: Train } = await import(new URL(`../src/labs/${id}/train.ts`, import.meta.url).href);
	const reference: Readonly<Record<string, unknown>> = await import(new URL(`../src/labs/${id}/solution.ts`, import.meta.url).href);
	const preset = { ...declared, config: { ...declared.config, ...config } };
	begin?.(lab, preset);
	try {
		await train(
			mistake === undefined ? reference : mistake(reference),
			silentHost({
				...{ preset: presetName, config: preset.config, steps: preset.steps, seed },
				base: lab.base === undefined ? null : readBase(lab.base),
				emit,
			}),
		);
		return { lab, preset, ended: 'finished' };
	} catch (error) {
		return { lab, preset, ended: error instanceof Error ? error.message : String(error) };
	}
}
