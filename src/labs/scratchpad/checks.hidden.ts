/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Value } from '#contract/value.ts';
import { CHAIN_TOKENS, type Chain } from '#data/tasks/chains.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { READ_BUGS, ROW_BUGS, type RowInput, readOf, rowOf, TRACE_BUGS, traceOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
const NONE: CheckOutcome = { outcome: 'pass' };

type Random = () => number;

interface HiddenCheck<Case> {
	readonly id: string;
	readonly title: string;
	/** Function of the harness, function of the learner, diagnosis of what matches no bug. */
	readonly names: readonly [harness: string, learner: string, otherwise: string];
	readonly make: (random: Random, index: number) => Case;
	readonly args: (input: Case) => Value;
	readonly judge: (got: unknown, input: Case) => CaseVerdict;
}

function hidden<Case>({ id, title, names: [harness, learner, otherwise], make, args, judge }: HiddenCheck<Case>): Check {
	return {
		id,
		title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }) {
			const cases = generateCases(COUNT, random, make);
			const result = await subject.harness(harness, [cases.map(args)]);
			const failure = failureOfCall(result, learner);
			if (failure !== null || result.status !== 'ok') return failure ?? NONE;
			const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
			const verdicts = cases.map((input, i) => judge(got[i], input));
			return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf(otherwise), diagnosis: otherwise } });
		},
	};
}

function named<Bug extends string>(text: string, bugs: readonly Bug[], make: (bug: Bug | null) => string): CaseVerdict {
	if (text === make(null)) return 'right';
	return { diagnosis: bugs.find((bug) => make(bug) === text) ?? null };
}

function pick<Item>(items: readonly Item[], random: Random, otherwise: Item): Item {
	return items[integerBetween(random, 0, items.length - 1)] ?? otherwise;
}

function drawChain(random: Random, index: number): Chain {
	const operations = Array.from({ length: 1 + (index % 6) }, () => {
		const sign = pick(['+', '-', '*'] as const, random, '+');
		return { sign, digit: sign === '*' ? pick([3, 7, 9], random, 3) : integerBetween(random, 1, 9) };
	});
	return { start: integerBetween(random, 0, 9), operations };
}

const traces = hidden<Chain>({
	id: 'hidden-traces',
	title: 'Chains of any length',
	names: ['traces', 'trace', 'wrong-trace'],
	make: drawChain,
	args: ({ start, operations }) => ({ start, operations: operations.map(({ sign, digit }) => ({ sign, digit })) }),
	judge: (got, chain) => named(String(got), TRACE_BUGS, (bug) => traceOf(chain, bug)),
});

function drawRow(random: Random): RowInput {
	const ids = (count: number): number[] => Array.from({ length: count }, () => integerBetween(random, 0, 13));
	const [prompt, steps] = [ids(integerBetween(random, 2, 9)), ids(integerBetween(random, 1, 9))];
	const reply = [...steps, CHAIN_TOKENS.indexOf('#'), integerBetween(random, 0, 9), CHAIN_TOKENS.indexOf('.')];
	return { prompt, reply, time: prompt.length + reply.length + integerBetween(random, 0, 5) };
}

const rows = hidden<RowInput>({
	id: 'hidden-rows',
	title: 'Rows of any length',
	names: ['rows', 'example', 'wrong-row'],
	make: drawRow,
	args: ({ prompt, reply, time }) => [prompt, reply, time],
	judge: (got, input) => named(String(got), ROW_BUGS, (bug) => JSON.stringify(rowOf(input, bug))),
});

function drawReply(random: Random, index: number): string {
	const digit = (): number => integerBetween(random, 0, 9);
	const steps = Array.from({ length: integerBetween(random, 0, 3) }, () => `+${digit()}${digit()}`).join('');
	const endings = [`#${digit()}.`, `#${digit()}`, '', '#', `#.${digit()}`, `#${digit()}.+${digit()}${digit()}#${digit()}.`];
	return steps + (endings[index % endings.length] ?? '');
}

const replies = hidden<string>({
	id: 'hidden-replies',
	title: 'Replies of any kind',
	names: ['answers', 'readAnswer', 'wrong-answer'],
	make: drawReply,
	args: (reply) => reply,
	judge: (got, reply) => named(String(got), READ_BUGS, (bug) => readOf(reply, bug)),
});

export const hiddenChecks: readonly Check[] = [traces, rows, replies];
