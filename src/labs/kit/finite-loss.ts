/** Ends a run whose loss is no number, and says so in a form that the page can read: which step, which value. */
import type { TrainHost } from './host.ts';

/** The loss of a step. @throws with `advice` in the sentence when it is not finite */
export function finiteLoss(host: TrainHost, step: number, value: number, advice: string): number {
	if (Number.isFinite(value)) return value;
	host.emit({ type: 'not-finite', step, value: Number.isNaN(value) ? 'NaN' : 'Infinity' });
	throw new Error(`The loss became ${value} at step ${step}. ${advice}`);
}
