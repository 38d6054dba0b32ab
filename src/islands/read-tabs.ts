/** The two texts of the Read pane, task and lesson: one at a time, chosen by tabs; the choice is kept for this tab of the browser. */
const KEY = 'lab-read';

export function bindReadTabs(root: HTMLElement): void {
	const tabs = [...root.querySelectorAll<HTMLElement>('[data-read]')];
	if (tabs.length === 0) return;
	const show = (chosen: HTMLElement, hasFocus: boolean): void => {
		for (const tab of tabs) {
			const isChosen = tab === chosen;
			tab.setAttribute('aria-selected', String(isChosen));
			tab.tabIndex = isChosen ? 0 : -1;
			const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
			if (panel) panel.hidden = !isChosen;
		}
		sessionStorage.setItem(KEY, chosen.dataset['read'] ?? '');
		if (hasFocus) chosen.focus();
	};
	for (const [at, tab] of tabs.entries()) {
		tab.addEventListener('click', () => show(tab, false));
		tab.addEventListener('keydown', (event) => {
			const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
			const next = by === undefined ? undefined : tabs[(at + by + tabs.length) % tabs.length];
			if (!next) return;
			event.preventDefault();
			show(next, true);
		});
	}
	const kept = tabs.find((tab) => tab.dataset['read'] === sessionStorage.getItem(KEY));
	if (kept) show(kept, false);
}
