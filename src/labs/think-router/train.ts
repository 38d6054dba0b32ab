/** Shift+Enter in lab 7.4: the shipped reasoner answers every question both ways, and the learner's router says which answer counts. Nothing is trained. */
import { type OpenReasoner, openReasoner, type Train, type TrainHost, type Way } from 'gradus';
import { answerOf, type Chain, drawChains } from '#data/tasks/chains.ts';

interface Learner {
	confidence(logits: readonly number[]): number;
	route(confidences: readonly number[], direct: number, think: number, budget: number): boolean[];
	coinAccuracy(never: Way, always: Way, tokens: number): number;
}

const NAMES = ['confidence', 'route', 'coinAccuracy'] as const;
/** Budgets that are tried, from never thinking to always. */
const BUDGETS = 17;
/** A price to compare with, not that of any product. */
const DOLLARS_PER_MILLION = 1;

/** One question, answered both ways. */
interface Asked {
	readonly confidence: number;
	readonly direct: { readonly isRight: boolean; readonly tokens: number };
	readonly think: { readonly isRight: boolean; readonly tokens: number };
}

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function.
	const router = learner as unknown as Learner;
	const { most = 8, problems = 512 } = host.config;
	const chains = drawChains('visible', `router/${host.seed}`, 'half-easy', most, problems, host.config['largest']);
	const each = Math.ceil(problems / host.steps);
	const reasoner = openReasoner(host);
	const asked: Asked[] = [];
	const started = host.now();
	try {
		for (let step = 1; step <= host.steps && !host.stopped(); step++) {
			asked.push(...(await ask(reasoner, chains.slice((step - 1) * each, step * each), router)));
			show(asked, { router, host, step, parameters: reasoner.parameters });
			host.emit({ type: 'progress', step, steps: host.steps, secondsLeft: ((host.now() - started) / step / 1_000) * (host.steps - step) });
			await host.breathe();
		}
	} finally {
		reasoner.dispose();
	}
};

async function ask(reasoner: OpenReasoner, chains: readonly Chain[], { confidence }: Learner): Promise<Asked[]> {
	const greedy = { temperature: 0, seed: 0 };
	const direct = await reasoner.think(chains, { ...greedy, way: 'direct' });
	const think = await reasoner.think(chains, greedy);
	const logits = await reasoner.answerLogits(chains);
	return chains.map((chain, i) => {
		const way = (thoughts: typeof direct) => ({ isRight: thoughts[i]?.answer === answerOf(chain), tokens: thoughts[i]?.tokens ?? 0 });
		return { confidence: confidence(logits[i] ?? []), direct: way(direct), think: way(think) };
	});
}

interface Shown {
	readonly router: Learner;
	readonly host: TrainHost;
	readonly step: number;
	readonly parameters: number;
}

function show(asked: readonly Asked[], { router, host, step, parameters }: Shown): void {
	const never = wayOf(asked, () => 'direct');
	const always = wayOf(asked, () => 'think');
	const sure = asked.map(({ confidence }) => confidence);
	const budgets = Array.from({ length: BUDGETS }, (_, i) => never.tokens + (i / (BUDGETS - 1)) * always.tokens);
	const routed = budgets.map((budget) => {
		const thinks = router.route(sure, never.tokens, always.tokens, budget);
		return { budget, ...wayOf(asked, (_, i) => (thinks[i] === true ? 'both' : 'direct')) };
	});
	const oracle = wayOf(asked, ({ direct }) => (direct.isRight ? 'direct' : 'think'));
	const point = ({ tokens, accuracy }: Way) => ({ x: tokens, y: accuracy });
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'frontier',
		title: `Accuracy against tokens, ${asked.length} questions`,
		x: { label: 'tokens a question' },
		y: { label: 'share answered right', range: [0, 1] },
		series: [
			{ name: 'your router', kind: 'line', points: routed.map(point) },
			{
				name: 'a coin at the same cost',
				kind: 'line',
				points: routed.map(({ tokens }) => ({ x: tokens, y: router.coinAccuracy(never, always, tokens) })),
			},
			{ name: 'never and always', kind: 'dots', points: [never, always].map(point) },
			{ name: 'an oracle', kind: 'dots', points: [point(oracle)] },
		],
	});
	host.emit({
		type: 'figure',
		figure: 'table',
		step,
		id: 'cost',
		title: `What a question costs at ${DOLLARS_PER_MILLION} dollar for a million tokens`,
		columns: ['budget in tokens', 'tokens spent', 'router', 'coin', 'FLOPs', 'dollars for 1,000 questions'],
		rows: routed
			.filter((_, i) => i % 4 === 0)
			.map(({ budget, tokens, accuracy }) => [
				...[budget, tokens].map((value) => Number(value.toFixed(1))),
				...[accuracy, router.coinAccuracy(never, always, tokens)].map((value) => value.toFixed(3)),
				Number((2 * parameters * tokens).toPrecision(3)),
				Number(((tokens / 1e6) * 1_000 * DOLLARS_PER_MILLION).toPrecision(3)),
			]),
	});
}

/** What a choice for each question comes to; `both` pays for the answer at once and for the thought, and takes the thought's. */
function wayOf(asked: readonly Asked[], choose: (each: Asked, i: number) => 'direct' | 'think' | 'both'): Way {
	let [tokens, right] = [0, 0];
	for (const [i, each] of asked.entries()) {
		const choice = choose(each, i);
		tokens += (choice === 'think' ? 0 : each.direct.tokens) + (choice === 'direct' ? 0 : each.think.tokens);
		right += (choice === 'direct' ? each.direct : each.think).isRight ? 1 : 0;
	}
	return { tokens: tokens / asked.length, accuracy: right / asked.length };
}
