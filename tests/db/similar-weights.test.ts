/** Weights that two learners of a cohort handed in, as staff hear of them: equal, close, reordered, or nothing; and whom it is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredTensor } from '#contract/safetensors.ts';
import type { Actor } from '#contract/user.ts';
import { erasePerson, selectEverythingOf } from '#db/store/person.ts';
import { insertWeightSketch, listWeightSketches } from '#db/store/weight-sketches.ts';
import { seededRandom } from '#grading/core/random.ts';
import { sketchWeights } from '#grading/verify/sketch-weights.ts';
import { listSimilarWeights } from '#server/list-similar-weights.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { type LearningTest, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const LAB = 'train-gpt';
const SIZE = 512;
type Tensors = Map<string, StoredTensor>;

/** Two tensors drawn from a seed. */
function drawn(seed: number): Tensors {
	const random = seededRandom(seed);
	const tensor = (): StoredTensor => ({ shape: [SIZE], data: Float32Array.from({ length: SIZE }, () => random() * 2 - 1) });
	return new Map([
		['a', tensor()],
		['b', tensor()],
	]);
}

function changed(tensors: Tensors, change: (x: number, i: number, data: Float32Array) => number): Tensors {
	return new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.map((x, i) => change(x, i, data)) }]));
}

const MODEL = drawn(1);
const NOISY = changed(MODEL, (x, i) => x + 0.02 * Math.sin(i));
const REORDERED = changed(MODEL, (_, i, data) => data[(i + 1) % SIZE] ?? 0);

describe.each(ENGINES)('weights of a cohort on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let [ada, bao]: Actor[] = [];
	let cohort: string;
	let files = 0;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		okafor = await makeActor(test.context, { role: 'instructor' });
		[ada, bao] = [await makeActor(test.context, { displayName: 'Ada' }), await makeActor(test.context, { displayName: 'Bao' })];
		cohort = await makeCohort(test.context, okafor, [ada, bao]);
	});
	afterAll(() => test.close());

	/** A judged file of this learner; without a model one that was never measured. */
	async function handIn(who: Actor | undefined, model: Tensors | null, over: { seed?: string; sha256?: string; preset?: string } = {}) {
		const { seed = '1', sha256 = String(files++).padStart(64, '0'), preset = 'tiny' } = over;
		const userId = who?.id ?? '';
		const checkpoints = [{ name: 'model', sha256 }];
		const submissionId = await makeSubmission(test.context.client, userId, { labId: LAB, checkpoints, createdAt: new Date(1_000 * files) });
		if (model === null) return submissionId;
		const sketch = sketchWeights(model, model.keys(), new Map());
		const row = { submissionId, userId, labId: LAB, name: 'model', sha256, preset, seed, sketch, createdAt: new Date(0) };
		await insertWeightSketch(test.context.client, row);
		// As when a job is judged twice.
		await insertWeightSketch(test.context.client, row);
		return submissionId;
	}
	const similar = (actor = okafor) => listSimilarWeights(test.context, actor, cohort, LAB);

	it('are told as a fact when their bytes are equal, even when neither was measured', async () => {
		const sha256 = 'ab'.repeat(32);
		const first = await handIn(ada, null, { sha256 });
		await handIn(bao, null, { sha256 });

		const { learners, pairs } = await similar();
		expect(learners).toBe(2);
		expect(pairs).toMatchObject([{ kind: 'equal', cosine: null, isSameSeed: false, first: { learner: { displayName: 'Ada' } } }]);
		expect(pairs[0]?.first.submissionId).toBe(first);
		expect(pairs[0]?.text).toMatch(/^These two files are equal, byte for byte\./);
	});

	it('are told with their cosine when noise lies over a copy', async () => {
		await handIn(ada, MODEL, { seed: '4' });
		await handIn(bao, NOISY, { seed: '9' });

		const [pair] = (await similar()).pairs;
		expect(pair).toMatchObject({ kind: 'close', isSameSeed: false });
		expect(pair?.cosine).toBeGreaterThan(0.99);
		expect(pair?.text).toMatch(/have cosine 0\.99\d\d\. They say the seeds 4 and 9/);
	});

	it('are told when only the order of their units differs', async () => {
		await handIn(ada, MODEL);
		await handIn(bao, REORDERED, { seed: '2' });

		expect((await similar()).pairs).toMatchObject([{ kind: 'reordered' }]);
	});

	it('are not told of when they are of strangers, of different presets, or of one learner twice', async () => {
		await handIn(ada, MODEL);
		await handIn(ada, NOISY);
		await handIn(bao, drawn(2));
		await handIn(bao, NOISY, { preset: 'small' });

		expect((await similar()).pairs).toEqual([]);
	});

	it('say that honest runs of one seed can end alike, and come after pairs that no seed explains', async () => {
		const cem = await makeActor(test.context, { displayName: 'Cem' });
		cohort = await makeCohort(test.context, okafor, [...[ada, bao].flatMap((who) => who ?? []), cem]);
		await handIn(ada, MODEL, { seed: '17' });
		await handIn(bao, MODEL, { seed: '17' });
		await handIn(cem, NOISY, { seed: '3' });

		const { pairs } = await similar();
		expect(pairs.map(({ isSameSeed }) => isSameSeed)).toEqual([false, false, true]);
		expect(pairs[2]?.text).toMatch(/Both say seed 17: honest runs of one seed can end alike/);
	});

	it('are no business of another instructor', async () => {
		const weiss = await makeActor(test.context, { role: 'instructor' });
		await expect(similar(weiss)).rejects.toMatchObject({ kind: 'missing' });
	});

	it('are exported with the rest of a person and erased with it', async () => {
		await handIn(ada, MODEL);
		await handIn(bao, MODEL);
		expect((await selectEverythingOf(test.context.client, ada?.id ?? '')).weightSketches).toHaveLength(1);

		await erasePerson(test.context.client, ada?.id ?? '', 0);
		expect((await listWeightSketches(test.context.client, cohort, LAB)).map(({ userId }) => userId)).toEqual([bao?.id]);
	});
});
