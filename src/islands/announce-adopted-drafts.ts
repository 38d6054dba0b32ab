/** Where somebody lands after signing in: what they wrote as a guest in this browser comes along, and a sentence says so. */
import { adoptGuest, sayAdopted } from './adopted-drafts.ts';

export async function announceAdoptedDrafts(): Promise<void> {
	const said = sayAdopted(await adoptGuest());
	if (said === null) return;
	const toasts = document.createElement('div');
	toasts.className = 'toasts';
	toasts.setAttribute('role', 'status');
	document.body.append(toasts);
	const toast = document.createElement('div');
	toast.className = 'toast';
	toast.textContent = said;
	// A status region speaks of what is added to it, not of what it was made with.
	requestAnimationFrame(() => toasts.append(toast));
}
