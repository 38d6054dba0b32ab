/** What this browser says of its copy of a draft: the server has it, or does not have it yet. */
import { signal } from '@preact/signals';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { LabWorkspace, StoredDraft } from '#contract/submission.ts';
import * as keyval from '../../tests/support/memory-keyval.ts';
import type { DraftKeeper } from './draft-keeper.ts';

const LAB = 'causal-attention';
const stored = (code: string, revision: number): StoredDraft => ({ name: '', code, labVersion: 1, revision, updatedAt: 5 });
const page = {
	lab: { id: LAB, version: 1 },
	signedIn: true,
	sitting: null,
	draft: stored('// old', 3),
	starter: '',
	api: `/api/labs/${LAB}`,
};
const workspace = page as unknown as LabWorkspace;

/** No other tab is open. */
class Channel extends EventTarget {
	postMessage(): void {}
}

let createDraftKeeper: typeof import('./draft-keeper.ts').createDraftKeeper;
let drafts: typeof import('./local-drafts.ts');
let answers: Response[];

beforeAll(async () => {
	vi.doMock('idb-keyval', () => keyval);
	vi.resetModules();
	({ createDraftKeeper } = await import('./draft-keeper.ts'));
	drafts = await import('./local-drafts.ts');
});
afterAll(() => {
	vi.doUnmock('idb-keyval');
	vi.resetModules();
});
beforeEach(async () => {
	await keyval.clear();
	answers = [];
	vi.useFakeTimers();
	vi.stubGlobal('window', {});
	vi.stubGlobal('addEventListener', () => undefined);
	vi.stubGlobal('BroadcastChannel', Channel);
	vi.stubGlobal('fetch', async () => answers.shift() ?? Response.error());
	return () => {
		vi.useRealTimers();
		vi.unstubAllGlobals();
	};
});

function open(
	given: LabWorkspace,
	text = given.draft?.code ?? given.starter,
	isUnsaved = false,
): { drafts: DraftKeeper; code: { value: string } } {
	const code = signal(text);
	const replaceCode = (next: string): void => {
		code.value = next;
	};
	const first = { revision: given.draft?.revision ?? 0, isUnsaved };
	return { code, drafts: createDraftKeeper({ workspace: given, owner: 'owner', first, code, replaceCode }) };
}
const kept = async () => drafts.readLocalDraft('owner', LAB);

test('a submission of what the server has leaves nothing unsaved here', async () => {
	await open(workspace).drafts.saveNow();

	expect(await kept()).toMatchObject({ code: '// old', revision: 3, isUnsaved: false });
});

test('what was typed is unsaved until the server has answered', async () => {
	const { drafts: keeper, code } = open(workspace);
	code.value = '// new';
	keeper.edited();
	await keeper.saveNow();
	expect(keeper.sync.value.state).toBe('offline');
	expect(await kept()).toMatchObject({ code: '// new', revision: 3, isUnsaved: true });

	answers = [Response.json(stored('// new', 4))];
	await keeper.saveNow();
	expect(await kept()).toMatchObject({ code: '// new', revision: 4, isUnsaved: false });
	await keeper.saveNow();
	expect(await kept()).toMatchObject({ code: '// new', revision: 4, isUnsaved: false });
});

test('work that came back is sent by a submission too, and stays unsaved until it is there', async () => {
	const { drafts: keeper } = open(workspace, '// came back', true);
	await keeper.saveNow();
	expect(await kept()).toMatchObject({ code: '// came back', revision: 3, isUnsaved: true });

	answers = [Response.json(stored('// came back', 4))];
	await keeper.saveNow();
	expect(await kept()).toMatchObject({ code: '// came back', revision: 4, isUnsaved: false });
});

test('a conflict with the same text is none: the server has it', async () => {
	const { drafts: keeper, code } = open(workspace);
	code.value = '// new';
	keeper.edited();
	answers = [Response.json(stored('// new', 7), { status: 409 })];
	await keeper.saveNow();

	expect(keeper.sync.value.state).toBe('saved');
	expect(await kept()).toMatchObject({ code: '// new', revision: 7, isUnsaved: false });
});

test('two versions are unsaved until one is chosen; theirs the server has', async () => {
	const { drafts: keeper, code } = open(workspace);
	code.value = '// mine';
	keeper.edited();
	answers = [Response.json(stored('// theirs', 7), { status: 409 })];
	await keeper.saveNow();
	await keeper.saveNow();
	expect(await kept()).toMatchObject({ code: '// mine', revision: 3, isUnsaved: true });

	keeper.choose('theirs');
	await vi.waitFor(async () => expect(await kept()).toMatchObject({ code: '// theirs', revision: 7, isUnsaved: false }));
});

test.each([
	['of a proxy', 'Conflict'],
	['of two tabs at once', JSON.stringify({ error: 'conflict', message: 'Two tabs saved at the same moment.' })],
])('a 409 %s brings no other version: it is saved again a little later', async (_, body) => {
	const { drafts: keeper, code } = open(workspace);
	code.value = '// mine';
	keeper.edited();
	answers = [new Response(body, { status: 409 }), Response.json(stored('// mine', 4))];
	await keeper.saveNow();
	expect(keeper.sync.value).toMatchObject({ state: 'offline', theirs: null });
	await vi.advanceTimersByTimeAsync(10_000);
	expect(keeper.sync.value.state).toBe('saved');
});

test('a guest’s stays unsaved: no server has it', async () => {
	await open({ ...workspace, signedIn: false, draft: null, starter: '// mine' }).drafts.saveNow();

	expect(await kept()).toMatchObject({ code: '// mine', isUnsaved: true });
});
