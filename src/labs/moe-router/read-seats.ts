/**
 * Reads what each expert was given, seat by seat, and says in words where it differs from the rule: tokens in order, one seat each, the rest empty.
 * Knows tokens by their numbers; no two tokens of a check are alike. Looks at the rows alone, never at how they came about.
 */
import type { Evidence } from '#contract/grading.ts';
import { isTensorValue, type TensorValue } from '#contract/value.ts';
import { shapeText } from '#grading/core/check-kit/numbers.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';

export interface SeatReading {
	readonly diagnosis: string;
	readonly message: string;
	readonly evidence?: Evidence;
}

export interface SeatQuestion {
	/** [tokens, d] and int32 [tokens, k]. */
	readonly x: TensorValue;
	readonly experts: TensorValue;
	readonly count: number;
	readonly capacity: number;
}

const NOBODY = -1;
const SEVERAL = -2;

/** Null when everybody sits where they should. `inputs` is what bank.run was given; null when it was never asked. */
export function readSeats(inputs: unknown, { x, experts, count, capacity }: SeatQuestion): SeatReading | null {
	if (!isTensorValue(inputs))
		return { diagnosis: 'not-started', message: 'bank.run was never called: no token has reached an expert yet.' };
	const expected = [count, capacity, x.shape[1] ?? 1];
	if (inputs.shape.join() !== expected.join()) {
		const got = `bank.run was given the shape ${shapeText(inputs.shape)}; ${count} experts with ${capacity} seats each take ${shapeText(expected)}.`;
		return { diagnosis: 'wrong-seats', message: got };
	}
	const tokens = rowsOf(x);
	const seats = rowsOf(inputs).map((row) => tokenIn(row, tokens));
	for (let e = 0; e < count; e++) {
		const reading = readExpert(e, seats.slice(e * capacity, (e + 1) * capacity), queueOf(e, experts), inputs);
		if (reading !== null) return reading;
	}
	return null;
}

/** The token whose numbers a row holds. */
function tokenIn(row: readonly number[], tokens: readonly number[][]): number {
	if (row.every((n) => Math.abs(n) < 1e-5)) return NOBODY;
	const found = tokens.findIndex((token) => token.every((n, j) => Math.abs(n - (row[j] ?? Number.NaN)) < 1e-4));
	return found < 0 ? SEVERAL : found;
}

function queueOf(e: number, experts: TensorValue): number[] {
	return rowsOf(experts).flatMap((chosen, token) => (chosen.includes(e) ? [token] : []));
}

function readExpert(e: number, seats: readonly number[], queue: readonly number[], inputs: TensorValue): SeatReading | null {
	const mixed = seats.indexOf(SEVERAL);
	if (mixed >= 0) {
		const row = rowsOf(inputs)[e * seats.length + mixed] ?? [];
		const evidence = { label: `Seat ${mixed} of expert ${e}`, got: row };
		if (mixed === seats.length - 1 && queue.length > seats.length)
			return {
				diagnosis: 'overflow-shares-seat',
				message: `Expert ${e} was chosen by ${queue.length} tokens and has ${seats.length} seats; several of them sit on the last one.`,
				evidence,
			};
		const message = `Seat ${mixed} of expert ${e} holds no single token: what lies there is a sum, or a token that was scaled on its way.`;
		return { diagnosis: 'seat-shared', message, evidence };
	}
	const wanted = seats.map((_, place) => queue[place] ?? NOBODY);
	if (seats.every((token, place) => token === wanted[place])) return null;
	const list = (each: readonly number[]): string =>
		each.map((token) => (token === NOBODY ? 'empty' : String(token))).join(', ') || 'nobody';
	const said = `The seats of expert ${e} hold ${list(seats)}; tokens ${list(queue)} chose it.`;
	const isShifted = seats[0] === NOBODY && seats.slice(1).every((token, place) => token === wanted[place]);
	if (isShifted)
		return { diagnosis: 'seat-off-by-one', message: `${said} The first seat stays empty, and the last of the queue stands outside.` };
	const strangers = seats.filter((token) => token !== NOBODY && !queue.includes(token));
	if (strangers.length > 0) return { diagnosis: 'wrong-guests', message: `${said} Token ${strangers[0]} did not.` };
	return { diagnosis: 'wrong-order', message: `${said} Seats are taken in the order of the tokens, from the first seat on.` };
}
