/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { CHAIN_TOKENS, type Chain } from '#data/tasks/chains.ts';
import type { Check } from '#grading/core/check.ts';
import { generatedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { integerBetween } from '#grading/core/random.ts';
import { READ_BUGS, ROW_BUGS, type RowInput, readOf, rowOf, TRACE_BUGS, traceOf } from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

type Random = () => number;

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

const traces = generatedCheck<Chain>({
	id: 'hidden-traces',
	title: 'Chains of any length',
	harness: 'traces',
	name: 'trace',
	make: drawChain,
	args: ({ start, operations }) => ({ start, operations: operations.map(({ sign, digit }) => ({ sign, digit })) }),
	output: (chain, bug) =>
		traceOf(
			chain,
			TRACE_BUGS.find((each) => each === bug),
		),
	bugs: TRACE_BUGS,
	otherwise: 'wrong-trace',
	texts: TEXTS,
});

function drawRow(random: Random): RowInput {
	const ids = (count: number): number[] => Array.from({ length: count }, () => integerBetween(random, 0, 13));
	const [prompt, steps] = [ids(integerBetween(random, 2, 9)), ids(integerBetween(random, 1, 9))];
	const reply = [...steps, CHAIN_TOKENS.indexOf('#'), integerBetween(random, 0, 9), CHAIN_TOKENS.indexOf('.')];
	return { prompt, reply, time: prompt.length + reply.length + integerBetween(random, 0, 5) };
}

const rows = generatedCheck<RowInput>({
	id: 'hidden-rows',
	title: 'Rows of any length',
	harness: 'rows',
	name: 'example',
	make: drawRow,
	args: ({ prompt, reply, time }) => [prompt, reply, time],
	output: (input, bug) =>
		JSON.stringify(
			rowOf(
				input,
				ROW_BUGS.find((each) => each === bug),
			),
		),
	bugs: ROW_BUGS,
	otherwise: 'wrong-row',
	texts: TEXTS,
});

function drawReply(random: Random, index: number): string {
	const digit = (): number => integerBetween(random, 0, 9);
	const steps = Array.from({ length: integerBetween(random, 0, 3) }, () => `+${digit()}${digit()}`).join('');
	const endings = [`#${digit()}.`, `#${digit()}`, '', '#', `#.${digit()}`, `#${digit()}.+${digit()}${digit()}#${digit()}.`];
	return steps + (endings[index % endings.length] ?? '');
}

const replies = generatedCheck<string>({
	id: 'hidden-replies',
	title: 'Replies of any kind',
	harness: 'answers',
	name: 'readAnswer',
	make: drawReply,
	args: (reply) => reply,
	output: (reply, bug) =>
		readOf(
			reply,
			READ_BUGS.find((each) => each === bug),
		),
	bugs: READ_BUGS,
	otherwise: 'wrong-answer',
	texts: TEXTS,
});

export const hiddenChecks: readonly Check[] = [traces, rows, replies];
