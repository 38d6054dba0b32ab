/**
 * What lab 3.1 gives and takes: measured runs, the law through them, and starts for the search. The law itself is only evaluated here;
 * how it is fitted is what the learner writes.
 */
/** One finished training run. */
export interface MeasuredRun {
	/** Weights of the model. */
	readonly weights: number;
	/** Tokens it predicted in training. */
	readonly tokens: number;
	/** Held-out loss in nats per token. */
	readonly loss: number;
}

/** L = E + A · weights^−alpha + B · tokens^−beta (Hoffmann et al., 2022). */
export interface ScalingLaw {
	readonly E: number;
	readonly A: number;
	readonly B: number;
	readonly alpha: number;
	readonly beta: number;
}

/** Loss that the law expects, in nats per token. */
export function predictLoss({ E, A, B, alpha, beta }: ScalingLaw, weights: number, tokens: number): number {
	return E + A * weights ** -alpha + B * tokens ** -beta;
}

const SHARES = [0.5, 0.9];
const EXPONENTS = [0.3, 0.8];

/**
 * Where to begin the search: theta = [ln E, ln A, ln B, alpha, beta] for several floors and exponents. Each start gives the first run its
 * measured loss, with what lies above the floor split evenly between the two terms.
 */
export function scalingStarts(runs: readonly MeasuredRun[]): number[][] {
	const [first] = runs;
	if (first === undefined) throw new Error('A scaling law needs runs to begin with.');
	const lowest = Math.min(...runs.map((run) => run.loss));
	return SHARES.flatMap((share) => {
		const floor = share * lowest;
		const half = Math.log((first.loss - floor) / 2);
		return EXPONENTS.flatMap((alpha) =>
			EXPONENTS.map((beta) => [Math.log(floor), half + alpha * Math.log(first.weights), half + beta * Math.log(first.tokens), alpha, beta]),
		);
	});
}
