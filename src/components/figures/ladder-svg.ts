/** Draws the ladder from GPT-2 to a modern model: losses seed by seed, and what each change was worth. Knows finished comparisons only: the rule is the reader's to write, in the lab. */
import { signed } from '#contract/number-text.ts';

export interface LadderStep {
	readonly name: string;
	readonly weights: number;
	readonly cacheBytes: number;
	/** One loss for each seed, in the order of the seeds. */
	readonly losses: readonly number[];
	/** Against the rung below, by number of seeds: mean, low, high. The lowest rung has none. */
	readonly effects: Readonly<Record<string, readonly number[]>>;
}

export interface LadderData {
	readonly floor: number;
	readonly steps: number;
	readonly ladder: readonly LadderStep[];
}

export interface LadderState {
	/** Key of the run: how long each rung was trained. */
	readonly length: string;
	readonly seeds: number;
}

const [WIDTH, ROW, TOP] = [640, 34, 40];
const [LOSS_LEFT, LOSS_RIGHT, EFFECT_LEFT, EFFECT_RIGHT] = [196, 385, 430, 625];

export function viewBoxOf(rungs: number): string {
	return `0 0 ${WIDTH} ${TOP + rungs * ROW + 34}`;
}

interface Scale {
	readonly from: number;
	readonly to: number;
	readonly left: number;
	readonly right: number;
}

const place = (value: number, { from, to, left, right }: Scale): number =>
	left + ((right - left) * (Math.min(to, Math.max(from, value)) - from)) / (to - from);

export function ladderSvg({ seeds }: LadderState, { floor, ladder }: LadderData): string {
	const losses = ladder.flatMap((rung) => rung.losses);
	const loss: Scale = { from: Math.min(floor, ...losses), to: Math.max(...losses), left: LOSS_LEFT, right: LOSS_RIGHT };
	const reach = reachOf(ladder);
	const effect: Scale = { from: -reach, to: reach, left: EFFECT_LEFT, right: EFFECT_RIGHT };
	const bottom = TOP + ladder.length * ROW;
	const rows = ladder.map((rung, i) => rowSvg(rung, { y: TOP + i * ROW + ROW / 2, seeds, loss, effect }));
	return `${axesSvg({ floor, loss, effect, bottom, reach })}${rows.join('')}`;
}

/** The axis of effects ends at the second longest bar: the longest would flatten the rest, and is drawn at the edge. */
function reachOf(ladder: readonly LadderStep[]): number {
	const ends = ladder
		.flatMap(({ effects }) => Math.max(0, ...(Object.values(effects).at(-1) ?? []).map(Math.abs)))
		.toSorted((a, b) => b - a);
	return Math.max(0.02, 1.2 * (ends[1] ?? 0.1));
}

interface Row {
	readonly y: number;
	readonly seeds: number;
	readonly loss: Scale;
	readonly effect: Scale;
}

function rowSvg({ name, losses, effects }: LadderStep, { y, seeds, loss, effect }: Row): string {
	const shown = losses.slice(0, seeds);
	const dots = shown.map((value) => `<circle class="f6" cx="${place(value, loss).toFixed(1)}" cy="${y}" r="3"/>`);
	const mean = shown.reduce((sum, value) => sum + value, 0) / shown.length;
	const tick = `<path class="series s1" d="M${place(mean, loss).toFixed(1)} ${y - 8}v16"/>`;
	const label = `<text class="alab" x="${LOSS_LEFT - 12}" y="${y + 4}" text-anchor="end">${name}</text>`;
	return `${label}${dots.join('')}${tick}${effectSvg(effects[String(seeds)], y, effect)}`;
}

function effectSvg(effect: readonly number[] | undefined, y: number, scale: Scale): string {
	if (effect === undefined) return '';
	const [mean = 0, low = 0, high = 0] = effect;
	const sure = high < 0 || low > 0;
	const [a, b] = [place(low, scale).toFixed(1), place(high, scale).toFixed(1)];
	const ends = `${low >= scale.from ? `<path class="axis" d="M${a} ${y - 5}v10"/>` : ''}${high <= scale.to ? `<path class="axis" d="M${b} ${y - 5}v10"/>` : ''}`;
	const mark = sure ? 'f1' : 'f6';
	return `<path class="axis" d="M${a} ${y}H${b}"/>${ends}<circle class="${mark}" cx="${place(mean, scale).toFixed(1)}" cy="${y}" r="4.5"/>`;
}

interface Axes {
	readonly floor: number;
	readonly loss: Scale;
	readonly effect: Scale;
	readonly bottom: number;
	readonly reach: number;
}

function axesSvg({ floor, loss, effect, bottom, reach }: Axes): string {
	const at = place(floor, loss);
	const zero = place(0, effect);
	const head = `<text class="dlab" x="${LOSS_LEFT}" y="14">loss, by seed</text><text class="dlab" x="${EFFECT_RIGHT}" y="14" text-anchor="end">against the rung below</text>`;
	const lines = `<line class="floor" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${bottom}"/><line class="floor" x1="${zero}" x2="${zero}" y1="${TOP - 8}" y2="${bottom}"/>`;
	const ticks = [loss.from, (loss.from + loss.to) / 2, loss.to].map(
		(value) => `<text class="tick" x="${place(value, loss)}" y="${bottom + 16}" text-anchor="middle">${value.toFixed(2)}</text>`,
	);
	const effects = [-reach, 0, reach].map(
		(value, i) =>
			`<text class="tick" x="${place(value, effect)}" y="${bottom + 16}" text-anchor="${['start', 'middle', 'end'][i]}">${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}</text>`,
	);
	return `${head}${lines}${ticks.join('')}${effects.join('')}`;
}

/** The same as a table, with a verdict in words. */
export function ladderText({ seeds }: LadderState, { steps, ladder }: LadderData): string {
	const rows = ladder.map(({ name, weights, cacheBytes, losses, effects }) => {
		const shown = losses.slice(0, seeds);
		const mean = shown.reduce((sum, value) => sum + value, 0) / shown.length;
		const effect = effects[String(seeds)];
		return `<tr><th scope="row">${name}</th><td class="r">${weights.toLocaleString('en')}</td><td class="r">${cacheBytes}</td><td class="r">${mean.toFixed(3)}</td>${effectCells(effect)}</tr>`;
	});
	return `<p>${steps} steps, ${seeds} seeds.</p><div class="table-wrap" tabindex="0" role="region" aria-label="The ladder as a table"><table class="table"><thead><tr><th scope="col">Rung</th><th scope="col" class="r">Weights</th><th scope="col" class="r">Cache, bytes a token</th><th scope="col" class="r">Mean loss</th><th scope="col" class="r">Effect</th><th scope="col" class="r">95 %</th><th scope="col">Verdict</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function effectCells(effect: readonly number[] | undefined): string {
	if (effect === undefined) return '<td class="r"></td><td class="r"></td><td></td>';
	const [mean = 0, low = 0, high = 0] = effect;
	const verdict = high < 0 ? 'better' : low > 0 ? 'worse' : 'no visible effect';
	return `<td class="r">${signed(mean, 3)}</td><td class="r">${signed(low, 3)} to ${signed(high, 3)}</td><td>${verdict}</td>`;
}
