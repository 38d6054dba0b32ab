/** Where a run can go on that met a number that is none: the newest kept step from before it. One that was kept later may hold the number already. */
import type { Finding } from '#contract/finding.ts';
import type { LabStore } from './lab-store.ts';

interface Kept {
	readonly step: number;
	readonly isFromFile: boolean;
}
type Ring = readonly { readonly step: number }[];

/** Undefined when nothing from before was kept. */
export function lastGoodStep(ring: Ring, { numbers, step }: Pick<Finding, 'numbers' | 'step'>): number | undefined {
	const before = numbers['lastStep'] ?? step;
	return ring.findLast((entry) => entry.step < before)?.step;
}

/** The step that "Resume" goes on from; null while there is none, or while a notice above offers it. */
export function resumeStep({ weights, training, findings }: LabStore, steps: number): number | null {
	const run = training.value;
	const broken = run?.findings.find(({ kind }) => kind === 'not-finite');
	const isOffered = run !== null && broken !== undefined && !findings.isDismissed(run, broken);
	return chooseStep({ kept: weights.kept.value, ring: weights.ring.value, broken, isOffered, steps });
}

export function chooseStep(now: {
	kept: Kept | null;
	ring: Ring;
	broken: Finding | undefined;
	isOffered: boolean;
	steps: number;
}): number | null {
	const { kept, ring, broken, isOffered, steps } = now;
	// What a file holds has nothing to do with the run before.
	if (broken === undefined || kept?.isFromFile === true) return kept === null || kept.step >= steps ? null : kept.step;
	return isOffered ? null : (lastGoodStep(ring, broken) ?? null);
}

/** Goes on from a kept step, unless it is gone meanwhile. */
export async function goOnFrom({ weights, train }: LabStore, step: number): Promise<void> {
	if (weights.kept.peek()?.step === step || (await weights.choose(step))) await train(true);
}
