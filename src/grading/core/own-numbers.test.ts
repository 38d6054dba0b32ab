import { describe, expect, test } from 'vitest';
import { ownNumberSchema } from '#contract/lab.ts';
import { GUEST_SEED, ownNumbersOf, publicOptions, whoseNumbers, withOwnNumbers } from './own-numbers.ts';
import { seedFromText } from './random.ts';

const lab = {
	perLearner: {
		parameters: { what: 'parameters', low: 60_000, high: 240_000, step: 1_000 },
		price: { what: 'dollars', low: 0.1, high: 1, step: 0.1 },
	},
};
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed * 7_919);

describe('the numbers of a learner', () => {
	test('follow from the seed, lie on the declared steps, and reach both ends', () => {
		const drawn = SEEDS.map((seed) => ownNumbersOf(lab, seed));

		expect(SEEDS.map((seed) => ownNumbersOf(lab, seed))).toEqual(drawn);
		for (const { parameters = 0 } of drawn) expect(parameters % 1_000).toBe(0);
		const prices = new Set(drawn.map(({ price }) => price));
		expect([...prices].toSorted()).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
		expect(new Set(drawn.map((numbers) => JSON.stringify(numbers))).size).toBeGreaterThan(180);
	});

	test('are none in a lab that is the same for everybody, whose checks draw as they always did', () => {
		const { own, seedOf } = publicOptions({}, 5);

		expect(own).toEqual({});
		expect(seedOf('a-check')).toBe(seedFromText('a-check'));
	});

	test('come with public checks that draw by the learner', () => {
		const [one, two] = [publicOptions(lab, 5), publicOptions(lab, 6)];

		expect(one.seedOf('a-check')).toBe(publicOptions(lab, 5).seedOf('a-check'));
		expect(one.seedOf('a-check')).not.toBe(two.seedOf('a-check'));
		expect(one.seedOf('a-check')).not.toBe(one.seedOf('another'));
		expect(one.own).toEqual(ownNumbersOf(lab, 5));
	});

	test('are declared with at least ten values each', () => {
		expect(ownNumberSchema.safeParse({ what: 'x', low: 1, high: 10, step: 1 }).success).toBe(true);
		const refused = ownNumberSchema.safeParse({ what: 'x', low: 1, high: 9, step: 1 });
		expect(refused.error?.issues[0]?.message).toMatch(/fewer than ten values/);
	});
});

test('a file takes them in its line, and a file without one stays as it is', () => {
	const own = ownNumbersOf(lab, GUEST_SEED);

	expect(withOwnNumbers('a();\nconst OWN = { parameters: 0, price: 0 };\nb();\n', own)).toBe(
		`a();\nconst OWN = { parameters: ${own['parameters']}, price: ${own['price']} };\nb();\n`,
	);
	expect(withOwnNumbers('const OWNER = { x: 1 };\n', own)).toBe('const OWNER = { x: 1 };\n');
});

test('an answer tells whose numbers it was worked out with, whatever rounding left', () => {
	const own = { parameters: 90_000, price: 0.3 };
	const whose = (parameters: number, price: number) => whoseNumbers({ parameters, price }, own, lab.perLearner);

	expect(whose(90_000 * (1 + 1e-12), 0.1 + 0.2)).toBe('own');
	expect(whose(91_000, 0.3)).toBe('other');
	expect(whose(91_500, 0.3)).toBe('none');
	expect(whose(270_000, 0.3)).toBe('none');
	expect(whose(Number.NaN, 0.3)).toBe('none');
	expect(whoseNumbers({ parameters: 90_000 }, own, lab.perLearner)).toBe('own');
});
