/** Judges the re-check `shared`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'shareBudget';
const BUGS = ['one-after-the-other', 'goes-on', 'steps-not-words', 'one-word-more', 'each-its-own'];

const TEXTS: CaseTexts = {
	otherwise: { message: 'The texts differ for some thoughts or budgets.' },
	named: {
		'one-after-the-other': 'The first thought gets all its steps before the second gets one.',
		'goes-on': 'A step is granted after one that did not fit.',
		'steps-not-words': 'The budget is counted in steps.',
		'one-word-more': 'A step is granted that is one word too long.',
		'each-its-own': 'Each thought has the whole budget for itself.',
	},
};

interface Case {
	readonly thoughts: readonly (readonly string[])[];
	readonly words: number;
}

function makeCase(random: () => number): Case {
	const step = (): string =>
		Array.from({ length: integerBetween(random, 1, 3) }, () => ['add', 'look', 'sum'][integerBetween(random, 0, 2)]).join(' ');
	const thoughts = Array.from({ length: integerBetween(random, 2, 4) }, () => Array.from({ length: integerBetween(random, 0, 3) }, step));
	return { thoughts, words: integerBetween(random, 1, 9) };
}

function shareOf({ thoughts, words }: Case, bug: string | null): string[] {
	const places = thoughts.flatMap((steps, thought) => steps.map((text, round) => ({ text, round, thought })));
	const ordered =
		bug === 'one-after-the-other' || bug === 'each-its-own'
			? places
			: places.toSorted((a, b) => a.round - b.round || a.thought - b.thought);
	const texts = thoughts.map(() => '');
	let [left, owner, isOver] = [words + (bug === 'one-word-more' ? 1 : 0), 0, false];
	for (const { text, thought } of ordered) {
		if (bug === 'each-its-own' && thought !== owner) [left, owner, isOver] = [words, thought, false];
		const cost = bug === 'steps-not-words' ? 1 : text.split(' ').length;
		if (cost > left) isOver = bug !== 'goes-on';
		if (isOver || cost > left) continue;
		left -= cost;
		texts[thought] += `${text}; `;
	}
	return texts.map((text) => `${text}=>`);
}

const shared: Check = {
	id: 'shared',
	title: 'Any thoughts and budgets',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(32, random, makeCase)) {
			const result = await subject.call(NAME, [each.thoughts, each.words]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const got = JSON.stringify(result.status === 'ok' ? result.value : null);
			const isRight = got === JSON.stringify(shareOf(each, null));
			verdicts.push(isRight ? 'right' : { diagnosis: BUGS.find((bug) => JSON.stringify(shareOf(each, bug)) === got) ?? null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [shared];

export const variantSolution = `export function shareBudget(thoughts: readonly (readonly string[])[], words: number): string[] {
	const texts = thoughts.map(() => '');
	const rounds = Math.max(0, ...thoughts.map((steps) => steps.length));
	let left = words;
	for (let round = 0; round < rounds; round++) {
		for (const [i, steps] of thoughts.entries()) {
			const step = steps[round];
			if (step === undefined) continue;
			left -= step.split(' ').length;
			if (left < 0) return texts.map((text) => \`\${text}=>\`); // it does not fit: nothing after it does
			texts[i] += \`\${step}; \`;
		}
	}
	return texts.map((text) => \`\${text}=>\`);
}
`;
