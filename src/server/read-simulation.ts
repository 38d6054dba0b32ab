/** The simulator's question as it stands in the page's address. Bad values get a sentence; no question is no simulation. */
import { AppError } from '#contract/error.ts';
import type { Simulation } from '#contract/teach-help.ts';
import { parseBoundFields } from './bounds-form.ts';
import type { CohortWork } from './load-cohort-work.ts';
import { simulateHelp } from './simulate-help.ts';

export function readSimulation(
	work: CohortWork,
	cohortId: string,
	query: URLSearchParams,
	now: number,
): { simulation: Simulation | null; problem: string | null } {
	const asked = Object.fromEntries(query);
	if (!asked['lab']) return { simulation: null, problem: null };
	try {
		const { lab, reason: _, ...change } = parseBoundFields({ floor: 0, ceiling: 5, reason: '', ...asked });
		const learnerId = asked['learner'] || null;
		return { simulation: simulateHelp(work, { cohortId, learnerId, labId: lab, change }, now), problem: null };
	} catch (error) {
		if (error instanceof AppError) return { simulation: null, problem: error.message };
		throw error;
	}
}
