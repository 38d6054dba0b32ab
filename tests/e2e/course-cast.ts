/** Who takes the scripted course, what each of them does when, and what each is worth by the rules that their instructor sets: worked out here, by hand. */

import { isNight } from '../support/sample.ts';
import { labFile } from './lab-page.ts';

/** A whole course by night; by day every part once. */
export const LEARNERS = isNight ? 200 : 12;
export const LAB = 'bigram';
export const WORTH = 20;

/** One after the other, with the clock of the server turned between. */
export type Moment = 'in time' | 'in the grace' | 'on day 2' | 'on day 7';

/** `wrong` fails one check, that of texts of thousands of tokens. */
export const CODES = {
	right: labFile(LAB, 'solution.ts'),
	wrong: labFile(LAB, 'mistakes/product.ts'),
	broken: 'export function countPairs( {',
} as const;
export const STRICT_CHECK = 'long-texts';
/** 20 of 22 points: all but the two of that check. */
export const WRONG = 20 / 22;

interface Part {
	readonly works: readonly (readonly [Moment, keyof typeof CODES])[];
	/** Of the points of the lab, where wrong code has a share of `wrong`: a day late takes a tenth, all days at most half, and the best counts. Null: nothing that counts. */
	readonly share: (wrong: number) => number | null;
	/** What its learner reads of their last submission. */
	readonly lateness?: string;
}

const PARTS: readonly Part[] = [
	{ works: [['in time', 'right']], share: () => 1, lateness: 'on time' },
	{
		works: [
			['in time', 'wrong'],
			['on day 2', 'right'],
		],
		share: (wrong) => Math.max(wrong, 0.8),
		lateness: 'late, on day 2: 80 % of the points',
	},
	{ works: [['in time', 'wrong']], share: (wrong) => wrong, lateness: 'on time' },
	{ works: [['on day 2', 'right']], share: () => 0.8, lateness: 'late, on day 2: 80 % of the points' },
	{ works: [['on day 2', 'right']], share: () => 0.8 },
	{ works: [], share: () => 0 },
	{ works: [], share: () => 0 },
	{ works: [['in time', 'broken']], share: () => 0, lateness: 'on time' },
	{ works: [['on day 2', 'wrong']], share: (wrong) => 0.8 * wrong, lateness: 'late, on day 2: 80 % of the points' },
	{ works: [['in the grace', 'right']], share: () => 1, lateness: 'within the grace period' },
	{
		works: [
			['in time', 'right'],
			['on day 2', 'wrong'],
		],
		share: () => 1,
		lateness: 'late, on day 2: 80 % of the points',
	},
	{ works: [['on day 7', 'right']], share: () => 0.5, lateness: 'late, on day 7: 50 % of the points' },
];

/** One of them has more time, one is excused, one gives themself a name that a spreadsheet would run, one had an account before. */
export const [EXTENDED, EXCUSED, FORMULA, EARLIER] = [4, 5, 11, 2];

export interface CastMember extends Part {
	readonly n: number;
	readonly username: string;
	readonly name: string;
	readonly section: string;
}

export const CAST: readonly CastMember[] = Array.from({ length: LEARNERS }, (_, n) => {
	const part = PARTS[n % PARTS.length] ?? { works: [], share: () => 0 };
	const padded = String(n).padStart(3, '0');
	return {
		...part,
		...{ n, username: `pupil.${padded}`, section: n % 2 === 0 ? 'Monday' : 'Tuesday' },
		name: n === FORMULA ? '=SUM(A1:A9)' : `Pupil ${padded}`,
		...(n === EXTENDED ? { share: () => 1, lateness: 'on time' } : {}),
		...(n === EXCUSED ? { share: () => null } : {}),
	};
});

/** As a secretary's spreadsheet writes it: semicolons, one line twice, and a cell that a spreadsheet would run. */
export const LIST = [
	'username;name;section',
	...CAST.map(({ n, username, section }) => `${username};Pupil ${String(n).padStart(3, '0')};${section}`),
	'pupil.003;Once More;Monday',
	'=cmd|calc;Nobody;Tuesday',
].join('\n');
