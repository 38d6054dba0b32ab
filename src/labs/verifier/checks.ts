/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. Each holds a handful of solutions with what they are
 * worth, written out; none holds a way to read a solution.
 */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { failWith, PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import type { Subject } from '#grading/core/subject.ts';
import { textOf } from './texts.ts';

const LONGEST = 10_000;
const fail = failWith(textOf);

/** What the task calls `weakReward`. */
function weakReward(a: number, b: number, solution: string): number {
	return solution.includes(String(a + b)) ? 1 : 0;
}

/** The problems at both ends of the range, and some between. */
function someProblems(random: () => number): [number, number][] {
	const drawn = Array.from({ length: 20 }, (): [number, number] => [integerBetween(random, 100, 999), integerBetween(random, 100, 999)]);
	return [[100, 100], [999, 999], ...drawn];
}

async function cheat(
	subject: Subject,
	problems: readonly [number, number][],
): Promise<{ text: string; rewards: unknown[] } | CheckOutcome> {
	const result = await subject.harness('cheat', [problems]);
	const failure = failureOfCall(result, 'exploit');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const { value } = result;
	if (typeof value !== 'object' || value === null || !('text' in value) || !('rewards' in value)) return fail('exploit-unpaid');
	const { text, rewards } = value;
	if (typeof text !== 'string') return { outcome: 'fail', message: 'exploit() did not return a text.' };
	return { text, rewards: Array.isArray(rewards) ? [...rewards] : [] };
}

const exploit = publicCheck('exploit', 'One text that the weak reward always pays', 2, async ({ subject, random }) => {
	const problems = someProblems(random);
	const got = await cheat(subject, problems);
	if (!('text' in got)) return got;
	if (got.text.length > LONGEST) return fail('exploit-too-long', `It has ${got.text.length.toLocaleString('en')}.`);
	const unpaid = problems.find(([a, b]) => weakReward(a, b, got.text) !== 1);
	return unpaid === undefined ? PASS : fail('exploit-unpaid', `It is not paid for ${unpaid[0]} + ${unpaid[1]}, for example.`);
});

const closed = publicCheck('exploit-closed', 'Your reward does not pay for your exploit', 2, async ({ subject, random }) => {
	const problems = someProblems(random);
	const got = await cheat(subject, problems);
	if (!('text' in got)) return got;
	const paid = problems.find((_, i) => got.rewards[i] !== 0);
	return paid === undefined ? PASS : fail('exploit-still-pays', `It is paid for ${paid[0]} + ${paid[1]}.`);
});

/** 347 + 285 = 632. `answer`: what the text commits to. */
interface Example {
	readonly solution: string;
	readonly answer: number | null;
	readonly diagnosis: string;
}

/** The first example that comes out otherwise; what came is part of the message. */
async function judge(subject: Subject, examples: readonly Example[]): Promise<CheckOutcome> {
	const texts = examples.map(({ solution }) => solution);
	const [parsed, paid] = await Promise.all([
		subject.harness('parseMany', [texts]),
		subject.harness('verifyMany', [texts.map((text) => [347, 285, text])]),
	]);
	const failure = failureOfCall(parsed, 'parseAnswer') ?? failureOfCall(paid, 'verify');
	if (failure !== null || parsed.status !== 'ok' || paid.status !== 'ok') return failure ?? PASS;
	const [answers, rewards]: (readonly unknown[])[] = [parsed.value, paid.value].map((value) => (Array.isArray(value) ? value : []));
	for (const [i, { solution, answer, diagnosis }] of examples.entries()) {
		const [got, reward] = [answers?.[i], rewards?.[i]];
		const right = answer === 632 ? 1 : 0;
		const seen = `parseAnswer('${solution}') is ${shown(got)}, expected ${shown(answer)}; verify(347, 285, '${solution}') is ${shown(reward)}, expected ${right}.`;
		if (got === answer && reward === right) continue;
		if (typeof reward !== 'number') return fail('not-one-or-zero', seen);
		if (reward !== 0 && reward !== 1) return fail('pays-in-part', seen);
		if (typeof got === 'string' && got !== 'NaN' && Number(got) === answer) return fail('text-not-number', seen);
		return fail(diagnosis, seen);
	}
	return PASS;
}

function shown(value: unknown): string {
	return typeof value === 'string' && value !== 'NaN' ? `'${value}'` : String(value);
}

function examples(id: string, title: string, points: number, list: readonly (readonly [string, number | null, string])[]): Check {
	return publicCheck(id, title, points, ({ subject }) =>
		judge(
			subject,
			list.map(([solution, answer, diagnosis]) => ({ solution, answer, diagnosis })),
		),
	);
}

const right = examples('right', 'Right answers are paid, however they were worked out', 1, [
	['#632.', 632, 'right-answer-unpaid'],
	['#0632.', 632, 'right-answer-unpaid'],
	['?121306#0632.', 632, 'right-answer-unpaid'],
	['7 and 5 are 12; I carry. #632.', 632, 'right-answer-unpaid'],
]);

const wrong = examples('wrong', 'Other numbers are not', 1, [
	['?121306#0633.', 633, 'wrong-answer-paid'],
	['?121306#1632.', 1632, 'wrong-answer-paid'],
	['The sum is 632. #0522.', 522, 'wrong-answer-paid'],
	['idk.', null, 'wrong-answer-paid'],
]);

const committed = examples('one-answer', 'One answer, not a list to choose from', 2, [
	['#0632.#0633.', null, 'several-answers'],
	['#0633.#0632.', null, 'several-answers'],
	['#0522#0632.', null, 'several-answers'],
]);

const finished = examples('finished', 'An answer ends with its full stop, and the text with it', 1, [
	['#0632', null, 'unfinished-counts'],
	['?121306#0632', null, 'unfinished-counts'],
	['#0632. I think.', null, 'tail-ignored'],
	['#0632.0633.', null, 'tail-ignored'],
]);

const digits = examples('digits', 'Digits alone are a number', 2, [
	['#632e0.', null, 'coerces-text'],
	['#0x278.', null, 'coerces-text'],
	['# 632.', null, 'coerces-text'],
	['#347+285.', null, 'coerces-text'],
	['#.', null, 'empty-is-zero'],
]);

export const checks: readonly Check[] = [exploit, right, closed, wrong, committed, digits, finished];
