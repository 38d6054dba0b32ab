/** The three functions once more, right and with one named bug at a time. Server only: a mutant is nearly the solution. */
import { CHAIN_TOKENS, type Chain, type Operation } from '#data/tasks/chains.ts';

export type TraceBug =
	| 'answer-only'
	| 'bare-results'
	| 'results-missing'
	| 'result-before-step'
	| 'value-first'
	| 'answer-first'
	| 'not-reduced'
	| 'negative-values'
	| 'product-first'
	| 'no-end';

export const TRACE_BUGS: readonly TraceBug[] = [
	'answer-only',
	'bare-results',
	'results-missing',
	'result-before-step',
	'value-first',
	'answer-first',
	'not-reduced',
	'negative-values',
	'product-first',
	'no-end',
];

/** The trace of a chain, or what it is with one bug. */
export function traceOf({ start, operations }: Chain, bug?: TraceBug): string {
	const values = valuesOf(start, operations, bug);
	const answer = values.at(-1) ?? start;
	const steps = operations.map(({ sign, digit }, i) => {
		const value = (bug === 'result-before-step' ? [start, ...values][i] : values[i]) ?? 0;
		if (bug === 'bare-results') return `${value}`;
		if (bug === 'results-missing') return `${sign}${digit}`;
		return bug === 'value-first' ? `${value}${sign}${digit}` : `${sign}${digit}${value}`;
	});
	const end = bug === 'no-end' ? '' : '.';
	if (bug === 'answer-only') return `#${answer}.`;
	return bug === 'answer-first' ? `#${answer}${steps.join('')}${end}` : `${steps.join('')}#${answer}${end}`;
}

function valuesOf(start: number, operations: readonly Operation[], bug: TraceBug | undefined): number[] {
	if (bug === 'product-first') return operations.map((_, i) => productFirst(start, operations.slice(0, i + 1)));
	let value = start;
	return operations.map(({ sign, digit }) => {
		const whole = sign === '*' ? value * digit : sign === '+' ? value + digit : value - digit;
		const reduced = bug === 'negative-values' ? whole % 10 : ((whole % 10) + 10) % 10;
		value = bug === 'not-reduced' ? whole : reduced;
		return value;
	});
}

/** Products before sums, as in school: not what this task asks. */
function productFirst(start: number, operations: readonly Operation[]): number {
	const terms = [start];
	for (const { sign, digit } of operations) {
		if (sign === '*') terms.push((terms.pop() ?? 0) * digit);
		else terms.push(sign === '+' ? digit : -digit);
	}
	const sum = terms.reduce((a, b) => a + b, 0) % 10;
	return (sum + 10) % 10;
}

export type RowBug =
	| 'not-shifted'
	| 'prompt-counted'
	| 'padding-counted'
	| 'mask-at-inputs'
	| 'end-not-counted'
	| 'only-answer-counted'
	| 'nothing-counted'
	| 'too-long';

export const ROW_BUGS: readonly RowBug[] = [
	'not-shifted',
	'prompt-counted',
	'padding-counted',
	'mask-at-inputs',
	'end-not-counted',
	'only-answer-counted',
	'nothing-counted',
	'too-long',
];

export interface RowInput {
	readonly prompt: readonly number[];
	readonly reply: readonly number[];
	readonly time: number;
}

const PAD = CHAIN_TOKENS.indexOf('_');
const ANSWER = CHAIN_TOKENS.indexOf('#');

/** Inputs, targets and mask of a row, or what they are with one bug. */
export function rowOf({ prompt, reply, time }: RowInput, bug?: RowBug): [number[], number[], number[]] {
	const told = prompt.length + reply.length;
	const place = (i: number): number => [...prompt, ...reply][i] ?? PAD;
	const counts = (target: number): boolean => {
		if (bug === 'nothing-counted') return false;
		if (bug === 'only-answer-counted') return target === prompt.length + reply.indexOf(ANSWER) + 1;
		const first = bug === 'prompt-counted' ? 0 : prompt.length + (bug === 'mask-at-inputs' ? 1 : 0);
		const end = bug === 'padding-counted' ? time : told + (bug === 'mask-at-inputs' ? 1 : bug === 'end-not-counted' ? -1 : 0);
		return target >= first && target < end;
	};
	const width = bug === 'too-long' ? time : time - 1;
	const list = (of: (i: number) => number): number[] => Array.from({ length: width }, (_, i) => of(i));
	return [list(place), list((i) => place(bug === 'not-shifted' ? i : i + 1)), list((i) => (counts(i + 1) ? 1 : 0))];
}

export type ReadBug = 'last-digit' | 'empty-is-zero' | 'not-a-number' | 'last-mark' | 'any-digit';

export const READ_BUGS: readonly ReadBug[] = ['last-mark', 'any-digit', 'last-digit', 'empty-is-zero', 'not-a-number'];

/** The answer in a reply as text, or what it is with one bug. */
export function readOf(reply: string, bug?: ReadBug): string {
	if (bug === 'last-digit') return /\d(?=\D*$)/.exec(reply)?.[0] ?? 'null';
	if (bug === 'any-digit') return /#\D*(\d)/.exec(reply)?.[1] ?? 'null';
	const at = bug === 'last-mark' ? reply.lastIndexOf('#') : reply.indexOf('#');
	const digit = at < 0 ? '' : reply.slice(at + 1, at + 2);
	if (/^\d$/.test(digit)) return digit;
	return bug === 'empty-is-zero' ? '0' : bug === 'not-a-number' ? 'NaN' : 'null';
}
