/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Check } from '#grading/core/check.ts';
import { generatedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import type { LossCase, PackCase } from './harness.ts';
import { LOSS_BUGS, lossOf, PACK_BUGS, packOf, RENDER_BUGS, renderOf, SIGHT_BUGS, sightOf } from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

type Random = () => number;
const ids = (random: Random, from: number, to: number): number[] =>
	Array.from({ length: integerBetween(random, from, to) }, () => integerBetween(random, 4, 30));
const many = <Item>(random: Random, from: number, to: number, make: () => Item): Item[] =>
	Array.from({ length: integerBetween(random, from, to) }, make);

const conversations = generatedCheck<{ prompt: number[]; answer: number[] }[]>({
	id: 'hidden-template',
	title: 'Conversations of any length',
	harness: 'rendered',
	name: 'render',
	make: (random) => many(random, 1, 3, () => ({ prompt: ids(random, 1, 5), answer: ids(random, 1, 3) })),
	args: (turns) => turns,
	output: (input, bug) => JSON.stringify(renderOf(input, bug)),
	bugs: RENDER_BUGS,
	otherwise: 'wrong-template',
	texts: TEXTS,
});

const rows = generatedCheck<PackCase>({
	id: 'hidden-packing',
	title: 'Texts of any length',
	harness: 'packed',
	name: 'pack',
	make: (random) => {
		const texts = many(random, 3, 8, () => {
			const tokens = ids(random, 2, 7);
			return { tokens, learned: tokens.map(() => integerBetween(random, 0, 1)) };
		});
		return { texts, time: integerBetween(random, 9, 16) };
	},
	args: ({ texts, time }) => ({ texts: texts.map(({ tokens, learned }) => ({ tokens: [...tokens], learned: [...learned] })), time }),
	output: (input, bug) => JSON.stringify(packOf(input, bug)),
	bugs: PACK_BUGS,
	otherwise: 'wrong-rows',
	texts: TEXTS,
});

const sights = generatedCheck<number[][]>({
	id: 'hidden-sight',
	title: 'Rows with any texts in them',
	harness: 'sights',
	name: 'mayAttend',
	make: (random) => {
		const time = integerBetween(random, 5, 9);
		return many(random, 1, 3, () => {
			const row = many(random, 2, 3, () => integerBetween(random, 1, 3)).flatMap((length, i) => new Array<number>(length).fill(i + 1));
			return [...row, ...new Array<number>(time).fill(0)].slice(0, time);
		});
	},
	args: (cases) => cases,
	output: (input, bug) => JSON.stringify(sightOf(input, bug)),
	bugs: SIGHT_BUGS,
	otherwise: 'wrong-sight',
	texts: TEXTS,
});

const losses = generatedCheck<LossCase>({
	id: 'hidden-loss',
	title: 'Any logits, any mask',
	harness: 'losses',
	name: 'sftLoss',
	make: (random) => {
		const [batch, time, vocabulary] = [integerBetween(random, 2, 3), integerBetween(random, 5, 8), integerBetween(random, 4, 9)];
		return {
			shape: [batch, time, vocabulary],
			logits: Array.from({ length: batch * time * vocabulary }, () => Math.fround(normal(random) * 2)),
			tokens: Array.from({ length: batch * time }, () => integerBetween(random, 0, vocabulary - 1)),
			// Each row has a learned and an unlearned place that the shift keeps, and rows differ in how many.
			learned: Array.from({ length: batch }, (_, b) =>
				Array.from({ length: time }, (__, t) => (t === 2 || (t > 2 && t < 3 + b && t < time) ? 1 : 0)),
			).flat(),
		};
	},
	args: ({ logits, tokens, learned, shape }) => ({ logits, tokens, learned, shape }),
	output: lossOf,
	bugs: LOSS_BUGS,
	otherwise: 'wrong-loss',
	texts: TEXTS,
});

export const hiddenChecks: readonly Check[] = [conversations, rows, sights, losses];
