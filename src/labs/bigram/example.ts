/** Worked examples of the public checks: inputs, what comes out, and what known mistakes give. Numbers only; nothing here can count or share. */

/** Token 4 of the five never occurs. */
export const TEXT = [0, 1, 2, 0, 1, 3, 0, 1] as const;
export const COUNTS = [
	[0, 3, 0, 0, 0],
	[0, 0, 1, 1, 0],
	[1, 0, 0, 0, 0],
	[1, 0, 0, 0, 0],
	[0, 0, 0, 0, 0],
] as const;
export const WRONG_COUNTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
	'rows-and-columns-swapped': [
		[0, 0, 1, 1, 0],
		[3, 0, 0, 0, 0],
		[0, 1, 0, 0, 0],
		[0, 1, 0, 0, 0],
		[0, 0, 0, 0, 0],
	],
	'seen-not-counted': [
		[0, 1, 0, 0, 0],
		[0, 0, 1, 1, 0],
		[1, 0, 0, 0, 0],
		[1, 0, 0, 0, 0],
		[0, 0, 0, 0, 0],
	],
	'last-pair-missed': [
		[0, 2, 0, 0, 0],
		[0, 0, 1, 1, 0],
		[1, 0, 0, 0, 0],
		[1, 0, 0, 0, 0],
		[0, 0, 0, 0, 0],
	],
	'counts-both-directions': [
		[0, 3, 1, 1, 0],
		[3, 0, 1, 1, 0],
		[1, 1, 0, 0, 0],
		[1, 1, 0, 0, 0],
		[0, 0, 0, 0, 0],
	],
};

/** Row totals 4, 2, 0, 1; smoothed by 0.5 they are 6, 4, 2, 3. */
export const SEEN = [
	[3, 0, 1, 0],
	[1, 1, 0, 0],
	[0, 0, 0, 0],
	[0, 0, 0, 1],
] as const;
export const SMOOTHING = 0.5;
export const SHARES = [
	[0.583333, 0.083333, 0.25, 0.083333],
	[0.375, 0.375, 0.125, 0.125],
	[0.25, 0.25, 0.25, 0.25],
	[0.166667, 0.166667, 0.166667, 0.5],
] as const;
/** First row of each mistake whose rows sum to one. */
export const WRONG_SHARES: Readonly<Record<string, readonly number[]>> = {
	'fixed-smoothing': [0.5, 0.125, 0.25, 0.125],
	'only-zeros-smoothed': [0.6, 0.1, 0.2, 0.1],
	'no-smoothing': [0.75, 0, 0.25, 0],
};

/** After 0 comes 1 with probability 0.5; after 1 comes 0 with probability 0.125. */
export const TABLE = [
	[0.25, 0.5, 0.25],
	[0.125, 0.25, 0.625],
	[0.3, 0.3, 0.4],
] as const;
export const READ = [0, 1, 0, 1, 0] as const;
/** The surprises are ln 2 and 3 · ln 2 in turn. */
export const LOSS = 1.386294;
export const LOSS_OF_MEAN = 1.163151;
