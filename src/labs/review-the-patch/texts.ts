/** What the checks say for each diagnosis. Never the fix. */
export const TEXTS: Readonly<Record<string, string>> = {
	'no-findings':
		'findings() names no line. Read each function against the sentence above it, then write down the lines that break their promise.',
	'too-many-findings': 'findings() must name exactly three different lines. A review that marks everything has found nothing.',
	'not-a-line': 'findings() must name lines of the patch as it was delivered, as whole numbers.',
	'own-tests-fail': 'One of the tests that came with the patch fails now. They say too little, but what they say is right.',
	'broke-clip': 'clipByNorm no longer keeps its promise. It did when the patch arrived.',
	'broke-warm-up': 'warmUp no longer keeps its promise. It did when the patch arrived.',
	'split-leaks': 'A token of a text that is set aside can still reach training.',
	'split-drops-texts': 'Tokens of whole windows are missing from both sides.',
	'unweighted-mean': 'With micro-batches of unequal size the joined gradient is not that of the mean over all tokens.',
	'waits-for-rises': 'A held-out loss that goes up and down without ever beating its best does not stop the run.',
	'stops-too-soon': 'The run stops although its best held-out loss is younger than the patience.',
	'wrong-lines': 'The functions keep their promises now, but the lines that findings() names are not where they were broken.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
