/** The 168 hours of a week, for lesson 8.2: so many worked, so many slept, the rest. Draws them hour by hour and says them in words. */

export interface Week {
	/** First hour of work. */
	readonly start: number;
	/** Hours from the first to the last, breaks included. */
	readonly hours: number;
	readonly days: number;
	/** Hours of sleep in each of seven nights. */
	readonly sleep: number;
}

export const START: Week = { start: 9, hours: 12, days: 6, sleep: 8 };

export const HOURS_OF_WEEK = 168;

export function workHours({ hours, days }: Week): number {
	return hours * days;
}

/** What is left for everything else. */
export function freeHours(week: Week): number {
	return HOURS_OF_WEEK - workHours(week) - 7 * week.sleep;
}

type Hour = 'work' | 'sleep' | 'free';

/** Work first, then sleep up to the hour at which one gets up: an hour before work, or seven. */
export function hourOf(week: Week, day: number, hour: number): Hour {
	if (day < week.days && hour >= week.start && hour < week.start + week.hours) return 'work';
	const rises = Math.min(week.start - 1, 7);
	const before = (rises - hour + 24) % 24;
	return before > 0 && before <= week.sleep ? 'sleep' : 'free';
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LEFT = 44;
const CELL = 23.4;
const ROW = 24;
const TOP = 24;
export const VIEW_BOX = `0 0 620 ${TOP + 7 * ROW + 8}`;

export function weekSvg(week: Week): string {
	const ticks = [0, 6, 12, 18, 24].map(
		(hour) => `<text class="tick" x="${LEFT + hour * CELL}" y="14" text-anchor="${hour === 24 ? 'end' : 'middle'}">${hour}</text>`,
	);
	const rows = DAYS.map((name, day) => {
		const y = TOP + day * ROW;
		const cells = Array.from({ length: 24 }, (_, hour) => {
			const kind = hourOf(week, day, hour);
			const mark = kind === 'sleep' ? `<path class="week-mark" d="M${(LEFT + hour * CELL + 6).toFixed(1)} ${y + 14}l9 -8"/>` : '';
			return `<rect class="week-${kind}" x="${(LEFT + hour * CELL).toFixed(1)}" y="${y}" width="${CELL - 3}" height="${ROW - 4}"/>${mark}`;
		});
		return `<text class="alab" x="0" y="${y + 15}">${name}</text>${cells.join('')}`;
	});
	return ticks.join('') + rows.join('');
}

export function weekText(week: Week): string {
	const free = freeHours(week);
	const each = (free / 7).toFixed(1);
	const left =
		free >= 0
			? `${free} hours are left for everything else: eating, travelling, a doctor, other people, learning something. That is ${each} a day.`
			: `That is ${-free} hours more than a week has.`;
	return `${week.hours} hours on ${week.days} days are ${workHours(week)} hours of work. With ${week.sleep} hours of sleep a night, ${left}`;
}
