/** The page's colours for a canvas, and word when they change: the theme is an attribute of the root, or the system's. */

export function readColour(token: string): string {
	// A canvas does not resolve light-dark(): an element does.
	const probe = document.createElement('i');
	probe.style.color = `var(${token})`;
	probe.hidden = true;
	document.body.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}

/** Calls `changed` at each change of theme; returns what ends that. */
export function watchTheme(changed: () => void): () => void {
	const observer = new MutationObserver(changed);
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
	const systems = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map((query) => matchMedia(query));
	for (const system of systems) system.addEventListener('change', changed);
	return () => {
		observer.disconnect();
		for (const system of systems) system.removeEventListener('change', changed);
	};
}

/** Dash pattern of a categorical slot; none for the first. */
export function readDash(slot: number): number[] {
	const dash = getComputedStyle(document.documentElement).getPropertyValue(`--dash-${slot}`).trim();
	return dash === 'none' || dash === '' ? [] : dash.split(/\s+/).map(Number);
}
