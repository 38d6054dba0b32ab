/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { answersOf } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { BUGS, commitment } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 60;

type Random = () => number;

interface Case {
	readonly a: number;
	readonly b: number;
	readonly solution: string;
}

function pick<Item>(random: Random, items: readonly Item[], fallback: Item): Item {
	return items[integerBetween(random, 0, items.length - 1)] ?? fallback;
}

/** Every case has a sum, a working before the answer, and an answer of one kind. */
function makeCase(random: Random, index: number): Case {
	// Now and then nothing is added to nothing: there an empty answer would be right if it were 0.
	const isZero = index % 5 === 0;
	const draw = (): number => (isZero ? 0 : integerBetween(random, 100, 999));
	const [a, b] = [draw(), draw()];
	const working = pick(random, ['', '?121306', 'idk. ', `${a}+${b}=${a + b}. `, '!120905'], '');
	const answer = answerOf(random, a + b);
	// Of a plain answer of 0 only the four digits tell a zero that is lost from a count of digits that is wrong: chance alone may leave it out.
	return { a, b, solution: working + (index % 10 === 0 ? '#0000.' : answer) };
}

function answerOf(random: Random, sum: number): string {
	const plain = String(sum);
	const four = plain.padStart(4, '0');
	const other = String(sum + integerBetween(random, 1, 9)).padStart(4, '0');
	const kinds = [
		[`#${four}.`, `#${plain}.`, `#${plain.padStart(6, '0')}.`, `#${plain.padStart(7, '0')}.`],
		[`#${other}.`, `#1${four}.`, `#${four}0.`],
		[`#${four}.#${other}.`, `#${other}.#${four}.`, `#${other}#${four}.`, `##${four}.`],
		[`#${four}`, `${four}.`, four, ''],
		[`#${four}. or so`, `#${four}..`, `#${four}.${other}`],
		[`#+${plain}.`, `# ${plain}.`, `#${plain}.0.`, `#0x${sum.toString(16)}.`, `#${plain}abc.`, `#${plain}e0.`],
		['#.', '#-.', '#?.', '#idk.'],
	];
	return pick(random, pick(random, kinds, ['']), '');
}

/** Solution, what came and what should have; the same number from a bug names it. */
function verdictOn({ a, b, solution }: Case, got: unknown, reward: unknown): CaseVerdict {
	const answer = commitment(solution);
	const paid = answer === a + b ? 1 : 0;
	if (got === answer && reward === paid) return 'right';
	if (typeof reward !== 'number') return { diagnosis: 'not-one-or-zero' };
	if (reward !== 0 && reward !== 1) return { diagnosis: 'pays-in-part' };
	if (got === answer) return { diagnosis: reward === 1 ? 'wrong-answer-paid' : answer === 0 ? 'zero-is-nothing' : 'right-answer-unpaid' };
	const names = Object.entries(BUGS).filter(([, forms]) => forms.some((form) => form(solution) === got));
	return { diagnosis: names.length === 1 ? (names[0]?.[0] ?? null) : null };
}

const anySolution: Check = {
	id: 'any-solution',
	title: 'Any problem, any solution',
	visibility: 'hidden',
	points: 3,
	async run({ subject, random }): Promise<CheckOutcome> {
		const cases = generateCases(COUNT, random, makeCase);
		const [parsed, paid] = await Promise.all([
			subject.harness('parseMany', [cases.map(({ solution }) => solution)]),
			subject.harness('verifyMany', [cases.map(({ a, b, solution }) => [a, b, solution])]),
		]);
		const failure = failureOfCall(parsed, 'parseAnswer') ?? failureOfCall(paid, 'verify');
		if (failure !== null || parsed.status !== 'ok' || paid.status !== 'ok') return failure ?? { outcome: 'pass' };
		const [answers, rewards] = [answersOf(parsed), answersOf(paid)];
		const verdicts = cases.map((each, i) => verdictOn(each, answers[i], rewards[i]));
		return outcomeOfCases(verdicts, {
			named: TEXTS,
			otherwise: { message: 'Some solution is worth something else under the rules of the task.' },
		});
	},
};

/** The text that the weak reward pays, on problems that no public check asked about. */
const anyProblem: Check = {
	id: 'any-problem',
	title: 'The exploit on any problem',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const problems = generateCases(COUNT, random, () => [integerBetween(random, 100, 999), integerBetween(random, 100, 999)] as const);
		const result = await subject.harness('cheat', [problems]);
		const failure = failureOfCall(result, 'exploit');
		if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
		const { value } = result;
		const text = typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? value.text : '';
		const verdicts = problems.map(([a, b]): CaseVerdict => (text.includes(String(a + b)) ? 'right' : { diagnosis: 'exploit-unpaid' }));
		return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('exploit-unpaid') } });
	},
};

export const hiddenChecks: readonly Check[] = [anySolution, anyProblem];
