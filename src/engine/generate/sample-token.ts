/**
 * Draws one token from logits, on the processor: the twin of the sampling kernel, with the same cuts in the same order.
 * Temperature, then top-k (Fan and others 2018), then top-p (Holtzman and others 2020), then one draw from what is left.
 */

export interface Sampling {
	/** 0 takes the most probable token (of equals the first). Default 1. */
	readonly temperature?: number;
	/** Keep the k most probable tokens, and any as probable as the k-th. 0 keeps all. Default 0. */
	readonly topK?: number;
	/** Keep the fewest most probable tokens that have this much of the mass together. Default 1. */
	readonly topP?: number;
}

export interface Drawn {
	readonly token: number;
	/** Log-softmax of the raw logits (temperature 1, no cuts) at the token. In nats. */
	readonly logProb: number;
	/** How far, in probability (in logits where tokens are ranked), the nearest edge is across which another token would have come. */
	readonly margin: number;
}

/** @throws when a knob is out of its range */
export function checkSampling({ temperature = 1, topK = 0, topP = 1 }: Sampling): Required<Sampling> {
	if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
		throw new Error(`A temperature of ${temperature} has no meaning: give 0 for the most probable token, or more.`);
	if (!Number.isInteger(topK) || topK < 0) throw new Error(`topK is ${topK}: give a whole number of tokens, or 0 to keep all.`);
	if (!(topP > 0 && topP <= 1)) throw new Error(`topP is ${topP}: give a share above 0 and up to 1.`);
	return { temperature, topK, topP };
}

/** `unit`: a random number in [0, 1). */
export function sampleToken(logits: Float32Array, { temperature, topK, topP }: Required<Sampling>, unit: number): Drawn {
	const top = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
	const logTotal = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
	const drawn = (token: number, margin: number): Drawn => ({ token, logProb: (logits[token] ?? Number.NaN) - top - logTotal, margin });
	if (temperature === 0) return drawn(Math.max(0, logits.indexOf(top)), greedyMargin(logits));

	const weights = Float64Array.from(logits, (logit) => Math.exp((logit - top) / temperature));
	const order = Array.from(logits.keys()).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
	const kept = keepMost(logits, weights, order, topK, topP);
	const total = weights.reduce((sum, weight, i) => ((logits[i] ?? 0) >= kept.lowest ? sum + weight : sum), 0);
	let token = 0;
	let mass = 0;
	let margin = kept.margin;
	let isFound = false;
	for (const [i, weight] of weights.entries()) {
		if (weight === 0 || (logits[i] ?? 0) < kept.lowest) continue;
		mass += weight;
		margin = mass < total ? Math.min(margin, Math.abs(mass / total - unit)) : margin;
		if (isFound) continue;
		token = i;
		isFound = mass > unit * total;
	}
	return drawn(token, margin);
}

/** The lowest logit that stays. `order`: tokens from the most probable on. */
function keepMost(
	logits: Float32Array,
	weights: Float64Array,
	order: readonly number[],
	topK: number,
	topP: number,
): { lowest: number; margin: number } {
	const logitAt = (rank: number): number => logits[order[rank] ?? -1] ?? Number.NEGATIVE_INFINITY;
	let lowest = Number.NEGATIVE_INFINITY;
	let margin = Number.POSITIVE_INFINITY;
	if (topK > 0 && topK < logits.length) {
		lowest = logitAt(topK - 1);
		margin = logitAt(topK - 1) - logitAt(topK);
	}
	if (topP === 1) return { lowest, margin };
	const candidates = order.filter((token) => (logits[token] ?? 0) >= lowest);
	const total = candidates.reduce((sum, token) => sum + (weights[token] ?? 0), 0);
	let mass = 0;
	for (const token of candidates) {
		mass += weights[token] ?? 0;
		margin = Math.min(margin, Math.abs(mass / total - topP));
		lowest = logits[token] ?? lowest;
		if (mass >= topP * total) break;
	}
	return { lowest, margin };
}

function greedyMargin(logits: Float32Array): number {
	const [first = 0, second = 0] = Array.from(logits).sort((a, b) => b - a);
	return first - second;
}
