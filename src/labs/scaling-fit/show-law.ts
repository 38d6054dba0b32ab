/** What lab 3.1 makes of the family's losses: the learner's law, its band from resamples, the prediction, and the figures of all that. */
import { type MeasuredRun, type Minimum, minimise, predictLoss, type ScalingLaw, scalingStarts, type TrainMessage } from 'gradus';
import { seededRandom } from '#data/storyland/random.ts';
import { ALMANAC_BATCH, almanacFloor } from '#data/tasks/almanac.ts';
import { type Member, nonEmbedding, shapeOf } from './plan.ts';

type Theta = readonly number[];

/** The learner's four functions. */
export interface LawMaker {
	countWeights(shape: ReturnType<typeof shapeOf>): number;
	fitLaw(
		runs: readonly MeasuredRun[],
		starts: readonly Theta[],
		search: (f: (theta: Theta) => number, start: Theta) => Minimum,
	): ScalingLaw;
	intervalOfE(
		runs: readonly MeasuredRun[],
		fit: (runs: readonly MeasuredRun[]) => ScalingLaw,
		draws: number,
		random: () => number,
	): [number, number];
}

export interface Forecast {
	readonly law: ScalingLaw;
	readonly interval: readonly [low: number, high: number];
	/** Predicted loss of the last model, with the middle 90 % of the resamples. */
	readonly loss: number;
	readonly low: number;
	readonly high: number;
	/** Laws of the resamples. */
	readonly laws: readonly ScalingLaw[];
}

const DRAWS = 60;

export function tableOfRuns(members: readonly Member[], losses: readonly number[], count: (width: number) => number): MeasuredRun[] {
	return losses.flatMap((loss, i) => {
		const member = members[i];
		return member === undefined ? [] : [{ weights: count(member.width), tokens: member.steps * ALMANAC_BATCH, loss }];
	});
}

/** Fits the law and its resamples, and predicts the last model. @throws when the law has a number that is not finite */
export function forecast(
	maker: LawMaker,
	runs: readonly MeasuredRun[],
	last: { readonly weights: number; readonly tokens: number },
): Forecast {
	const law = maker.fitLaw(runs, scalingStarts(runs), minimise);
	if (!Object.values(law).every(Number.isFinite))
		throw new Error(`fitLaw returned a law with numbers that are not finite: ${JSON.stringify(law)}.`);
	const near = [Math.log(Math.max(law.E, 1e-9)), Math.log(law.A), Math.log(law.B), law.alpha, law.beta];
	const laws: ScalingLaw[] = [];
	const fit = (sample: readonly MeasuredRun[]): ScalingLaw => {
		// From the law itself and two other places: a resample has its own valleys.
		const found = maker.fitLaw(sample, [near, ...scalingStarts(sample).filter((_, i) => i === 3 || i === 4)], minimise);
		laws.push(found);
		return found;
	};
	const interval = maker.intervalOfE(runs, fit, DRAWS, seededRandom('bootstrap'));
	const { low, high } = bandAt(laws, last);
	return { law, interval, loss: predictLoss(law, last.weights, last.tokens), low, high, laws };
}

function bandAt(laws: readonly ScalingLaw[], { weights, tokens }: { readonly weights: number; readonly tokens: number }) {
	const sorted = laws.map((law) => predictLoss(law, weights, tokens)).toSorted((x, y) => x - y);
	return { low: sorted[Math.floor(0.05 * sorted.length)] ?? Number.NaN, high: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN };
}

type Plot = Extract<TrainMessage, { figure: 'plot' }>;

export function lawFigure(runs: readonly MeasuredRun[], told: Forecast | null, last: MeasuredRun | null, step: number): Plot {
	const budgets = [...new Set(runs.map((run) => run.tokens))].toSorted((x, y) => x - y);
	const name = (tokens: number): string => `${(tokens / 1_000).toFixed(1)}k tokens`;
	const dots = budgets.map((tokens) => ({
		name: `measured, ${name(tokens)}`,
		kind: 'dots' as const,
		points: runs.filter((run) => run.tokens === tokens).map(({ weights, loss }) => ({ x: weights, y: loss })),
	}));
	return {
		type: 'figure',
		figure: 'plot',
		step,
		id: 'law',
		title: 'Loss against size, and the law through it',
		x: { label: 'weights', log: true },
		y: { label: 'loss, nats per answer' },
		series: told === null ? dots : [...dots, ...linesOf(runs, told, budgets, name), ...lastSeries(told, last)],
		marks: [
			{ axis: 'y', value: almanacFloor(), label: 'true floor' },
			...(told === null ? [] : [{ axis: 'y' as const, value: told.law.E, label: 'E' }]),
		],
	};
}

function linesOf(
	runs: readonly MeasuredRun[],
	{ law, laws }: Forecast,
	budgets: readonly number[],
	name: (tokens: number) => string,
): Plot['series'] {
	const sizes = runs.map((run) => run.weights);
	const [from, to] = [Math.min(...sizes), 3 * Math.max(...sizes)];
	const places = Array.from({ length: 25 }, (_, i) => from * (to / from) ** (i / 24));
	const most = budgets.at(-1) ?? 1;
	const lines = budgets.map((tokens) => ({
		name: `law, ${name(tokens)}`,
		kind: 'line' as const,
		points: places.map((x) => ({ x, y: predictLoss(law, x, tokens) })),
	}));
	const band = places.map((x) => ({ x, y: predictLoss(law, x, most), ...bandAt(laws, { weights: x, tokens: most }) }));
	return [{ name: `90 % of resamples, ${name(most)}`, kind: 'band', points: band }, ...lines];
}

function lastSeries({ loss, low, high }: Forecast, last: MeasuredRun | null): Plot['series'] {
	if (last === null) return [];
	const predicted = { name: 'next size, predicted', kind: 'dots' as const, points: [{ x: last.weights, y: loss, low, high }] };
	if (!Number.isFinite(last.loss)) return [predicted];
	return [predicted, { name: 'next size, measured', kind: 'dots', points: [{ x: last.weights, y: last.loss }] }];
}

type Table = Extract<TrainMessage, { figure: 'table' }>;

/** The law with every weight counted and with the blocks' alone, side by side. */
export function countsTable(
	maker: LawMaker,
	members: readonly Member[],
	losses: readonly number[],
	lastWidth: number,
	step: number,
): Table {
	const lastSteps = Math.max(...members.map((member) => member.steps));
	const rows = (['every weight', 'blocks alone'] as const).map((how) => {
		const count = how === 'every weight' ? (width: number) => maker.countWeights(shapeOf(width)) : nonEmbedding;
		const runs = tableOfRuns(members, losses, count);
		const { law } = forecast(maker, runs, { weights: count(lastWidth), tokens: lastSteps * ALMANAC_BATCH });
		return [how, count(lastWidth), round(law.E), round(law.alpha), round(law.beta), round(law.beta / (law.alpha + law.beta))];
	});
	const columns = ['weights counted', 'of the next size', 'E', 'alpha', 'beta', 'best size grows as compute to the power'];
	return { type: 'figure', figure: 'table', step, id: 'counts', title: 'One family, counted in two ways', columns, rows };
}

export function forecastTable({ law, interval, loss, low, high }: Forecast, measured: number | null, step: number): Table {
	const rows: (string | number)[][] = [
		['true floor', round(almanacFloor()), ''],
		['E of the law', round(law.E), `${interval.map((end) => end.toFixed(3)).join(' to ')}`],
		['next size, predicted', round(loss), `${low.toFixed(3)} to ${high.toFixed(3)}`],
	];
	if (measured !== null)
		rows.push(
			['next size, measured', round(measured), ''],
			['error of the prediction', `${((100 * (loss - measured)) / measured).toFixed(1)} %`, ''],
		);
	return {
		type: 'figure',
		figure: 'table',
		step,
		id: 'forecast',
		title: 'Said before, and seen after',
		columns: ['', 'nats per answer', '90 % of resamples'],
		rows,
	};
}

function round(value: number): number {
	return Number(value.toPrecision(4));
}
