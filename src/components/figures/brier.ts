/** What a stated probability earns on average, for lesson 8.3: the squared distance to what happens, drawn over all that one could say. */

export interface Stated {
	/** Both between 0 and 1: what one says, and how often it really happens. */
	readonly said: number;
	readonly chance: number;
}

export const START: Stated = { said: 0.9, chance: 0.7 };

/** Expected Brier score: chance · (1 − said)² + (1 − chance) · said². */
export function expectedBrier({ said, chance }: Stated): number {
	return chance * (1 - said) ** 2 + (1 - chance) * said ** 2;
}

const LEFT = 46;
const RIGHT = 600;
const TOP = 26;
const BOTTOM = 232;
export const VIEW_BOX = '0 0 620 276';
const x = (p: number) => LEFT + (RIGHT - LEFT) * p;
const y = (score: number) => BOTTOM - (BOTTOM - TOP) * score;

export function brierSvg(state: Stated): string {
	const grid = [0, 0.25, 0.5, 0.75, 1].map(
		(value) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text><text class="tick" x="${x(value)}" y="${BOTTOM + 16}" text-anchor="middle">${value * 100}</text>`,
	);
	const points = Array.from({ length: 101 }, (_, n) => {
		const said = n / 100;
		return `${n ? 'L' : 'M'}${x(said).toFixed(1)} ${y(expectedBrier({ ...state, said })).toFixed(1)}`;
	});
	const score = y(expectedBrier(state));
	const anchor = state.said > 0.75 ? 'end' : 'start';
	const mark = `<circle class="f1" cx="${x(state.said)}" cy="${score}" r="6"/><text class="dlab" x="${x(state.said) + (anchor === 'end' ? -10 : 10)}" y="${score - 10}" text-anchor="${anchor}">${expectedBrier(state).toFixed(3)}</text>`;
	const best = `<line class="floor" x1="${x(state.chance)}" x2="${x(state.chance)}" y1="${TOP}" y2="${BOTTOM}"/><text class="alab" x="${x(state.chance) + (state.chance > 0.6 ? -6 : 6)}" y="${TOP + 8}" text-anchor="${state.chance > 0.6 ? 'end' : 'start'}">what you believe</text>`;
	return `${grid.join('')}${best}<path class="series s1" d="${points.join('')}"/>${mark}<text class="alab" x="0" y="12">score to expect</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 38}" text-anchor="end">what you say, percent</text>`;
}

export function brierText(state: Stated): string {
	const [said, chance] = [state.said, state.chance].map((p) => Math.round(p * 100));
	const [mine, honest] = [expectedBrier(state), expectedBrier({ ...state, said: state.chance })];
	const loss =
		mine - honest < 0.0005
			? 'No other number does better.'
			: `Saying ${chance} would give ${honest.toFixed(3)}: the difference is the square of the distance, ${(mine - honest).toFixed(3)}.`;
	return `If it happens in ${chance} of 100 cases and you say ${said} percent, you can expect a score of ${mine.toFixed(3)}. ${loss}`;
}
