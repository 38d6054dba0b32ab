/**
 * Shift+Enter in lab 5.3: base, reward model and policy, all of them small. The learner's loss pushes the policy, the learner's estimate says how
 * far it has gone, and the learner's plan stops it. The true worth is drawn beside and never used.
 */
import * as tf from '@tensorflow/tfjs';
import { decodeRun, encodeRun, gptConfigOf, gptShapes, runSteps, showEngine, type Train, type TrainHost } from 'gradus';
import { preferenceLoss } from 'my/reward-model';
import { goldReward, MESSAGE_LENGTH, messageText, messageWord } from '#data/tasks/messages.ts';
import { createPolicy, type Drawn, type Policy, type PolicyLoss } from './policy-step.ts';
import { rowsOfTokens, worthOf } from './rows.ts';
import { createWorld, type World } from './world.ts';

const NAMES = ['wordKl', 'policyLoss', 'plan'] as const;
/** Reports of a run, and samples that a report shows. */
const [REPORTS, SHOWN] = [40, 4] as const;
/** Told one by one. */
const FIRST_STEPS = 3;

interface Learner {
	readonly wordKl: (logProbs: tf.Tensor, reference: tf.Tensor) => tf.Tensor;
	readonly policyLoss: PolicyLoss;
	readonly plan: () => { readonly beta: number; readonly stopAtKl: number };
}

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function; the plan is looked at below.
	const functions = learner as unknown as Learner;
	const { beta, stopAtKl } = functions.plan();
	if (!(beta >= 0) || !(stopAtKl > 0))
		throw new Error('plan() must return { beta, stopAtKl }, with beta of at least 0 and stopAtKl above 0.');
	const shapes = gptShapes(gptConfigOf(host.config));
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab: 'over-optimisation', preset: host.preset, shapes });
	const seed = stored?.seed ?? host.seed;
	const onWork = () => host.emit({ type: 'progress', step: stored?.step ?? 0, steps: host.steps, secondsLeft: null });
	const world = await createWorld({ config: host.config, seed, preferenceLoss, onWork });
	const policy = createPolicy({
		world,
		loss: functions.policyLoss,
		batch: host.config['batch'] ?? 128,
		rate: host.config['rate'] ?? 0.001,
		seed,
		stored: stored === null ? null : { step: stored.step, tensors: stored.weights.tensors },
	});
	try {
		await run({ host, world, policy, functions, plan: { beta, stopAtKl }, from: stored?.step ?? 0, seed });
	} finally {
		policy.dispose();
		world.dispose();
	}
};

interface Run {
	readonly host: TrainHost;
	readonly world: World;
	readonly policy: Policy;
	readonly functions: Learner;
	readonly plan: { readonly beta: number; readonly stopAtKl: number };
	readonly from: number;
	readonly seed: number;
}

async function run({ host, world, policy, functions, plan, from, seed }: Run): Promise<void> {
	let isFarEnough = false;
	const path: Point[] = [];
	await runSteps({
		// The plan stops a run as a hand would.
		host: { ...host, stopped: () => isFarEnough || host.stopped() },
		from,
		every: Math.max(1, Math.round(host.steps / REPORTS)),
		async step(step) {
			const drawn = await policy.step(step, plan.beta);
			return async (last) => {
				const point = await lookAt(drawn, { world, policy, functions });
				path.push(point);
				tell(host, step + 1, path);
				if (last || path.length % (REPORTS / 8) === 1) draw(host, step + 1, point, path);
				showEngine(policy.compiled, host, step + 1);
				if (point.kl < plan.stopAtKl || isFarEnough) return;
				isFarEnough = true;
				const text = `Stopped after step ${step + 1}: your estimate of the drift is ${point.kl.toFixed(1)} nats, and the plan stops at ${plan.stopAtKl}.`;
				host.emit({ type: 'log', level: 'log', text });
			};
		},
		shows: (done) => done <= FIRST_STEPS,
		show: async () => {},
		weighs: () => ({ params: policy.gpt.params, gradients: policy.optimizer.gradients }),
		encode: (done) => encodeRun(policy.gpt.params, policy.optimizer, { lab: 'over-optimisation', preset: host.preset, seed }, done),
	});
}

/** What a batch came to before the step that was made on it. */
interface Point {
	readonly kl: number;
	readonly reward: number;
	readonly worth: number;
	readonly samples: readonly { readonly ids: readonly number[]; readonly reward: number; readonly logProbs: Float32Array }[];
}

async function lookAt(drawn: Drawn, { world, policy, functions }: Pick<Run, 'world' | 'policy' | 'functions'>): Promise<Point> {
	const messages = rowsOfTokens(drawn.tokens);
	const rewards = await world.rewardsOf(messages);
	const reference = await policy.referenceOf(drawn.tokens);
	const shape: [number, number] = [messages.length, MESSAGE_LENGTH];
	const total = tf.tidy(() => functions.wordKl(tf.tensor2d(drawn.logProbs, shape), tf.tensor2d(reference, shape)).sum());
	const kl = ((await total.data())[0] ?? Number.NaN) / messages.length;
	total.dispose();
	if (!Number.isFinite(kl)) throw new Error(`wordKl gave ${kl} for the words of a batch. Print what goes into the exponential.`);
	return {
		kl,
		reward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
		worth: worthOf(messages).mean,
		samples: messages.slice(0, SHOWN).map((ids, i) => ({
			ids,
			reward: rewards[i] ?? 0,
			logProbs: drawn.logProbs.slice(i * MESSAGE_LENGTH, (i + 1) * MESSAGE_LENGTH),
		})),
	};
}

function tell(host: TrainHost, step: number, path: readonly Point[]): void {
	const { kl = 0, reward = 0, worth = 0 } = path.at(-1) ?? {};
	// Other backends are compared in the first steps. Rewards follow from draws, and a rounding there is another word.
	host.emit({ type: 'measure', step, values: step <= FIRST_STEPS ? { kl } : { reward, worth, kl } });
}

function draw(host: TrainHost, step: number, { reward, samples }: Point, path: readonly Point[]): void {
	const line = (key: 'reward' | 'worth') => path.map((each) => ({ x: each.kl, y: each[key] })).toSorted((a, b) => a.x - b.x);
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'path',
		title: 'Reward and true worth against the distance gone',
		x: { label: 'KL from the base, nats a message' },
		y: { label: 'reward' },
		series: [
			{ name: 'reward model', kind: 'line', points: line('reward') },
			{ name: 'true worth', kind: 'line', points: line('worth') },
		],
	});
	host.emit({ type: 'sample', step, text: samples.map(({ ids }) => messageText(ids)).join('\n') });
	host.emit({
		type: 'figure',
		figure: 'rollouts',
		step,
		id: 'messages',
		title: 'Messages of this batch, with what they are paid',
		groups: [
			{
				prompt: 'a reply of ten words',
				samples: samples.map(({ ids, reward: paid, logProbs }) => ({
					tokens: ids.map((id, t) => ({ text: messageWord(id), inLoss: true, logProb: logProbs[t] ?? 0 })),
					reward: paid,
					advantage: paid - reward,
					note: `truly worth ${goldReward(ids).toFixed(2)}`,
				})),
			},
		],
	});
}
