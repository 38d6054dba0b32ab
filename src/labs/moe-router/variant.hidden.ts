/** Judges the re-check `parcels`. Server only; the solution below is the test's proof that the variant can be solved. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { randomTensor, rowsOf } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { choose } from './reference.hidden.ts';

const NAME = 'load';
const BUGS = ['first-comes-first', 'no-score', 'softmax', 'off-by-one'] as const;
type Bug = (typeof BUGS)[number] | null;
const TEXTS: CaseTexts = {
	otherwise: { message: 'The vans hold something else for some parcels, scores or capacities.' },
	named: {
		'first-comes-first': 'The first parcel of the list chooses first; here it is the last.',
		'no-score': 'The parcels are not scaled by the logistic function of their score.',
		softmax: 'The parcels are scaled by a softmax over the vans. Each score counts alone here.',
		'off-by-one': 'Place 0 stays empty.',
	},
};

interface Case {
	readonly parcels: TensorValue;
	readonly scores: TensorValue;
	readonly capacity: number;
}

function makeCase(random: () => number): Case {
	const n = integerBetween(random, 1, 7);
	return {
		parcels: randomTensor(random, [n, integerBetween(random, 1, 4)]),
		scores: randomTensor(random, [n, integerBetween(random, 1, 4)], 1.5),
		capacity: integerBetween(random, 1, n),
	};
}

function loaded({ parcels, scores, capacity }: Case, bug: Bug): TensorValue {
	const [rows, wishes] = [rowsOf(parcels), rowsOf(scores)];
	const [vans, width] = [scores.shape[1] ?? 1, parcels.shape[1] ?? 1];
	const data = new Float32Array(vans * capacity * width);
	const taken = new Array<number>(vans).fill(bug === 'off-by-one' ? 1 : 0);
	const order = rows.map((_, i) => (bug === 'first-comes-first' ? i : rows.length - 1 - i));
	const wanted = choose(scores, 1);
	for (const i of order) {
		const van = wanted[i]?.[0] ?? 0;
		const place = taken[van] ?? 0;
		taken[van] = place + 1;
		if (place >= capacity) continue;
		const score = wishes[i]?.[van] ?? 0;
		const whole = (wishes[i] ?? []).reduce((sum, n) => sum + Math.exp(n), 0);
		const scale = bug === 'no-score' ? 1 : bug === 'softmax' ? Math.exp(score) / whole : 1 / (1 + Math.exp(-score));
		for (let j = 0; j < width; j++) data[(van * capacity + place) * width + j] = scale * (rows[i]?.[j] ?? 0);
	}
	return tensorValue(data, [vans, capacity, width]);
}

function verdictOn(input: Case, got: unknown): CaseVerdict {
	const expected = loaded(input, null);
	if (!isTensorValue(got) || got.shape.join() !== expected.shape.join()) return { diagnosis: null };
	if (firstDifference(got, expected, FORWARD) === null) return 'right';
	const mutants = BUGS.map((diagnosis) => ({ diagnosis, output: () => loaded(input, diagnosis) }));
	return { diagnosis: matchesMutant(got, mutants) };
}

const parcels: Check = {
	id: 'parcels',
	title: 'Any parcels, any vans',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [each.parcels, each.scores, each.capacity]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

const gradients: Check = {
	id: 'parcels-gradients',
	title: 'Gradients reach parcels and scores',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const args = [randomTensor(random, [4, 2]), randomTensor(random, [4, 3]), 2];
		const result = await subject.gradient(NAME, args, [0, 1], randomTensor(random, [3, 2, 2]));
		const grads = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
		const flows = grads.length === 2 && grads.every((grad) => isTensorValue(grad) && grad.data.some((n) => n !== 0));
		return flows ? { outcome: 'pass' } : { outcome: 'fail', message: 'No gradient reaches the parcels or the scores.' };
	},
};

export const variantChecks: readonly Check[] = [parcels, gradients];

export const variantSolution = `import * as tf from '@tensorflow/tfjs';
import { oneHot, topIndices } from 'gradus';

export function load(parcels: tf.Tensor2D, scores: tf.Tensor2D, capacity: number): tf.Tensor {
	return tf.tidy(() => {
		const [n, vans] = scores.shape;
		const wants = oneHot(topIndices(scores, 1), vans).reshape([n, vans]); // [n, vans]
		const place = wants.cumsum(0, false, true).mul(wants).sum(-1).sub(1); // counted from the last parcel
		const table = wants.expandDims(2).mul(oneHot(place, capacity).expandDims(1)); // [n, vans, capacity]
		const scale = wants.mul(scores.sigmoid()).sum(-1, true); // [n, 1]
		const loaded = table.reshape([n, vans * capacity]).matMul(parcels.mul(scale), true);
		return loaded.reshape([vans, capacity, -1]);
	});
}
`;
