/** Judges the re-check `sorted`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const TEXTS: CaseTexts = {
	otherwise: { message: 'The reward differs for some items or replies.' },
	named: {
		'right-answer-unpaid': 'A reply that commits to the sorted list is not paid.',
		'wrong-answer-paid': 'A reply that commits to something else, or to nothing, is paid.',
	},
};

interface Case {
	readonly items: readonly number[];
	readonly reply: string;
	readonly reward: number;
}

function makeCase(random: () => number, index: number): Case {
	const items = Array.from({ length: integerBetween(random, 1, 6) }, () => integerBetween(random, 0, index % 2 === 0 ? 20 : 9_999));
	const sorted = items.toSorted((a, b) => a - b);
	const list = `<${sorted.join(' ')}>`;
	const asText = `<${items.map(String).toSorted().join(' ')}>`;
	const working = ['', 'First the small ones. ', `${items.join(',')} `][integerBetween(random, 0, 2)] ?? '';
	const replies: readonly (readonly [string, number])[] = [
		[list, 1],
		[list, 1],
		[asText, asText === list ? 1 : 0],
		[`<${sorted.join(',')}>`, sorted.length === 1 ? 1 : 0],
		[`<${sorted.join('  ')}>`, sorted.length === 1 ? 1 : 0],
		[`${list} done`, 0],
		[`<1>${list}`, 0],
		[list.slice(0, -1), 0],
		[`<${[...sorted, 3].join(' ')}>`, 0],
		[`< ${sorted.join(' ')}>`, 0],
	];
	const [end, reward] = replies[integerBetween(random, 0, replies.length - 1)] ?? [list, 1];
	return { items, reply: working + end, reward };
}

const sorted: Check = {
	id: 'sorted',
	title: 'Any items, any reply',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const { items, reply, reward } of generateCases(40, random, makeCase)) {
			const result = await subject.call('sortReward', [items, reply]);
			const failure = failureOfCall(result, 'sortReward');
			if (failure !== null) return failure;
			const got = result.status === 'ok' ? result.value : null;
			verdicts.push(got === reward ? 'right' : { diagnosis: reward === 1 ? 'right-answer-unpaid' : 'wrong-answer-paid' });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [sorted];

export const variantSolution = `export function sortReward(items: readonly number[], reply: string): number {
	const found = /^[^<]*<([0-9]{1,4}(?: [0-9]{1,4})*)>$/.exec(reply);
	const sorted = items.toSorted((a, b) => a - b); // by size, not as text; a copy
	return found?.[1]?.split(' ').map(Number).join() === sorted.join() ? 1 : 0;
}
`;
