/** Detectors over the height and the shape of the loss curve. A policy's loss has neither: it only moves the weights. */
import { errorsBelow, isStuckAtChance, LEAK_ERRORS } from '#contract/training-signs.ts';
import type { Detector, RunEvent } from './detect.ts';
import { Recent, Streak } from './detect-numbers.ts';

/** Points of a curve that are read as one. */
const [FEW, SMOOTH] = [3, 6] as const;

/** By a quarter of its steps a model of text has long left the loss of knowing nothing. */
const [STUCK_SHARE, LEAST_POINTS] = [0.25, 10] as const;

export const stuckAtChance: Detector = ({ chance, steps, isPolicy }) => {
	if (chance === null || isPolicy) return null;
	const recent = new Recent(SMOOTH);
	let [best, points, first] = [Number.POSITIVE_INFINITY, 0, 0];
	return (event) => {
		if (event.type !== 'metric') return null;
		recent.add(event.loss);
		points += 1;
		if (points === 1) first = event.step;
		best = Math.min(best, recent.mean);
		// A run that starts below has learned before.
		if (event.step - first < STUCK_SHARE * steps || points < LEAST_POINTS || !isStuckAtChance(best, recent.mean, chance)) return null;
		return { kind: 'stuck-at-chance', step: first, seenAt: event.step, numbers: { loss: recent.mean, chance } };
	};
};

/** The held-out loss, with its standard error: no honest model goes below the floor by more than chance allows. */
export const belowFloor: Detector = ({ floor }) => {
	if (floor === null) return null;
	return (event) => {
		if (event.type !== 'metric' || event.heldOut === undefined || event.heldOutError === undefined) return null;
		const errors = errorsBelow(event.heldOut, floor, event.heldOutError);
		if (errors <= LEAK_ERRORS) return null;
		return { kind: 'below-floor', step: event.step, seenAt: event.step, numbers: { heldOut: event.heldOut, floor, errors } };
	};
};

/** Of the way that the loss had come down; for so many points, and so much of the run. */
const [LOST, ABOVE_START, LONG_POINTS, LONG_SHARE, WORTH_SAYING] = [0.2, 1.5, 8, 0.08, 0.1] as const;
/** Swings: the mean jump from point to point beside the loss at the start, and the share of jumps that turn back. */
const [SWING, SWINGS_BACK, SWING_POINTS] = [0.2, 0.6, 20] as const;

export const rateTooHigh: Detector = ({ steps, isPolicy }) => {
	if (isPolicy) return null;
	const [start, recent, jumps] = [new Recent(FEW), new Recent(SMOOTH), new Recent(SWING_POINTS)];
	const above = new Streak();
	let isTrained = false;
	let [least, leastStep, before, rate] = [Number.POSITIVE_INFINITY, 0, Number.NaN, 0];
	return (event) => {
		isTrained ||= hasGradients(event);
		if (event.type !== 'metric') return null;
		rate = event.learningRate ?? rate;
		if (!Number.isNaN(before)) jumps.add(event.loss - before);
		before = event.loss;
		if (!start.isFull) start.add(event.loss);
		recent.add(event.loss);
		if (!isTrained || !recent.isFull) return null;
		const [from, now] = [start.mean, recent.mean];
		const way = from - least;
		const isAbove = (way > WORTH_SAYING * from && now > least + LOST * way) || now > ABOVE_START * from;
		const isLong = above.see(isAbove, event.step) >= LONG_POINTS && event.step - above.since >= LONG_SHARE * steps;
		if (now < least) [least, leastStep] = [now, event.step];
		const swing = isSwinging(jumps.values, from) ? meanOf(jumps.values.map(Math.abs)) : null;
		if (!isLong && (swing === null || !jumps.isFull)) return null;
		const step = isLong ? above.since : event.step;
		return {
			kind: 'rate-too-high',
			step,
			seenAt: event.step,
			numbers: {
				loss: now,
				first: from,
				least: Math.min(least, from),
				leastStep,
				...(swing === null ? {} : { swing }),
				...(rate > 0 ? { rate } : {}),
			},
		};
	};
};

function isSwinging(jumps: readonly number[], from: number): boolean {
	const turns = jumps.filter((jump, at) => at > 0 && jump * (jumps[at - 1] ?? 0) < 0).length;
	return turns >= SWINGS_BACK * (jumps.length - 1) && meanOf(jumps.map(Math.abs)) > SWING * from;
}

/** By half of the steps most of the way is behind a model that learns at a good pace: the curve bends. */
const [HALF, SLOW, STRAIGHT, MOVES] = [0.5, 0.25, 0.5, 0.003] as const;

export const rateTooLow: Detector = ({ floor, target, steps, isPolicy }) => {
	const goal = target ?? floor;
	if (goal === null || isPolicy) return null;
	const [start, recent] = [new Recent(FEW), new Recent(SMOOTH)];
	let [begun, quarter, rate, isTrained] = [-1, Number.NaN, 0, false];
	return (event) => {
		isTrained ||= hasGradients(event);
		if (event.type !== 'metric') return null;
		if (begun < 0) begun = event.step;
		rate = Math.max(rate, event.learningRate ?? 0);
		if (!start.isFull) start.add(event.loss);
		recent.add(event.loss);
		// What a resumed run did before is not seen.
		const share = event.step / Math.max(1, steps);
		if (!isTrained || begun > 0.1 * steps || !recent.isFull) return null;
		if (share >= HALF / 2 && Number.isNaN(quarter)) quarter = recent.mean;
		if (share < HALF) return null;
		const [from, now] = [start.mean, recent.mean];
		const fallen = from - now;
		const isSlow = fallen > MOVES * from && fallen < SLOW * (from - goal);
		const isStraight = quarter - now > STRAIGHT * (from - quarter);
		if (!isSlow || !isStraight || share > HALF + 0.25) return null;
		return {
			kind: 'rate-too-low',
			step: begun,
			seenAt: event.step,
			numbers: { loss: now, first: from, goal, ...(rate > 0 ? { rate } : {}) },
		};
	};
};

/** Above the best held-out loss by so much, at so many looks in a row, while training goes on down. */
const [RISEN, RISEN_ERRORS, RISEN_LOOKS] = [0.05, 3, 3] as const;

export const overfitting: Detector = ({ isPolicy }) => {
	if (isPolicy) return null;
	const recent = new Recent(SMOOTH);
	const streak = new Streak();
	let isTrained = false;
	let best = { step: 0, heldOut: Number.POSITIVE_INFINITY, loss: 0 };
	return (event) => {
		isTrained ||= hasGradients(event);
		if (event.type !== 'metric') return null;
		recent.add(event.loss);
		if (event.heldOut === undefined || !isTrained) return null;
		if (event.heldOut < best.heldOut) best = { step: event.step, heldOut: event.heldOut, loss: recent.mean };
		const least = Math.max(RISEN * best.heldOut, RISEN_ERRORS * (event.heldOutError ?? 0));
		const isSo = event.heldOut > best.heldOut + least && recent.mean < (1 - RISEN) * best.loss && recent.mean < event.heldOut - least;
		if (streak.see(isSo, event.step) < RISEN_LOOKS) return null;
		const numbers = { heldOut: event.heldOut, best: best.heldOut, bestStep: best.step, loss: recent.mean, lossThen: best.loss };
		return { kind: 'overfitting', step: best.step, seenAt: event.step, numbers };
	};
};

/** Something is trained by gradients: a table that is counted has a curve of another kind. */
function hasGradients(event: RunEvent): boolean {
	return event.type === 'weights' && event.parameters.some(({ gradient }) => gradient !== undefined);
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
