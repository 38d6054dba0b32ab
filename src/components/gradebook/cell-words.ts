/** What is to be said beside the points of a cell, for example "late; left out of the total". */
import type { PointsCell } from '#contract/points-view.ts';

export function cellState({ isHandedIn, isSet, isExcused, isLate, isWaiting, isMissing, isDropped }: PointsCell): string {
	return [
		isExcused ? 'excused' : '',
		isSet ? 'set by an instructor' : '',
		isMissing ? 'missing after the deadline' : '',
		!isHandedIn && !isMissing && !isSet ? 'not handed in' : '',
		isLate ? 'late' : '',
		isWaiting ? 'a submission waits for its verdict' : '',
		isDropped ? 'left out of the total' : '',
	]
		.filter((part) => part !== '')
		.join('; ');
}
