/** Bounds on help in words, on the pages of instructors and of learners: what a rung is called, what a bound sets, where and for whom it holds. */
import { RUNG_TITLES } from '#contract/help.ts';
import type { BoundLine } from '#contract/progress.ts';

export const PACE_WORDS = {
	standard: 'Standard',
	gentle: 'Gentle: half the effort',
	stretch: 'Stretch: one and a half times the effort',
} as const;

export const AUTO_WORDS = {
	'': 'As the lab allows',
	1: 'A1: explains, writes nothing',
	2: 'A2: completes a few lines',
	3: 'A3: writes blocks in projects',
} as const;

const AUTO_SHORT = ['nothing', 'writes nothing', 'completes a few lines', 'writes blocks in projects'];

interface LabName {
	readonly id: string;
	readonly lesson: string;
	readonly title: string;
}

export function rungText(rung: number): string {
	return `Rung ${rung}, ${RUNG_TITLES[rung - 1]?.toLowerCase() ?? ''}`;
}

export function whereText(labId: string | null, labs: readonly LabName[]): string {
	const lab = labs.find(({ id }) => id === labId);
	if (lab) return `lab ${lab.lesson}`;
	return labId === null ? 'the whole course' : labId;
}

/** For its learner and their instructor, for example "At least rung 2, at most rung 4, gentle pace". */
export function boundText(bound: Pick<BoundLine, 'floor' | 'ceiling' | 'pace' | 'maxAuto' | 'accommodation'>): string {
	const { floor, ceiling, pace, maxAuto, accommodation } = bound;
	const parts = [
		floor > 0 && `at least rung ${floor}${accommodation ? ', also in re-checks' : ''}`,
		ceiling < 5 && (ceiling === 0 ? 'no rung' : `at most rung ${ceiling}`),
		pace !== 'standard' && `${pace} pace`,
		maxAuto !== null && `AI at most A${maxAuto} (${AUTO_SHORT[maxAuto] ?? ''})`,
	];
	const text = parts.filter((part) => part !== false).join(', ') || 'no bound';
	return text.charAt(0).toUpperCase() + text.slice(1);
}
