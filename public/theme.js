/* Theme before first paint, and the switch. A classic script without imports: it must run before the page is drawn. */
(() => {
	const root = document.documentElement;
	const names = ['light', 'dark', 'contrast', 'contrast-dark'];
	const read = () => {
		try {
			return localStorage.getItem('theme') ?? 'system';
		} catch {
			return 'system';
		}
	};
	const apply = (name) => {
		if (names.includes(name)) root.dataset.theme = name;
		else delete root.dataset.theme;
		document.dispatchEvent(new CustomEvent('themechange', { detail: name }));
	};
	apply(read());
	document.addEventListener('DOMContentLoaded', () => {
		for (const select of document.querySelectorAll('[data-theme-select]')) select.value = read();
		for (const notice of document.querySelectorAll('[data-insecure]')) notice.hidden = window.isSecureContext;
	});
	document.addEventListener('change', (event) => {
		const select = event.target;
		if (!(select instanceof HTMLSelectElement) || !select.matches('[data-theme-select]')) return;
		apply(select.value);
		try {
			localStorage.setItem('theme', select.value);
		} catch {
			/* Storage is off in this browser: the choice holds for this page. */
		}
	});
	document.addEventListener('keydown', (event) => {
		const search = document.querySelector('[data-search-link]');
		if ((event.ctrlKey || event.metaKey) && event.key === 'k' && search && !event.defaultPrevented) {
			event.preventDefault();
			search.click();
		}
	});
})();
