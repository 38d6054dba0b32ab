/**
 * Trains with the learner's component for some steps under a seed, through the lab's harness, and judges the list of losses that comes back.
 * The signs and their bounds are those of the lab page's detectors (contract/training-signs.ts). The first sign that is seen is told:
 * no number, a leak, as good as guessing, hardly a change, then the bands of the reference.
 */
import type { Value } from '#contract/value.ts';
import { isTensorValue } from '#contract/value.ts';
import { failureOfCall } from '../failure.ts';
import type { Subject } from '../subject.ts';
import type { Failure } from './expect-tensor.ts';
import { type Band, belowFloor, diverged, isFlat, outsideBands, staysAtLnVocab } from './training.ts';

export interface TrainingRun {
	readonly subject: Subject;
	/** A harness function (learner, steps, seed, …) that gives the loss of every step, as a list or a tensor. */
	readonly harness: string;
	/** The learner's export that a failure is about. */
	readonly about: string;
	readonly steps: number;
	/** What the bands were recorded with, and the start of every random number of the run. */
	readonly seed: number;
	/** What else the harness function is given. */
	readonly args?: readonly Value[];
}

/** What holds of the losses, in nats a token. What is left out is not judged. */
export interface Trajectory {
	/** Number of tokens, for the loss of a guess. */
	readonly vocab?: number;
	/** What no honest model goes below, and the standard error of the mean loss of the last tenth. */
	readonly floor?: { readonly loss: number; readonly standardError: number };
	/** Least fall from the first tenth to the last. */
	readonly leastDrop?: number;
	/** From the reference under this seed, as wide as backends and other spellings of the same sums differ. */
	readonly bands?: readonly Band[];
}

/** Null when the run is as it should be. */
export async function trainsLike(run: TrainingRun, trajectory: Trajectory): Promise<Failure | null> {
	const result = await run.subject.harness(run.harness, [run.steps, run.seed, ...(run.args ?? [])], { seed: run.seed });
	const failure = failureOfCall(result, run.about);
	if (failure !== null || result.status !== 'ok') return failure;
	const losses = numbersOf(result.value);
	if (losses.length !== run.steps)
		return {
			outcome: 'fail',
			message: `${run.about}: a run of ${run.steps} steps told ${losses.length} losses.`,
			showsData: true,
			hiddenMessage: HIDDEN.diverged,
		};
	return judgeLosses(losses, trajectory);
}

/** Pure: one list of losses, step by step. */
export function judgeLosses(losses: readonly number[], { vocab, floor, leastDrop, bands }: Trajectory): Failure | null {
	const tail = losses.slice(-Math.max(1, Math.floor(losses.length / 10)));
	const end = tail.reduce((sum, loss) => sum + loss, 0) / tail.length;
	const failure =
		diverged(losses) ??
		(floor === undefined ? null : belowFloor(end, floor.loss, floor.standardError)) ??
		(vocab === undefined ? null : staysAtLnVocab(losses, vocab)) ??
		(leastDrop === undefined ? null : isFlat(losses, leastDrop)) ??
		(bands === undefined ? null : outsideBands(losses, bands));
	return failure === null ? null : { ...failure, showsData: true, hiddenMessage: hiddenTextOf(failure.diagnosis) };
}

/** What a hidden check says of each sign: no step and no number. */
const HIDDEN = {
	diverged: 'In a short run the loss stops being a number, or ends above its beginning.',
	leak: 'In a short run the loss goes below the entropy floor: what is to be predicted reaches the inputs somewhere.',
	'stuck-at-chance': 'In a short run the model stays as good as guessing.',
	'flat-loss': 'In a short run the loss hardly falls.',
	'outside-band': 'A short run learns, and its losses are not those of the reference under the same seed.',
} as const satisfies Record<string, string>;

function hiddenTextOf(diagnosis = ''): string {
	return new Map<string, string>(Object.entries(HIDDEN)).get(diagnosis) ?? HIDDEN['outside-band'];
}

function numbersOf(value: Value): readonly number[] {
	if (isTensorValue(value)) return Array.from(value.data);
	return Array.isArray(value) ? value.map(Number) : [];
}
