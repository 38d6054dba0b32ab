/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'gpt2-changed': 'With all switches as in GPT-2 the block no longer gives what GPT-2’s gives.',
	'norm-ignored': 'With norm “rms” a constant added to a token still changes nothing: both norms take the mean away as before.',
	'one-norm-only': 'With norm “rms” one of the two norms still takes the mean away.',
	'rms-with-shift': 'With norm “rms” the shift still plays a part. RMSNorm has a scale alone.',
	'norm-wrong': 'With norm “rms” a token that is twice as long gives another result.',
	'order-invisible': 'With positions “rope” two earlier tokens change places, and the last one does not notice.',
	'always-turned':
		'With positions “learned” the order of earlier tokens still changes the last one: something is turned that should not be.',
	'values-turned': 'The same token at every place gives other results at other places: what is handed over is turned too.',
	'keys-alone-turned': 'Keys are turned and queries are not: the score depends on the place, not on the distance.',
	'turned-before-heads': 'The whole width is turned at once: heads then get the angles of their neighbours.',
	'gate-ignored': 'With mlp “swiglu” the MLP still bends its only way in.',
	'gate-and-up-swapped': 'The wrong one of gate and up goes through the bend.',
	'kv-heads-tiled': 'The key-value heads are dealt out in turns. Neighbouring heads should share one.',
	'kv-heads-wrong': 'With fewer key-value heads the block differs from one that holds the same keys and values once for each head.',
	'no-residual': 'A block whose last matrices are zero should pass its input on unchanged.',
	'no-gradient': 'The numbers are right, and the block cannot be trained: on the way back something has no gradient.',
	'wrong-block': 'The block differs from the reference for some switches.',
	'first-seed-only': 'The change is read off one seed.',
	'not-paired': 'The spread is that of two separate groups. Losses of the same seed belong together.',
	'population-deviation': 'The deviation is divided by the number of seeds, as if their mean were known.',
	'deviation-not-error': 'The interval is that of a single seed, not of the mean over seeds.',
	'normal-not-t': 'The interval is as narrow as if there were many seeds.',
	'more-is-better': 'A loss that falls is called worse.',
	'mean-decides': 'The verdict follows the mean alone, also where the interval holds zero.',
	'wrong-effect': 'The mean change or its interval differs.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
