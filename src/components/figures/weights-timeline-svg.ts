/** Draws the timeline of lesson 0.2 in three lanes, with two chosen events and the days between them, and says it in words. */
import { daysBetween, EVENTS, eventById, LANES, longDate, SOURCES, type TimelineEvent } from './weights-timeline.ts';

export interface TimelineState {
	readonly from: string;
	readonly to: string;
	/** First year that is drawn. */
	readonly since: number;
}

export const START: TimelineState = { from: 'o1-preview', to: 'r1', since: 2024 };

const LEFT = 12;
const RIGHT = 608;
const LANE_TOP = 62;
const LANE = 62;
const BOTTOM = LANE_TOP + LANES.length * LANE;
const UNTIL = '2027-01-01';
export const VIEW_BOX = `0 0 620 ${BOTTOM + 30}`;

function xOf(date: string, since: number): number {
	const start = `${since}-01-01`;
	return LEFT + ((RIGHT - LEFT) * daysBetween(start, date)) / daysBetween(start, UNTIL);
}

function laneY({ lane }: TimelineEvent): number {
	return LANE_TOP + LANE * LANES.findIndex(([id]) => id === lane) + LANE / 2 + 6;
}

export function timelineSvg(state: TimelineState): string {
	const shown = EVENTS.filter((event) => Number(event.date.slice(0, 4)) >= state.since);
	return lanesSvg(state) + bracketSvg(state) + shown.map((event) => eventSvg(event, state)).join('');
}

function lanesSvg({ since }: TimelineState): string {
	const lanes = LANES.map(([, label], index) => {
		const y = LANE_TOP + index * LANE;
		return `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y + LANE / 2 + 6}" y2="${y + LANE / 2 + 6}"/><text class="alab halo" x="${LEFT}" y="${y + 12}">${label}</text>`;
	});
	const years = Array.from({ length: 2027 - since }, (_, n) => since + n).map((year) => {
		const x = xOf(`${year}-01-01`, since);
		return `<line class="grid" x1="${x}" x2="${x}" y1="${LANE_TOP}" y2="${BOTTOM}"/><text class="tick" x="${x + 3}" y="${BOTTOM + 16}">${year}</text>`;
	});
	return years.join('') + lanes.join('');
}

function eventSvg(event: TimelineEvent, state: TimelineState): string {
	const [x, y] = [xOf(event.date, state.since), laneY(event)];
	const isChosen = event.id === state.from || event.id === state.to;
	const mark = event.lane === 'open' ? `<circle class="time-open" cx="${x}" cy="${y}" r="6"/>` : markOf(event, x, y);
	const ring = isChosen ? `<circle class="mark-yours" cx="${x}" cy="${y}" r="10"/>` : '';
	return `<g data-event="${event.id}"><title>${event.name}, ${longDate(event.date)}</title>${mark}${ring}<rect class="time-hit" x="${x - 10}" y="${y - 12}" width="20" height="24"/></g>`;
}

function markOf({ lane }: TimelineEvent, x: number, y: number): string {
	return lane === 'closed'
		? `<rect class="time-closed" x="${x - 5}" y="${y - 5}" width="10" height="10"/>`
		: `<path class="time-other" d="M${x} ${y - 7}l7 7l-7 7l-7 -7z"/>`;
}

/** A bracket on top between the chosen two, when both are in the drawing. */
function bracketSvg(state: TimelineState): string {
	const events = [eventById(state.from), eventById(state.to)].toSorted((a, b) => a.date.localeCompare(b.date));
	const [first, last] = events;
	if (!first || !last || Number(first.date.slice(0, 4)) < state.since) return '';
	const [left, right] = [xOf(first.date, state.since), xOf(last.date, state.since)];
	const middle = Math.min(RIGHT - 40, Math.max(LEFT + 40, (left + right) / 2));
	const days = daysBetween(first.date, last.date);
	return `<path class="mark-yours" d="M${left} ${laneY(first) - 12}V34H${right}V${laneY(last) - 12}"/><text class="dlab" x="${middle}" y="24" text-anchor="middle">${days} days</text>`;
}

/** Both events and the time between them, as HTML. */
export function timelineHtml({ from, to }: TimelineState): string {
	const [first, second] = [eventById(from), eventById(to)];
	const days = daysBetween(first.date, second.date);
	const span = days === 0 ? 'The same day.' : `${Math.abs(days)} days, about ${monthsWords(Math.abs(days))}.`;
	return `<dl class="time-pair">${[first, second].map(eventHtml).join('')}</dl><p><strong>${span}</strong></p>`;
}

function monthsWords(days: number): string {
	const months = days / 30.44;
	if (months < 1.5) return `${Math.max(1, Math.round(days / 7))} weeks`;
	return months < 18 ? `${Math.round(months)} months` : `${(months / 12).toFixed(1)} years`;
}

function eventHtml({ name, date, text, source }: TimelineEvent): string {
	return `<div><dt>${name} <span class="meta">${longDate(date)}</span></dt><dd>${text} <span class="meta">Date: ${SOURCES[source]}.</span></dd></div>`;
}
