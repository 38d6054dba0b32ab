/** Tells the server which comments came into view. Those in a folded list or a hidden tab did not. */
import type { ShownComments } from '#contract/review.ts';
import { callApi } from './api.ts';

/** Long enough for a list that opens to be told in one request. */
const GATHER_MS = 400;

/** Watches the rows of `root` that carry `data-unread` (a comment's id) and `data-until` (when it was last changed). Gives what ends it. */
export function markShown(root: ParentNode): () => void {
	const shown = new Map<string, number>();
	let timer: number | undefined;
	const observer = new IntersectionObserver((entries) => {
		for (const { isIntersecting, target } of entries) {
			if (!isIntersecting || !(target instanceof HTMLElement)) continue;
			observer.unobserve(target);
			shown.set(target.dataset['unread'] ?? '', Number(target.dataset['until']));
		}
		if (shown.size > 0) timer ??= window.setTimeout(tell, GATHER_MS);
	});
	for (const row of root.querySelectorAll('[data-unread]')) observer.observe(row);
	return () => {
		observer.disconnect();
		if (timer !== undefined) tell();
	};

	/** What does not arrive stays unread, and is told on the next visit. */
	function tell(): void {
		window.clearTimeout(timer);
		timer = undefined;
		const body: ShownComments = { ids: [...shown.keys()], until: Math.max(...shown.values()) };
		shown.clear();
		void callApi('POST', '/api/me/comments', body);
	}
}
