/** Who may do what to what. Pure, and the only place where a role is compared. */
import type { Actor } from '#contract/user.ts';

export type Action =
	/** Read a public page. */
	| 'visit'
	/** Keep work on the server: drafts, submissions, help, progress. */
	| 'learn'
	| 'teach'
	| 'administer'
	/** Make a one-time link that sets a new password. */
	| 'reset-password'
	/** See a learner's work. */
	| 'read';

export type Resource =
	| { readonly kind: 'site' }
	/** Something that one person owns: a draft, a submission. */
	| { readonly kind: 'own'; readonly ownerId: string }
	/** A person; `teachers` teach the cohorts in which they learn now. */
	| { readonly kind: 'person'; readonly id: string; readonly role: Actor['role']; readonly teachers: readonly string[] };

export const SITE: Resource = { kind: 'site' };

export function can(actor: Actor | null, action: Action, resource: Resource): boolean {
	if (action === 'visit') return resource.kind === 'site';
	if (actor === null) return false;
	switch (resource.kind) {
		case 'site':
			return canOnSite(actor, action);
		case 'own':
			return resource.ownerId === actor.id && (action === 'learn' || action === 'read');
		case 'person':
			return canOnPerson(actor, action, resource);
	}
}

function canOnSite(actor: Actor, action: Action): boolean {
	if (action === 'learn') return true;
	if (action === 'teach') return isStaff(actor);
	return action === 'administer' && actor.role === 'admin';
}

function canOnPerson(actor: Actor, action: Action, person: Resource & { kind: 'person' }): boolean {
	if (action === 'administer') return actor.role === 'admin' && person.id !== actor.id;
	const teaches = isStaff(actor) && person.role === 'learner' && person.teachers.includes(actor.id);
	if (action === 'read') return person.id === actor.id || teaches;
	// A teacher may not take over a colleague's account, and nobody needs a link for their own.
	if (action === 'reset-password') return person.id !== actor.id && (actor.role === 'admin' || teaches);
	return false;
}

function isStaff(actor: Actor): boolean {
	return actor.role === 'instructor' || actor.role === 'admin';
}
