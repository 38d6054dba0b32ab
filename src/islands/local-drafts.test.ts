/** What a guest wrote comes along into the account, and the page that brought it shows it. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { LabWorkspace, StoredDraft } from '#contract/submission.ts';
import * as keyval from '../../tests/support/memory-keyval.ts';
import { sayAdopted, withAdopted } from './adopted-drafts.ts';

const LAB = 'causal-attention';
const stored = (code: string, revision: number): StoredDraft => ({ name: '', code, labVersion: 1, revision, updatedAt: 5 });
// The page as the server made it for a new account: it knows of no draft.
const page = { lab: { id: LAB }, signedIn: true, sitting: null, draft: null, starter: '// starter', api: `/api/labs/${LAB}` };
const workspace = page as unknown as LabWorkspace;

let drafts: typeof import('./local-drafts.ts');
let keeper: typeof import('./draft-keeper.ts');
let answers: Response[];
let sent: unknown[];

beforeAll(async () => {
	vi.doMock('idb-keyval', () => keyval);
	vi.resetModules();
	drafts = await import('./local-drafts.ts');
	keeper = await import('./draft-keeper.ts');
});
afterAll(() => {
	vi.doUnmock('idb-keyval');
	vi.resetModules();
});
beforeEach(async () => {
	await keyval.clear();
	await drafts.writeLocalDraft(drafts.GUEST, LAB, { code: '// guest', labVersion: 1, revision: 0, at: 0, isUnsaved: true });
	sent = [];
	vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
		sent.push(JSON.parse(String(body)));
		return answers.shift() ?? Response.error();
	});
	return () => vi.unstubAllGlobals();
});

test('a new account begins with the guest’s code, at the revision that the server gave it', async () => {
	answers = [Response.json(stored('// guest', 1))];
	const adopted = await drafts.adoptLocalDrafts();
	const first = await keeper.readFirstCode(withAdopted(workspace, adopted), 'owner');

	expect(first).toEqual({ code: '// guest', isUnsaved: false, revision: 1 });
	expect(await drafts.readLocalDraft(drafts.GUEST, LAB)).toBeUndefined();
	expect(sayAdopted(adopted, LAB)).toBe('Your code from this browser is in your account now: one lab.');
});

test('what the account had is what it shows, and the guest’s becomes a version whose name is said', async () => {
	answers = [Response.json(stored('// of the account', 4), { status: 409 }), Response.json(stored('// guest', 1))];
	const adopted = await drafts.adoptLocalDrafts();
	const first = await keeper.readFirstCode(withAdopted(workspace, adopted), 'owner');

	expect(first).toEqual({ code: '// of the account', isUnsaved: false, revision: 4 });
	expect(sent).toMatchObject([{ name: '' }, { name: expect.stringMatching(/^From this browser, 1970-01-01/), code: '// guest' }]);
	expect(sayAdopted(adopted, LAB)).toMatch(/had code for this lab already.*“From this browser, 1970-01-01 [\d:]+” under Versions\.$/);
	expect(sayAdopted(adopted)).toMatch(/: one lab\. In one lab your account had code already/);
});

test('sent before by a page that was left: it is the draft', async () => {
	answers = [Response.json(stored('// guest', 2), { status: 409 })];

	expect(await drafts.adoptLocalDrafts()).toEqual([{ lab: LAB, draft: stored('// guest', 2), version: null }]);
});

test('without an answer it stays here for the next time', async () => {
	answers = [];
	const adopted = await drafts.adoptLocalDrafts();

	expect(adopted).toEqual([]);
	expect(withAdopted(workspace, adopted)).toBe(workspace);
	expect(sayAdopted(adopted, LAB)).toBeNull();
	expect((await drafts.readLocalDraft(drafts.GUEST, LAB))?.code).toBe('// guest');
});

test('a sitting of a re-check keeps its own draft', () => {
	const sitting = { ...workspace, sitting: { task: 'again' } } as unknown as LabWorkspace;

	expect(withAdopted(sitting, [{ lab: LAB, draft: stored('// guest', 1), version: null }])).toBe(sitting);
});
