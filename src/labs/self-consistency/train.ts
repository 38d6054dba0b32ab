/** Shift+Enter in lab 7.2: samples of the shipped reasoner, judged by the learner's functions. Nothing is trained. */
import { openReasoner, type QueryCost, type Thought, type Train, type TrainHost } from 'gradus';
import { parseAnswer } from 'my/verifier';
import { answerOf, type Chain, drawChains } from '#data/tasks/chains.ts';

type Answer = number | null;

interface Learner {
	majority(answers: readonly Answer[]): Answer;
	majorityAtK(answers: readonly Answer[], truth: number, k: number): number;
	bestOfN(replies: readonly string[], reward: (reply: string) => number): string;
	queryCost(samples: number, tokensEach: number, parameters: number, dollarsPerMillion: number): QueryCost;
}

const NAMES = ['majority', 'majorityAtK', 'bestOfN', 'queryCost'] as const;
/** A price to compare with, not that of any product. */
const DOLLARS_PER_MILLION = 1;

/** One question with all its samples. */
interface Asked {
	readonly truth: number;
	readonly thoughts: readonly Thought[];
}

/** Accuracies with k samples a question. */
interface Row {
	readonly k: number;
	readonly vote: number;
	readonly verified: number;
	readonly confident: number;
}

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the four was just seen to be a function.
	const votes = learner as unknown as Learner;
	const { problems = 64, samples = 32 } = host.config;
	const chains = drawChains('visible', `vote/${host.seed}`, 'uniform', host.config['most'] ?? 8, problems, host.config['largest']);
	const each = Math.ceil(problems / host.steps);
	const reasoner = openReasoner(host);
	const asked: Asked[] = [];
	const started = host.now();
	try {
		for (let step = 1; step <= host.steps && !host.stopped(); step++) {
			asked.push(...(await sample(reasoner, chains.slice((step - 1) * each, step * each), { host, samples, step })));
			show(asked, { votes, host, samples, step, parameters: reasoner.parameters });
			host.emit({ type: 'progress', step, steps: host.steps, secondsLeft: ((host.now() - started) / step / 1_000) * (host.steps - step) });
			await host.breathe();
		}
	} finally {
		reasoner.dispose();
	}
};

async function sample(
	reasoner: ReturnType<typeof openReasoner>,
	chains: readonly Chain[],
	{ host, samples, step }: { host: TrainHost; samples: number; step: number },
): Promise<Asked[]> {
	const repeated = chains.flatMap((chain) => Array.from({ length: samples }, () => chain));
	const seed = host.seed * 100_000 + step * 1_000;
	const thoughts = await reasoner.think(repeated, { temperature: host.config['temperature'] ?? 2, seed });
	return chains.map((chain, i) => ({ truth: answerOf(chain), thoughts: thoughts.slice(i * samples, (i + 1) * samples) }));
}

interface Shown {
	readonly votes: Learner;
	readonly host: TrainHost;
	readonly samples: number;
	readonly step: number;
	readonly parameters: number;
}

function show(asked: readonly Asked[], { votes, host, samples, step, parameters }: Shown): void {
	const counts = Array.from({ length: Math.floor(Math.log2(samples)) + 1 }, (_, i) => 2 ** i);
	const rows = counts.map((k) => rowOf(asked, k, votes));
	const tokensEach = mean(asked.flatMap(({ thoughts }) => thoughts.map(({ tokens }) => tokens)));
	const points = (way: 'vote' | 'verified' | 'confident') =>
		rows.map((row) => {
			const error = Math.sqrt((row[way] * (1 - row[way])) / asked.length);
			return { x: row.k * tokensEach, y: row[way], low: row[way] - error, high: row[way] + error };
		});
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'votes',
		title: `Accuracy against tokens, ${asked.length} questions`,
		x: { label: 'tokens a question', log: true },
		y: { label: 'share answered right', range: [0, 1] },
		series: [
			{ name: 'best by your verifier', kind: 'line', points: points('verified') },
			{ name: 'your vote', kind: 'line', points: points('vote') },
			{ name: 'best by the model’s own confidence', kind: 'line', points: points('confident') },
		],
	});
	const share = (value: number): string => value.toFixed(3);
	host.emit({
		type: 'figure',
		figure: 'table',
		step,
		id: 'cost',
		title: `What a question costs at ${DOLLARS_PER_MILLION} dollar for a million tokens`,
		columns: ['samples', 'vote', 'verifier', 'tokens', 'FLOPs', 'dollars for 1,000 questions'],
		rows: rows.map(({ k, vote, verified }) => {
			const { tokens, flops, dollars } = votes.queryCost(k, tokensEach, parameters, DOLLARS_PER_MILLION);
			return [k, share(vote), share(verified), Math.round(tokens), Number(flops.toPrecision(3)), Number((1_000 * dollars).toPrecision(3))];
		}),
	});
}

function rowOf(asked: readonly Asked[], k: number, { majorityAtK, bestOfN }: Learner): Row {
	const best = ({ truth, thoughts }: Asked, reward: (thought: Thought) => number): number => {
		const groups = Array.from({ length: Math.floor(thoughts.length / k) }, (_, g) => thoughts.slice(g * k, (g + 1) * k));
		const right = groups.filter((group) => {
			const rewards = new Map(group.map((thought) => [thought.text, reward(thought)]));
			const chosen = bestOfN([...rewards.keys()], (reply) => rewards.get(reply) ?? 0);
			return parseAnswer(chosen) === truth;
		});
		return right.length / groups.length;
	};
	return {
		k,
		vote: mean(
			asked.map(({ truth, thoughts }) =>
				majorityAtK(
					thoughts.map(({ answer }) => answer),
					truth,
					k,
				),
			),
		),
		verified: mean(asked.map((each) => best(each, ({ text }) => (parseAnswer(text) === each.truth ? 1 : 0)))),
		confident: mean(asked.map((each) => best(each, ({ logProb }) => logProb ?? -100))),
	};
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
