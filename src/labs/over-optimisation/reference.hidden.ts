/** Slopes and estimates in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export interface LossInput {
	readonly batch: number;
	readonly time: number;
	/** [batch · time]; the policy now and when the words were drawn are the same numbers. */
	readonly logProbs: readonly number[];
	readonly reference: readonly number[];
	readonly rewards: readonly number[];
	readonly beta: number;
}

export const LOSS_BUGS = [
	'pushes-away',
	'no-baseline',
	'scaled-by-spread',
	'mean-of-words',
	'sum-of-batch',
	'no-leash',
	'leash-turned-round',
	'leash-in-the-gradient',
	'leash-as-a-term',
	'leash-of-one-word',
] as const;
export type LossBug = (typeof LOSS_BUGS)[number];

/** The loss's gradient by logProbs, [batch · time]. */
export function slopesOf(input: LossInput, bug: LossBug | null = null): number[] {
	const { batch, time, logProbs, reference, rewards, beta } = input;
	const row = (values: readonly number[], i: number): number[] => values.slice(i * time, (i + 1) * time);
	const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
	const mean = (values: readonly number[]): number => sum(values) / values.length;
	const drift = rewards.map((_, i) => {
		const gaps = row(logProbs, i).map((value, t) => value - (row(reference, i)[t] ?? 0));
		return bug === 'leash-of-one-word' ? mean(gaps) : sum(gaps);
	});
	const outside = bug === 'no-leash' || bug === 'leash-as-a-term';
	const sign = bug === 'leash-turned-round' ? -1 : 1;
	const earned = rewards.map((reward, i) => (outside ? reward : reward - sign * beta * (drift[i] ?? 0)));
	const base = bug === 'no-baseline' ? 0 : mean(earned);
	const spread = bug === 'scaled-by-spread' ? Math.sqrt(mean(earned.map((each) => (each - base) ** 2))) : 1;
	const totals = rewards.map((_, i) => sum(row(logProbs, i)));
	const whole = bug === 'sum-of-batch' ? 1 : batch;
	return earned.flatMap((each, i) => {
		let slope = -(each - base) / spread;
		// The advantage hangs on the policy now: its own slope is added.
		if (bug === 'leash-in-the-gradient') slope += beta * ((totals[i] ?? 0) - mean(totals));
		if (bug === 'leash-as-a-term') slope += beta;
		if (bug === 'pushes-away') slope = -slope;
		if (bug === 'mean-of-words') slope /= time;
		return Array.from({ length: time }, () => slope / whole);
	});
}

export const KL_BUGS = ['kl-can-be-negative', 'kl-half-square', 'kl-other-way', 'kl-shifted'] as const;
export type KlBug = (typeof KL_BUGS)[number];

export function wordKlOf(logProb: number, reference: number, bug: KlBug | null = null): number {
	const gap = reference - logProb;
	if (bug === 'kl-can-be-negative') return -gap;
	if (bug === 'kl-half-square') return gap ** 2 / 2;
	if (bug === 'kl-other-way') return Math.exp(-gap) - 1 + gap;
	if (bug === 'kl-shifted') return Math.exp(gap) - gap;
	return Math.expm1(gap) - gap;
}
