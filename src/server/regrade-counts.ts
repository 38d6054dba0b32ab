/** Sums of a regrade's items. */
import type { ItemState, RegradeCounts } from '#contract/regrade.ts';
import type { ItemCount } from '#db/store/regrades.ts';

export function countsOf(rows: readonly Pick<ItemCount, 'state' | 'isChanged' | 'items'>[]): RegradeCounts {
	const sum = (is: (row: Pick<ItemCount, 'state' | 'isChanged'>) => boolean): number =>
		rows.filter(is).reduce((total, { items }) => total + items, 0);
	const inState = (state: ItemState): number => sum((row) => row.state === state);
	return {
		total: sum(() => true),
		queued: inState('queued'),
		changed: sum(({ isChanged }) => isChanged),
		same: sum(({ state, isChanged }) => state === 'judged' && !isChanged),
		needsStaff: inState('needs-staff'),
		applied: inState('applied'),
		undone: inState('undone'),
		skipped: inState('skipped'),
	};
}
