/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'k-ignored': 'The chance is the same however many samples are drawn.',
	'with-replacement': 'The samples are drawn as if each were put back before the next: a wrong one can be met twice.',
	'all-of-k': 'The chance is that all k samples are right.',
	'all-wrong': 'The chance is that all k samples are wrong.',
	'adds-chances': 'The chances of the k samples are added up, although several of them can be right at once.',
	overflows: 'With a thousand samples the result is no number.',
	'wrong-pass': 'The chance differs from that of drawing k of the n samples without putting back.',
	flat: 'The curve does not move with the steps.',
	'no-floor': 'Long before the middle the curve is at 0, not at the floor.',
	overshoots: 'Long after the middle the curve is at floor and ceiling together.',
	falls: 'The curve begins at the ceiling and goes down to the floor.',
	'not-log':
		'Half and twice the middle are not equally far from it: the curve is drawn over the steps and not over their ratio to the middle.',
	'steepness-misplaced': 'At the middle the curve has not made half of its rise.',
	'wrong-curve': 'The curve is at some step not where its four numbers put it.',
	'no-width': 'The range begins and ends at the same step.',
	'ends-swapped': 'The range begins after it ends.',
	'same-width': 'The range is as wide for a gentle curve as for a steep one.',
	'steeper-wider': 'A steeper curve gets the wider range.',
	'of-accuracy': 'The ends are at a fifth and four fifths of the ceiling, whatever the floor.',
	'tenth-of-rise': 'The ends are at a tenth and nine tenths of the rise.',
	'linear-range': 'Both ends are equally many steps away from the middle.',
	'wrong-range': 'The curve has not made a fifth of its rise at the first step and four fifths at the second.',
	'no-line': 'The line stays at 0 whatever the points.',
	'natural-log': 'The gain is less than half of what it should be: that of going e times as far, not ten times.',
	'linear-steps': 'The line is drawn over the steps themselves, not over their logarithm.',
	'no-intercept': 'The line is 0 at step 1 whatever the points.',
	'through-saturation': 'Points outside the range move the line.',
	'ends-left-out': 'Points at the first and the last step of the range do not count.',
	'two-points': 'Points between the first and the last do not move the line.',
	'swapped-axes': 'The line has the least squares of the steps, not of the accuracies.',
	'wrong-line': 'The line is not that of least squares through the points of the range.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
