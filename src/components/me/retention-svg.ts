/** The curve of forgetting as a small drawing: what is recalled over the next sixty days, and the day on which a check is due. */
import type { SkillAccount } from '#contract/skill-account.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [320, 132, 28, 312, 18, 104];
export const RETENTION_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
const LAST_DAY = 60;
const DAY_MS = 86_400_000;

const xOf = (day: number): string => (LEFT + ((RIGHT - LEFT) * day) / LAST_DAY).toFixed(1);
const yOf = (p: number): string => (BOTTOM - (BOTTOM - TOP) * p).toFixed(1);

export function retentionSvg({ curve, dueAt }: Pick<SkillAccount, 'curve' | 'dueAt'>, now: number): string {
	const grid = [0, 0.5, 1].map(
		(p) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(p)}" y2="${yOf(p)}"/><text class="tick" x="${LEFT - 5}" y="${Number(yOf(p)) + 4}" text-anchor="end">${p}</text>`,
	);
	const ticks = [0, 20, 40, 60].map(
		(day) =>
			`<text class="tick" x="${xOf(day)}" y="${BOTTOM + 15}" text-anchor="${day === LAST_DAY ? 'end' : 'middle'}">${day === 0 ? 'now' : `${day} days`}</text>`,
	);
	const line = `<path class="series s1" d="M${curve.map(({ day, effective }) => `${xOf(day)} ${yOf(effective)}`).join('L')}"/>`;
	return `${grid.join('')}${ticks.join('')}${dueMark(dueAt, now)}${line}`;
}

function dueMark(dueAt: number | null, now: number): string {
	const day = dueAt === null ? -1 : (dueAt - now) / DAY_MS;
	if (day <= 0 || day > LAST_DAY) return '';
	const isRight = day > LAST_DAY / 2;
	const label = `<text class="alab" x="${Number(xOf(day)) + (isRight ? -4 : 4)}" y="${TOP - 6}" text-anchor="${isRight ? 'end' : 'start'}">check due</text>`;
	return `<line class="floor" x1="${xOf(day)}" x2="${xOf(day)}" y1="${TOP - 4}" y2="${BOTTOM}"/>${label}`;
}
