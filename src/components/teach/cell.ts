/** One cell of the cohort table in words, as a colour step, and as the few words that say how somebody is stuck. */
import type { CohortCell } from '#contract/progress.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { STUCK_RULES } from '#learning/stuck-rule.ts';

const WORDS = { 'not-started': 'not started', working: 'working', accepted: 'accepted' } as const;

export function describeCell(cell: Pick<CohortCell, 'state' | 'stuck' | 'isDue'>): string {
	if (cell.stuck !== null) return `stuck: ${STUCK_RULES[cell.stuck]}`;
	return cell.state === 'accepted' && cell.isDue ? 'accepted, re-check due' : WORDS[cell.state];
}

/** Classes of a cell. Colour (q1 to q8) says mastery in accepted cells only: a cell at work carries its glyph instead. */
export function cellClasses({ state, stuck, mastery, isDue }: CohortCell): string {
	if (stuck !== null) return 'cell cell-stuck';
	if (state === 'not-started') return 'cell cell-none';
	if (state === 'working') return 'cell cell-work';
	return `cell q${Math.max(1, Math.round((mastery ?? 0) * 8))}${isDue ? ' cell-due' : ''}`;
}

/** What met the rule, for example "3 × same diagnosis", "6 tries", "52 min", "10 labs, none without help". */
export function stuckHeadline({ stuck, work }: Pick<CohortCell, 'stuck' | 'work'>): string {
	const { repeated, tries, activeMs } = work;
	if (stuck === 'skill') return `${PARAMETERS.wheelOpps} labs, none without help`;
	if (stuck === 'bound') return tries >= PARAMETERS.hardAttempts ? `${tries} tries` : minutes(activeMs);
	if (repeated !== null && repeated.times >= PARAMETERS.wheelSameDiag) return `${repeated.times} × same diagnosis`;
	return `${tries} tries`;
}

/** For example "mask after softmax; rung 3 open, rung 2 taken". */
export function stuckDetail({ work, maxLevel }: Pick<CohortCell, 'work' | 'maxLevel'>): string {
	const diagnosis = work.repeated === null ? '' : `${plainWords(work.repeated.diagnosis)}; `;
	const taken = work.rungTaken === 0 ? 'none taken' : `rung ${work.rungTaken} taken`;
	return `${diagnosis}${maxLevel === 0 ? 'no rung open' : `rung ${maxLevel} open`}, ${taken}`;
}

/** Diagnoses have names in kebab-case, so that authors can write them; people read words. */
export function plainWords(diagnosis: string): string {
	return diagnosis.replaceAll('-', ' ');
}

export function minutes(ms: number): string {
	const whole = Math.round(ms / 60_000);
	return whole < 90 ? `${whole} min` : `${(whole / 60).toFixed(1)} h`;
}
