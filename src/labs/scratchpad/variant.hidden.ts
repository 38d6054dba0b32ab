/** Judges the re-check `largest`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'largestRow';
const BUGS = ['answer-only', 'value-first', 'one-late', 'prompt-counted', 'padding-counted', 'answer-counts-once', 'no-end'] as const;
type Bug = (typeof BUGS)[number] | null;

const TEXTS: CaseTexts = {
	otherwise: { message: 'The row or its mask differs for some digits or lengths.' },
	named: {
		'answer-only': 'The reply holds no steps.',
		'value-first': 'The largest digit so far stands before the digit that it follows from.',
		'one-late': 'A step gives the largest digit before it instead of the one with it.',
		'prompt-counted': 'The mask counts the prompt.',
		'padding-counted': 'The mask counts the filling.',
		'answer-counts-once': 'The digit behind # counts once.',
		'no-end': 'The reply does not end with a full stop.',
	},
};

interface Case {
	readonly digits: readonly number[];
	readonly time: number;
}

function makeCase(random: () => number, index: number): Case {
	const digits = Array.from({ length: 1 + (index % 8) }, () => integerBetween(random, 0, 9));
	return { digits, time: 3 * digits.length + 4 + integerBetween(random, 0, 6) };
}

function rowOf({ digits, time }: Case, bug: Bug): string {
	const largest = digits.map((_, i) => Math.max(...digits.slice(0, i + 1)));
	const steps = digits.map((digit, i) => {
		const value = bug === 'one-late' ? (largest[i - 1] ?? 0) : largest[i];
		return bug === 'value-first' ? `${value}${digit}` : `${digit}${value}`;
	});
	const reply = `${bug === 'answer-only' ? '' : steps.join('')}#${largest.at(-1)}${bug === 'no-end' ? '' : '.'}`;
	const prompt = `${digits.join('')}=`;
	const row = (prompt + reply).padEnd(time, '_');
	const mask = Array.from(row, (_, i) => {
		if (i < prompt.length) return bug === 'prompt-counted' ? 1 : 0;
		if (i >= prompt.length + reply.length) return bug === 'padding-counted' ? 1 : 0;
		return i === prompt.length + reply.indexOf('#') + 1 && bug !== 'answer-counts-once' ? 2 : 1;
	});
	return JSON.stringify([row, mask]);
}

const largest: Check = {
	id: 'largest',
	title: 'Rows for any digits',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [each.digits, each.time]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const got = JSON.stringify(result.status === 'ok' ? result.value : null);
			const isRight = got === rowOf(each, null);
			verdicts.push(isRight ? 'right' : { diagnosis: BUGS.find((bug) => rowOf(each, bug) === got) ?? null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [largest];

export const variantSolution = `export function largestRow(digits: readonly number[], time: number): [string, number[]] {
	let largest = 0;
	let reply = '';
	for (const digit of digits) {
		largest = Math.max(largest, digit);
		reply += \`\${digit}\${largest}\`; // the digit, then what it leads to
	}
	reply += \`#\${largest}.\`;
	const prompt = \`\${digits.join('')}=\`;
	const row = (prompt + reply).padEnd(time, '_');
	const answer = prompt.length + reply.indexOf('#') + 1;
	const mask = Array.from(row, (_, i) => (i < prompt.length || i >= prompt.length + reply.length ? 0 : i === answer ? 2 : 1));
	return [row, mask];
}
`;
