/** A run set aside for comparison: small enough to keep, complete enough to say what differed. Refuses a fifth: four lines can still be told apart. */
import type { Backend } from '#contract/run.ts';
import { MAX_COMPARED, type PinnedRun } from '#contract/shared-run.ts';
import { decimate } from './decimate.ts';
import { heldOutAt } from './loss-curve.ts';
import { thinMeasures } from './run-figures.ts';
import type { RunView } from './run-store.ts';

const MAX_POINTS = 300;
const MAX_SAMPLES = 6;

export interface PinDetails {
	readonly name: string;
	readonly backend: Backend | null;
	readonly config: Readonly<Record<string, number>>;
}

export function makePin(run: RunView, { name, backend, config }: PinDetails): PinnedRun {
	const points = decimate(run.points, MAX_POINTS);
	const measures = thinMeasures(run.measures, MAX_POINTS);
	const samples = run.samples.slice(-MAX_SAMPLES).map(({ step, text }) => ({ step, text }));
	const { startedAt, preset, seed, step, findings } = run;
	return { startedAt, name, preset: preset ?? '', seed, backend, config, step, points, measures, findings, samples };
}

/** A run that an older version pinned, with what it did not know of. */
export function completePin(stored: Omit<PinnedRun, 'measures' | 'findings' | 'samples'> & Partial<PinnedRun>): PinnedRun {
	return { ...stored, measures: stored.measures ?? [], findings: stored.findings ?? [], samples: stored.samples ?? [] };
}

/** The newest first; a run pinned again replaces itself. Null when all places are taken. */
export function addPin(pins: readonly PinnedRun[], pin: PinnedRun): readonly PinnedRun[] | null {
	const others = pins.filter(({ startedAt }) => startedAt !== pin.startedAt);
	return others.length >= MAX_COMPARED ? null : [pin, ...others];
}

export interface Compared {
	/** The last step that every run reached: later ones would compare the length of the runs. */
	readonly step: number;
	readonly isUneven: boolean;
	/** In the order of the runs. */
	readonly losses: readonly { readonly loss: number | undefined; readonly heldOut: number | undefined }[];
}

export function compareRuns(runs: readonly Pick<PinnedRun, 'step' | 'points'>[]): Compared {
	const step = Math.min(...runs.map((run) => run.step));
	return {
		step,
		isUneven: runs.some((run) => run.step !== step),
		losses: runs.map(({ points }) => ({
			loss: points.findLast((point) => point.step <= step)?.loss,
			heldOut: heldOutAt(points, step)?.heldOut,
		})),
	};
}

/** Every setting of a run by name: what it was started with, and on what. */
export function settingsOf({ preset, seed, backend, config }: PinnedRun): Readonly<Record<string, string>> {
	const numbers = Object.entries(config).map(([key, value]) => [key, String(Number(value.toPrecision(4)))]);
	return { preset, seed: String(seed ?? ''), backend: backend === null ? '' : BACKENDS[backend], ...Object.fromEntries(numbers) };
}

const BACKENDS = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'processor' } as const;

/** Names of the settings that are not the same in all runs. */
export function differences(settings: readonly Readonly<Record<string, string>>[]): readonly string[] {
	const names = [...new Set(settings.flatMap((one) => Object.keys(one)))];
	return names.filter((name) => settings.some((one) => one[name] !== settings[0]?.[name]));
}
