/** Shift+Enter in the second lab of 7.2: the shipped reasoner under budgets from 0 up, ended by the learner's function. Nothing is trained. */
import { type BudgetPoint, type OpenReasoner, openReasoner, type Thought, type Train, type TrainHost } from 'gradus';
import { answerOf, type Chain, drawChains, type LengthMix } from '#data/tasks/chains.ts';

interface Learner {
	force(thought: string, budget: number): string;
	predictAccuracy(lengths: readonly number[], budget: number, guess: number): number;
	cheapestBudget(points: readonly BudgetPoint[], goal: number): number | null;
}

const NAMES = ['force', 'predictAccuracy', 'cheapestBudget'] as const;
const MIXES: readonly (readonly [LengthMix, string])[] = [
	['log-uniform', '1, 2, 4 or 8 operations'],
	['uniform', '1 to 8 operations'],
];
const GOALS = [0.5, 0.75, 0.9];

interface Curve {
	readonly name: string;
	readonly chains: readonly Chain[];
	readonly points: BudgetPoint[];
	readonly predicted: number[];
	/** Share of longer problems that are right without a step. */
	guess: number;
}

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function.
	const functions = learner as unknown as Learner;
	const { most = 8, problems = 128 } = host.config;
	const curves = MIXES.map(
		([mix, name]): Curve => ({
			name,
			chains: drawChains('visible', `budget/${host.seed}`, mix, most, problems, host.config['largest']),
			points: [],
			predicted: [],
			guess: 0,
		}),
	);
	const reasoner = openReasoner(host);
	const started = host.now();
	try {
		for (let step = 1; step <= host.steps && !host.stopped(); step++) {
			for (const curve of curves) await measure(reasoner, curve, step - 1, { functions, host });
			show(curves, { functions, host, step });
			host.emit({ type: 'progress', step, steps: host.steps, secondsLeft: ((host.now() - started) / step / 1_000) * (host.steps - step) });
			await host.breathe();
		}
	} finally {
		reasoner.dispose();
	}
};

interface Tools {
	readonly functions: Learner;
	readonly host: TrainHost;
}

/** Budget 0 goes first and says how good guesses are. */
async function measure(reasoner: OpenReasoner, curve: Curve, budget: number, { functions, host }: Tools): Promise<void> {
	const { chains, points, predicted } = curve;
	const thoughts = await reasoner.think(chains, { temperature: 0, seed: host.seed, budget, force: functions.force });
	const right = chains.filter((chain, i) => thoughts[i]?.answer === answerOf(chain)).length;
	const tokens = thoughts.reduce((sum, thought) => sum + thought.tokens, 0) / thoughts.length;
	points.push({ budget, tokens, accuracy: right / chains.length });
	const lengths = chains.map(({ operations }) => operations.length);
	if (budget === 0) curve.guess = guessOf(chains, thoughts);
	predicted.push(functions.predictAccuracy(lengths, budget, curve.guess));
}

function show(curves: readonly Curve[], { functions, host, step }: Tools & { readonly step: number }): void {
	plot(curves, { host, step }, { id: 'budgets', x: 'tokens a question', xOf: ({ tokens }) => tokens });
	// Budget 0 has no place on a logarithmic axis.
	if (step > 1) plot(curves, { host, step }, { id: 'steps', x: 'steps allowed', xOf: ({ budget }) => budget });
	host.emit({
		type: 'figure',
		figure: 'table',
		step,
		id: 'choice',
		title: 'The cheapest budget for a goal, in steps',
		columns: ['goal', ...curves.map(({ name }) => name)],
		rows: GOALS.map((goal) => [goal, ...curves.map(({ points }) => functions.cheapestBudget(points, goal) ?? 'out of reach')]),
	});
}

/** Chains of one operation are left out: this model works one operation without any step. */
function guessOf(chains: readonly Chain[], thoughts: readonly Thought[]): number {
	const right = chains.map((chain, i) => thoughts[i]?.answer === answerOf(chain));
	const longer = right.filter((_, i) => (chains[i]?.operations.length ?? 0) > 1);
	return longer.filter(Boolean).length / Math.max(1, longer.length);
}

interface Axis {
	readonly id: string;
	readonly x: string;
	readonly xOf: (point: BudgetPoint) => number;
}

function plot(curves: readonly Curve[], { host, step }: { host: TrainHost; step: number }, { id, x, xOf }: Axis): void {
	const shown = (points: readonly BudgetPoint[]) => points.map((point, i) => ({ point, i, x: xOf(point) })).filter((each) => each.x > 0);
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id,
		title: `Accuracy against ${x}, budgets from 0 steps up`,
		x: { label: x, log: true },
		y: { label: 'share answered right', range: [0, 1] },
		series: curves.flatMap(({ name, chains, points, predicted }) => [
			{
				name: `measured, ${name}`,
				kind: 'dots' as const,
				points: shown(points).map(({ point: { accuracy }, x: at }) => {
					const error = Math.sqrt((accuracy * (1 - accuracy)) / chains.length);
					return { x: at, y: accuracy, low: accuracy - error, high: accuracy + error };
				}),
			},
			{
				name: `your prediction, ${name}`,
				kind: 'line' as const,
				points: shown(points).map(({ i, x: at }) => ({ x: at, y: predicted[i] ?? 0 })),
			},
		]),
	});
}
