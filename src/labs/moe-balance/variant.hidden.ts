/** Judges the re-check `queues`. Server only; the solution below is the test's proof that the variant can be solved. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { loadIn } from './reference.hidden.ts';

const NAME = 'nextPrices';
const BUGS = ['only-the-sign', 'wrong-direction', 'no-shift', 'first-visit', 'not-the-mean'] as const;
type Bug = (typeof BUGS)[number] | null;
const TEXTS: CaseTexts = {
	otherwise: { message: 'The prices differ for some lanes or visits.' },
	named: {
		'only-the-sign': 'The step has the same size whatever the load. Here it is in proportion.',
		'wrong-direction': 'A busy lane becomes cheaper.',
		'no-shift': 'The lowest price is not 0.',
		'first-visit': 'Only the first visit of each customer is counted.',
		'not-the-mean': 'The step does not compare the load with an even share.',
	},
};

interface Case {
	readonly prices: TensorValue;
	readonly lanes: TensorValue;
	readonly rate: number;
}

function makeCase(random: () => number): Case {
	const [n, customers, visits] = [integerBetween(random, 2, 6), integerBetween(random, 2, 8), integerBetween(random, 1, 3)];
	const lanes = Array.from({ length: customers * visits }, () => integerBetween(random, 0, n - 1));
	return { prices: randomTensor(random, [n]), lanes: tensorValue(lanes, [customers, visits], 'int32'), rate: 0.1 + random() };
}

function priced({ prices, lanes, rate }: Case, bug: Bug): TensorValue {
	const n = prices.data.length;
	const load = loadIn(lanes, n, bug === 'first-visit' ? 'first-choice-load' : null).data;
	const raw = Array.from(prices.data, (price, lane) => {
		const above = (load[lane] ?? 0) * n - (bug === 'not-the-mean' ? 0 : 1);
		const step = bug === 'only-the-sign' ? Math.sign(above) : bug === 'wrong-direction' ? -above : above;
		return price + rate * step;
	});
	const lowest = bug === 'no-shift' ? 0 : Math.min(...raw);
	return tensorValue(
		raw.map((price) => price - lowest),
		[n],
	);
}

const queues: Check = {
	id: 'queues',
	title: 'Any lanes, any visits',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [each.prices, each.lanes, each.rate]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const mutants = mutantsOf(BUGS, (bug) => priced(each, bug));
			verdicts.push(judgeTensor(result.status === 'ok' ? result.value : undefined, priced(each, null), mutants));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [queues];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';
import { oneHot } from 'gradus';

export function nextPrices(prices: tf.Tensor, lanes: tf.Tensor2D, rate: number): tf.Tensor {
	return tf.tidy(() => {
		const n = prices.size;
		const load = oneHot(lanes, n).mean([0, 1]); // [n]
		const raised = prices.add(load.mul(n).sub(1).mul(rate));
		return raised.sub(raised.min());
	});
}
`;
