/**
 * Borrowed: the four functions of lab 6.3 for a learner who has not passed it. It stands in for `my/rlvr-scaling` until then.
 * Written with logarithms and running sums.
 */
import type { CurvePoint, Rise, StraightLine } from 'gradus';

export function passAtK(samples: number, right: number, draws: number): number {
	const wrong = samples - right;
	if (wrong < draws) return 1;
	let lnMiss = 0;
	for (let drawn = 0; drawn < draws; drawn++) lnMiss += Math.log(wrong - drawn) - Math.log(samples - drawn);
	return -Math.expm1(lnMiss);
}

export function sigmoid(step: number, rise: Rise): number {
	const height = rise.steepness * Math.log(step / rise.middle);
	const share = 1 / (1 + Math.exp(-height));
	return (1 - share) * rise.floor + share * rise.ceiling;
}

export function straightRange(rise: Rise): [number, number] {
	const half = Math.log(4) / rise.steepness;
	return [rise.middle * Math.exp(-half), rise.middle * Math.exp(half)];
}

export function fitLine(points: readonly CurvePoint[], range: readonly [number, number]): StraightLine {
	let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
	for (const { step, accuracy } of points) {
		if (step < range[0] || step > range[1]) continue;
		const decade = Math.log(step) / Math.LN10;
		count += 1;
		sumX += decade;
		sumY += accuracy;
		sumXX += decade * decade;
		sumXY += decade * accuracy;
	}
	const slope = (count * sumXY - sumX * sumY) / (count * sumXX - sumX * sumX);
	return { atOne: (sumY - slope * sumX) / count, perDecade: slope };
}
