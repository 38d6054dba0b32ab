/**
 * The measured ladders of lesson 2.7 with their comparisons made, for two seeds and more. Runs on the server alone: the page gets the outcomes,
 * not the rule. A number here was measured by the named command, never typed.
 */
import { floorPerToken } from '#data/storyland/entropy.ts';
import measured from '../../content/measured/modernise.json' with { type: 'json' };
import type { LadderData, LadderStep } from './ladder-svg.ts';

export const LENGTHS = ['longer', 'brief'] as const;

export function loadLadders(): {
	readonly ladders: Readonly<Record<string, LadderData>>;
	readonly seeds: number;
	readonly commands: readonly string[];
} {
	const ladders = Object.fromEntries(LENGTHS.map((length) => [length, ladderOf(measured.experiments[length].runs)]));
	const seeds = Math.min(...LENGTHS.map((length) => measured.experiments[length].runs.length));
	return { ladders, seeds, commands: LENGTHS.map((length) => measured.experiments[length].command) };
}

type Runs = (typeof measured.experiments)['longer']['runs'];

function ladderOf(runs: Runs): LadderData {
	const [first] = runs;
	if (first === undefined) throw new Error('src/content/measured/modernise.json holds no runs.');
	const ladder = first.result.ladder.map(({ name, weights, cacheBytes }, rung): LadderStep => {
		const losses = lossesOf(runs, rung);
		return { name, weights, cacheBytes, losses, effects: rung === 0 ? {} : effectsOf(lossesOf(runs, rung - 1), losses) };
	});
	return { floor: floorPerToken(47), steps: first.result.steps, ladder };
}

function lossesOf(runs: Runs, rung: number): number[] {
	return runs.map(({ result }) => result.ladder[rung]?.loss ?? Number.NaN);
}

/** Quantiles of Student's t for 2, 3, 4 … seeds, 95 % in the middle. */
const QUANTILES = [12.71, 4.3, 3.18, 2.78];

function effectsOf(before: readonly number[], after: readonly number[]): Record<string, number[]> {
	const changes = after.map((loss, i) => loss - (before[i] ?? Number.NaN));
	return Object.fromEntries(
		QUANTILES.slice(0, changes.length - 1).map((quantile, i) => {
			const shown = changes.slice(0, i + 2);
			const mean = shown.reduce((sum, change) => sum + change, 0) / shown.length;
			const squares = shown.reduce((sum, change) => sum + (change - mean) ** 2, 0);
			const half = quantile * Math.sqrt(squares / (shown.length - 1) / shown.length);
			return [String(shown.length), [mean, mean - half, mean + half].map((value) => Number(value.toFixed(4)))];
		}),
	);
}
