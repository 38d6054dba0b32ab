/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { equalsReference } from '#grading/core/check-kit/parity.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import type { Switches } from '#labs/kit/modern-shapes.ts';
import { type BlockCase, drawBlock, sent } from './block-case.ts';
import { BLOCK_BUGS, blockOf, EFFECT_BUGS, effectOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
type Random = () => number;

/** Every switch in both positions, all of them together and one at a time. */
function anySwitches(random: Random, index: number): Switches {
	const coin = (): boolean => random() < 0.5;
	const on = (which: number): boolean => index % 6 === which || index % 6 === 4 || (index % 6 === 5 && coin());
	return {
		norm: on(0) ? 'rms' : 'layer',
		positions: on(1) ? 'rope' : 'learned',
		mlp: on(2) ? 'swiglu' : 'gelu',
		heads: 4,
		kvHeads: on(3) ? 2 : 4,
	};
}

const block: Check = {
	id: 'hidden-block',
	title: 'Blocks with any switches',
	visibility: 'hidden',
	points: 4,
	async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
		const make = (_: Random, index: number): BlockCase =>
			drawBlock(random, 4 * integerBetween(random, 2, 3), integerBetween(random, 3, 5), anySwitches(random, index));
		const cases = generateCases(COUNT, random, (each, index) => evenHeads(make(each, index), each, index));
		return equalsReference(subject, {
			name: 'block',
			harness: 'outputs',
			cases,
			send: sent,
			reference: (each, bug) => blockOf(each, bug === null ? {} : BLOCK_BUGS[bug]),
			bugs: Object.keys(BLOCK_BUGS),
			texts: { named: TEXTS, otherwise: { message: textOf('wrong-block'), diagnosis: 'wrong-block' } },
			what: 'The output of block',
			axes: ['batch', 'position', 'feature'],
		});
	},
};

/** RoPE turns pairs, so a head needs an even width: 8 with 4 heads, 12 with 2. */
function evenHeads(input: BlockCase, random: Random, index: number): BlockCase {
	const width = input.x.shape[2] ?? 8;
	if (width === 8) return input;
	const { switches } = input;
	return drawBlock(random, width, input.x.shape[1] ?? 3, {
		...switches,
		heads: 2,
		kvHeads: switches.kvHeads === 4 || index % 2 === 0 ? 2 : 1,
	});
}

const WORDS = ['better', 'no visible effect', 'worse'];

const effects: Check = {
	id: 'hidden-effects',
	title: 'Changes over two to ten seeds',
	visibility: 'hidden',
	points: 3,
	async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
		const cases = generateCases(COUNT, random, () => {
			const before = Array.from({ length: integerBetween(random, 2, 10) }, () => 0.5 + 0.1 * normal(random));
			const change = 0.05 * normal(random);
			return [before, before.map((loss) => loss + change + 0.03 * normal(random))] as const;
		});
		const result = await subject.harness('effects', [cases]);
		const failure = failureOfCall(result, 'effect');
		if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
		const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
		return outcomeOfCases(
			cases.map(([before, after], i) => judgeEffect(before, after, got[i])),
			{ named: TEXTS, otherwise: { message: textOf('wrong-effect'), diagnosis: 'wrong-effect' } },
		);
	},
};

function judgeEffect(before: readonly number[], after: readonly number[], got: unknown): CaseVerdict {
	const parts: readonly unknown[] = Array.isArray(got) ? got : [];
	const numbers = [...parts.slice(0, 3).map(Number), WORDS.indexOf(String(parts[3])) - 1];
	const tensor = (values: readonly number[]) => tensorValue(values, [values.length]);
	if (numbers.length !== 4) return { diagnosis: null };
	if (firstDifference(tensor(numbers), tensor(effectOf(before, after)), FORWARD) === null) return 'right';
	const mutants = Object.entries(EFFECT_BUGS).map(([diagnosis, bug]) => ({
		diagnosis,
		output: () => tensor(effectOf(before, after, bug)),
	}));
	return { diagnosis: matchesMutant(tensor(numbers), mutants) };
}

export const hiddenChecks: readonly Check[] = [block, effects];
