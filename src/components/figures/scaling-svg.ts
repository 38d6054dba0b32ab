/** Draws a family of runs with the law through it, and says it in words. Knows finished fits only: how a law is fitted is the reader's to write, in the lab. */

export interface FamilyRow {
	readonly width: number;
	readonly weights: number;
	/** Weights of the blocks alone. */
	readonly blocks: number;
	readonly tokens: number;
	readonly loss: number;
}

export interface FittedLaw {
	readonly E: number;
	readonly A: number;
	readonly B: number;
	readonly alpha: number;
	readonly beta: number;
	readonly interval: readonly number[];
	/** What it says of the models that it has not seen. */
	readonly predicted: readonly number[];
	/** Exponent with which the best size grows with compute. */
	readonly growth: number;
}

export interface FamilyData {
	readonly floor: number;
	/** The last two are not part of the family. */
	readonly rows: readonly FamilyRow[];
	readonly ways: Readonly<Record<string, FittedLaw>>;
}

export interface FamilyState {
	readonly seed: number;
	readonly way: string;
}

export const WAYS: readonly (readonly [id: string, label: string])[] = [
	['everything', 'All fifteen runs'],
	['withoutSmallest', 'Without the smallest size'],
	['oneBudget', 'One budget of tokens only'],
	['blocksAlone', 'Counting the blocks alone'],
	['squares', 'Squares instead of Huber'],
	['noFloor', 'No floor in the law'],
];

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 330, 46, 620, 18, 284];
export const VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
const [LOW, HIGH] = [0, 2.2];
const UNSEEN = 2;

const yOf = (loss: number): number => BOTTOM - ((BOTTOM - TOP) * (Math.min(HIGH, Math.max(LOW, loss)) - LOW)) / (HIGH - LOW);
const sizeOf = (row: FamilyRow, way: string): number => (way === 'blocksAlone' ? row.blocks : row.weights);
const lossOf = ({ E, A, B, alpha, beta }: FittedLaw, size: number, tokens: number): number => E + A * size ** -alpha + B * tokens ** -beta;

export function familySvg({ way }: FamilyState, data: FamilyData): string {
	const law = data.ways[way];
	if (law === undefined) return '';
	const sizes = data.rows.map((row) => sizeOf(row, way));
	const [from, to] = [Math.min(...sizes) / 1.3, Math.max(...sizes) * 1.5];
	const xOf = (size: number): number => LEFT + ((RIGHT - LEFT) * Math.log(size / from)) / Math.log(to / from);
	const family = data.rows.slice(0, -UNSEEN);
	const budgets = [...new Set(family.map((row) => row.tokens))];
	const lines = budgets.map((tokens, i) => {
		const points = Array.from({ length: 60 }, (_, k) => from * (to / from) ** (k / 59)).filter((size) => lossOf(law, size, tokens) <= HIGH);
		const path = points.map((size, k) => `${k ? 'L' : 'M'}${xOf(size).toFixed(1)} ${yOf(lossOf(law, size, tokens)).toFixed(1)}`).join('');
		return `<path class="series s${i + 1}" d="${path}"/>`;
	});
	const dots = family.map((row) => dot(xOf(sizeOf(row, way)), yOf(row.loss), budgets.indexOf(row.tokens) + 1));
	const unseen = data.rows.slice(-UNSEEN).map((row, i) => unseenSvg(xOf(sizeOf(row, way)) + 9 * i, row, law.predicted[i] ?? 0));
	return `${gridSvg(from, to, xOf, way)}${floorSvg(data.floor, law.E)}${lines.join('')}${dots.join('')}${unseen.join('')}${keySvg(budgets)}`;
}

function dot(x: number, y: number, mark: number): string {
	return `<circle class="f${mark}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4"/>`;
}

/** A model that no fit has seen: a cross where it was predicted, a ring where it came out. */
function unseenSvg(x: number, row: FamilyRow, predicted: number): string {
	const y = yOf(predicted);
	return `<path class="mark-yours" d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/><circle class="mark-yours" cx="${x}" cy="${yOf(row.loss)}" r="5"/>`;
}

function gridSvg(from: number, to: number, xOf: (size: number) => number, way: string): string {
	const losses = [0, 0.5, 1, 1.5, 2].map(
		(loss) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(loss)}" y2="${yOf(loss)}"/><text class="tick" x="${LEFT - 6}" y="${yOf(loss) + 4}" text-anchor="end">${loss.toFixed(1)}</text>`,
	);
	const sizes = [300, 1_000, 3_000, 10_000, 30_000]
		.filter((size) => size > from && size < to)
		.map((size) => `<text class="tick" x="${xOf(size)}" y="${BOTTOM + 16}" text-anchor="middle">${size.toLocaleString('en')}</text>`);
	const what = way === 'blocksAlone' ? 'weights in the blocks' : 'weights';
	return `${losses.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${sizes.join('')}<text class="alab" x="0" y="12">loss, nats per answer</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 10}" text-anchor="end">${what}, logarithmic</text>`;
}

function floorSvg(floor: number, E: number): string {
	const line = (loss: number, mark: string): string =>
		`<line class="${mark}" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(loss)}" y2="${yOf(loss)}"/>`;
	return `${line(floor, 'floor')}<text class="alab" x="${LEFT + 6}" y="${yOf(floor) - 5}">true floor</text>${line(E, 'mark-yours')}<text class="dlab" x="${LEFT + 6}" y="${yOf(E) + (E > 0.2 ? 14 : -6)}">E of this fit</text>`;
}

function keySvg(budgets: readonly number[]): string {
	const rows = budgets.map(
		(tokens, i) =>
			`<circle class="f${i + 1}" cx="${RIGHT - 160}" cy="${TOP + 8 + 24 * i}" r="4"/><text class="alab" x="${RIGHT - 148}" y="${TOP + 12 + 24 * i}">${tokens.toLocaleString('en')} tokens</text>`,
	);
	return rows.join('');
}

/** The same in words, with numbers. */
export function familyText({ way }: FamilyState, { floor, rows, ways }: FamilyData): string {
	const law = ways[way];
	if (law === undefined) return '';
	const [low = 0, high = 0] = law.interval;
	const covers = low <= floor && floor <= high;
	const said = rows.slice(-UNSEEN).map((row, i) => {
		const predicted = law.predicted[i] ?? 0;
		const error = (100 * (predicted - row.loss)) / row.loss;
		return `<tr><th scope="row">${row.weights.toLocaleString('en')} weights, ${row.tokens.toLocaleString('en')} tokens</th><td class="r">${predicted.toFixed(3)}</td><td class="r">${row.loss.toFixed(3)}</td><td class="r">${error > 0 ? '+' : '−'}${Math.abs(error).toFixed(1)} %</td></tr>`;
	});
	return `<p>E is ${law.E.toFixed(3)}, with 90 % of the resamples between ${low.toFixed(3)} and ${high.toFixed(3)}. The true floor, ${floor.toFixed(3)}, lies ${covers ? 'inside' : 'outside'}. Alpha is ${law.alpha.toFixed(2)}, beta ${law.beta.toFixed(2)}.</p><table class="table"><thead><tr><th scope="col">Never fitted</th><th scope="col" class="r">predicted</th><th scope="col" class="r">measured</th><th scope="col" class="r">error</th></tr></thead><tbody>${said.join('')}</tbody></table>`;
}
