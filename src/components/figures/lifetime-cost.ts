/**
 * The cost of a model over its whole life, for lesson 3.2: trained once, asked as long as it serves. Built on the operations of training-cost.ts.
 * Decides which size is cheapest at a given quality and demand. Refuses to know demand: the reader sets it.
 */
import { type Assumptions, gpuHours, trainingFlops } from './training-cost.ts';

/** L(N, D) = floor + a / N^alpha + b / D^beta, in nats per token of the data it was fitted on. */
export interface LossLaw {
	readonly id: string;
	readonly name: string;
	readonly floor: number;
	readonly a: number;
	readonly alpha: number;
	readonly b: number;
	readonly beta: number;
}

/** Hoffmann et al. 2022, appendix D.3, and the refit of the same runs by Besiroglu et al. 2024. */
export const LAWS: readonly [refit: LossLaw, original: LossLaw] = [
	{ id: 'refit', name: 'refit of 2024', floor: 1.8172, a: 482.01, alpha: 0.3478, b: 2085.43, beta: 0.3658 },
	{ id: 'original', name: 'original fit of 2022', floor: 1.6934, a: 406.4, alpha: 0.3392, b: 410.7, beta: 0.2849 },
];

export function lawById(id: string): LossLaw {
	return LAWS.find((law) => law.id === id) ?? LAWS[0];
}

export interface Run {
	/** Parameters that work on each token. */
	readonly activeParameters: number;
	readonly tokens: number;
}

export function lossOf(law: LossLaw, { activeParameters, tokens }: Run): number {
	return law.floor + law.a / activeParameters ** law.alpha + law.b / tokens ** law.beta;
}

/** The run with the lowest loss among those that cost so many training operations (closed form, Hoffmann et al. 2022, eq. 4). */
export function computeOptimal({ a, alpha, b, beta }: LossLaw, flops: number): Run {
	const ratio = ((alpha * a) / (beta * b)) ** (1 / (alpha + beta));
	const activeParameters = ratio * (flops / 6) ** (beta / (alpha + beta));
	return { activeParameters, tokens: flops / 6 / activeParameters };
}

/** The compute-optimal run of this size. */
export function optimalOfSize({ a, alpha, b, beta }: LossLaw, activeParameters: number): Run {
	return { activeParameters, tokens: ((beta * b * activeParameters ** alpha) / (alpha * a)) ** (1 / beta) };
}

/** Tokens after which a model of this size reaches `loss`; infinite when no number of tokens is enough. */
export function tokensForLoss(law: LossLaw, activeParameters: number, loss: number): number {
	const left = loss - law.floor - law.a / activeParameters ** law.alpha;
	return left > 0 ? (law.b / left) ** (1 / law.beta) : Number.POSITIVE_INFINITY;
}

/** Two operations for each weight and served token, those of the prompt and of the answer alike. */
export function servingFlops(activeParameters: number, served: number): number {
	return 2 * activeParameters * served;
}

export interface Demand {
	/** Tokens that go through the model in its life after training. */
	readonly served: number;
	readonly training: Assumptions;
	/** Share of the peak while it serves. */
	readonly servingUtilisation: number;
}

export interface Bill {
	readonly run: Run;
	/** Dollars. */
	readonly training: number;
	readonly serving: number;
	readonly total: number;
}

export function billOf(run: Run, { served, training, servingUtilisation }: Demand): Bill {
	const price = training.price;
	const train = gpuHours(trainingFlops(run), training.utilisation) * price;
	const serve = gpuHours(servingFlops(run.activeParameters, served), servingUtilisation) * price;
	return { run, training: train, serving: serve, total: train + serve };
}

/** The bill of a model of this size that is trained until it reaches `loss`. */
export function billAtLoss(law: LossLaw, activeParameters: number, loss: number, demand: Demand): Bill {
	return billOf({ activeParameters, tokens: tokensForLoss(law, activeParameters, loss) }, demand);
}

/** The cheapest size at this loss: the total has one valley in log N, so three points close in on it. */
export function cheapest(law: LossLaw, loss: number, demand: Demand): Bill {
	const least = (law.a / (loss - law.floor)) ** (1 / law.alpha);
	let [low, high] = [Math.log(least * 1.0001), Math.log(least * 1e4)];
	const at = (x: number) => billAtLoss(law, Math.exp(x), loss, demand).total;
	for (let round = 0; round < 100; round += 1) {
		const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
		if (at(left) < at(right)) high = right;
		else low = left;
	}
	return billAtLoss(law, Math.exp((low + high) / 2), loss, demand);
}

/**
 * Tokens served at which this run is the cheapest way to its own loss, when an operation costs the same in training and serving.
 * From d/dN (6 N D + 2 N S) = 0 at fixed loss. Negative: it was trained for less than compute-optimal, and no demand justifies it.
 */
export function demandThatJustifies({ a, alpha, b, beta }: LossLaw, { activeParameters, tokens }: Run): number {
	const marginal = (alpha * a * activeParameters ** -alpha) / (beta * b * tokens ** -beta);
	return 3 * tokens * (marginal - 1);
}
