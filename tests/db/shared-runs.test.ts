/** A training run that is shown by a link, on both engines: who sees what of it, until when, and that nobody is named. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SHARED_RUNS, type PinnedRun, pinnedRunSchema, shareRunSchema } from '#contract/shared-run.ts';
import type { Actor } from '#contract/user.ts';
import { updateUser } from '#db/store/users.ts';
import { exportPerson } from '#server/privacy.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { getSharedRun, getSharedWeights, handleOwnRunForm, listOwnRuns, shareRun } from '#server/share-run.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, makeActor, openLearningTest } from '../support/learning.ts';

const MISSING = { kind: 'missing' };
const LAB = 'train-gpt';
const RUN: PinnedRun = pinnedRunSchema.parse({
	startedAt: 1_700_000_000_000,
	name: 'wider',
	preset: 'tiny',
	seed: 17,
	backend: 'wasm',
	config: { layers: 2, width: 64 },
	step: 20,
	points: [
		{ step: 10, loss: 3.1 },
		{ step: 20, loss: 2.4, heldOut: 2.5, heldOutError: 0.02 },
	],
	measures: [],
	findings: [{ kind: 'rate-too-high', step: 3, seenAt: 9, numbers: { jump: 2 } }],
	samples: [{ step: 20, text: 'The cat <b>sat</b>' }],
});

describe.each(ENGINES)('a run that is shown on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let bao: Actor;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		ada = await makeActor(test.context, { displayName: 'Ada Lovelace' });
		bao = await makeActor(test.context);
	});

	const share = (over: object = {}, actor = ada) => shareRun(test.context, actor, { lab: LAB, run: RUN, weights: null, ...over });
	const form = (fields: Record<string, string>, actor = ada) => handleOwnRunForm(test.context, actor, fields);

	it('is the same run for whoever has the link, without a name', async () => {
		const { id } = await share();

		for (const actor of [null, bao, ada]) {
			const shown = await getSharedRun(test.context, actor, id);
			expect(shown).toEqual({ ...shown, labId: LAB, run: RUN, hasWeights: false, judged: null, isShared: true, isMine: actor === ada });
			expect(JSON.stringify(shown)).not.toContain('Ada');
			expect(JSON.stringify(shown)).not.toContain(ada.id);
		}
	});

	it('is seen by its learner alone once the link is taken back, and by nobody once it is removed', async () => {
		const { id } = await share();
		await form({ run: id, action: 'hide' });
		await expect(getSharedRun(test.context, null, id)).rejects.toMatchObject(MISSING);
		await expect(getSharedRun(test.context, bao, id)).rejects.toMatchObject(MISSING);
		expect(await getSharedRun(test.context, ada, id)).toMatchObject({ isShared: false });

		await form({ run: id, action: 'show' });
		expect(await getSharedRun(test.context, bao, id)).toMatchObject({ isShared: true });

		await form({ run: id, action: 'remove' });
		await expect(getSharedRun(test.context, ada, id)).rejects.toMatchObject(MISSING);
		expect(await listOwnRuns(test.context, ada)).toEqual([]);
	});

	it.each([
		['locked', { lockedAt: new Date() }, { lockedAt: null }],
		['deleted and not yet erased', { deletedAt: new Date() }, { deletedAt: null }],
	])('is seen by nobody while the account of its learner is %s', async (_, closed, open) => {
		const bytes = Buffer.from(`weights of ${engine} ${ada.id}`);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await putCheckpoint(test.context, ada, sha256, bytes);
		const { id } = await share({ weights: sha256 });
		await updateUser(test.context.client, ada.id, closed);
		for (const actor of [null, bao]) {
			await expect(getSharedRun(test.context, actor, id)).rejects.toMatchObject(MISSING);
			await expect(getSharedWeights(test.context, actor, id)).rejects.toMatchObject(MISSING);
		}
		await updateUser(test.context.client, ada.id, open);
		expect(await getSharedRun(test.context, null, id)).toMatchObject({ isShared: true });
	});

	it('is changed by nobody else', async () => {
		const { id } = await share();
		const fix = expect.any(String);
		for (const action of ['hide', 'show', 'remove'])
			await expect(form({ run: id, action }, bao)).rejects.toMatchObject({ ...MISSING, fix });
		await expect(form({ run: id, action: 'rename' })).rejects.toMatchObject({ kind: 'invalid', fix });
		expect(await getSharedRun(test.context, null, id)).toMatchObject({ isShared: true });
	});

	it('gives the weights that go with it, and only weights that its learner sent', async () => {
		const bytes = Buffer.from(`weights of ${engine} ${ada.id}`);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await expect(share({ weights: sha256 })).rejects.toMatchObject({ kind: 'invalid', at: 'weights' });
		await putCheckpoint(test.context, ada, sha256, bytes);
		await expect(share({ weights: sha256 }, bao)).rejects.toMatchObject({ kind: 'invalid' });

		const { id } = await share({ weights: sha256 });
		const saved = await getSharedWeights(test.context, null, id);
		expect(Buffer.from(saved.bytes)).toEqual(bytes);
		expect(saved.name).toBe('train-gpt-step-20.safetensors');

		await form({ run: id, action: 'hide' });
		await expect(getSharedWeights(test.context, bao, id)).rejects.toMatchObject(MISSING);
		await expect(getSharedWeights(test.context, ada, (await share()).id)).rejects.toMatchObject(MISSING);
	});

	it('refuses an unknown lab or preset, and more than there is room for', async () => {
		await expect(share({ lab: 'nowhere' })).rejects.toMatchObject(MISSING);
		await expect(share({ run: { ...RUN, preset: 'huge' } })).rejects.toMatchObject({ kind: 'invalid', at: 'run.preset' });
		for (let n = 0; n < MAX_SHARED_RUNS; n++) await share({}, bao);
		await expect(share({}, bao)).rejects.toMatchObject({ kind: 'too-many' });
	});

	it('is in the export of its learner', async () => {
		const { id } = await share();
		expect(JSON.stringify(await exportPerson(test.context, ada, 'test'))).toContain(id);
	});
});

it.each([
	['a loss that is no number', { points: [{ step: 1, loss: null }] }],
	['more points than are drawn', { points: Array.from({ length: 1_001 }, (_, step) => ({ step, loss: 1 })) }],
	['no name', { name: '  ' }],
	['a finding of no known kind', { findings: [{ kind: 'fate', step: 1, seenAt: 1, numbers: {} }] }],
	['a sample as long as a book', { samples: [{ step: 1, text: 'x'.repeat(2_001) }] }],
])('%s is refused at the door', (_, over) => {
	expect(shareRunSchema.safeParse({ lab: LAB, run: { ...RUN, ...over }, weights: null }).success).toBe(false);
});
