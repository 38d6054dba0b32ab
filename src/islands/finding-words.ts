/**
 * What is said of a finding: what was seen, in numbers; what it often comes from; one question. Never the fix, never blame: the learner's run is
 * the learner's to understand. All words are here, so that their tone can be read in one go. Pure.
 */
import type { Finding, FindingKind } from '#contract/finding.ts';
import { ratio, share } from './quantity.ts';

export interface FindingWords {
	readonly title: string;
	readonly saw: string;
	/** A common cause, not a verdict. */
	readonly often: string;
	readonly question: string;
	/** Where a lesson is about it. */
	readonly lesson?: { readonly href: string; readonly text: string };
}

type Numbers = Finding['numbers'];
type Words = Omit<FindingWords, 'saw'> & { readonly saw: (numbers: Numbers, finding: Finding) => string };

const LESSON = {
	rate: { href: '/learn/1-gpt2/train-gpt#the-rate-up-then-down', text: 'The rate: up, then down' },
	step: { href: '/learn/1-gpt2/train-gpt#the-step-a-ratio-not-a-gradient', text: 'The step: a ratio, not a gradient' },
	causal: { href: '/learn/1-gpt2/causal-attention#how-to-know-that-it-is-causal', text: 'How to know that it is causal' },
	surprise: { href: '/learn/1-gpt2/next-token#surprise', text: 'Surprise' },
	collapse: {
		href: '/learn/3-scale/moe-balance#the-collapse-and-an-honest-word-about-it',
		text: 'The collapse, and an honest word about it',
	},
	leash: { href: '/learn/6-rlvr/grpo#the-leash', text: 'The leash' },
	group: { href: '/learn/6-rlvr/grpo#a-group-is-its-own-yardstick', text: 'A group is its own yardstick' },
	base: { href: '/learn/6-rlvr/grpo#where-it-breaks-the-base', text: 'Where it breaks: the base' },
	worth: { href: '/learn/5-preferences/over-optimisation#stop-hold-or-choose', text: 'Stop, hold, or choose' },
	believed: { href: '/learn/5-preferences/reward-model#may-it-be-believed', text: 'May it be believed?' },
} as const;

const WORDS: Readonly<Record<FindingKind, Words>> = {
	'not-finite': {
		title: 'A number that is none',
		saw: ({ lastStep, lastLoss }, { step, about = '' }) =>
			`At step ${step}, ${nameBroken(about)}.${lastStep === undefined ? '' : ` At step ${lastStep} the loss was still ${say(lastLoss)}.`}`,
		often:
			'Often one value somewhere left the range where a division, a logarithm or an exponential has an answer, and everything after it followed.',
		question: 'Which operation in your code has no answer for some inputs, and could it have met one of them?',
	},
	'exploding-gradient': {
		title: 'The gradient jumped',
		saw: ({ norm = 0, median = 1 }, { step }) =>
			`At step ${step} the gradient of all weights together is ${say(norm)} long. Its median until then was ${say(median)}: this is ${ratio(norm / median)} times as much.`,
		often: 'Often the weights have been moved so far that the next batch meets a model that is wrong with great certainty.',
		question: 'What in your step decides how far the weights can move at once?',
		lesson: LESSON.step,
	},
	'vanishing-gradient': {
		title: 'Hardly any gradient arrives',
		saw: ({ norm = 0, weights = 1, loss }, { step }) =>
			`Since step ${step} the gradient is less than a millionth of the weights: ${say(norm)} beside ${say(weights)}. The loss, ${say(loss)}, has not come down.`,
		often: 'Often something between the loss and the weights scales the signal down, or is flat where the values lie.',
		question: 'Going backwards from the loss: at which operation does the slope become so small?',
		lesson: LESSON.step,
	},
	'stuck-at-chance': {
		title: 'As good as guessing',
		saw: ({ loss, chance }, { seenAt }) =>
			`At step ${seenAt} the training loss is ${say(loss)}. A model that gives every token the same chance has ${say(chance)}.`,
		often: 'Often what the model is asked has no connection to what it sees, or the update does not reach the weights.',
		question: 'If you follow one token from the input to its loss, where does its information go?',
		lesson: LESSON.surprise,
	},
	'below-floor': {
		title: 'Too good to be true',
		saw: ({ heldOut, floor, errors = 0 }, { step }) =>
			`At step ${step} the held-out loss is ${say(heldOut)}, ${errors.toFixed(0)} standard errors below the floor of ${say(floor)}. No model predicts better than the data allow.`,
		often: 'Often the model can see what it is asked to predict.',
		question: 'What can position t look at that comes after t?',
		lesson: LESSON.causal,
	},
	'idle-parameter': {
		title: 'Weights that stand still',
		saw: ({ idle = 0, of = 0, gradient = 0 }, { step, seenAt, about = '' }) =>
			`From step ${step} to ${seenAt}, ${idle === of ? `all ${of} parameters` : `${idle} of ${of} parameters, ${about} among them,`} did not learn: ${
				gradient === 0 ? 'their gradient is exactly zero' : 'they get a gradient, and their values stay the same to the last bit'
			}.`,
		often: 'Often a part of the model is left out of the loss, or of the update.',
		question: 'On which path does this weight reach the loss, and what writes its new value?',
		lesson: LESSON.step,
	},
	'rate-too-high': {
		title: 'The loss went back up',
		saw: ({ loss, first, least, leastStep, swing, rate }, { step }) =>
			swing === undefined
				? `Since step ${step} the loss stays high: ${say(loss)} now, after ${leastStep === 0 ? `${say(first)} at the start` : `${say(least)} at step ${leastStep}`}.${sayRate(rate)}`
				: `Around step ${step} the loss jumps up and down by ${say(swing)} from one report to the next, at a mean of ${say(loss)}.${sayRate(rate)}`,
		often: 'Often the steps are longer than the valley is wide: each one lands on the other side, higher up.',
		question: 'How far does one step move a weight, compared with the weight itself?',
		lesson: LESSON.rate,
	},
	'rate-too-low': {
		title: 'Straight, slow, and far from the goal',
		saw: ({ loss, first, goal, rate }, { seenAt }) =>
			`At step ${seenAt}, half of the run, the loss came from ${say(first)} to ${say(loss)}, with ${say(goal)} to reach, and the curve is still a straight line.${sayRate(rate, 'The highest learning rate so far was')}`,
		often: 'Often each step is much shorter than it could be; sometimes the signal that reaches the weights is weak.',
		question: 'At this pace, how many steps would the rest take, and what sets the pace?',
		lesson: LESSON.rate,
	},
	'dead-expert': {
		title: 'Experts without work',
		saw: ({ dead = 0, experts = 0, busiest = 0 }, { step, about = '' }) =>
			`${about}: since step ${step}, ${dead} of ${experts} experts get less than a tenth of an even share. The busiest gets ${share(busiest, 1)}.`,
		often: 'Often whoever is ahead early gets the tokens, learns from them, and is further ahead: nothing pulls the others back in.',
		question: 'What in your loss, or in your choice, notices that an expert is never asked?',
		lesson: LESSON.collapse,
	},
	'kl-blow-up': {
		title: 'Far from where it began',
		saw: ({ kl, paid }, { step }) =>
			`Since step ${step} the policy is more than one nat a token away from the model it began as: ${say(kl)} now.${paid === undefined ? '' : ` The reward is ${say(paid)}.`}`,
		often: 'Often nothing that counts in the loss holds the policy back, or each step pushes harder than that can hold.',
		question: 'Which term of your loss grows with the distance, and is it large enough to be felt?',
		lesson: LESSON.leash,
	},
	'reward-hacking': {
		title: 'Paid more, worth less',
		saw: ({ worth, peak, paid, paidThen }, { step }) =>
			`After step ${step} the reward that it is trained on rose from ${say(paidThen)} to ${say(paid)}, and what it stands for fell from ${say(peak)} to ${say(worth)}.`,
		often: 'Often the policy has found what the reward overlooks, and goes on in that direction because it pays.',
		question: 'What do the samples of now have more of than those of that step, and why does it pay?',
		lesson: LESSON.worth,
	},
	'entropy-collapse': {
		title: 'It has stopped trying things',
		saw: ({ entropy, first, paid }, { step }) =>
			`Since step ${step} the samples surprise the policy by ${say(entropy)} nats a token; it began at ${say(first)}. The reward is ${say(paid)}.`,
		often: 'Often one kind of answer was reinforced before others had been drawn, and what is never drawn is never rewarded.',
		question: 'How different are the samples of one group, and what would make the policy keep more than one way open?',
		lesson: LESSON.leash,
	},
	'equal-groups': {
		title: 'Nothing to compare',
		saw: ({ share: equal = 0, paid }, { step }) =>
			`Around step ${step}, ${share(equal, 1)} of the groups have samples that were all paid the same, at a mean reward of ${say(paid)}. Such a group has no advantage to learn from.`,
		often: 'Often the problems are beyond what the model ever gets right, or the reward cannot tell its answers apart.',
		question: 'For which problems would one of these samples be better than the others?',
		lesson: LESSON.group,
	},
	overfitting: {
		title: 'Better on what it knows, worse on what it does not',
		saw: ({ heldOut, best, bestStep, loss, lossThen }, { seenAt }) =>
			`The held-out loss was lowest at step ${bestStep}, ${say(best)}; at step ${seenAt} it is ${say(heldOut)}. The training loss went on down, from ${say(lossThen)} to ${say(loss)}.`,
		often: 'Often the model has more room than the examples fill, and begins to learn them by heart.',
		question: 'How many examples does it see, how often each, and at which step was it best for examples it has never seen?',
		lesson: LESSON.believed,
	},
};

export function wordsOf(finding: Finding): FindingWords {
	const { saw, ...words } = WORDS[finding.kind];
	return { ...words, saw: saw(finding.numbers, finding) };
}

/** For a table and for screen readers. */
export function sayFinding(finding: Finding): string {
	return `${WORDS[finding.kind].title}, from step ${finding.step}`;
}

/** Three digits, as far as they say something. */
function say(value = Number.NaN): string {
	if (value === 0) return '0';
	return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? ratio(value) : value.toExponential(1);
}

function sayRate(rate: number | undefined, what = 'The learning rate is'): string {
	return rate === undefined ? '' : ` ${what} ${say(rate)}.`;
}

/** As detect-weights.ts names it. */
function nameBroken(about: string): string {
	const [what = '', name = ''] = about.split(' ');
	if (what === 'loss') return `the loss is ${name === 'Infinity' ? 'infinite' : 'NaN'}`;
	return `${what === 'gradient' ? 'the gradient of ' : 'the weight '}${name} holds a value that is not finite, while the loss still was a number`;
}
