/** Shift+Enter in the second lab of 7.2: the shipped reasoner under budgets from 0 up, ended by the learner's function. Nothing is trained. */
import { type BudgetPoint, type OpenReasoner, openReasoner, type Train, type TrainHost } from 'gradus';
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

/** Budget 0 goes first and says how good guesses are: on problems that need more than a step. */
async function measure(reasoner: OpenReasoner, curve: Curve, budget: number, { functions, host }: Tools): Promise<void> {
	const { chains, points, predicted } = curve;
	const thoughts = await reasoner.think(chains, { temperature: 0, seed: host.seed, budget, force: functions.force });
	const right = chains.filter((chain, i) => thoughts[i]?.answer === answerOf(chain)).length;
	const tokens = thoughts.reduce((sum, thought) => sum + thought.tokens, 0) / thoughts.length;
	points.push({ budget, tokens, accuracy: right / chains.length });
	const lengths = chains.map(({ operations }) => operations.length);
	predicted.push(functions.predictAccuracy(lengths, budget, points[0]?.accuracy ?? 0));
}

function show(curves: readonly Curve[], { functions, host, step }: Tools & { readonly step: number }): void {
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'budgets',
		title: 'Accuracy against tokens, budgets from 0 steps up',
		x: { label: 'tokens a question', log: true },
		y: { label: 'share answered right', range: [0, 1] },
		series: curves.flatMap(({ name, chains, points, predicted }) => [
			{
				name: `measured, ${name}`,
				kind: 'dots' as const,
				points: points.map(({ tokens, accuracy }) => {
					const error = Math.sqrt((accuracy * (1 - accuracy)) / chains.length);
					return { x: tokens, y: accuracy, low: accuracy - error, high: accuracy + error };
				}),
			},
			{
				name: `your prediction, ${name}`,
				kind: 'line' as const,
				points: points.map(({ tokens }, i) => ({ x: tokens, y: predicted[i] ?? 0 })),
			},
		]),
	});
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
