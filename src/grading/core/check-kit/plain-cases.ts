/**
 * Checks of functions from plain data to plain data (numbers, texts, lists): stored examples for the public, generated cases for the hidden.
 * Both name the one known slip that gives the same results. All cases of a check travel in one call of the harness.
 */
import type { Value } from '#contract/value.ts';
import type { Check, CheckOutcome } from '../check.ts';
import { failureOfCall } from '../failure.ts';
import { answersOf } from './answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from './cases.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const COUNT = 24;
const TOLERANCE = 1e-5;

/** Equal texts, lists and records; numbers to five digits. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
	if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
	const [left, right] = [Object.entries(a), new Map<string, Value>(Object.entries(b))];
	return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

/** The first of the known slips that fits. */
export function nameOf<Slip>(slips: Readonly<Record<string, Slip>>, fits: (slip: Slip) => boolean): string | undefined {
	return Object.entries(slips).find(([, slip]) => fits(slip))?.[0];
}

export function textOfValue(value: Value | undefined): string {
	if (typeof value === 'number') return String(Number(value.toPrecision(6)));
	if (typeof value === 'string') return `“${value}”`;
	if (Array.isArray(value)) return `[${value.map(textOfValue).join(', ')}]`;
	return value === undefined ? 'nothing' : JSON.stringify(value);
}

export interface StoredExamples {
	/** Arguments of each case, as the harness takes them. */
	readonly cases: readonly Value[];
	readonly right: readonly Value[];
	/** By diagnosis: the results with one slip. */
	readonly wrong: Readonly<Record<string, readonly Value[]>>;
	/** Each case in words, for the message. */
	readonly words: readonly string[];
}

export interface StoredCheck {
	readonly id: string;
	readonly title: string;
	readonly points: number;
	readonly harness: string;
	/** The learner's function. */
	readonly name: string;
	readonly examples: StoredExamples;
	/** Cases that this check asks about; all are sent. Default: all. */
	readonly which?: readonly number[];
	/** Diagnosis of results that no known slip gives. */
	readonly otherwise: string;
	readonly textOf: (diagnosis: string) => string;
}

export function storedCheck({ id, title, points, harness, name, examples, which, otherwise, textOf }: StoredCheck): Check {
	const { cases, right, wrong, words } = examples;
	return {
		id,
		title,
		visibility: 'public',
		points,
		async run({ subject }) {
			const result = await subject.harness(harness, [cases]);
			const failure = failureOfCall(result, name);
			if (failure !== null) return failure;
			const got = answersOf(result);
			const at = (which ?? cases.map((_, i) => i)).find((i) => !isSame(got[i], right[i]));
			if (at === undefined) return PASS;
			const known =
				nameOf(wrong, (slip) => slip.every((each, i) => isSame(got[i], each))) ?? nameOf(wrong, (slip) => isSame(got[at], slip[at]));
			const diagnosis = known ?? otherwise;
			const detail = `${words[at] ?? ''} gives ${textOfValue(got[at])}; expected ${textOfValue(right[at])}.`;
			return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)} ${detail}` };
		},
	};
}

export interface GeneratedCheck<Case> {
	readonly id: string;
	readonly title: string;
	readonly harness: string;
	readonly name: string;
	readonly make: (random: () => number, index: number) => Case;
	readonly args: (input: Case) => Value;
	/** The result of the reference, or with one bug in it. */
	readonly output: (input: Case, bug: string | null) => Value;
	readonly bugs: readonly string[];
	readonly otherwise: string;
	readonly texts: Readonly<Record<string, string>>;
}

export function generatedCheck<Case>(plan: GeneratedCheck<Case>): Check {
	const { id, title, harness, name, make, args, output, bugs, otherwise, texts } = plan;
	return {
		id,
		title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }) {
			const cases = generateCases(COUNT, random, make);
			const result = await subject.harness(harness, [cases.map(args)]);
			const failure = failureOfCall(result, name);
			if (failure !== null) return failure;
			const got = answersOf(result);
			const verdicts = cases.map((input, i): CaseVerdict => {
				if (isSame(got[i], output(input, null))) return 'right';
				return { diagnosis: bugs.find((bug) => isSame(got[i], output(input, bug))) ?? null };
			});
			return outcomeOfCases(verdicts, { named: texts, otherwise: { message: texts[otherwise] ?? otherwise, diagnosis: otherwise } });
		},
	};
}
