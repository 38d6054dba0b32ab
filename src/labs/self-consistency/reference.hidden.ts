/** The four functions once more, right and with one named bug at a time. Server only: a mutant is nearly the solution. */
export type Answer = number | null;

export const MAJORITY_BUGS = ['first-answer', 'null-votes', 'zero-lost', 'last-of-equals', 'smallest-of-equals', 'mean-answer'];

export function majorityOf(answers: readonly Answer[], bug: string | null = null): Answer {
	if (bug === 'first-answer') return answers[0] ?? null;
	const given = answers.filter((answer) => answer !== null);
	if (bug === 'mean-answer') return given.length === 0 ? null : Math.round(given.reduce((a, b) => a + b, 0) / given.length);
	const voting = bug === 'null-votes' ? answers : bug === 'zero-lost' ? given.filter((answer) => answer !== 0) : given;
	const counts = new Map<Answer, number>();
	for (const answer of voting) counts.set(answer, (counts.get(answer) ?? 0) + 1);
	const most = Math.max(0, ...counts.values());
	const best = [...counts].filter(([, count]) => count === most).map(([answer]) => answer);
	if (bug === 'last-of-equals') return best.at(-1) ?? null;
	return (bug === 'smallest-of-equals' ? best.toSorted((a, b) => (a ?? 0) - (b ?? 0)) : best)[0] ?? null;
}

export interface VoteInput {
	readonly answers: readonly Answer[];
	readonly truth: number;
	readonly k: number;
}

export const VOTE_BUGS = ['share-right', 'any-right', 'one-group', 'leftover-votes', 'overlapping', 'divided-by-samples'];

/** As the harness writes it. */
export function voteOf({ answers, truth, k }: VoteInput, bug: string | null = null): string {
	const size = bug === 'share-right' ? 1 : k;
	const step = bug === 'overlapping' ? 1 : size;
	const groups: Answer[][] = [];
	for (let at = 0; at + (bug === 'leftover-votes' ? 1 : size) <= answers.length; at += step) groups.push(answers.slice(at, at + size));
	if (bug === 'one-group') groups.length = 1;
	const isRight = (group: readonly Answer[]): boolean => (bug === 'any-right' ? group.includes(truth) : majorityOf(group) === truth);
	const right = groups.filter(isRight).length;
	return (right / (bug === 'divided-by-samples' ? answers.length : groups.length)).toFixed(6);
}

export interface BestInput {
	readonly replies: readonly string[];
	readonly rewards: readonly number[];
}

export const BEST_BUGS = ['first-reply', 'lowest-reward', 'last-best'];

export function bestOf({ replies, rewards }: BestInput, bug: string | null = null): string {
	const wanted = bug === 'lowest-reward' ? Math.min(...rewards) : Math.max(...rewards);
	const at = bug === 'first-reply' ? 0 : bug === 'last-best' ? rewards.lastIndexOf(wanted) : rewards.indexOf(wanted);
	return replies[at] ?? '';
}

/** Samples, tokens of each, parameters, dollars for a million tokens. */
export type CostInput = readonly [number, number, number, number];

export const COST_BUGS = ['one-sample', 'training-flops', 'multiply-add-once', 'price-per-token'];

export function costOf([samples, each, parameters, price]: CostInput, bug: string | null = null): number[] {
	const tokens = (bug === 'one-sample' ? 1 : samples) * each;
	const flops = { 'training-flops': 6, 'multiply-add-once': 1 }[bug ?? ''] ?? 2;
	return [tokens, flops * parameters * tokens, bug === 'price-per-token' ? tokens * price : (tokens * price) / 1e6];
}
