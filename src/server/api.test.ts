/** Whom a request is answered as: who is signed in, unless the page that sent it was rendered for somebody else. */
import type { APIContext } from 'astro';
import { expect, test } from 'vitest';
import { PAGE_OF_HEADER } from '#contract/user.ts';
import { signedIn } from './api.ts';

const ADA = { id: 'ada', username: 'ada', displayName: 'Ada', role: 'learner', isDemo: false } as const;

function asked(actor: typeof ADA | null, pageOf?: string): APIContext {
	const headers = new Headers(pageOf === undefined ? {} : { [PAGE_OF_HEADER]: pageOf });
	// Only what it reads.
	return { locals: { actor }, request: new Request('http://gradus.test/api', { headers }) } as unknown as APIContext;
}

test('a page of one’s own and a program that names no page act for who is signed in', () => {
	expect(signedIn(asked(ADA, 'ada'))).toBe(ADA);
	expect(signedIn(asked(ADA))).toBe(ADA);
});

test('a page left open by somebody else is refused, and says that its work waits', () => {
	const refusal = { kind: 'unauthenticated', fix: expect.stringContaining('waits in this browser') };
	expect(() => signedIn(asked(ADA, 'ben'))).toThrow(expect.objectContaining(refusal));
});

test('a guest is asked to sign in', () => {
	expect(() => signedIn(asked(null))).toThrow(expect.objectContaining({ kind: 'unauthenticated', fix: 'Sign in, then try again.' }));
});
