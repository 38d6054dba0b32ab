/** What the progress of a regrade says aloud, and what it says when the server does not answer as it should. */

/** By quarters: a number that changes with each submission would be read out hundreds of times. Nothing before the first. */
export function quarterWords(done: number, of: number): string {
	const quarter = of === 0 ? 0 : Math.floor((4 * done) / of);
	return quarter === 0 ? '' : `${quarter * 25} per cent`;
}

/** So many failures in a row may be a restart. */
const PATIENCE = 5;

/** After a failed answer (0: none came), with how many in a row: what the page says, null for nothing yet, and whether asking again is in vain. */
export function failureWords(status: number, failures: number): { readonly says: string | null; readonly isOver: boolean } {
	if (status === 401)
		return { says: 'You are signed out, so this page no longer follows the regrade. Sign in and open it again.', isOver: true };
	if (status === 403 || status === 404)
		return { says: 'You cannot read this regrade any more, so this page no longer follows it.', isOver: true };
	if (failures < PATIENCE) return { says: null, isOver: false };
	return {
		says: 'The server does not answer at the moment. This page goes on asking, and the regrade does not depend on it.',
		isOver: false,
	};
}
