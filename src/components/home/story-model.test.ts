/** The model on home: its gradient is right, and it learns. */
import { describe, expect, it } from 'vitest';
import { NATS_PER_STORY, TOKENS_PER_STORY } from '#data/storyland/entropy.ts';
import { VOCABULARY_SIZE } from '#data/storyland/tokenizer.ts';
import { backward, createModel, drawExamples, type Example, lossOn, PARAMETERS, trainStep } from './story-model.ts';

function take(source: Generator<Example, never>, count: number): Example[] {
	return Array.from({ length: count }, () => source.next().value);
}

describe('the model on home', () => {
	it('has gradients that agree with finite differences', () => {
		const model = createModel('test');
		const [example] = take(drawExamples('train', 'g'), 1);
		if (!example) throw new Error('no example');
		backward(model, example, 1);
		const probe = [example.context[7] ?? 0, 3000, 6000, PARAMETERS - 200, PARAMETERS - 1 - (VOCABULARY_SIZE - 1 - example.next)].map((i) =>
			Math.floor(i),
		);
		for (const at of probe) {
			const before = model.theta[at] ?? 0;
			const h = 1e-2;
			model.theta[at] = before + h;
			const up = lossOn(model, [example]);
			model.theta[at] = before - h;
			const down = lossOn(model, [example]);
			model.theta[at] = before;
			expect((up - down) / (2 * h)).toBeCloseTo(model.grad[at] ?? 0, 3);
		}
	});

	it('starts near a uniform guess and comes down, but never below the floor', () => {
		const model = createModel('test');
		const train = drawExamples('train', 't');
		const heldOut = take(drawExamples('visible', 'v'), 1_500);
		const before = lossOn(model, heldOut);
		expect(before).toBeCloseTo(Math.log(VOCABULARY_SIZE), 0);
		for (let step = 0; step < 250; step++) trainStep(model, take(train, 32));
		const after = lossOn(model, heldOut);
		expect(after).toBeLessThan(before - 2.5);
		expect(after).toBeGreaterThan(NATS_PER_STORY / (TOKENS_PER_STORY - 1));
	});
});
