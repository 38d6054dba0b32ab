/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples;
 * none holds a way to compute the answer.
 */
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { answersOf } from '#grading/core/check-kit/answers.ts';
import { nameOf, storedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { READ_EXAMPLES, ROWS, type RowExample, TRACE_EXAMPLES } from './example.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const TOKENS = '0123456789+-*=T#._';

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

/** Traces of some of the stored chains; a slip that we know is named. */
function traceCheck(id: string, title: string, which: readonly number[]): Check {
	return storedCheck({
		id,
		title,
		points: 1,
		harness: 'traces',
		name: 'trace',
		examples: TRACE_EXAMPLES,
		which,
		otherwise: 'wrong-trace',
		textOf,
	});
}

const started = publicCheck('trace-differs', 'Different chains have different traces', 1, async ({ subject }) => {
	const result = await subject.harness('traces', [TRACE_EXAMPLES.cases]);
	return failureOfCall(result, 'trace') ?? (new Set(answersOf(result)).size > 1 ? PASS : fail('not-started'));
});

interface Row {
	readonly inputs: string;
	readonly targets: string;
	readonly mask: string;
}

/** Rows as text, a token a character. */
async function rowsOf(context: CheckContext): Promise<readonly Row[] | CheckOutcome> {
	const cases = ROWS.map(({ prompt, reply, time }) => [idsOf(prompt), idsOf(reply), time]);
	const result = await context.subject.harness('rows', [cases]);
	const failure = failureOfCall(result, 'example');
	if (failure !== null) return failure;
	return answersOf(result).map((row) => {
		const [inputs = [], targets = [], mask = []]: unknown[] = typeof row === 'string' ? JSON.parse(row) : [];
		return { inputs: textIn(inputs), targets: textIn(targets), mask: Array.isArray(mask) ? mask.join('') : '' };
	});
}

function idsOf(text: string): number[] {
	return Array.from(text, (character) => TOKENS.indexOf(character));
}

function textIn(ids: unknown): string {
	return Array.isArray(ids) ? ids.map((id) => TOKENS[Number(id)] ?? '?').join('') : '';
}

function rowCheck(id: string, title: string, points: number, read: (got: Row, want: RowExample) => CheckOutcome | null): Check {
	return publicCheck(id, title, points, async (context) => {
		const rows = await rowsOf(context);
		if (!Array.isArray(rows)) return rows as CheckOutcome;
		for (const [i, want] of ROWS.entries()) {
			const wrong = read(rows[i] ?? { inputs: '', targets: '', mask: '' }, want);
			if (wrong !== null) return wrong;
		}
		return PASS;
	});
}

const shape = rowCheck('row-length', 'A row of time tokens gives time − 1 questions', 1, ({ inputs, targets, mask }, want) => {
	if (inputs.length === want.time && targets.length === want.time && mask.length === want.time) return fail('too-long');
	const got = [inputs, targets, mask].map(({ length }) => length);
	return got.every((length) => length === want.time - 1)
		? null
		: fail('wrong-row', `Its lists have ${got.join(', ')} numbers; expected ${want.time - 1} each.`);
});

const shift = rowCheck('row-shift', 'Each place is asked for the token after it', 1, ({ inputs, targets }, want) => {
	if (inputs === want.inputs && targets === want.targets) return null;
	if (inputs === targets) return fail('not-shifted', `Both are ${inputs}`);
	const part = inputs === want.inputs ? (['targets', targets, want.targets] as const) : (['inputs', inputs, want.inputs] as const);
	return fail('wrong-row', `The ${part[0]} are ${part[1]}; expected ${part[2]}`);
});

const mask = rowCheck('row-mask', 'The loss counts the reply, all of it, and nothing else', 2, (got, want) => {
	if (got.mask === want.mask) return null;
	const known = nameOf(want.wrongMasks, (wrong) => wrong === got.mask);
	return fail(
		known ?? 'wrong-row',
		`Targets ${want.targets} have the mask ${got.mask}${known === undefined ? `; expected ${want.mask}` : '.'}`,
	);
});

const isAnswer = (i: number): boolean => READ_EXAMPLES.right[i] !== 'null';

/** Answers in some of the stored replies. */
function readCheck(id: string, title: string, which: readonly number[]): Check {
	return storedCheck({
		id,
		title,
		points: 1,
		harness: 'answers',
		name: 'readAnswer',
		examples: READ_EXAMPLES,
		which,
		otherwise: 'wrong-answer',
		textOf,
	});
}

const replies = READ_EXAMPLES.cases.map((_, i) => i);

export const checks: readonly Check[] = [
	started,
	traceCheck('trace-one', 'One operation: copied, then its result', [0]),
	traceCheck('trace-three', 'Three operations: each step ends with its result', [1]),
	traceCheck('trace-digits', 'Every value is one digit', [2, 3]),
	shape,
	shift,
	mask,
	readCheck('read-answer', 'The answer stands behind #', replies.filter(isAnswer)),
	readCheck(
		'read-none',
		'No answer is no answer',
		replies.filter((i) => !isAnswer(i)),
	),
];
