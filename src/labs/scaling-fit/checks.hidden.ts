/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { type Chosen, readChoice, readSamples, tableOf } from './read-answers.ts';
import { COUNT_BUGS, countOf, endsOf, INTERVAL_BUGS, MISFIT_BUGS, misfitOf, type Run, type Shape } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
type Random = () => number;

interface Question<Case> {
	readonly id: string;
	readonly title: string;
	/** Function of the harness, and the learner's export that it calls. */
	readonly ask: string;
	readonly of: string;
	readonly make: (random: Random) => Case;
	readonly judge: (input: Case, got: unknown) => CaseVerdict;
	readonly otherwise: string;
}

function hidden<Case>(question: Question<Case>): Check {
	return {
		id: question.id,
		title: question.title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
			const cases = generateCases(COUNT, random, question.make);
			// Cases are records of numbers and lists of numbers: plain data.
			const result = await subject.harness(question.ask, [cases as unknown as Value]);
			const failure = failureOfCall(result, question.of);
			if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
			const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
			const verdicts = cases.map((input, i) => question.judge(input, got[i]));
			return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf(question.otherwise), diagnosis: question.otherwise } });
		},
	};
}

const size = hidden<Shape>({
	id: 'hidden-count',
	title: 'Models of any shape',
	ask: 'counts',
	of: 'countWeights',
	otherwise: 'wrong-count',
	make: (random) => ({
		layers: integerBetween(random, 1, 6),
		width: 4 * integerBetween(random, 1, 20),
		time: integerBetween(random, 8, 200),
		vocabulary: integerBetween(random, 10, 500),
	}),
	judge(shape, got) {
		if (got === countOf(shape)) return 'right';
		const bug = Object.entries(COUNT_BUGS).find(([, without]) => got === countOf(shape, without));
		return { diagnosis: bug?.[0] ?? null };
	},
});

interface Law {
	readonly theta: readonly number[];
	readonly runs: readonly Run[];
}

function law(random: Random): Law {
	const [alpha, beta] = [0.2 + 0.6 * random(), 0.2 + 0.6 * random()];
	const floor = 0.3 + random();
	const [a, b] = [0.3 * random() + 0.1 + alpha * 7, 0.3 * random() + 0.1 + beta * 10];
	const loss = (weights: number, tokens: number): number => floor + Math.exp(a) * weights ** -alpha + Math.exp(b) * tokens ** -beta;
	const sizes = [1_000, 1_000 * integerBetween(random, 2, 5), 1_000 * integerBetween(random, 8, 30)];
	const runs = tableOf(loss, sizes, [20_000, 20_000 * integerBetween(random, 2, 9)], integerBetween(random, 0, 5));
	// Near the law, not on it: some runs lie on the square, some on the line.
	const theta = [Math.log(floor), a, b, alpha, beta].map((x, i) => x + (i < 3 ? 0.002 : 0.0002) * normal(random));
	return { theta, runs };
}

/** Three numbers that cannot agree by chance: the misfit to all runs, to the first three and to the last three. */
const views = ({ theta, runs }: Law): Law[] => [runs, runs.slice(0, 3), runs.slice(3)].map((part) => ({ theta, runs: part }));
/** Misfits differ by factors, so their logarithms are compared. */
const logsOf = (values: readonly number[]) =>
	tensorValue(
		values.map((value) => (value > 0 ? Math.log(value) : -99)),
		[values.length],
	);

const anyMisfit: Check = {
	id: 'hidden-misfit',
	title: 'Any law and any runs',
	visibility: 'hidden',
	points: 2,
	async run({ subject, random }) {
		const cases = generateCases(COUNT, random, law);
		const result = await subject.harness('misfits', [cases.flatMap(views) as unknown as Value]);
		const failure = failureOfCall(result, 'misfit');
		if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
		const got = Array.isArray(result.value) ? result.value.map(Number) : [];
		const verdicts = cases.map((input, i): CaseVerdict => {
			const seen = logsOf(got.slice(3 * i, 3 * i + 3));
			const expected = (bug?: (typeof MISFIT_BUGS)[string]) => logsOf(views(input).map((view) => misfitOf(view.theta, view.runs, bug)));
			if (matchesMutant(seen, [{ diagnosis: 'right', output: () => expected() }]) !== null) return 'right';
			const mutants = Object.entries(MISFIT_BUGS).map(([diagnosis, bug]) => ({ diagnosis, output: () => expected(bug) }));
			return { diagnosis: matchesMutant(seen, mutants) };
		});
		return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-misfit'), diagnosis: 'wrong-misfit' } });
	},
};

interface Choice {
	readonly runs: readonly Run[];
	readonly starts: readonly (readonly number[])[];
	readonly minima: readonly { readonly at: readonly number[]; readonly value: number }[];
}

const choice = hidden<Choice>({
	id: 'hidden-starts',
	title: 'Any starts, any finds',
	ask: 'choices',
	of: 'fitLaw',
	otherwise: 'wrong-start',
	make(random) {
		const { runs } = law(random);
		const count = integerBetween(random, 3, 8);
		const draw = (): number[] => [normal(random), 3 + random(), 4 + random(), 0.2 + random(), 0.2 + random()];
		return {
			runs,
			starts: Array.from({ length: count }, draw),
			minima: Array.from({ length: count }, () => ({ at: draw(), value: random() })),
		};
	},
	judge({ minima }, got) {
		// The harness's own record of what the learner asked and returned.
		const diagnosis = readChoice(got as Chosen, minima);
		return diagnosis === null ? 'right' : { diagnosis };
	},
});

interface Draws {
	readonly runs: readonly Run[];
	readonly floors: readonly number[];
	readonly seed: number;
}

const interval = hidden<Draws>({
	id: 'hidden-interval',
	title: 'Any number of draws',
	ask: 'intervals',
	of: 'intervalOfE',
	otherwise: 'wrong-interval',
	make: (random) => ({
		runs: law(random).runs,
		floors: Array.from({ length: integerBetween(random, 21, 60) }, () => 9.5 + 1.5 * normal(random)),
		seed: integerBetween(random, 1, 1_000_000),
	}),
	judge({ runs, floors }, got) {
		// The harness's own record, as above.
		const [low, high, samples] = got as readonly [number, number, string];
		const about = readSamples(samples, runs.length, floors.length);
		if (about !== null) return { diagnosis: about };
		const is = (wanted: readonly [number, number]): boolean => Math.abs(low - wanted[0]) < 1e-9 && Math.abs(high - wanted[1]) < 1e-9;
		if (is(endsOf(floors))) return 'right';
		return { diagnosis: Object.entries(INTERVAL_BUGS).find(([, bug]) => is(bug(floors)))?.[0] ?? null };
	},
});

export const hiddenChecks: readonly Check[] = [size, anyMisfit, choice, interval];
