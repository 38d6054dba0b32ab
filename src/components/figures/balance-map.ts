/** The load of eight experts over a measured run as a map of shares, and what it came to in words. One function for the server and the page. */

export interface BalanceRun {
	readonly start: string;
	readonly method: string;
	readonly seed: number;
	readonly looks: readonly { readonly step: number; readonly load: readonly number[] }[];
	readonly recall: readonly { readonly step: number; readonly share: number }[];
}

export interface BalanceChoice {
	readonly start: string;
	readonly method: string;
	readonly seed: number;
}

export const STARTS = [
	['hot', 'Hot start'],
	['even', 'Even start'],
] as const;
export const METHODS = [
	['none', 'Nothing'],
	['loss', 'Auxiliary loss'],
	['bias', 'Bias'],
] as const;

const [LEFT, TOP, CELL_W, CELL_H] = [34, 30, 72, 26];
/** Below this share of the choices an expert is as good as dead. */
export const DEAD = 0.01;

export const balanceViewBox = (looks: number, experts: number): string => `0 0 ${LEFT + looks * CELL_W + 8} ${TOP + experts * CELL_H + 46}`;

export function findRun(runs: readonly BalanceRun[], { start, method, seed }: BalanceChoice): BalanceRun | undefined {
	return runs.find((run) => run.start === start && run.method === method && run.seed === seed);
}

/** Rows are experts, columns moments; the number is the share of the choices in percent. */
export function balanceSvg(run: BalanceRun | undefined): string {
	if (run === undefined) return '';
	const columns = run.looks.map(({ step, load }, i) => {
		const x = LEFT + i * CELL_W;
		const cells = load.map((share, e) => cellSvg(share, x, TOP + e * CELL_H));
		return `${cells.join('')}<text class="tick" x="${x + CELL_W / 2}" y="${TOP + load.length * CELL_H + 18}" text-anchor="middle">${step}</text>`;
	});
	const experts = run.looks[0]?.load.length ?? 0;
	const names = Array.from(
		{ length: experts },
		(_, e) => `<text class="alab" x="${LEFT - 8}" y="${TOP + e * CELL_H + 18}" text-anchor="end">${e}</text>`,
	);
	const right = LEFT + run.looks.length * CELL_W;
	const axis = `<text class="alab" x="0" y="12">rows: experts; share of the choices in percent</text><text class="alab" x="${right}" y="${TOP + experts * CELL_H + 40}" text-anchor="end">training step</text>`;
	return columns.join('') + names.join('') + axis;
}

function cellSvg(share: number, x: number, y: number): string {
	const depth = Math.min(8, Math.round(share ** 0.6 * 10));
	const ink = depth >= 5 ? 'tick-high' : 'tick-low';
	const text = share > 0 && share < 0.005 ? '<1' : String(Math.round(100 * share));
	return `<rect class="q${depth}" x="${x + 0.5}" y="${y + 0.5}" width="${CELL_W - 1}" height="${CELL_H - 1}"/><text class="tick ${ink}" x="${x + CELL_W / 2}" y="${y + CELL_H / 2 + 4}" text-anchor="middle">${text.replace('<', '&lt;')}</text>`;
}

/** e to the entropy of a load: as many equally busy experts would be as uneven. */
export function effective(load: readonly number[]): number {
	return Math.exp(-load.reduce((sum, share) => (share > 0 ? sum + share * Math.log(share) : sum), 0));
}

export function balanceText(run: BalanceRun | undefined): string {
	const last = run?.looks.at(-1);
	if (run === undefined || last === undefined) return '';
	const first = run.looks[0];
	const dead = last.load.filter((share) => share < DEAD).length;
	const share = run.recall.at(-1)?.share ?? Number.NaN;
	const name = (list: readonly (readonly [string, string])[], key: string): string => list.find(([each]) => each === key)?.[1] ?? key;
	return `<p><strong>${name(STARTS, run.start)}, ${name(METHODS, run.method).toLowerCase()}, seed ${run.seed}.</strong> Effective experts: ${effective(first?.load ?? []).toFixed(1)} at the start, ${effective(last.load).toFixed(1)} at step ${last.step}; ${dead} of ${last.load.length} get less than one choice in a hundred. Facts recalled at the end: ${share.toFixed(2)}.</p>`;
}
