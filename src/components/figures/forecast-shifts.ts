/** How published medians for one milestone moved within a year, for lesson 8.3. Dates as their authors gave them; "early" and "late" are drawn as such. */

export interface Median {
	readonly who: string;
	/** ISO day of the publication. */
	readonly made: string;
	/** Year as a number, for the drawing. */
	readonly year: number;
	/** As it was put. */
	readonly words: string;
}

/** April 2025 asked for a superhuman coder; since the end of 2025 the milestone is an automated coder. */
export const MEDIANS: readonly Median[] = [
	{ who: 'Jurkovic', made: '2025-04-03', year: 2028.5, words: '2028' },
	{ who: 'Lifland', made: '2025-04-03', year: 2030.5, words: '2030' },
	{ who: 'FutureSearch', made: '2025-04-03', year: 2033.5, words: '2033' },
	{ who: 'Kokotajlo', made: '2025-12-31', year: 2029.85, words: 'late 2029' },
	{ who: 'Lifland', made: '2025-12-31', year: 2032.15, words: 'early 2032' },
	{ who: 'Kokotajlo', made: '2026-04-02', year: 2028.5, words: 'mid 2028' },
	{ who: 'Lifland', made: '2026-04-02', year: 2030.5, words: 'mid 2030' },
];

const LEFT = 62;
const RIGHT = 520;
const TOP = 24;
const BOTTOM = 246;
export const VIEW_BOX = '0 0 620 290';
const FROM = Date.parse('2025-03-01');
const UNTIL = Date.parse('2026-05-01');
const x = (day: string) => LEFT + ((RIGHT - LEFT) * (Date.parse(day) - FROM)) / (UNTIL - FROM);
const y = (year: number) => BOTTOM - ((BOTTOM - TOP) * (year - 2027)) / 8;

const STYLES: Readonly<Record<string, string>> = { Lifland: '1', Kokotajlo: '2' };

export function shiftsSvg(): string {
	const grid = [2027, 2029, 2031, 2033, 2035].map(
		(year) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(year)}" y2="${y(year)}"/><text class="tick" x="${LEFT - 6}" y="${y(year) + 4}" text-anchor="end">${year}</text>`,
	);
	const days = [
		['2025-04-03', 'April 2025'],
		['2025-12-31', 'end of 2025'],
		['2026-04-02', 'April 2026'],
	] as const;
	const ticks = days.map(([day, label]) => `<text class="tick" x="${x(day)}" y="${BOTTOM + 16}" text-anchor="middle">${label}</text>`);
	const lines = Object.entries(STYLES).map(([who, style]) => {
		const points = MEDIANS.filter((median) => median.who === who).map(({ made, year }) => `${x(made).toFixed(1)} ${y(year).toFixed(1)}`);
		return `<path class="series s${style}" d="M${points.join('L')}"/>`;
	});
	const dots = MEDIANS.map(({ who, made, year, words }) => {
		const style = STYLES[who];
		const name = made === '2026-04-02' || style === undefined ? `${who}, ${words}` : words;
		return `<circle class="${style ? `f${style}` : 'f6'}" cx="${x(made)}" cy="${y(year)}" r="5"/><text class="tick halo" x="${x(made) + 9}" y="${y(year) - 6}">${name}</text>`;
	});
	return `${grid.join('')}${ticks.join('')}${lines.join('')}${dots.join('')}<text class="alab" x="0" y="12">median for the milestone</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 38}" text-anchor="end">when the forecast was published</text>`;
}

export function shiftsText(): string {
	const days = [...new Set(MEDIANS.map(({ made }) => made))];
	return days
		.map((day) => {
			const then = MEDIANS.filter(({ made }) => made === day).map(({ who, words }) => `${who} ${words}`);
			return `${new Date(day).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })}: ${then.join(', ')}.`;
		})
		.join(' ');
}
