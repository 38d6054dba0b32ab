/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'exploit-unpaid': 'The weak reward pays your exploit for some problems and not for others.',
	'exploit-too-long': 'Your exploit is longer than 10,000 characters.',
	'exploit-still-pays': 'Your own reward pays for your exploit, a text that was written without adding anything.',
	'right-answer-unpaid': 'A solution that commits to the right sum is not paid.',
	'wrong-answer-paid': 'A solution that commits to another number is paid.',
	'text-not-number': 'The answer comes back as text, so that 0632 and 632 are two different answers.',
	'not-one-or-zero': 'The reward is not a number that can be averaged: it should be 1 or 0.',
	'pays-in-part': 'A solution that does not commit to the sum gets a part of the reward.',
	'several-answers': 'A solution with more than one answer is taken for one of them.',
	'unfinished-counts': 'An answer without its full stop counts.',
	'tail-ignored': 'What stands behind the full stop is ignored.',
	'coerces-text': 'Something that is not written in digits is read as a number.',
	'empty-is-zero': 'An empty answer is read as 0.',
	'digit-count': 'The number of digits is counted otherwise than the format says: one to six.',
	'zero-is-nothing': 'An answer of 0 is taken for no answer.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
