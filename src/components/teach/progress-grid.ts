/** A cohort's progress as the shared grid: a cell's colour is the mastery of an accepted lab, its glyph and words say the state. */
import type { GridCell, GridData } from '#contract/grid.ts';
import { GridKinds } from '#contract/grid-kinds.ts';
import type { CohortCell, CohortProgress } from '#contract/progress.ts';
import { round3 } from '#learning/estimate-text.ts';
import { ago } from './ago.ts';
import { cellClasses, describeCell } from './cell.ts';

const STATES = [
	{ id: 'stuck', title: 'stuck' },
	{ id: 'due', title: 're-check due' },
	{ id: 'working', title: 'working' },
	{ id: 'accepted', title: 'accepted' },
	{ id: 'not-started', title: 'not started' },
];

/** Addresses are relative to the page, because a page has thousands of them. */
export function progressGrid({ labs, learners }: CohortProgress, now: number): GridData {
	const kinds = new GridKinds();
	const rows = learners.map(({ id, displayName, section, lastActivityAt, cells }) => {
		const done = cells.filter(({ state }) => state === 'accepted').length;
		const stuck = cells.filter((cell) => cell.stuck !== null);
		const mean = cells.reduce((sum, cell) => sum + (cell.mastery ?? 0), 0) / Math.max(1, cells.length);
		return {
			...{ id, name: displayName, section: section === '' ? null : section },
			cells: cells.map((cell) => cellOf(kinds, cell)),
			ends: [
				[done, String(done)],
				[stuck.length, stuck.length === 0 ? '' : String(stuck.length), stuck[0]?.labId ?? ''],
				// Rounded: an estimate falls with every millisecond, and a grid that reads the same is not sent again.
				[round3(mean), mean.toFixed(2)],
				[lastActivityAt, lastActivityAt === null ? 'never' : ago(now - lastActivityAt)],
			] as const,
		};
	});
	return {
		kinds: kinds.list,
		states: STATES,
		metrics: [
			{ id: 'mastery', title: 'mastery now', words: 'mastery {}', digits: 2 },
			{ id: 'tries', title: 'submissions', words: 'submissions: {}', digits: 0 },
			{ id: 'help', title: 'help open', words: 'help open up to rung {}', digits: 0 },
		],
		columns: labs.map(({ id, lesson, title }) => ({ id, lesson, title, part: lesson.split('.')[0] ?? '' })),
		ends: [
			// Labs are counted, of which one may have been accepted twice.
			{ id: 'done', title: 'done', href: 'learner/{row}#labs-title' },
			{ id: 'stuck', title: 'stuck', href: 'learner/{row}?lab={column}#tries' },
			// The timeline has every piece of evidence with what it did to the estimate.
			{ id: 'mastery', title: 'mean', href: 'learner/{row}#timeline' },
			{ id: 'active', title: 'last active', href: 'learner/{row}#timeline' },
		],
		rows,
		rowHref: 'learner/{row}',
		// Re-checks are no submissions to a lab, there as in the number.
		cellHref: 'submissions?lab={column}&learner={row}&mode=practice',
	};
}

function cellOf(kinds: GridKinds, cell: CohortCell): GridCell {
	const states = [cell.stuck === null ? cell.state : 'stuck', ...(cell.isDue ? ['due'] : [])];
	const kind = kinds.of({ className: cellClasses(cell), words: describeCell(cell), states });
	const tries = cell.submissions === 0 ? null : cell.submissions;
	return [kind, cell.mastery === null ? null : round3(cell.mastery), tries, cell.maxLevel === 0 ? null : cell.maxLevel];
}
