/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples;
 * none holds a way to compute the answer.
 */
import type { Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { ANSWERS, CHAINS, REPLIES, ROWS, type RowExample, TRACES, WRONG_ANSWERS, WRONG_TRACES } from './example.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const TOKENS = '0123456789+-*=T#._';

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

function check(id: string, title: string, points: number, run: (context: CheckContext) => Promise<CheckOutcome>): Check {
	return { id, title, visibility: 'public', points, run };
}

/** What a function of the harness gives for all cases, or why it gives nothing. */
async function listOf({ subject }: CheckContext, [harness, name]: readonly [string, string], cases: readonly Value[]) {
	const result = await subject.harness(harness, [cases]);
	const failure = failureOfCall(result, name);
	const list: readonly unknown[] = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
	return { failure, list };
}

function written({ start, operations }: (typeof CHAINS)[number]): string {
	return `${start}${operations.map(({ sign, digit }) => `${sign}${digit}`).join('')}`;
}

/** The first of the known slips that fits. */
function nameOf<Slip>(slips: Readonly<Record<string, Slip>>, fits: (slip: Slip) => boolean): string | undefined {
	return Object.entries(slips).find(([, slip]) => fits(slip))?.[0];
}

/** The traces of some of the stored chains; a slip that we know is named. */
function traceCheck(id: string, title: string, points: number, which: readonly number[]): Check {
	return check(id, title, points, async (context) => {
		const { failure, list } = await listOf(context, ['traces', 'trace'], CHAINS);
		if (failure !== null) return failure;
		if (new Set(list).size === 1) return fail('not-started');
		for (const at of which) {
			const [got, want] = [String(list[at]), TRACES[at] ?? ''];
			if (got === want) continue;
			const known =
				nameOf(WRONG_TRACES, (wrong) => wrong.every((each, i) => each === list[i])) ?? nameOf(WRONG_TRACES, (wrong) => wrong[at] === got);
			const chain = CHAINS[at];
			const detail = `For ${chain === undefined ? '' : written(chain)}= it is ${got === '' ? 'empty' : got}${known === undefined ? `; expected ${want}` : ''}`;
			return fail(known ?? 'wrong-trace', detail);
		}
		return PASS;
	});
}

interface Row {
	readonly inputs: string;
	readonly targets: string;
	readonly mask: string;
}

/** Rows as text, a token a character. */
async function rowsOf(context: CheckContext): Promise<readonly Row[] | CheckOutcome> {
	const cases = ROWS.map(({ prompt, reply, time }) => [idsOf(prompt), idsOf(reply), time]);
	const { failure, list } = await listOf(context, ['rows', 'example'], cases);
	if (failure !== null) return failure;
	return list.map((row) => {
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
	return check(id, title, points, async (context) => {
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

/** The answers in some of the stored replies. */
function readCheck(id: string, title: string, which: (answer: string) => boolean): Check {
	return check(id, title, 1, async (context) => {
		const { failure, list } = await listOf(context, ['answers', 'readAnswer'], REPLIES);
		if (failure !== null) return failure;
		const at = ANSWERS.findIndex((answer, i) => which(answer) && answer !== String(list[i]));
		if (at < 0) return PASS;
		const known = nameOf(WRONG_ANSWERS, (wrong) => wrong.every((answer, i) => answer === String(list[i])));
		const detail = `“${REPLIES[at]}” gives ${String(list[at])}; expected ${ANSWERS[at]}.`;
		return fail(known ?? (list.every((answer) => answer === 'null') ? 'never-answers' : 'wrong-answer'), detail);
	});
}

export const checks: readonly Check[] = [
	traceCheck('trace-one', 'One operation: copied, then its result', 1, [0]),
	traceCheck('trace-three', 'Three operations: each step ends with its result', 1, [1]),
	traceCheck('trace-digits', 'Every value is one digit', 1, [2, 3]),
	shape,
	shift,
	mask,
	readCheck('read-answer', 'The answer stands behind #', (answer) => answer !== 'null'),
	readCheck('read-none', 'No answer is no answer', (answer) => answer === 'null'),
];
