/** The measured charts of lessons 7.1 and 7.2, ready to choose from: data of the recipes in, lines and sentences out. Means are over seeds. */
import type { PlotSeries } from './line-plot.ts';
import type { PlotChoice } from './plot-choice.ts';
import { budgetRuns, formatRuns, meanOf, meanPoints, meanSeries, voteRuns } from './reasoning-measured.ts';

const SHARE = 'share answered right';
const two = (value: number | undefined): string => (value ?? 0).toFixed(2);

type Format = 'copied' | 'bare' | 'direct';
const FORMATS: readonly (readonly [Format, 'think' | 'direct', string])[] = [
	['copied', 'think', 'operation and result'],
	['bare', 'think', 'results alone'],
	['copied', 'direct', 'at once, same model'],
	['direct', 'direct', 'at once, trained on nothing else'],
];

/** Lesson 7.1: how each format is learnt, and what it reaches by number of operations. */
export function formatChoices(): PlotChoice[] {
	const results = formatRuns.runs.map(({ result }) => result);
	const curves = FORMATS.map(([format, way, name], i): PlotSeries => {
		const runs = results.map((result) => result[format].curve.map((point) => ({ x: point.step, y: point[way] })));
		return { name, mark: i + 1, points: meanPoints(runs) };
	});
	const lengths = FORMATS.map(([format, way, name], i): PlotSeries => {
		const key = way === 'think' ? 'after thinking' : 'at once';
		const runs = results.map((result) => (result[format].byLength[key] ?? []).map((y, at) => ({ x: at + 1, y })));
		return { name, mark: i + 1, points: meanPoints(runs) };
	});
	const ends = (series: readonly PlotSeries[]): string => series.map(({ name, points }) => `${name} ${two(points.at(-1)?.y)}`).join('; ');
	const last = curves[0]?.points.at(-1)?.x ?? 1;
	return [
		{
			label: 'While it trains',
			plot: { x: 'training step', y: SHARE, xTicks: [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last)), series: curves },
			text: `At the last step: ${ends(curves)}. A guess is right in 0.10.`,
		},
		{
			label: 'By length',
			plot: { x: 'operations', y: SHARE, xTicks: (lengths[0]?.points ?? []).map(({ x }) => x), series: lengths },
			text: `With the longest chains: ${ends(lengths)}. With one operation: ${lengths.map(({ name, points }) => `${name} ${two(points[0]?.y)}`).join('; ')}.`,
		},
	];
}

const WAYS = [
	['best by your verifier', 'best by a verifier: pass@k'],
	['your vote', 'vote: maj@k'],
	['best by the model’s own confidence', 'best by its own confidence'],
] as const;

/** Lesson 7.2: three ways to use many samples, at each temperature. */
export function voteChoices(): PlotChoice[] {
	const [first] = voteRuns.runs;
	return (first?.result.temperatures ?? []).map(({ temperature }, at) => {
		const series = WAYS.map(([key, name], i): PlotSeries => {
			const runs = voteRuns.runs.map(({ result }) => {
				const found = result.temperatures[at]?.[key];
				return Array.isArray(found) ? found : [];
			});
			return { name, mark: i + 1, points: meanPoints(runs) };
		});
		const said = series.map(({ name, points }) => `${name} ${two(points.at(-1)?.y)}`).join('; ');
		const tokens = series[0]?.points ?? [];
		return {
			label: `Temperature ${temperature}`,
			plot: { x: 'tokens a question', y: SHARE, isLog: true, xTicks: tokens.map(({ x }) => Math.round(x)), series },
			text: `One sample is right in ${two(tokens[0]?.y)} of all cases for ${(tokens[0]?.x ?? 0).toFixed(1)} tokens. ${2 ** (tokens.length - 1)} samples: ${said}, for ${Math.round(tokens.at(-1)?.x ?? 0)} tokens.`,
		};
	});
}

const MIXES = [
	['1, 2, 4 or 8 operations', '1, 2, 4 or 8 operations'],
	['1 to 8 operations', '1 to 8, all alike'],
] as const;

/** Lesson 7.2: budgets on two mixes of difficulty, over the steps that are allowed and over the tokens that are spent. */
export function budgetChoices(): PlotChoice[] {
	const both = (over: 'steps' | 'tokens'): PlotSeries[] =>
		MIXES.flatMap(([key, name], i) =>
			(['measured', 'your prediction'] as const).map((kind): PlotSeries => {
				const { points } = meanSeries(budgetRuns.runs, `${kind}, ${key}`, { name, mark: i + 1 });
				const placed = points.map(({ x, y }, budget) => ({ x: over === 'steps' ? budget : x, y }));
				// Budget 0 has no place on a logarithmic axis of steps.
				const shown = over === 'steps' ? placed.slice(1) : placed;
				return {
					name: `${name}, ${kind === 'measured' ? 'measured' : 'from the lengths alone'}`,
					mark: i + 1,
					points: shown,
					isDots: kind === 'measured',
				};
			}),
		);
	const worst = MIXES.map(([key, name]) => {
		const [measured, predicted] = ['measured', 'your prediction'].map(
			(kind) => meanSeries(budgetRuns.runs, `${kind}, ${key}`, { name, mark: 1 }).points,
		);
		const gaps = (measured ?? []).map(({ y }, i) => Math.abs(y - (predicted?.[i]?.y ?? 0)));
		return `${name}: at most ${two(Math.max(...gaps))}, ${two(meanOf(gaps))} on average`;
	});
	const text = `Distance between measured and predicted accuracy, over nine budgets. ${worst.join('; ')}.`;
	return [
		{ label: 'Over steps allowed', plot: { x: 'steps allowed', y: SHARE, isLog: true, xTicks: [1, 2, 4, 8], series: both('steps') }, text },
		{
			label: 'Over tokens spent',
			plot: { x: 'tokens a question, on average', y: SHARE, isLog: true, xTicks: [4, 8, 16, 32], series: both('tokens') },
			text,
		},
	];
}
