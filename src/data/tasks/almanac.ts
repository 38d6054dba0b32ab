/**
 * An almanac with a long tail: a name is told, and what it likes must follow. A few names come up all the time and most of them hardly ever,
 * as in real text, so that each doubling of text or model pays a little more. The true entropy of an answer is known.
 * Draws of a split depend on the split's name and a seed; the facts are the same for all of them, since knowing them is the task.
 */
import { type Random, seededRandom } from '#data/storyland/random.ts';

export const ALMANAC_NAMES = 512;
export const ALMANAC_ANSWERS = 64;
/** The names are the tokens of the model; answers are the first of them. */
export const ALMANAC_VOCABULARY = ALMANAC_NAMES;
/** Lines of the almanac in a training step. */
export const ALMANAC_BATCH = 64;
/** The name of rank r comes up in proportion to r^−TAIL. */
const TAIL = 1.2;
/** How often the almanac says what is true. Else it says any answer. */
const TRUTH = 0.9;

export interface AlmanacDraws {
	/** [count] */
	readonly names: Int32Array;
	/** [count] */
	readonly answers: Int32Array;
}

const weights = Array.from({ length: ALMANAC_NAMES }, (_, rank) => (rank + 1) ** -TAIL);
const total = weights.reduce((sum, weight) => sum + weight, 0);
/** Chance of each name, the most frequent first. Adds to 1. */
export const NAME_CHANCES: readonly number[] = weights.map((weight) => weight / total);
const worldRandom = seededRandom('almanac/world');
/** What each name truly likes. */
export const TRUE_ANSWERS: Int32Array = Int32Array.from(weights, () => Math.floor(worldRandom() * ALMANAC_ANSWERS));

const upTo: number[] = [];
NAME_CHANCES.reduce((sum, chance, i) => {
	upTo[i] = sum + chance;
	return sum + chance;
}, 0);

function drawName(random: Random): number {
	const at = random();
	let [low, high] = [0, ALMANAC_NAMES - 1];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((upTo[middle] ?? 1) < at) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** `count` lines of the almanac. */
export function drawAlmanac(split: 'train' | 'visible' | 'hidden', seed: string, count: number): AlmanacDraws {
	const random = seededRandom(`almanac/${split}/${seed}`);
	const names = Int32Array.from({ length: count }, () => drawName(random));
	const answers = Int32Array.from(names, (name) => (random() < TRUTH ? (TRUE_ANSWERS[name] ?? 0) : Math.floor(random() * ALMANAC_ANSWERS)));
	return { names, answers };
}

const OTHER = (1 - TRUTH) / ALMANAC_ANSWERS;
const TRUE_SHARE = TRUTH + OTHER;

/** True entropy of an answer in nats: what nobody can predict better. */
export function almanacFloor(): number {
	return -(TRUE_SHARE * Math.log(TRUE_SHARE) + (ALMANAC_ANSWERS - 1) * OTHER * Math.log(OTHER));
}

/** Exact loss in nats of a model that gives answer a of name n the log-probability logProbs[n · ALMANAC_ANSWERS + a]. */
export function almanacLoss(logProbs: ArrayLike<number>): number {
	return NAME_CHANCES.reduce((sum, chance, name) => {
		const row = name * ALMANAC_ANSWERS;
		let surprise = 0;
		for (let answer = 0; answer < ALMANAC_ANSWERS; answer++)
			surprise -= (answer === TRUE_ANSWERS[name] ? TRUE_SHARE : OTHER) * (logProbs[row + answer] ?? 0);
		return sum + chance * surprise;
	}, 0);
}
