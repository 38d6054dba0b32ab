/** Judges the re-check `shared-expert`. Server only; the solution below is the test's proof that the variant can be solved. */
import { tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'sharedAccount';
const BUGS = ['no-shared', 'shared-not-active', 'two-matrices', 'head-twice', 'head-free', 'router-for-shared'] as const;
type Bug = (typeof BUGS)[number] | null;
const TEXTS: CaseTexts = {
	otherwise: { message: 'The account of some model is wrong.' },
	named: {
		'no-shared': 'The shared experts are not counted.',
		'shared-not-active': 'The shared experts answer every token, so they are active.',
		'two-matrices': 'An expert has three matrices here.',
		'head-twice': 'Head and embedding are one matrix; its weights count once.',
		'head-free': 'A token is multiplied by the head, even if its weights are those of the embedding.',
		'router-for-shared': 'Nobody chooses a shared expert: the router has no column for it.',
	},
};

type Spec = Readonly<Record<'layers' | 'width' | 'vocabulary' | 'experts' | 'shared' | 'choices' | 'hidden', number>>;

function makeCase(random: () => number): Spec {
	const experts = integerBetween(random, 4, 16);
	return {
		layers: integerBetween(random, 1, 4),
		width: 4 * integerBetween(random, 2, 16),
		vocabulary: integerBetween(random, 20, 300),
		experts,
		shared: integerBetween(random, 1, 2),
		choices: integerBetween(random, 1, 3),
		hidden: integerBetween(random, 4, 60),
	};
}

function counted({ layers, width, vocabulary, experts, shared, choices, hidden }: Spec, bug: Bug) {
	const expert = (bug === 'two-matrices' ? 2 : 3) * width * hidden;
	const common = bug === 'no-shared' ? 0 : shared;
	const router = width * (experts + (bug === 'router-for-shared' ? shared : 0));
	const words = vocabulary * width;
	const rest = words * (bug === 'head-twice' ? 2 : 1) + layers * (4 * width * width + router);
	const met = choices + (bug === 'shared-not-active' ? 0 : common);
	const products = layers * (4 * width * width + router + met * expert) + (bug === 'head-free' ? 0 : words);
	return tensorValue([rest + layers * (experts + common) * expert, rest + layers * met * expert, 2 * products], [3]);
}

const shared: Check = {
	id: 'shared-expert',
	title: 'Models with shared experts',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const spec of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [spec]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const row =
				result.status === 'ok' && Array.isArray(result.value) ? tensorValue(result.value.map(Number), [result.value.length]) : undefined;
			const mutants = mutantsOf(BUGS, (bug) => counted(spec, bug));
			verdicts.push(judgeTensor(row, counted(spec, null), mutants, { absolute: 0.5, relative: 0 }));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [shared];

export const variantSolution = `interface Spec {
	layers: number;
	width: number;
	vocabulary: number;
	experts: number;
	shared: number;
	choices: number;
	hidden: number;
}

export function sharedAccount({ layers, width, vocabulary, experts, shared, choices, hidden }: Spec): [number, number, number] {
	const expert = 3 * width * hidden;
	const attention = 4 * width * width;
	const router = width * experts; // nobody chooses a shared expert
	const words = vocabulary * width; // embedding and head
	const rest = words + layers * (attention + router);
	const met = shared + choices;
	return [
		rest + layers * (experts + shared) * expert,
		rest + layers * met * expert,
		2 * (layers * (attention + router + met * expert) + words),
	];
}
`;
