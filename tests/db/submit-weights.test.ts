/** What is wrong with a submission (its weights, or whose it is) is said together with what to do, before anything is written. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { insertCheckpoint } from '#db/store/checkpoints.ts';
import { requireLab } from '#server/get-lab.ts';
import { submit } from '#server/submit.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, makeActor, openLearningTest } from '../support/learning.ts';

const MIB = 1_048_576;
const [A, B] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];

describe.each(ENGINES)('weights of a submission on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	beforeAll(async () => {
		test = await openLearningTest(engine);
		ada = await makeActor(test.context);
		for (const sha256 of [A, B]) await insertCheckpoint(test.context.client, { userId: ada.id, sha256, sizeBytes: 5 * MIB, now: 0 });
	});
	afterAll(() => test.close());

	const hand = (labId: string, checkpoints: { name: string; sha256: string }[]) => {
		const { id, version } = requireLab(labId);
		return submit(test.context, ada, { lab: id, version, code: 'export {};', idempotencyKey: randomUUID(), checkpoints });
	};

	it.each([
		[
			'that the lab does not know',
			'train-gpt',
			[A, B],
			['model', 'other'],
			'invalid',
			/named "other"/,
			/from the lab page, which sends "model"/,
		],
		['for a lab that takes none', 'causal-attention', [A], ['model'], 'invalid', /named "model"/, /the code alone/],
		['too large together', 'train-gpt', [A, B], ['model', 'model'], 'too-large', /^The weights are 10\.0 MiB/, /preset of the lab/],
	] as const)('%s are refused with what to do', async (_, labId, hashes, names, kind, message, fix) => {
		const checkpoints = hashes.map((sha256, at) => ({ name: names[at] ?? '', sha256 }));
		await expect(hand(labId, checkpoints)).rejects.toMatchObject({
			...{ kind, at: 'checkpoints' },
			message: expect.stringMatching(message),
			fix: expect.stringMatching(fix),
		});
		expect(await test.context.client.db.select().from(test.context.client.schema.submissions)).toEqual([]);
	});
});
