/** Ends a run whose loss is no number, and says so in a form that the page can read: which step, which value. */
import type { TrainHost } from './host.ts';

/** The loss of a step. `question`: one that only this lab can ask; the page's notice asks the general one. @throws when it is not finite */
export function finiteLoss(host: TrainHost, step: number, value: number, question?: string): number {
	if (Number.isFinite(value)) return value;
	host.emit({ type: 'not-finite', step, value: Number.isNaN(value) ? 'NaN' : 'Infinity' });
	const said = `The loss became ${value} at step ${step}.`;
	throw new Error(question === undefined ? said : `${said} ${question}`);
}
