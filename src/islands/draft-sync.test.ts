import { expect, test } from 'vitest';
import type { StoredDraft } from '#contract/submission.ts';
import { startSync, stepSync, wantsSave } from './draft-sync.ts';

const theirs: StoredDraft = { name: '', code: 'theirs', labVersion: 1, revision: 7, updatedAt: 5 };

test('an edit made while a save is on its way is saved after it', () => {
	const sync = [{ type: 'edited' }, { type: 'saving' }, { type: 'edited' }, { type: 'saved', revision: 1, at: 1 }] as const;
	const last = sync.reduce(stepSync, startSync(null));
	expect(last).toMatchObject({ state: 'dirty', revision: 1 });
	expect(wantsSave(last)).toBe(true);
});

test('a conflict saves nothing until the learner has chosen', () => {
	const met = stepSync(stepSync(startSync(null), { type: 'conflict', theirs }), { type: 'edited' });
	expect(met.state).toBe('conflict');
	expect(wantsSave(met)).toBe(false);
	expect(stepSync(met, { type: 'chose', keep: 'mine' })).toMatchObject({ state: 'dirty', revision: 7 });
	expect(stepSync(met, { type: 'chose', keep: 'theirs' })).toMatchObject({ state: 'saved', revision: 7 });
});
