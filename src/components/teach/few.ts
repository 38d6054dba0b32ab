/** Long lists of learners behind figures: the first few, and the whole list of the one figure that the address names. */

/** A list is cut only when that hides more than one line. */
const MOST = 8;

/** Of the query: which figure's list is shown whole. */
export const WHO = 'who';

export function fewOf<T>(all: readonly T[], isWhole: boolean): readonly T[] {
	return isWhole || all.length <= MOST + 1 ? all : all.slice(0, MOST);
}

export function linkToAll(figure: string): string {
	return `?${WHO}=${encodeURIComponent(figure)}#${figure}`;
}
