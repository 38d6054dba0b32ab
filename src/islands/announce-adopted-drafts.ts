/** Where somebody lands after signing in: what they wrote as a guest in this browser comes along, and a sentence says so. */
import { adoptLocalDrafts } from './local-drafts.ts';

export async function announceAdoptedDrafts(): Promise<void> {
	const labs = await adoptLocalDrafts().catch(() => []);
	if (labs.length === 0) return;
	const toasts = document.createElement('div');
	toasts.className = 'toasts';
	toasts.setAttribute('role', 'status');
	document.body.append(toasts);
	const toast = document.createElement('div');
	toast.className = 'toast';
	toast.textContent = `Your code from this browser is in your account now: ${labs.length === 1 ? 'one lab' : `${labs.length} labs`}.`;
	// A status region speaks of what is added to it, not of what it was made with.
	requestAnimationFrame(() => toasts.append(toast));
}
