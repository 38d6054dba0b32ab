/** Shift+Enter in lab 3.5: the learner's mixture and both of their dense twins learn the same facts at the same steps. The mixture is what is kept. */
import * as tf from '@tensorflow/tfjs';
import {
	type Costs,
	createMoeStudent,
	createProbe,
	denseFeed,
	encodeMoeRun,
	type Feed,
	type FeedWeights,
	factSpec,
	factStep,
	factsOfRun,
	factText,
	finiteLoss,
	type ModelSpec,
	type MoeStudent,
	type Probe,
	recallOf,
	runSteps,
	showEngine,
	showExperts,
	storedMoeRun,
	type Train,
	type TrainHost,
	type Twins,
	watchRouting,
} from 'gradus';

interface Learner {
	account(spec: ModelSpec): Costs;
	denseTwins(spec: ModelSpec): Twins;
	expertLayer(x: tf.Tensor2D, weights: FeedWeights, k: number, capacity: number): tf.Tensor;
}

/** For a loss that is no number. */
const QUESTION = 'What are the weights of the chosen experts divided by, and a share?';
const LAB = 'moe-vs-dense';
const NAMES = { moe: 'mixture', dense: 'dense, equal active', wide: 'dense, equal total' } as const;
/** Facts of a look on the way; the last look asks for all. */
const QUICK_LOOK = 1_024;
/** Facts whose experts are shown. */
const SHOWN = 64;

interface Runner {
	readonly key: keyof typeof NAMES;
	readonly student: MoeStudent;
	readonly costs: Costs;
	/** Training FLOPs so far and the recall there. */
	readonly curve: { x: number; y: number }[];
	/** Steps that were timed, and how long they took. */
	readonly timed: { steps: number; ms: number };
}

interface Run {
	readonly host: TrainHost;
	readonly runners: readonly Runner[];
	readonly facts: ReturnType<typeof factsOfRun>;
	readonly probe: Probe;
	readonly seed: number;
	readonly batch: number;
}

export const train: Train = async (learner, host) => {
	for (const name of ['account', 'denseTwins', 'expertLayer']) {
		if (typeof learner[name] !== 'function') throw new TypeError(`The file does not export a function named ${name}.`);
	}
	// The three were just seen to be functions; their numbers are checked below, their tensors by tfjs.
	const own = learner as unknown as Learner;
	const spec = factSpec(host.config);
	const stored = storedMoeRun(host, LAB, spec);
	const seed = stored?.seed ?? host.seed;
	const probe = createProbe();
	const parts = { seed: String(seed), steps: host.steps, peak: host.config['peak'] ?? 0.004 };
	const feed = feedOf(own, spec, host.config['seats'] ?? 2, probe);
	const mixture = runnerOf('moe', own.account(spec), createMoeStudent({ ...parts, config: spec, feed, stored }));
	// A run that goes on has no twins: only the mixture is kept in its file.
	const rivals = stored === null ? rivalsOf(own, spec, parts) : [];
	const runners = [mixture, ...rivals];
	try {
		const facts = factsOfRun(host.config, seed);
		await loop({ host, runners, facts, probe, seed, batch: host.config['batch'] ?? 256 }, stored?.step ?? 0);
	} finally {
		for (const { student } of runners) student.dispose();
	}
};

function runnerOf(key: Runner['key'], costs: Costs, student: MoeStudent): Runner {
	return { key, costs, student, curve: [], timed: { steps: 0, ms: 0 } };
}

function rivalsOf(learner: Learner, spec: ModelSpec, parts: { seed: string; steps: number; peak: number }): Runner[] {
	const twins = learner.denseTwins(spec);
	return (['dense', 'wide'] as const).map((key) => {
		const hidden = Number(key === 'dense' ? twins.active : twins.total);
		if (!Number.isInteger(hidden) || hidden < 1 || hidden > 8_192)
			throw new Error(`denseTwins must give whole numbers of hidden units; it gave ${hidden}.`);
		const config = { ...spec, experts: 0, hidden };
		return runnerOf(key, learner.account(config), createMoeStudent({ ...parts, config, feed: denseFeed }));
	});
}

function feedOf(learner: Learner, { choices, experts }: ModelSpec, seats: number, probe: Probe): Feed {
	return (x, weights) => {
		watchRouting(probe, x, weights, choices);
		// Who looks asks for every fact: nobody may stand outside then.
		const capacity = probe.isLooking() ? x.shape[0] : Math.ceil((seats * choices * x.shape[0]) / experts);
		return learner.expertLayer(x, weights, choices, capacity);
	};
}

async function loop(run: Run, from: number): Promise<void> {
	const { host, runners, facts, seed, batch } = run;
	const [mixture] = runners;
	if (mixture === undefined) return;
	const every = Math.ceil(host.steps / 12);
	if (from >= host.steps) await show(run, from, true);
	await runSteps({
		host,
		from,
		every: 5,
		async step(at) {
			const { tokens, targets } = factStep(facts, seed, at, batch);
			// Every tenth step is timed, which waits for its end; the first ones still warm up.
			const isTimed = at - from > 5 && at % 10 === 0;
			const losses: Awaited<ReturnType<MoeStudent['learn']>>[] = [];
			for (const runner of runners) losses.push(await learn(run.host, runner, [tokens, targets], isTimed));
			tf.dispose([tokens, targets]);
			return async () => {
				const [loss] = losses;
				if (loss !== undefined) host.emit({ type: 'metric', step: at + 1, loss: finiteLoss(host, at + 1, await loss.read(), QUESTION) });
				showEngine(mixture.student.compiled, host, at + 1);
			};
		},
		// The first loss is told at once; there is nothing to recall yet.
		shows: (done, last) => done === from + 1 || done % every === 0 || last,
		show: async (done, last) => (done === from + 1 && !last ? undefined : show(run, done, last)),
		weighs: () => ({ params: mixture.student.gpt.params, gradients: mixture.student.state.gradients }),
		encode: (done) => encodeMoeRun(mixture.student, host, { lab: LAB, seed }, done),
	});
}

async function learn(host: TrainHost, { student, timed }: Runner, [tokens, targets]: [tf.Tensor2D, tf.Tensor], isTimed: boolean) {
	const started = host.now();
	const loss = await student.learn(tokens, targets);
	if (isTimed) {
		await loss.read();
		timed.steps += 1;
		timed.ms += host.now() - started;
	}
	return loss;
}

async function show(run: Run, step: number, last: boolean): Promise<void> {
	const { host, runners, facts, batch, probe } = run;
	const values: Record<string, number> = {};
	for (const { key, student, costs, curve } of runners) {
		const recall = await probe.during(() => recallOf(student.gpt, facts, last ? facts.table.length : QUICK_LOOK, () => host.breathe()));
		values[key] = recall;
		// Forward and back together cost three times the forward pass.
		curve.push({ x: 3 * costs.flops * batch * step, y: recall });
	}
	host.emit({ type: 'measure', step, values });
	host.emit({
		...{ type: 'figure', figure: 'plot', step, id: 'flops', title: 'Facts recalled against training FLOPs' },
		x: { label: 'training FLOPs', log: true },
		y: { label: 'share of facts', range: [0, 1] },
		series: runners.map(({ key, curve }) => ({ name: NAMES[key], kind: 'line' as const, points: [...curve] })),
	});
	host.emit({
		...{ type: 'figure', figure: 'table', step, id: 'costs', title: 'What is held equal, and what is not' },
		columns: ['model', 'weights', 'active', 'FLOPs a token', 'ms a step', 'recall'],
		rows: runners.map(({ key, costs, timed }) => [
			NAMES[key],
			costs.total,
			costs.active,
			costs.flops,
			timed.steps === 0 ? '–' : (timed.ms / timed.steps).toFixed(1),
			(values[key] ?? 0).toFixed(3),
		]),
	});
	await showRouting(run, step);
}

async function showRouting({ host, runners, facts, seed, probe }: Run, step: number): Promise<void> {
	const [mixture] = runners;
	if (mixture === undefined) return;
	const { tokens, targets } = factStep(facts, seed, -1, 8 * SHOWN);
	const ids = await tokens.data();
	const seen = await probe.look(mixture.student.gpt.config.experts, () => mixture.student.gpt.answer(tokens));
	tf.dispose([tokens, targets]);
	const texts = Array.from({ length: SHOWN }, (_, i) => factText(facts, ids, i));
	showExperts(host, { step, id: 'facts', title: 'Which expert answers which question' }, texts, seen);
}
