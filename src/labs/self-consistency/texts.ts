/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'first-answer': 'The first sample decides alone: the others are never counted.',
	'null-votes': 'Samples that gave no answer vote together and can win.',
	'zero-lost': 'The answer 0 never wins: it is taken for no answer.',
	'last-of-equals': 'Of answers with equally many votes the one that was seen last wins.',
	'smallest-of-equals': 'Of answers with equally many votes the smallest digit wins, whatever was seen first.',
	'mean-answer': 'The result is an average of the answers. Digits are names here: 2 and 8 do not make 5.',
	'wrong-majority': 'The winner is not the answer with the most votes.',
	'one-group': 'Only the first k samples vote; the other groups are thrown away.',
	'leftover-votes': 'A group with fewer than k samples votes too.',
	overlapping: 'The groups overlap: a sample votes more than once.',
	'share-right': 'The result is the share of right samples, whatever k is: no vote takes place.',
	'any-right': 'A group counts as right as soon as one of its samples is: that is pass@k, not a vote.',
	'divided-by-samples': 'The right groups are divided by the number of samples.',
	'wrong-vote': 'The share of votes that are right is another one.',
	'first-reply': 'The first reply comes back whatever the rewards are.',
	'lowest-reward': 'The reply with the lowest reward comes back.',
	'last-best': 'Of replies with equal rewards the last one comes back.',
	'wrong-best': 'The reply that comes back does not have the highest reward.',
	'one-sample': 'The cost is that of one sample.',
	'training-flops': 'The FLOPs are those of training, three times as many as those of reading and writing.',
	'multiply-add-once': 'A multiplication and an addition are counted as one FLOP.',
	'price-per-token': 'The price is taken for one token; it is for a million.',
	'wrong-cost': 'Tokens, FLOPs or dollars are other ones.',
	'other-numbers': 'The plan is right for somebody else: its numbers are not those of your task.',
	'over-budget': 'The plan costs more than your budget.',
	'unspent-budget': 'Your budget pays for more samples than the plan has.',
	'wrong-plan': 'The plan does not add up.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
