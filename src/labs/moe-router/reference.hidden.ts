/** Routing and a mixture of experts in plain numbers, with one named mistake at a time. Server only: it is nearly the solution. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';

export const GATE_BUGS = [
	'not-started',
	'softmax-over-chosen',
	'raw-logits',
	'weights-in-expert-order',
	'wrong-softmax-axis',
	'wrong-experts',
] as const;
export const MIXTURE_BUGS = [
	'seat-off-by-one',
	'overflow-shares-seat',
	'wrong-order',
	'seat-shared',
	'weights-unused',
	'first-choice-only',
] as const;
export type GateBug = (typeof GATE_BUGS)[number] | null;
export type MixtureBug = (typeof MIXTURE_BUGS)[number] | null;

function softmax(scores: readonly number[]): number[] {
	const peak = Math.max(...scores);
	const powers = scores.map((n) => Math.exp(n - peak));
	const total = powers.reduce((sum, n) => sum + n, 0);
	return powers.map((n) => n / total);
}

function best(scores: readonly number[], k: number): number[] {
	return scores
		.map((score, e) => ({ score, e }))
		.toSorted((a, b) => b.score - a.score || a.e - b.e)
		.slice(0, k)
		.map(({ e }) => e);
}

export function choose(logits: TensorValue, k: number): number[][] {
	return rowsOf(logits).map((row) => best(row, k));
}

/** Weights [tokens, k]. */
export function gateOf(logits: TensorValue, k: number, bug: GateBug): TensorValue {
	const rows = rowsOf(logits);
	const columns = (rows[0] ?? []).map((_, e) => softmax(rows.map((row) => row[e] ?? 0)));
	const weights = rows.map((row, token) => {
		const chosen =
			bug === 'wrong-experts'
				? best(
						row.map((n) => -n),
						k,
					)
				: best(row, k);
		const from = bug === 'raw-logits' ? row : bug === 'wrong-softmax-axis' ? columns.map((column) => column[token] ?? 0) : softmax(row);
		if (bug === 'not-started') return chosen.map(() => 1);
		if (bug === 'softmax-over-chosen') return softmax(chosen.map((e) => row[e] ?? 0));
		const order = bug === 'weights-in-expert-order' ? chosen.toSorted((a, b) => a - b) : chosen;
		return order.map((e) => from[e] ?? 0);
	});
	return tensorValue(weights.flat(), [rows.length, k]);
}

export interface MixtureInput {
	readonly x: TensorValue;
	readonly experts: TensorValue;
	readonly weights: TensorValue;
	readonly maps: TensorValue;
	readonly capacity: number;
}

interface Pair {
	readonly token: number;
	readonly choice: number;
	readonly expert: number;
	readonly seat: number;
}

/** Who sits where. A pair without a seat is left out. */
function seated({ experts, capacity }: MixtureInput, bug: MixtureBug): Pair[] {
	const pairs = rowsOf(experts).flatMap((row, token) => row.map((expert, choice) => ({ token, choice, expert })));
	const queue = bug === 'wrong-order' ? pairs.toSorted((a, b) => a.choice - b.choice || a.token - b.token) : pairs;
	const counts = new Map<string, number>();
	return queue
		.map((pair) => {
			const key = bug === 'seat-shared' ? `${pair.expert}/${pair.choice}` : `${pair.expert}`;
			const place = counts.get(key) ?? 0;
			counts.set(key, place + 1);
			const late = bug === 'overflow-shares-seat' ? Math.min(place, capacity - 1) : place;
			return { ...pair, seat: late + (bug === 'seat-off-by-one' ? 1 : 0) };
		})
		.filter(({ seat }) => seat < capacity);
}

/** Expert e gives tanh(row · maps[e]). */
export function mixtureOf(input: MixtureInput, bug: MixtureBug): TensorValue {
	const tokens = rowsOf(input.x);
	const width = tokens[0]?.length ?? 1;
	const weights = rowsOf(input.weights);
	const output = tokens.map(() => new Array<number>(width).fill(0));
	const weightOf = ({ token, choice }: Pair): number => {
		if (bug === 'weights-unused') return 1;
		return bug === 'first-choice-only' && choice > 0 ? 0 : (weights[token]?.[choice] ?? 0);
	};
	const pairs = seated(input, bug);
	const rows = new Map<string, number[]>();
	for (const pair of pairs) {
		const key = `${pair.expert}/${pair.seat}`;
		const old = rows.get(key) ?? new Array<number>(width).fill(0);
		rows.set(
			key,
			old.map((n, j) => n + (tokens[pair.token]?.[j] ?? 0)),
		);
	}
	for (const pair of pairs) {
		const answer = expertOf(rows.get(`${pair.expert}/${pair.seat}`) ?? [], pair.expert, input.maps);
		const weight = weightOf(pair);
		const row = output[pair.token] ?? [];
		for (let j = 0; j < width; j++) row[j] = (row[j] ?? 0) + weight * (answer[j] ?? 0);
	}
	return tensorValue(output.flat(), input.x.shape);
}

function expertOf(row: readonly number[], e: number, maps: TensorValue): number[] {
	const width = row.length;
	return row.map((_, j) => Math.tanh(row.reduce((sum, n, i) => sum + n * (maps.data[(e * width + i) * width + j] ?? 0), 0)));
}
