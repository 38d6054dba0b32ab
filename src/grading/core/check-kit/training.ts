/**
 * Judges a list of training losses, in nats per token: whether it moves, whether it may be believed.
 * Pure; the run that made the losses is the subject's.
 */
import { errorsBelow, isStuckAtChance, LEAK_ERRORS } from '#contract/training-signs.ts';
import type { Failure } from './expect-tensor.ts';
import { numberText } from './numbers.ts';

/** The loss stays where it began: nothing is learned. Compares the mean of the first and the last tenth. */
export function isFlat(losses: readonly number[], leastDrop = 0.1): Failure | null {
	const drop = mean(headOf(losses)) - mean(tailOf(losses));
	// Not `drop < leastDrop`: a list without numbers shows nothing, and what shows nothing has not learned.
	if (drop >= leastDrop) return null;
	const message = `After ${losses.length} steps the loss has moved by ${numberText(-drop)} nats: the weights hardly change, or change at random.`;
	return { outcome: 'fail', diagnosis: 'flat-loss', message };
}

/** As good as guessing to the end: the loss of a model that gives every token the same chance, in nats, is ln(vocabulary). */
export function staysAtLnVocab(losses: readonly number[], vocab: number): Failure | null {
	const [chance, now] = [Math.log(vocab), mean(tailOf(losses))];
	if (!isStuckAtChance(Math.min(mean(headOf(losses)), now), now, chance)) return null;
	const message = `After ${losses.length} steps the loss is ${numberText(now)}. A model that gives every token the same chance has ln ${vocab} = ${numberText(chance)}.`;
	return { outcome: 'fail', diagnosis: 'stuck-at-chance', message };
}

/** NaN, infinity, or an end above the beginning. */
export function diverged(losses: readonly number[]): Failure | null {
	const step = losses.findIndex((loss) => !Number.isFinite(loss));
	if (step >= 0)
		return { outcome: 'fail', diagnosis: 'diverged', message: `The loss is ${numberText(losses[step] ?? Number.NaN)} at step ${step}.` };
	const [start, end] = [mean(headOf(losses)), mean(tailOf(losses))];
	if (!(end > start + 0.5)) return null;
	return {
		outcome: 'fail',
		diagnosis: 'diverged',
		message: `The loss rises from ${numberText(start)} to ${numberText(end)}: the steps are too large or go the wrong way.`,
	};
}

/** No model can score below the true entropy. A mean that does so by three standard errors has seen its targets. */
export function belowFloor(loss: number, floor: number, standardError: number): Failure | null {
	if (!(errorsBelow(loss, floor, standardError) > LEAK_ERRORS)) return null;
	const message = `The loss is ${numberText(loss)}, below the entropy floor ${numberText(floor)} that no honest model passes: the targets reach the inputs somewhere.`;
	return { outcome: 'fail', diagnosis: 'leak', message };
}

export interface Band {
	readonly step: number;
	readonly low: number;
	readonly high: number;
}

/** Under a fixed seed the trajectory is known; bands are as wide as backends differ. */
export function outsideBands(losses: readonly number[], bands: readonly Band[]): Failure | null {
	const band = bands.find(({ step, low, high }) => !((losses[step] ?? Number.NaN) >= low && (losses[step] ?? Number.NaN) <= high));
	if (band === undefined) return null;
	const got = numberText(losses[band.step] ?? Number.NaN);
	const message = `At step ${band.step} the loss is ${got}; with this seed it lies between ${numberText(band.low)} and ${numberText(band.high)}.`;
	return { outcome: 'fail', diagnosis: 'outside-band', message };
}

function headOf(losses: readonly number[]): readonly number[] {
	return losses.slice(0, Math.max(1, Math.floor(losses.length / 10)));
}

function tailOf(losses: readonly number[]): readonly number[] {
	return losses.slice(-Math.max(1, Math.floor(losses.length / 10)));
}

function mean(numbers: readonly number[]): number {
	return numbers.reduce((total, n) => total + n, 0) / numbers.length;
}
