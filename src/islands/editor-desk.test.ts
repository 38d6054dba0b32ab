/** What the editor shows of the files behind `my/*`: those that the lab offers. */
import { expect, test } from 'vitest';
import { lab } from '#labs/modernise/lab.ts';
import { createEditorDesk } from './editor-desk.ts';
import type { LabStore } from './lab-store.ts';

test('a file that only an imported file imports is neither shown nor completed with', () => {
	const my = { rope: { code: 'its code', source: 'yours' }, 'causal-attention': { code: 'there for rope', source: 'borrowed' } };
	// The desk reads the workspace alone until an editor is opened.
	const store = { workspace: { lab, my, sitting: null, signedIn: false, api: '' } } as unknown as LabStore;
	expect(createEditorDesk(store, 'guest').files).toEqual([{ name: 'my/rope', code: 'its code', source: 'yours' }]);
});
