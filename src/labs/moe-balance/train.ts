/**
 * Practice: three mixtures learn the same facts from the same start, one without balancing, one with the learner's loss, one with the learner's
 * bias. With the preset "hot" the router begins with a push towards two experts. Nothing of it is graded and nothing is kept.
 */
import * as tf from '@tensorflow/tfjs';
import {
	createMoeStudent,
	createProbe,
	crossEntropy,
	effectiveExperts,
	encodeMoeRun,
	type Feed,
	factSpec,
	factStep,
	factsOfRun,
	factText,
	finiteLoss,
	type MoeGpt,
	type MoeStudent,
	type Probe,
	type Routing,
	recallOf,
	reluBank,
	runSteps,
	type SeenRouting,
	showEngine,
	showExperts,
	type Train,
	type TrainHost,
} from 'gradus';
import { moe, route } from 'my/moe-router';

interface Learner {
	loadOf(experts: tf.Tensor2D, count: number): tf.Tensor;
	balanceLoss(probabilities: tf.Tensor2D, experts: tf.Tensor2D): tf.Scalar;
	routeWithBias(logits: tf.Tensor2D, bias: tf.Tensor, k: number): Routing;
	nextBias(bias: tf.Tensor, load: tf.Tensor, rate: number): tf.Tensor;
}

/** For a loss that is no number. */
const QUESTION = 'What are the weights of the chosen experts divided by, and a share?';
const LAB = 'moe-balance';
const TITLES = { none: 'Without balancing', loss: 'With the auxiliary loss', bias: 'With the bias' } as const;
type Method = keyof typeof TITLES;
const METHODS: readonly Method[] = ['none', 'loss', 'bias'];
/** Looks in a run, and every which of them is a full one: with recall, and with the text in the colours of its experts. */
const [LOOKS, FULL] = [24, 5];
const SHOWN = 64;

interface Runner {
	readonly method: Method;
	readonly student: MoeStudent;
	readonly probe: Probe;
	dispose(): void;
}

export const train: Train = async (learner, host) => {
	for (const name of ['loadOf', 'balanceLoss', 'routeWithBias', 'nextBias']) {
		if (typeof learner[name] !== 'function') throw new TypeError(`The file does not export a function named ${name}.`);
	}
	// The four were just seen to be functions; what they return is checked by tfjs.
	const own = learner as unknown as Learner;
	const runners = METHODS.map((method) => runnerOf(own, host, method));
	try {
		await loop(host, runners);
	} finally {
		for (const runner of runners) runner.dispose();
	}
};

function runnerOf(learner: Learner, host: TrainHost, method: Method): Runner {
	const { hotFirst = 3, hotSecond = 2, rate = 0.005, lossWeight = 0.02, peak = 0.008 } = host.config;
	const spec = factSpec(host.config);
	const probe = createProbe();
	const push = tf.variable(tf.zeros([spec.experts]), false);
	/** What the loss adds for balance in this step. */
	let extra: tf.Scalar | null = null;
	const feed: Feed = (x, { up, down, router, routerBias }) => {
		if (router === undefined || routerBias === undefined) throw new Error('This model needs a router with a bias.');
		const logits = tf.add<tf.Tensor2D>(tf.matMul<tf.Tensor2D>(x, router), routerBias);
		const routing = method === 'bias' ? learner.routeWithBias(logits, push, spec.choices) : route(logits, spec.choices);
		probe.see(routing);
		if (!probe.isLooking()) {
			if (method === 'loss') extra = tf.mul(learner.balanceLoss(tf.softmax(logits), routing.experts), lossWeight);
			if (method === 'bias') push.assign(learner.nextBias(push, learner.loadOf(routing.experts, spec.experts), rate));
		}
		// A seat for everybody: in a collapse nobody is turned away, so that what is lost is not lost at the door.
		return moe(x, routing, reluBank(up, down), x.shape[0]);
	};
	const loss = (gpt: MoeGpt, tokens: tf.Tensor2D, targets: tf.Tensor): tf.Scalar => {
		// Not tidied: what the feed leaves for the loss must live until it is added.
		const surprise = crossEntropy(gpt.answerInStep(tokens), targets);
		return extra === null ? surprise : tf.add(surprise, extra);
	};
	const config = { ...spec, routerBias: [hotFirst, hotSecond] };
	const student = createMoeStudent({ config, seed: String(host.seed), feed, steps: host.steps, peak, loss });
	return {
		method,
		student,
		probe,
		dispose() {
			student.dispose();
			push.dispose();
		},
	};
}

async function loop(host: TrainHost, runners: readonly Runner[]): Promise<void> {
	const facts = factsOfRun(host.config, host.seed);
	const [first] = runners;
	if (first === undefined) return;
	const every = Math.ceil(host.steps / LOOKS);
	await runSteps({
		host,
		from: 0,
		every: 5,
		async step(at) {
			const { tokens, targets } = factStep(facts, host.seed, at, host.config['batch'] ?? 128);
			const losses: Awaited<ReturnType<MoeStudent['learn']>>[] = [];
			for (const { student } of runners) losses.push(await student.learn(tokens, targets));
			tf.dispose([tokens, targets]);
			return async () => {
				const [loss] = losses;
				if (loss !== undefined) host.emit({ type: 'metric', step: at + 1, loss: finiteLoss(host, at + 1, await loss.read(), QUESTION) });
				showEngine(first.student.compiled, host, at + 1);
			};
		},
		shows: (done, last) => done === 1 || done % every === 0 || last,
		show: (done, last) => show(host, runners, facts, { done, isFull: done === 1 || done % (FULL * every) === 0 || last }),
		weighs: () => ({ params: first.student.gpt.params, gradients: first.student.state.gradients }),
		encode: (done) => encodeMoeRun(first.student, host, { lab: LAB, seed: host.seed }, done),
	});
}

async function show(
	host: TrainHost,
	runners: readonly Runner[],
	facts: ReturnType<typeof factsOfRun>,
	{ done, isFull }: { readonly done: number; readonly isFull: boolean },
): Promise<void> {
	const { tokens, targets } = factStep(facts, host.seed, -1, 8 * SHOWN);
	const ids = await tokens.data();
	const values: Record<string, number> = {};
	const loads: { name: string; values: number[] }[] = [];
	for (const { method, student, probe } of runners) {
		const seen: SeenRouting = await probe.look(student.gpt.config.experts, () => student.gpt.answer(tokens));
		values[`${method}Experts`] = effectiveExperts(seen.load);
		if (isFull)
			values[`${method}Recall`] = await probe.during(() => recallOf(student.gpt, facts, facts.table.length, () => host.breathe()));
		loads.push({ name: TITLES[method], values: [...seen.load] });
		const texts = Array.from({ length: SHOWN }, (_, i) => factText(facts, ids, i));
		if (isFull) showExperts(host, { step: done, id: method, title: TITLES[method], isDemonstration: method === 'none' }, texts, seen);
	}
	tf.dispose([tokens, targets]);
	host.emit({ type: 'measure', step: done, values });
	const labels = loads[0]?.values.map((_, e) => `expert ${e}`) ?? [];
	if (isFull)
		host.emit({
			type: 'figure',
			figure: 'bars',
			step: done,
			id: 'load',
			title: 'Load of each expert',
			y: 'share of choices',
			labels,
			series: loads,
		});
}
