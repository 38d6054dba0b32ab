/** The measured runs of lab 3.4 in the shape that its figure and its table want. Refuses a file of another shape. */
import { z } from 'zod';
import measured from '../../content/measured/moe-balance.json' with { type: 'json' };
import { type BalanceRun, DEAD, effective, METHODS, STARTS } from './balance-map.ts';

const methodSchema = z.object({
	method: z.string(),
	loads: z.array(z.object({ step: z.number(), load: z.array(z.number()) })).min(2),
	recall: z.array(z.object({ step: z.number(), share: z.number() })).min(1),
});
const experimentSchema = z.object({
	command: z.string(),
	backend: z.string(),
	runs: z.array(z.object({ seed: z.number(), result: z.object({ steps: z.number(), methods: z.array(methodSchema) }) })).min(1),
});
const experiments = z.object({ hot: experimentSchema, even: experimentSchema }).parse(measured.experiments);

export const balanceCommands = { hot: experiments.hot.command, even: experiments.even.command, backend: experiments.hot.backend };

export function balanceRuns(): BalanceRun[] {
	return STARTS.flatMap(([start]) =>
		experiments[start].runs.flatMap(({ seed, result }) =>
			result.methods.map(({ method, loads, recall }) => ({ start, method, seed, looks: loads, recall })),
		),
	);
}

export interface BalanceRow {
	readonly start: string;
	readonly method: string;
	readonly label: string;
	/** One for each seed. */
	readonly recall: readonly number[];
	readonly effective: readonly number[];
	readonly dead: readonly number[];
}

/** One row for each start and method. */
export function balanceRows(): BalanceRow[] {
	const runs = balanceRuns();
	return STARTS.flatMap(([start, startLabel]) =>
		METHODS.map(([method, label]) => {
			const own = runs.filter((run) => run.start === start && run.method === method);
			const last = own.map(({ looks }) => looks.at(-1)?.load ?? []);
			return {
				...{ start, method, label: `${startLabel}, ${label.toLowerCase()}` },
				recall: own.map(({ recall }) => recall.at(-1)?.share ?? Number.NaN),
				effective: last.map(effective),
				dead: last.map((load) => load.filter((share) => share < DEAD).length),
			};
		}),
	);
}
