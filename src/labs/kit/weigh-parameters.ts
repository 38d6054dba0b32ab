/**
 * Now and then tells the page how long each parameter and its gradient are, and which parameters stand still: what a weight that does not learn and a
 * gradient that explodes or vanishes are seen by. Reads what the optimiser keeps anyway, from outside the compiled step: step and recording stay as they are.
 */
import * as tf from '@tensorflow/tfjs';
import type { TrainHost } from './host.ts';

/** A model in training. */
export interface Weighed {
	readonly params: ReadonlyMap<string, tf.Tensor>;
	/** Of the last step, before they were shortened; none where nobody keeps them. */
	readonly gradients: ReadonlyMap<string, tf.Tensor> | undefined;
}

/** Called after a step, counted from 1. */
export type Scales = (weighed: Weighed, step: number) => Promise<void>;

/** Looks in a run. A look waits for the GPU once, and costs less than a step. */
const LOOKS = 20;
const LEAST_STEPS = 5;
/** What the message may hold. */
const MAX_PARAMETERS = 200;

export function isWeighed(done: number, { from, steps }: { readonly from: number; readonly steps: number }): boolean {
	return done === from + 1 || done % Math.max(LEAST_STEPS, Math.ceil(steps / LOOKS)) === 0 || done === steps;
}

export function createScales(host: TrainHost): Scales {
	/** Two sums of each parameter at the last look: the same to the last bit only where nothing has moved. */
	let before: readonly number[] = [];
	return async ({ params, gradients }, step) => {
		const names = [...params.keys()].slice(0, MAX_PARAMETERS);
		const sums = tf.tidy(() => {
			const squares = (tensor: tf.Tensor | undefined): tf.Tensor => (tensor === undefined ? tf.scalar(0) : tf.sum(tf.square(tensor)));
			const ofWeights = names.map((name) => params.get(name) ?? tf.scalar(0));
			return tf.stack([
				...ofWeights.map(squares),
				...ofWeights.map((weight) => tf.sum(weight)),
				...names.map((name) => squares(gradients?.get(name))),
			]);
		});
		const values = Array.from(await sums.data());
		sums.dispose();
		const count = names.length;
		const isSame = (at: number): boolean => before[at] === values[at] && before[count + at] === values[count + at];
		host.emit({
			type: 'weights',
			step,
			parameters: names.map((name, at) => ({
				name: name.slice(0, 60),
				weight: lengthOf(values[at]),
				...(gradients === undefined ? {} : { gradient: lengthOf(values[2 * count + at]) }),
				isSame: isSame(at),
			})),
		});
		before = values;
	};
}

/** JSON and the page know no NaN. */
function lengthOf(squares = Number.NaN): number | null {
	return Number.isFinite(squares) ? Math.sqrt(squares) : null;
}
