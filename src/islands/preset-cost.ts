/** What a preset costs, in words, before it is started. A time is said only when this machine's speed has been measured. */
import type { Preset } from '#contract/lab.ts';
import { powerOfTen } from './quantity.ts';

export interface MeasuredSpeed {
	readonly preset: Preset;
	readonly tokensPerSecond: number | null;
	/** Over a run of this preset that went on without a break. */
	readonly secondsPerStep?: number | null;
}

/** For example "400 steps · 2.3 × 10¹¹ FLOPs · about 2 minutes on this machine". */
export function describeCost(preset: Preset, measured: MeasuredSpeed | null): string {
	const seconds = measured === null ? null : secondsFor(preset, measured);
	return [
		`${preset.steps} steps`,
		preset.flops === undefined ? null : `${powerOfTen(preset.flops)} FLOPs`,
		seconds === null ? timeElsewhere(preset) : `${roughTime(seconds)} on this machine`,
	]
		.filter((part) => part !== null)
		.join(' · ');
}

/** What we measured of the reference: a time of another machine, and said to be one. */
function timeElsewhere({ seconds }: Preset): string {
	const known = seconds?.wasm ?? seconds?.cpu;
	if (known === undefined) return 'time: known after the first steps here';
	return `${roughTime(known)} on one core of a server (${seconds?.wasm === undefined ? 'plain JavaScript' : 'WASM'}); of this machine: known after the first steps`;
}

/** Of the same preset, or, between presets, in the ratio of their work. Null when that is not known. */
export function secondsFor(preset: Preset, measured: MeasuredSpeed): number | null {
	const { preset: known } = measured;
	const seconds = wholeRun(measured);
	if (seconds === null || preset.label === known.label) return seconds;
	return preset.flops === undefined || known.flops === undefined ? null : (preset.flops / known.flops) * seconds;
}

function wholeRun({ preset, tokensPerSecond, secondsPerStep = null }: MeasuredSpeed): number | null {
	if (secondsPerStep !== null) return secondsPerStep * preset.steps;
	const tokens = tokensOf(preset);
	return tokens === null || tokensPerSecond === null || tokensPerSecond <= 0 ? null : tokens / tokensPerSecond;
}

function tokensOf({ steps, config: { batch, time } }: Preset): number | null {
	return batch === undefined || time === undefined ? null : steps * batch * time;
}

export function roughTime(seconds: number): string {
	if (seconds < 10) return 'some seconds';
	if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} seconds`;
	const minutes = Math.round(seconds / 60);
	return minutes < 90 ? `about ${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`;
}
