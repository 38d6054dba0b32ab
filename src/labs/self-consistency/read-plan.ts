/**
 * Reads the numbers back out of a plan: tokens of a sample, parameters and price follow from its cost. So a plan of other numbers is told from one
 * that does not add up, without asking what the learner's file holds.
 */
import type { OwnNumbers } from '#contract/lab.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { isSame } from '#grading/core/check-kit/plain-cases.ts';
import { whoseNumbers } from '#grading/core/own-numbers.ts';
import { NUMBERS } from './numbers.ts';
import { textOf } from './texts.ts';

/** A thousand samples of a thousand tokens, a thousand parameters, a thousand dollars for a million tokens. */
const ROUND = [1e6, 2e9, 1_000];
/** Dollars are sums of rounded numbers; a plan that spends its budget to the last digit is within it. */
const SLACK = 1e-9;

/** `answers`: what the harness's `plans` gives. Null: the plan is right. */
export function readPlan(answers: readonly unknown[], own: OwnNumbers): { diagnosis: string; message: string } | null {
	const [plan, round] = answers.map((row) => (Array.isArray(row) ? row.map(Number) : []));
	const [samples = 0, tokens = 0, flops = 0, dollars = 0] = plan ?? [];
	const told = `It has ${numberText(samples)} samples, ${numberText(tokens)} tokens and ${numberText(flops)} FLOPs for ${numberText(dollars)} dollars.`;
	const says = (diagnosis: string, detail = told) => ({ diagnosis, message: `${textOf(diagnosis)} ${detail}` });
	if (!isSame(round, ROUND)) return says('wrong-plan', 'It cannot while queryCost does not.');
	if (!(samples > 0 && Number.isInteger(samples) && tokens > 0)) return says('wrong-plan');
	const used = { tokensEach: tokens / samples, parameters: flops / (2 * tokens), dollarsPerMillion: (1e6 * dollars) / tokens };
	const whose = whoseNumbers(used, own, NUMBERS);
	if (whose === 'none') return says('wrong-plan');
	if (whose === 'other') return says('other-numbers', differenceOf(used, own));
	const { budget = 0 } = own;
	const spent = `${numberText(samples)} samples cost ${numberText(dollars)} of ${numberText(budget)} dollars.`;
	if (dollars > budget * (1 + SLACK)) return says('over-budget', spent);
	return (dollars / samples) * (samples + 1) < budget * (1 - SLACK) ? says('unspent-budget', spent) : null;
}

/** The first number that is not the learner's, beside theirs. */
function differenceOf(used: OwnNumbers, own: OwnNumbers): string {
	const [name, value = 0] = Object.entries(used).find(([each, seen]) => !isSame(seen, own[each] ?? 0)) ?? ['', 0];
	return `It is worked out for ${name} = ${numberText(value)}; in your task it is ${numberText(own[name] ?? 0)}.`;
}
