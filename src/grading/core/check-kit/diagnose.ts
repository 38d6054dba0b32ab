/**
 * Diagnoses as pure functions over what was seen. A check decides whether the code is right; after it failed, a diagnosis says what the numbers look
 * like, from plain data alone: it can be tested without learner code and without a sandbox, and repeated years later from what was stored.
 */
import type { Evidence } from '#contract/grading.ts';
import type { Check, CheckContext, CheckOutcome } from '../check.ts';
import type { Failure } from './expect-tensor.ts';

/** What a diagnosis says: a section of diagnoses.md, a sentence with what was seen, and the numbers behind it. */
export interface Reading {
	readonly diagnosis: string;
	readonly message: string;
	readonly evidence?: Evidence;
}

/** Null when nothing is wrong that it knows. Reads `seen` and nothing else: no chance, no clock, no subject. */
export type Diagnose<Seen> = (seen: Seen) => Reading | null;

/** The first that fits names the mistake: order them from the cause to its consequences. */
export function firstOf<Seen>(...diagnoses: readonly Diagnose<Seen>[]): Diagnose<Seen> {
	return (seen) => {
		for (const diagnose of diagnoses) {
			const reading = diagnose(seen);
			if (reading !== null) return reading;
		}
		return null;
	};
}

export interface Explained<Seen> {
	/** Gathers what the diagnosis looks at: plain data, of which it is handed a copy; a function among it is our fault and throws. A failure where the learner's function gives nothing to look at. */
	readonly observe: (context: CheckContext) => Promise<{ readonly seen: Seen } | Failure>;
	readonly diagnose: Diagnose<Seen>;
}

/** The check as it is; where it fails and has no name for it, what is seen afterwards names it. So all failing checks of a lab tell one cause. */
export function explained<Seen>(check: Check, { observe, diagnose }: Explained<Seen>): Check {
	return {
		...check,
		async run(context): Promise<CheckOutcome> {
			const outcome = await check.run(context);
			if (outcome.outcome === 'pass' || outcome.diagnosis !== undefined) return outcome;
			const observed = await observe(context);
			const reading = 'seen' in observed ? diagnose(structuredClone(observed.seen)) : null;
			if (reading === null) return outcome;
			const { diagnosis, message, evidence = outcome.evidence } = reading;
			return { ...outcome, diagnosis, message: `${outcome.message} ${message}`, ...(evidence === undefined ? {} : { evidence }) };
		},
	};
}
