/** A run set aside for comparison: small enough to keep, complete enough to say what differed. Refuses a fifth: four lines can still be told apart. */
import type { Finding } from '#contract/finding.ts';
import type { Backend } from '#contract/run.ts';
import { decimate } from './decimate.ts';
import { heldOutAt } from './loss-curve.ts';
import { type MeasurePoint, thinMeasures } from './run-figures.ts';
import type { Point, RunView } from './run-store.ts';

export const MAX_PINNED = 4;
const MAX_POINTS = 300;

export interface PinnedRun {
	/** Milliseconds since the epoch at its start: one run is pinned once. */
	readonly startedAt: number;
	readonly name: string;
	readonly preset: string;
	readonly seed: number | null;
	readonly backend: Backend | null;
	readonly config: Readonly<Record<string, number>>;
	readonly step: number;
	readonly points: readonly Point[];
	readonly measures: readonly MeasurePoint[];
	/** What was seen in it. */
	readonly findings: readonly Finding[];
}

export interface PinDetails {
	readonly name: string;
	readonly backend: Backend | null;
	readonly config: Readonly<Record<string, number>>;
}

export function makePin(run: RunView, { name, backend, config }: PinDetails): PinnedRun {
	const points = decimate(run.points, MAX_POINTS);
	const measures = thinMeasures(run.measures, MAX_POINTS);
	const { startedAt, preset, seed, step, findings } = run;
	return { startedAt, name, preset: preset ?? '', seed, backend, config, step, points, measures, findings };
}

/** A run that an older version pinned, with what it did not know of. */
export function completePin(stored: Omit<PinnedRun, 'measures' | 'findings'> & Partial<PinnedRun>): PinnedRun {
	return { ...stored, measures: stored.measures ?? [], findings: stored.findings ?? [] };
}

/** The newest first; a run pinned again replaces itself. Null when all places are taken. */
export function addPin(pins: readonly PinnedRun[], pin: PinnedRun): readonly PinnedRun[] | null {
	const others = pins.filter(({ startedAt }) => startedAt !== pin.startedAt);
	return others.length >= MAX_PINNED ? null : [pin, ...others];
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
