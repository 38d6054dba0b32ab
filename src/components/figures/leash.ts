/** Draws measured runs of lab 5.3, reward and true worth against the distance gone, and says one point of them in words. Knows points only. */

export interface LeashPoint {
	readonly step: number;
	/** Nats a message, from the base. */
	readonly kl: number;
	readonly reward: number;
	readonly worth: number;
	readonly example: string;
}

export interface LeashRun {
	readonly beta: number;
	readonly seed: number;
	readonly points: readonly LeashPoint[];
}

export interface LeashState {
	readonly beta: number;
	readonly seed: number;
	/** Which of the measured points is marked. */
	readonly at: number;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [620, 300, 44, 604, 30, 256];
export const LEASH_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
/** Distances are drawn by their root, as Gao and others do: the first nats would be a hair's breadth else. */
const KL_TICKS = [0, 0.5, 1, 2, 4, 8, 16, 32];
const FURTHEST = 38;

export function findRun(runs: readonly LeashRun[], { beta, seed }: LeashState): LeashRun | undefined {
	return runs.find((run) => run.beta === beta && run.seed === seed);
}

const xOf = (kl: number): number => LEFT + (RIGHT - LEFT) * Math.sqrt(Math.max(0, kl) / FURTHEST);

export function leashSvg(runs: readonly LeashRun[], state: LeashState): string {
	const points = findRun(runs, state)?.points ?? [];
	const values = points.flatMap(({ reward, worth }) => [reward, worth]);
	const [low, high] = [Math.floor(Math.min(0, ...values)), Math.ceil(Math.max(3, ...values))];
	const yOf = (value: number): number => BOTTOM - ((BOTTOM - TOP) * (value - low)) / (high - low);
	const line = (key: 'reward' | 'worth', style: string): string => {
		const path = points.map((point) => `${xOf(point.kl).toFixed(1)} ${yOf(point[key]).toFixed(1)}`).join('L');
		return path === '' ? '' : `<path class="series ${style}" d="M${path}"/>`;
	};
	const marked = points[state.at];
	const dots =
		marked === undefined
			? ''
			: (['reward', 'worth'] as const)
					.map((key, i) => `<circle class="f${i + 1}" cx="${xOf(marked.kl).toFixed(1)}" cy="${yOf(marked[key]).toFixed(1)}" r="5"/>`)
					.join('');
	return `${axesSvg(low, high, yOf)}${line('reward', 's1')}${line('worth', 's2')}${dots}${namesSvg(points.at(-1), yOf)}`;
}

function axesSvg(low: number, high: number, yOf: (value: number) => number): string {
	const step = high - low > 8 ? 4 : 1;
	const rows: string[] = [];
	for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
		const y = yOf(value).toFixed(1);
		const name = String(value).replace('-', '−');
		rows.push(
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/><text class="tick" x="${LEFT - 8}" y="${Number(y) + 4}" text-anchor="end">${name}</text>`,
		);
	}
	const ticks = KL_TICKS.map((kl) => `<text class="tick" x="${xOf(kl).toFixed(1)}" y="${BOTTOM + 16}" text-anchor="middle">${kl}</text>`);
	return `${rows.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${ticks.join('')}<text class="alab" x="0" y="14">reward</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 6}" text-anchor="end">KL from the base, nats a message (root scale)</text>`;
}

/** The lines are named where they end, one above the other. */
function namesSvg(last: LeashPoint | undefined, yOf: (value: number) => number): string {
	if (last === undefined) return '';
	const x = Math.min(xOf(last.kl) + 10, RIGHT - 120);
	const [paid, worth] = [yOf(last.reward), yOf(last.worth)];
	return `<text class="dlab" x="${x.toFixed(1)}" y="${(paid - 10).toFixed(1)}">reward model</text><text class="dlab" x="${x.toFixed(1)}" y="${Math.min(BOTTOM - 6, worth + 20).toFixed(1)}">true worth</text>`;
}

const say = (value: number): string => value.toFixed(2).replace('-', '−');

export function leashText(runs: readonly LeashRun[], state: LeashState): string {
	const points = findRun(runs, state)?.points ?? [];
	const point = points[state.at];
	if (point === undefined) return '';
	const best = points.reduce((a, b) => (b.worth > a.worth ? b : a), point);
	return `<p>After ${point.step} steps: ${Math.abs(point.kl).toFixed(1)} nats from the base. The reward model pays <strong>${say(point.reward)}</strong>; the messages are worth <strong>${say(point.worth)}</strong>. One of them: <em>${point.example}</em></p><p>Best of this run: ${say(best.worth)} at ${Math.abs(best.kl).toFixed(1)} nats, after ${best.step} steps.</p>`;
}
