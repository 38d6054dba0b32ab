/** Loss, probability and table in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export type LossBug = 'overflows' | 'not-mean' | 'depends-on-level' | 'wrong-way' | 'not-log-likelihood';

export function lossOf(chosen: readonly number[], rejected: readonly number[], bug: LossBug | null = null): number {
	const each = chosen.map((score, i) => lossOfPair(score, rejected[i] ?? 0, bug));
	const sum = each.reduce((total, value) => total + value, 0);
	return bug === 'not-mean' ? sum : sum / each.length;
}

function lossOfPair(chosen: number, rejected: number, bug: LossBug | null): number {
	const lead = chosen - rejected;
	switch (bug) {
		case 'overflows':
			return -Math.log(Math.fround(1 / (1 + Math.fround(Math.exp(-lead)))));
		case 'depends-on-level':
			return softplus(-chosen) + softplus(rejected);
		case 'wrong-way':
			return softplus(lead);
		case 'not-log-likelihood':
			return (1 - 1 / (1 + Math.exp(-lead))) ** 2;
		default:
			return softplus(-lead);
	}
}

function softplus(x: number): number {
	return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

export type TableBug = 'last-bin-lost' | 'empty-bin-nan' | 'middle-of-bin' | 'share-of-all' | 'wrong-bins';

/** Rows one after the other. Claims are 32-bit floats, as the learner's code sees them. */
export function tableOf(claims: readonly number[], outcomes: readonly number[], bins: number, bug: TableBug | null = null): number[] {
	const rows = Array.from({ length: bins }, () => ({ claimed: 0, came: 0, count: 0 }));
	for (const [i, claim] of claims.entries()) {
		const place = Math.fround(Math.fround(claim) * bins);
		const bin = bug === 'wrong-bins' ? Math.round(place) : Math.floor(place);
		const row = rows[bug === 'last-bin-lost' ? bin : Math.min(bins - 1, bin)];
		if (row === undefined) continue;
		row.claimed += claim;
		row.came += outcomes[i] ?? 0;
		row.count += 1;
	}
	return rows.flatMap(({ claimed, came, count }, bin) => {
		const whole = bug === 'share-of-all' ? claims.length : count;
		const empty = bug === 'empty-bin-nan' ? Number.NaN : 0;
		const mean = (sum: number) => (count === 0 ? empty : sum / whole);
		return [bug === 'middle-of-bin' ? (bin + 0.5) / bins : mean(claimed), mean(came), count];
	});
}
