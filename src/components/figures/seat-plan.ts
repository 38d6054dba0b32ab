/** Who sits where when tokens choose experts: the numbers of the figure in lesson 3.3. Tokens take seats in their order, best choice first. */

export interface RoutedToken {
	readonly text: string;
	/** Best first. */
	readonly experts: readonly number[];
	readonly weights: readonly number[];
}

export interface SeatChoice {
	/** Experts of each token. */
	readonly k: number;
	/** Seats of each expert. */
	readonly seats: number;
}

export interface Guest {
	readonly text: string;
	readonly weight: number;
}

export interface ExpertSeats {
	readonly seated: readonly Guest[];
	/** Those who found no seat. */
	readonly late: readonly Guest[];
}

export function seatPlan(tokens: readonly RoutedToken[], experts: number, { k, seats }: SeatChoice): ExpertSeats[] {
	const queues = Array.from({ length: experts }, (): Guest[] => []);
	for (const { text, experts: chosen, weights } of tokens)
		for (const [j, e] of chosen.slice(0, k).entries()) queues[e]?.push({ text, weight: weights[j] ?? 0 });
	return queues.map((queue) => ({ seated: queue.slice(0, seats), late: queue.slice(seats) }));
}

/** Share of the choices that found no seat, and share of the seats that stay empty. */
export function waste(plan: readonly ExpertSeats[], seats: number): { readonly late: number; readonly empty: number } {
	const count = (key: keyof ExpertSeats): number => plan.reduce((sum, each) => sum + each[key].length, 0);
	const [seated, late] = [count('seated'), count('late')];
	return { late: late / Math.max(1, seated + late), empty: 1 - seated / (plan.length * seats) };
}
