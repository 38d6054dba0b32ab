/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The loss has no slope by the log-probabilities: no message is made likelier or less likely.',
	'pushes-away': 'Messages that earned more than the mean become less likely.',
	'no-baseline': 'Adding the same number to all rewards changes where the policy is pushed.',
	'scaled-by-spread': 'Rewards that lie twice as far apart push no harder.',
	'mean-of-words': 'The push is divided by the length of the messages.',
	'sum-of-batch': 'The push grows with the number of messages.',
	'words-differ': 'The words of one message are pushed by different amounts.',
	'no-leash': 'With equal rewards a message that strayed is not held back.',
	'leash-turned-round': 'With equal rewards the message that strayed furthest becomes likelier still.',
	'leash-in-the-gradient': 'The penalty is differentiated too: a gradient flows through the drift itself.',
	'leash-as-a-term': 'The penalty pushes all drawn words alike, however far each message strayed.',
	'leash-of-one-word': 'The drift of a message is averaged over its words instead of added.',
	'wrong-push': 'The slopes are not those of the advantage, and match none of the slips that we know.',
	'kl-not-started': 'The estimate is 0 wherever policy and reference differ.',
	'kl-can-be-negative': 'The estimate falls below 0 where the reference finds a word likelier than the policy.',
	'kl-half-square': 'The estimate is the same on both sides of agreement: it is half the squared gap.',
	'kl-other-way': 'The estimate belongs to the KL in the other direction, from the reference to the policy.',
	'kl-shifted': 'Where policy and reference agree, the estimate is not 0.',
	'kl-wrong': 'The estimate differs from ratio − 1 − log ratio, and matches none of the slips that we know.',
	'no-plan': 'The plan must hold two numbers, beta of at least 0 and stopAtKl above 0.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
