/**
 * The runs behind lesson 6.2: the recipe for five seeds, one thing changed at a time, controls, and bases that nobody chose. `npm run recipes -- grpo
 * <name>`. Held-out problems are of the hidden split under a fixed seed. Never bundled.
 */
import { type Addition, drawAdditions } from '#data/tasks/addition.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import * as solution from '#labs/grpo/solution.ts';
import { BASE_CONFIG, describeBase, rightAnswer } from '../bases/rlvr-base.ts';
import { BASE_RECIPE, type BaseRecipe, trainAdditionBase } from '../kit/addition-base.ts';
import { type Answer, askAdditions, countStyles, meanReward, type Reward } from '../kit/addition-policy.ts';
import type { Experiment } from '../kit/experiment.ts';
import { createGpt, type Gpt } from '../kit/gpt.ts';
import { gptConfigOf } from '../kit/gpt-shapes.ts';
import { measurePass } from '../kit/grpo-figures.ts';
import type { TrainMessage } from '../kit/host.ts';
import { readCheckpoint } from '../kit/policy.ts';
import { silentHost } from '../kit/silent-host.ts';
import { encodeRun } from '../kit/snapshot.ts';
import { trainGrpo } from '../kit/train-grpo.ts';
import { lab } from './lab.ts';

const PRESET = lab.presets['small'];
const CONFIG = PRESET?.config ?? {};
const STEPS = PRESET?.steps ?? 50;
const HIDDEN_PROBLEMS = 600;
const KS = [1, 2, 4, 8, 16, 32, 64];

interface Point {
	readonly step: number;
	readonly [key: string]: number;
}

interface Options {
	readonly seed: number;
	readonly base: ArrayBuffer | null;
	readonly config?: Readonly<Record<string, number>>;
	readonly reward?: Reward;
	readonly steps?: number;
	readonly log: (text: string) => void;
}

/** One run of the recipe, with parts replaced; the caller disposes the model. */
async function runRl({
	seed,
	base,
	config = {},
	reward = rightAnswer,
	steps = STEPS,
	log,
}: Options): Promise<{ gpt: Gpt; curve: Point[] }> {
	const points = new Map<number, Record<string, number>>();
	const kept: ArrayBuffer[] = [];
	const emit = (message: TrainMessage): void => {
		if (message.type !== 'measure') return;
		points.set(message.step, { ...points.get(message.step), ...message.values });
		if (message.values['heldOut'] !== undefined) log(`seed ${seed} step ${message.step}: ${JSON.stringify(points.get(message.step))}`);
	};
	const whole = { ...CONFIG, ...config };
	const host = silentHost({
		...{ preset: 'small', config: whole, steps, seed, base, emit },
		snapshot: async (_, make, last) => void (last === true && kept.push(await make())),
	});
	await trainGrpo({ lab: 'grpo', host, objective: solution, reward, judge: rightAnswer });
	const sizes = gptConfigOf(whole);
	const gpt = createGpt(sizes, readCheckpoint(kept[0] ?? null, sizes), causalAttentionHeads);
	return { gpt, curve: [...points].map(([step, values]) => ({ step, ...values })) };
}

function askHidden(gpt: Gpt, options: { temperature?: number; forced?: string } = {}): Promise<Answer[]> {
	return askAdditions(gpt, drawAdditions('hidden', 'experiment', HIDDEN_PROBLEMS), rightAnswer, { seed: 11, ...options });
}

/** What is left of a run: hidden accuracy, styles, and the curve thinned to every fifth step. */
async function summarise({ gpt, curve }: { gpt: Gpt; curve: readonly Point[] }): Promise<Record<string, unknown>> {
	const answers = await askHidden(gpt);
	const greedy = await askHidden(gpt, { temperature: 0 });
	return {
		hidden: meanReward(answers),
		greedy: meanReward(greedy),
		styles: countStyles(answers),
		curve: curve.filter(({ step }) => step <= 1 || step % 5 === 0),
	};
}

function baseOf(base: ArrayBuffer | null): Gpt {
	const sizes = gptConfigOf(CONFIG);
	return createGpt(sizes, readCheckpoint(base, sizes), causalAttentionHeads);
}

/** The recipe with one thing changed. */
function variation(
	about: string,
	change: Omit<Partial<Options>, 'seed' | 'base' | 'log'>,
	seeds: readonly number[] = [1, 2, 3],
): Experiment {
	return {
		about,
		seeds,
		async run({ seed, log, base }) {
			const run = await runRl({ seed, base, log, ...change });
			try {
				return await summarise(run);
			} finally {
				run.gpt.dispose();
			}
		},
	};
}

const recipe: Experiment = {
	about: 'The recipe of the lab from the shipped base, with pass@k of both ends.',
	seeds: [1, 2, 3, 4, 5],
	async run({ seed, log, base }) {
		const before = baseOf(base);
		const run = await runRl({ seed, base, log });
		const pass = { problems: 64, samples: 64, ks: KS, seed: 'experiment' };
		try {
			const shares = async (gpt: Gpt): Promise<number[]> => (await measurePass(gpt, rightAnswer, pass)).map(({ share }) => share);
			const base0 = await askHidden(before);
			return {
				from: meanReward(base0),
				fromStyles: countStyles(base0),
				...(await summarise(run)),
				pass: { ks: KS, base: await shares(before), trained: await shares(run.gpt) },
			};
		} finally {
			before.dispose();
			run.gpt.dispose();
		}
	},
};

/** Three problems, eight samples each: the groups of the lesson's first figure. */
const groups: Experiment = {
	about: 'Groups of samples of the shipped base, with what the verifier pays.',
	seeds: [1],
	async run({ seed, base }) {
		const gpt = baseOf(base);
		const size = 8;
		try {
			const problems = drawAdditions('visible', 'groups', 12);
			const repeated = problems.flatMap((problem) => Array.from({ length: size }, () => problem));
			const answers = await askAdditions(gpt, repeated, rightAnswer, { seed });
			return {
				size,
				groups: problems.map(({ a, b }, g) => ({
					prompt: `${a}+${b}=`,
					samples: answers.slice(g * size, (g + 1) * size).map(({ solution: text, reward }) => ({ text, reward })),
				})),
			};
		} finally {
			gpt.dispose();
		}
	},
};

/** No step of training: the scratchpad's first token is given. */
const promptOnly: Experiment = {
	about: 'The shipped base, untrained, with the first token of a scratchpad given to it.',
	seeds: [1],
	async run({ base }) {
		const gpt = baseOf(base);
		try {
			const [free, forced, greedy] = [
				await askHidden(gpt),
				await askHidden(gpt, { forced: '?' }),
				await askHidden(gpt, { forced: '?', temperature: 0 }),
			];
			return { free: meanReward(free), forced: meanReward(forced), forcedGreedy: meanReward(greedy) };
		} finally {
			gpt.dispose();
		}
	},
};

const formatOnly: Reward = (_, text) => (/^[^#]*#[0-9]{4}\.$/.test(text) ? 1 : 0);

/** A lazy verifier: the last digit of the answer, nothing else. Whoever forgets carries gets it right. */
const lastDigit: Reward = ({ a, b }, text) => {
	const found = /^[^#]*#[0-9]{0,5}([0-9])\.$/.exec(text);
	return found !== null && Number(found[1]) === (a + b) % 10 ? 1 : 0;
};

/** Heads or tails from the text itself, so that the same sample is always paid the same. */
function coin({ a, b }: Addition, text: string): number {
	let hash = 2_166_136_261 ^ (a * 1_009 + b);
	for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
	return ((hash >>> 13) ^ hash) & 1;
}

/** A base made from nothing, described, trained by the recipe. */
function freshBase(about: string, seeds: readonly number[], change: Partial<BaseRecipe> = {}): Experiment {
	return {
		about,
		seeds,
		async run({ seed, log }) {
			const made = await trainAdditionBase({ seed, config: BASE_CONFIG, recipe: { ...BASE_RECIPE, ...change }, log });
			const { accuracy, greedy, forced, styles } = await describeBase(made.gpt);
			const bytes = await encodeRun(made.gpt.params, null, { lab: 'rlvr-base', preset: 'base', seed }, made.steps);
			made.gpt.dispose();
			const run = await runRl({ seed, base: bytes, log });
			try {
				const base = { textbookSteps: made.textbookSteps, steps: made.steps, accuracy, greedy, forced, styles };
				return { base, ...(await summarise(run)) };
			} finally {
				run.gpt.dispose();
			}
		},
	};
}

export const experiments: Readonly<Record<string, Experiment>> = {
	groups,
	recipe,
	'prompt-only': promptOnly,
	'format-only': variation('A reward for the form of an answer, whatever its number.', { reward: formatOnly }),
	'last-digit': variation('A verifier that compares the last digit alone.', { reward: lastDigit }),
	'random-reward': variation('A reward of heads or tails.', { reward: coin }),
	'no-leash': variation('Without the KL term.', { config: { beta: 0 } }),
	'no-skill': freshBase('A base whose corpus holds no scratchpad with carries.', [1], {
		textbook: null,
		web: { scratchpad: 0, 'carry-less': 29, direct: 39, refusal: 20 },
		webSteps: 800,
	}),
	'fresh-bases': freshBase(
		'Bases from seeds that were never looked at before, each trained by the same recipe.',
		[101, 102, 103, 104, 105],
	),
};
