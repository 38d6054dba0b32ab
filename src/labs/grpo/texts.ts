/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The advantages are the rewards themselves.',
	'not-centred': 'The advantages of a group do not sum to 0.',
	'centred-on-batch': 'The advantages sum to 0 over all groups together, and not within each.',
	'spread-of-batch': 'The advantages are scaled by one number for all groups.',
	'no-spread': 'The advantages are the distances from the mean: a group with rare successes weighs less than one with many.',
	'sample-spread': 'The mean square of a group’s advantages depends on how many samples it has.',
	'nan-in-equal-group': 'A group in which all rewards are equal gives advantages that are no numbers.',
	'kl-can-be-negative': 'The estimate is negative for a token that the policy likes less than the reference.',
	'kl-wrong-size': 'The estimate is 0 where both agree and grows on both sides, but not by the amount asked for.',
	'kl-reversed': 'The estimate has the two models in each other’s places.',
	'ratio-upside-down': 'A token that has become more probable counts as if it had become less so.',
	'no-ratio': 'The loss does not depend on how probable the token was when it was sampled.',
	'pushes-wrong-way': 'The gradient makes good samples less probable.',
	'no-clip': 'A token that has moved beyond the clip is still pushed further.',
	'clips-without-min': 'A token that has moved the wrong way beyond the clip is no longer pulled back.',
	'takes-larger': 'The larger of the two products is taken.',
	'mask-ignored': 'Padding behind a sample’s end changes the loss.',
	'no-leash': 'The loss is the same however far the policy is from the reference.',
	'leash-rewarded': 'The loss falls when the policy moves away from the reference.',
	'divides-by-tokens': 'The sum is divided by the number of tokens drawn, which changes from step to step.',
	'divides-by-rows': 'The sum is divided by the number of samples.',
	'mean-of-samples': 'Each sample is averaged over its own tokens: a token of a long sample weighs less than one of a short.',
	'not-divided': 'The sum is not divided at all: twice the batch, twice the loss.',
	'fixed-clip': 'The loss clips at the same place whatever settings.clip says.',
	'fixed-beta': 'The KL term has the same weight whatever settings.beta says.',
	'wrong-loss': 'The loss or its gradient differs from the clipped objective.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
