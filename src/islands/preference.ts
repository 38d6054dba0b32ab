/** Choices kept in this browser, from visit to visit. Where storage is off they hold for the page. */

export type Preference = 'editor' | 'single-keys' | 'auto' | `declined-offer:${string}`;

const forThisPage = new Map<Preference, string>();

export function readPreference(name: Preference): string | null {
	const chosen = forThisPage.get(name);
	if (chosen !== undefined) return chosen;
	try {
		return localStorage.getItem(name);
	} catch {
		return null;
	}
}

export function keepPreference(name: Preference, value: string): void {
	forThisPage.set(name, value);
	try {
		localStorage.setItem(name, value);
	} catch {
		// Storage is off: it holds for this page.
	}
}
