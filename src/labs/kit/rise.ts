/**
 * What lab 6.3 gives and takes: points of an accuracy curve, the curve that ScaleRL draws through them, a straight line. The curve itself is the
 * learner's; here it is only fitted, by whatever function it is. Refuses fewer than four points: three numbers are fitted.
 */
import { minimise } from './minimise.ts';

export interface CurvePoint {
	/** Training steps so far, above 0. All steps cost alike, so they stand for compute. */
	readonly step: number;
	/** Share of problems answered right. */
	readonly accuracy: number;
}

/** accuracy = floor + (ceiling − floor) / (1 + (middle / step)^steepness) (Khatri et al., 2025). */
export interface Rise {
	/** Accuracy before training. */
	readonly floor: number;
	/** Accuracy that it tends to. */
	readonly ceiling: number;
	/** Steps at which half of the rise is made. */
	readonly middle: number;
	readonly steepness: number;
}

/** accuracy = atOne + perDecade · log10(step). */
export interface StraightLine {
	/** Accuracy that the line has at step 1. */
	readonly atOne: number;
	/** What ten times as many steps add. */
	readonly perDecade: number;
}

const LEAST_POINTS = 4;
const STEEPNESS = [0.7, 1.5, 3];

/**
 * The rise of least mean squared distance, its floor given: it was measured before the first step.
 * @throws for fewer than four points above step 0, and when `curve` gives no finite numbers
 */
export function fitRise(all: readonly CurvePoint[], floor: number, curve: (step: number, rise: Rise) => number): Rise {
	const points = all.filter(({ step }) => step > 0);
	if (points.length < LEAST_POINTS) throw new Error(`A rise is fitted to ${LEAST_POINTS} points or more, not to ${points.length}.`);
	const misfit = (theta: readonly number[]): number => {
		const rise = riseOf(theta, floor);
		return points.reduce((sum, { step, accuracy }) => sum + (curve(step, rise) - accuracy) ** 2, 0) / points.length;
	};
	const found = startsOf(points).map((start) => minimise(misfit, start));
	const [best] = found.toSorted((a, b) => a.value - b.value);
	return riseOf(best?.at ?? [], floor);
}

/** theta = [logit of the ceiling, ln of the middle, ln of the steepness]: whatever the search tries is a possible curve. */
function riseOf([ceiling = 0, middle = 0, steepness = 0]: readonly number[], floor: number): Rise {
	return { floor, ceiling: 1 / (1 + Math.exp(-ceiling)), middle: Math.exp(middle), steepness: Math.exp(steepness) };
}

function startsOf(points: readonly CurvePoint[]): number[][] {
	const steps = points.map(({ step }) => Math.log(step));
	const highest = Math.min(0.98, Math.max(...points.map(({ accuracy }) => accuracy)) + 0.02);
	const ceiling = Math.log(highest / (1 - highest));
	const [from, to] = [Math.min(...steps), Math.max(...steps)];
	return [0.3, 0.6, 0.9].flatMap((share) => STEEPNESS.map((each) => [ceiling, from + share * (to - from), Math.log(each)]));
}

/** Steps at which a curve is looked at: each some 40 % further than the one before, so that they are evenly spread over the logarithm. */
export function looksUpTo(steps: number): number[] {
	const looks = new Set<number>();
	for (let step = 1; step < steps; step *= Math.SQRT2) looks.add(Math.round(step));
	return [...looks.add(steps)];
}
