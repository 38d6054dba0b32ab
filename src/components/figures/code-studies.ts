/** What five studies of writing code with AI measured, each with its own quantity. Numbers as the studies state them; an interval where they give one. */

export type Quantity = 'time' | 'tasks' | 'quiz' | 'use' | 'belief';

export interface Measurement {
	readonly study: string;
	readonly who: string;
	/** The same in few words, beside the dot. */
	readonly short: string;
	/** Percent, or percentage points for shares. */
	readonly value: number;
	/** Ends of the 95 % interval. */
	readonly low?: number;
	readonly high?: number;
}

export interface Panel {
	readonly label: string;
	/** What one number says, to be read after it. */
	readonly unit: string;
	/** What a number below or above 0 means; empty where all are shares. */
	readonly sign: string;
	readonly range: readonly [number, number];
	readonly rows: readonly Measurement[];
	/** What the numbers do not say. */
	readonly caution: string;
}

/** Cui and others give an effect of 26.08 % with a standard error of 10.3. */
const CUI_ERROR = 10.3;

export const PANELS: Readonly<Record<Quantity, Panel>> = {
	time: {
		label: 'Time on a task',
		unit: '% of the time without AI',
		sign: 'left of 0 is faster',
		range: [-45, 45],
		rows: [
			{
				study: 'METR, early 2025',
				who: '16 experienced developers in their own projects, 246 tasks',
				short: 'METR, early 2025',
				value: 19,
				low: 2,
				high: 39,
			},
			{ study: 'METR, February 2026', who: 'developers who came back', short: '2026, came back', value: -18, low: -38, high: 9 },
			{ study: 'METR, February 2026', who: 'newly recruited developers', short: '2026, newly recruited', value: -4, low: -15, high: 9 },
		],
		caution:
			'The second study distrusts its own numbers: developers kept back 30 to 50 percent of the tasks that they did not want to do without AI.',
	},
	tasks: {
		label: 'Tasks completed',
		unit: '% more finished tasks',
		sign: 'right of 0 is more',
		range: [-10, 60],
		rows: [
			{
				study: 'Cui et al., three field trials',
				who: '4,867 developers in companies',
				short: 'Cui et al.',
				value: 26.1,
				low: 26.1 - 1.96 * CUI_ERROR,
				high: 26.1 + 1.96 * CUI_ERROR,
			},
		],
		caution: 'A finished task is a count of changes, not of what they are worth or cost later. Those with less experience gained more.',
	},
	quiz: {
		label: 'What was learnt',
		unit: '% of a quiz right, afterwards and without AI',
		sign: '',
		range: [0, 100],
		rows: [
			{ study: 'Shen and Tamkin, 2026', who: 'with an assistant, 26 people', short: 'with an assistant', value: 50 },
			{ study: 'Shen and Tamkin, 2026', who: 'by hand, 26 people', short: 'by hand', value: 67 },
		],
		caution: 'They were about two minutes faster with AI, too little to be told from chance. The gap was widest in debugging.',
	},
	use: {
		label: 'How much is AI-made',
		unit: '% of those asked who say that more than half of what they ship is AI-made',
		sign: '',
		range: [0, 100],
		rows: [
			{ study: 'Fastly, July 2025', who: 'ten years of experience and more', short: 'ten years and more', value: 32 },
			{ study: 'Fastly, July 2025', who: 'two years and less', short: 'two years and less', value: 13 },
		],
		caution: 'What 791 people in one country say of themselves. It is about use; nothing in it says who gains.',
	},
	belief: {
		label: 'What they believed',
		unit: '% of the time without AI, of the same 246 tasks',
		sign: 'left of 0 is faster',
		range: [-45, 45],
		rows: [
			{ study: 'METR, early 2025', who: 'expected before', short: 'expected', value: -24 },
			{ study: 'METR, early 2025', who: 'felt afterwards', short: 'felt', value: -20 },
			{ study: 'METR, early 2025', who: 'measured', short: 'measured', value: 19, low: 2, high: 39 },
		],
		caution: 'The difference between felt and measured is 39 points, and it is the same people on the same tasks.',
	},
};

export const START: Quantity = 'time';

export function isQuantity(text: string): text is Quantity {
	return Object.hasOwn(PANELS, text);
}

const ROW = 46;
const LEFT = 12;
const RIGHT = 588;
export const WIDTH = 600;
export const HEIGHT = 3 * ROW + 56;

/** Rows of a forest plot: a dot, its interval, its words. */
export function studiesSvg(quantity: Quantity): string {
	const { rows, range, sign } = PANELS[quantity];
	const [from, to] = range;
	const x = (value: number): string => (LEFT + ((value - from) / (to - from)) * (RIGHT - LEFT)).toFixed(1);
	const bottom = rows.length * ROW + 14;
	const zero = from < 0 ? `<line class="axis" x1="${x(0)}" x2="${x(0)}" y1="${bottom - 8}" y2="${bottom}" />` : '';
	const ticks = [from, from + (to - from) / 2, to].map(
		(value, i) =>
			`<text class="tick" x="${x(value)}" y="${bottom + 16}" text-anchor="${['start', 'middle', 'end'][i]}">${Math.round(value)} %</text>`,
	);
	const marks = rows.map(({ value, low, high, short }, i) => {
		const y = 26 + i * ROW + 12;
		const whisker =
			low === undefined || high === undefined ? '' : `<line class="series s1" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" />`;
		return `<text class="alab" x="${LEFT}" y="${y - 14}">${short}</text>${whisker}<circle class="f1" cx="${x(value)}" cy="${y}" r="5" />`;
	});
	const side = sign === '' ? '' : `<text class="alab" x="${RIGHT}" y="${bottom + 32}" text-anchor="end">${sign}</text>`;
	return `${zero}${marks.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${bottom}" y2="${bottom}" />${ticks.join('')}${side}`;
}

/** The same in words. */
export function studiesText(quantity: Quantity): string {
	const { rows, unit, caution } = PANELS[quantity];
	const items = rows.map(({ study, who, value, low, high }) => {
		const interval = low === undefined || high === undefined ? '' : ` (95 % interval ${signed(low)} to ${signed(high)})`;
		return `<li>${study}, ${who}: <strong>${signed(value)}</strong>${interval}</li>`;
	});
	return `<p>${unit.replace('%', 'Percent')}:</p><ul>${items.join('')}</ul><p>${caution}</p>`;
}

function signed(value: number): string {
	const rounded = Math.round(value);
	return rounded < 0 ? `−${-rounded}` : String(rounded);
}
