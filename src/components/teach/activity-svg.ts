/** A cohort's activity as SVG text: two rows of bars over the same days, each with its own scale, so that neither is read off the other's axis. */
import { dayText } from '#contract/time-text.ts';
import type { ActivityDay } from '#learning/activity.ts';

const [WIDTH, LEFT, RIGHT, HEIGHT] = [640, 34, 636, 62];
/** Upper end of each row. */
const ROWS = [22, 118] as const;
const BOTTOM = ROWS[1] + HEIGHT;
export const ACTIVITY_VIEW_BOX = `0 0 ${WIDTH} ${BOTTOM + 20}`;

const SERIES = [
	{ title: 'Active learners', className: 'f1', of: ({ learners }: ActivityDay) => learners },
	{ title: 'Submissions', className: 'f2', of: ({ submissions }: ActivityDay) => submissions },
] as const;

export function activitySvg(days: readonly ActivityDay[]): string {
	const step = (RIGHT - LEFT) / Math.max(1, days.length);
	const rows = SERIES.map(({ title, className, of }, row) => {
		const top = ROWS[row] ?? 0;
		const floor = top + HEIGHT;
		const most = Math.max(1, ...days.map(of));
		const bars = days.map((day, n) => {
			const height = (of(day) / most) * HEIGHT;
			const place = `x="${(LEFT + n * step + 1).toFixed(1)}" width="${(step - 2).toFixed(1)}"`;
			return height === 0 ? '' : `<rect class="${className}" ${place} y="${(floor - height).toFixed(1)}" height="${height.toFixed(1)}"/>`;
		});
		const lines = [top, floor].map(
			(y) => `<line class="${y === floor ? 'axis' : 'grid'}" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>`,
		);
		const ticks = [
			[top, most],
			[floor, 0],
		].map(([y = 0, value]) => `<text class="tick" x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${value}</text>`);
		return `<text class="alab" x="0" y="${top - 10}">${title}</text>${lines.join('')}${ticks.join('')}${bars.join('')}`;
	});
	return rows.join('') + dayTicks(days, step);
}

/** Every seventh day, counted back from the last, under its bar. */
function dayTicks(days: readonly ActivityDay[], step: number): string {
	return days
		.flatMap(({ day }, n) => {
			if ((days.length - 1 - n) % 7 !== 0) return [];
			const isLast = n === days.length - 1;
			const x = isLast ? RIGHT : LEFT + (n + 0.5) * step;
			return [
				`<text class="tick" x="${x.toFixed(1)}" y="${BOTTOM + 16}" text-anchor="${isLast ? 'end' : 'middle'}">${shortDay(day)}</text>`,
			];
		})
		.join('');
}

/** "27 Nov". */
export function shortDay(day: string): string {
	return dayText(Date.parse(`${day}T00:00:00Z`)).replace(/ \d+$/, '');
}

/** What the figure shows, in a sentence; for who sees it and who does not. */
export function activityText(days: readonly ActivityDay[], learners: number): string {
	const total = days.reduce((sum, { submissions }) => sum + submissions, 0);
	const busiest = days.reduce(
		(most, day) => (day.learners > most.learners ? day : most),
		days[0] ?? { day: '', learners: 0, submissions: 0 },
	);
	const worked = days.filter((day) => day.learners > 0).length;
	return `In the last ${count(days.length, 'day')} ${count(total, 'submission')}, and work on ${count(worked, 'day')}; most learners on ${shortDay(busiest.day)}: ${busiest.learners} of ${learners}.`;
}

function count(n: number, one: string): string {
	return `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`;
}
