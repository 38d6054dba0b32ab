/** What a run of lab 6.3 draws: the rise with the learner's sigmoid and line, and pass@k by the learner's estimate beside the exact one. */
import type { TrainMessage } from './host.ts';
import { meanOf } from './quiz-policy.ts';
import { type CurvePoint, fitRise, type Rise, type StraightLine } from './rise.ts';

/** The learner's four functions. */
export interface CurveMaker {
	passAtK(n: number, c: number, k: number): number;
	sigmoid(step: number, rise: Rise): number;
	straightRange(rise: Rise): [number, number];
	fitLine(points: readonly CurvePoint[], range: readonly [number, number]): StraightLine;
}

type Plot = Extract<TrainMessage, { figure: 'plot' }>;

const KS = [1, 2, 4, 8, 16, 32, 64];
const PLACES = 40;
/** A line needs two points, and a fit of it three. */
const [FIT_POINTS, LINE_POINTS] = [5, 3];

/** Null as long as there are too few points to fit. */
export function riseFigure(points: readonly CurvePoint[], floor: number, maker: CurveMaker, step: number): Plot | null {
	if (points.length < FIT_POINTS) return null;
	const rise = fitRise(points, floor, maker.sigmoid);
	const [from, to] = checkedRange(maker.straightRange(rise));
	const inside = points.filter((point) => point.step >= from && point.step <= to);
	const places = spread(Math.min(...points.map((point) => point.step)), 2 * Math.max(...points.map((point) => point.step)));
	return {
		type: 'figure',
		figure: 'plot',
		step,
		id: 'rise',
		title: 'Accuracy against the logarithm of the steps',
		x: { label: 'steps', log: true },
		y: { label: 'share of samples that are right', range: [0, 1] },
		series: [
			{ name: 'measured', kind: 'dots', points: points.map((point) => ({ x: point.step, y: point.accuracy })) },
			{ name: 'your sigmoid, fitted', kind: 'line', points: places.map((x) => ({ x, y: maker.sigmoid(x, rise) })) },
			...(inside.length < LINE_POINTS ? [] : [lineSeries(maker.fitLine(points, [from, to]), from, to)]),
		],
		marks: [
			{ axis: 'x', value: from, label: 'a fifth of the rise' },
			{ axis: 'x', value: to, label: 'four fifths' },
		],
	};
}

function checkedRange(range: unknown): [number, number] {
	const [from, to]: readonly unknown[] = Array.isArray(range) ? range : [];
	if (typeof from !== 'number' || typeof to !== 'number' || !(from > 0) || !Number.isFinite(to))
		throw new Error(`straightRange must return two steps above 0, not ${JSON.stringify(range)}.`);
	return [from, to];
}

/** Drawn over its range alone: beyond, it promises nothing. */
function lineSeries({ atOne, perDecade }: StraightLine, from: number, to: number): Plot['series'][number] {
	if (!Number.isFinite(atOne) || !Number.isFinite(perDecade)) throw new Error('fitLine must return two numbers, atOne and perDecade.');
	const points = spread(from, to).map((x) => ({ x, y: atOne + perDecade * Math.log10(x) }));
	return { name: `your line: ${(100 * perDecade).toFixed(0)} points per decade`, kind: 'line', points };
}

function spread(from: number, to: number): number[] {
	return Array.from({ length: PLACES }, (_, i) => from * (to / from) ** (i / (PLACES - 1)));
}

interface Both<T> {
	readonly base: T;
	readonly trained: T;
}

/** `counts`: right ones of `samples` samples of each question; `chances`: of one sample of each question, exactly. */
export function passFigure(
	counts: Both<readonly number[]>,
	samples: number,
	chances: Both<readonly number[]>,
	maker: CurveMaker,
	step: number,
): Plot {
	const series = (['base', 'trained'] as const).flatMap((name) => {
		const exact = KS.map((k) => ({ x: k, y: meanOf(chances[name].map((p) => 1 - (1 - p) ** k)) }));
		const estimated = KS.map((k) => ({ x: k, y: meanOf(counts[name].map((right) => maker.passAtK(samples, right, k))) }));
		return [
			{ name: `${name}, exact`, kind: 'line' as const, points: exact },
			{ name: `${name}, your estimate`, kind: 'dots' as const, points: estimated },
		];
	});
	return {
		type: 'figure',
		figure: 'plot',
		step,
		id: 'pass-at-k',
		title: 'At least one of k samples is right',
		x: { label: 'k, samples per question', log: true },
		y: { label: 'share of questions', range: [0, 1] },
		series,
	};
}
