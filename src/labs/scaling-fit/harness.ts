/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import { type MeasuredRun, type Minimum, minimise, type ScalingLaw, scalingStarts } from 'gradus';

type Theta = readonly number[];
type Runs = readonly MeasuredRun[];

interface Learner {
	countWeights(shape: Readonly<Record<string, number>>): number;
	misfit(theta: Theta, runs: Runs): number;
	fitLaw(runs: Runs, starts: readonly Theta[], search: (f: (theta: Theta) => number, start: Theta) => Minimum): ScalingLaw;
	intervalOfE(runs: Runs, fit: (runs: Runs) => ScalingLaw, draws: number, random: () => number): [number, number];
}

export function counts(learner: Learner, shapes: readonly Readonly<Record<string, number>>[]): number[] {
	return shapes.map((shape) => learner.countWeights(shape));
}

export function misfits(learner: Learner, cases: readonly { readonly theta: Theta; readonly runs: Runs }[]): number[] {
	return cases.map(({ theta, runs }) => learner.misfit(theta, runs));
}

/** The law of each table, by the real search. */
export function fits(learner: Learner, tables: readonly Runs[]): ScalingLaw[] {
	return tables.map((runs) => learner.fitLaw(runs, scalingStarts(runs), minimise));
}

export interface Choice {
	readonly runs: Runs;
	readonly starts: readonly Theta[];
	/** What the search finds from each start. */
	readonly minima: readonly Minimum[];
}

/** The search is a stand-in with known finds. For each case: the law, the places of the starts that were tried, the objective and the learner's own misfit there. */
export function choices(learner: Learner, cases: readonly Choice[]): (readonly number[])[][] {
	return cases.map(({ runs, starts, minima }) => {
		const asked: number[] = [];
		const values: number[] = [];
		const law = learner.fitLaw(runs, starts, (objective, start) => {
			const place = starts.findIndex((each) => each.join() === start.join());
			asked.push(place);
			values.push(objective(start));
			return minima[place] ?? { at: start, value: Number.POSITIVE_INFINITY };
		});
		const own = asked.map((place) => learner.misfit(starts[place] ?? [], runs));
		return [[law.E, law.A, law.B, law.alpha, law.beta], asked, values, own];
	});
}

export interface Draws {
	readonly runs: Runs;
	/** Floors that the stand-in fit returns, one after the other. */
	readonly floors: readonly number[];
	readonly seed: number;
}

/** The fit is a stand-in. For each case: both ends, and as text which runs each resample held, by their place in the table. */
export function intervals(learner: Learner, cases: readonly Draws[]): [low: number, high: number, samples: string][] {
	return cases.map(({ runs, floors, seed }) => {
		const samples: number[][] = [];
		const fit = (sample: Runs): ScalingLaw => {
			samples.push(sample.map((run) => runs.findIndex((each) => each.weights === run.weights && each.tokens === run.tokens)));
			return { E: floors[(samples.length - 1) % floors.length] ?? 0, A: 1, B: 1, alpha: 1, beta: 1 };
		};
		const [low, high] = learner.intervalOfE(runs, fit, floors.length, uniform(seed));
		return [low, high, samples.map((sample) => sample.join()).join(';')];
	});
}

/** Numbers in [0, 1), each the next of a fixed sequence (Park and Miller, 1988). */
function uniform(seed: number): () => number {
	let state = 1 + (seed % 2_147_483_646);
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return (state - 1) / 2_147_483_646;
	};
}
