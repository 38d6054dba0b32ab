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

test('a text brought back from an older revision is saved as based on that one, so that the server can refuse it', () => {
	expect(startSync(theirs, 3)).toMatchObject({ state: 'saved', revision: 3 });
	expect(startSync(theirs)).toMatchObject({ revision: 7 });
});

test('what the server refused, a lost network or an ended session kept back is sent when asked again', () => {
	for (const why of ['refused', 'offline', 'signed-out'] as const)
		expect(wantsSave(stepSync(startSync(null), { type: 'failed', why, message: 'No.' }))).toBe(true);
});
