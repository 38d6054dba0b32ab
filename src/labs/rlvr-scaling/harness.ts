/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type { CurvePoint, Rise, StraightLine } from 'gradus';

interface Learner {
	passAtK(n: number, c: number, k: number): number;
	sigmoid(step: number, rise: Rise): number;
	straightRange(rise: Rise): [number, number];
	fitLine(points: readonly CurvePoint[], range: readonly [number, number]): StraightLine;
}

export function passes(learner: Learner, cases: readonly { readonly n: number; readonly c: number; readonly k: number }[]): number[] {
	return cases.map(({ n, c, k }) => learner.passAtK(n, c, k));
}

/** Accuracies of each rise at each of its steps. */
export function curves(learner: Learner, cases: readonly { readonly rise: Rise; readonly steps: readonly number[] }[]): number[][] {
	return cases.map(({ rise, steps }) => steps.map((step) => learner.sigmoid(step, rise)));
}

export function ranges(learner: Learner, cases: readonly Rise[]): number[][] {
	return cases.map((rise) => Array.from(learner.straightRange(rise)));
}

export interface LineCase {
	readonly points: readonly CurvePoint[];
	readonly range: readonly [number, number];
}

/** Of each line the accuracy at step 1 and the gain per decade. */
export function lines(learner: Learner, cases: readonly LineCase[]): number[][] {
	return cases.map(({ points, range }) => {
		const { atOne, perDecade } = learner.fitLine(points, range);
		return [atOne, perDecade];
	});
}
