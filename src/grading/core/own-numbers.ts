/**
 * Numbers of a task that are the learner's own. They follow from the lab's declaration and one public seed, which the server makes of its secret,
 * the lab and the learner: so the page, the browser's checks and the server's checks have the same. No secret of the hidden checks hangs on it.
 */
import type { Lab, OwnNumber, OwnNumbers } from '#contract/lab.ts';
import type { GradeOptions } from './grade.ts';
import { seededRandom, seedFromText } from './random.ts';

/** Of whoever has no account, and of the files in the lab's folder. */
export const GUEST_SEED = 0;

type WithOwn = Pick<Lab, 'perLearner'>;

/** Empty for a lab that is the same for everybody. */
export function ownNumbersOf({ perLearner = {} }: WithOwn, seed: number): OwnNumbers {
	return Object.fromEntries(Object.entries(perLearner).map(([name, number]) => [name, draw(number, seedFromText(`${seed}/${name}`))]));
}

function draw({ low, high, step }: OwnNumber, seed: number): number {
	const count = Math.floor((high - low) / step + 1e-9) + 1;
	return rounded(low + step * Math.floor(seededRandom(seed)() * count));
}

/** Twelve digits: what 0.1 + 0.2 adds behind them is no part of a number that somebody copies from a page. */
function rounded(value: number): number {
	return Number(value.toPrecision(12));
}

/** How public checks are judged for one learner, in the browser and on the server. */
export function publicOptions(lab: WithOwn, seed: number): Pick<GradeOptions, 'seedOf' | 'own'> {
	return {
		own: ownNumbersOf(lab, seed),
		seedOf: lab.perLearner === undefined ? seedFromText : (checkId) => seedFromText(`${seed}/${checkId}`),
	};
}

/** The line of a starter that holds the learner's numbers. */
const LINE = /^const OWN = \{.*\};$/m;

/** A file of the lab's folder, which holds a guest's numbers, with these in their place. A file without such a line stays as it is. */
export function withOwnNumbers(source: string, own: OwnNumbers): string {
	const fields = Object.entries(own).map(([name, value]) => `${name}: ${value}`);
	return source.replace(LINE, `const OWN = { ${fields.join(', ')} };`);
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 + 1e-6 * Math.abs(b);

/**
 * Whose numbers an answer was worked out with, from what can be read back out of it: the learner's own, somebody else's (every one of them is
 * one that the task may give), or none that the task gives.
 */
export function whoseNumbers(used: OwnNumbers, own: OwnNumbers, declared: Readonly<Record<string, OwnNumber>>): 'own' | 'other' | 'none' {
	const names = Object.keys(used);
	if (names.every((name) => isSame(used[name] ?? Number.NaN, own[name] ?? Number.NaN))) return 'own';
	return names.every((name) => mayBe(used[name] ?? Number.NaN, declared[name])) ? 'other' : 'none';
}

function mayBe(value: number, number: OwnNumber | undefined): boolean {
	if (number === undefined) return false;
	const { low, high, step } = number;
	const nearest = rounded(low + step * Math.round((value - low) / step));
	return isSame(value, nearest) && nearest >= low - step / 2 && nearest <= high + step / 2;
}
