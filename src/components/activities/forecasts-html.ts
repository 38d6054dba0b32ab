/** The ledger of lesson 8.3 as HTML: questions with what was said, the score, the calibration. What a learner typed is escaped. */
import { escapeHtml } from '#contract/escape-html.ts';
import { DATED, KNOWN } from './forecast-questions.ts';
import { brier, calibration, type Forecast, forecastOf, type Ledger, scored } from './forecasts.ts';

function longDay(day: string): string {
	return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

function sliderHtml(id: string, value: number, words: string): string {
	return `<div class="row"><label for="p-${id}">Probability <output>${value}</output> %</label><input class="range" type="range" id="p-${id}" min="1" max="99" step="1" value="${value}"/><button type="button" class="btn btn-s" data-write="${id}">${words}</button></div>`;
}

function saidHtml({ entries }: Forecast): string {
	return `<p class="meta">You wrote ${entries.map(({ at, p }) => `${p} % on ${longDay(at)}`).join(', then ')}.</p>`;
}

function scoreHtml(forecast: Forecast): string {
	const [said] = scored([forecast], 'latest');
	return said ? ` <span class="num">Score ${brier([said]).toFixed(3)}.</span>` : '';
}

/** Statements that are settled: the answer comes with the number. */
export function knownHtml(ledger: Ledger): string {
	return KNOWN.map(({ id, text, isTrue, why }) => {
		const forecast = forecastOf(ledger, id);
		const body = forecast
			? `${saidHtml(forecast)}<p><strong>${isTrue ? 'True.' : 'False.'}</strong> ${why}${scoreHtml(forecast)}</p>`
			: sliderHtml(id, 50, 'Write it down');
		return `<div class="forecast"><h3>${text}</h3>${body}</div>`;
	}).join('');
}

const OUTCOMES = [
	['yes', true, 'It happened'],
	['no', false, 'It did not'],
	['open', null, 'Still open'],
] as const;

function datedHtml(id: string, text: string, about: string, forecast: Forecast | undefined): string {
	if (!forecast) return `<div class="forecast"><h3>${text}</h3><p class="meta">${about}</p>${sliderHtml(id, 50, 'Write it down')}</div>`;
	const buttons = OUTCOMES.map(
		([word, outcome, label]) =>
			`<button type="button" data-settle="${id}" data-outcome="${word}" aria-pressed="${forecast.outcome === outcome}">${label}</button>`,
	).join('');
	const again = forecast.outcome === null ? sliderHtml(id, forecast.entries.at(-1)?.p ?? 50, 'Write a new number') : '';
	const remove = forecast.own ? `<button type="button" class="btn btn-quiet btn-s" data-remove="${id}">Remove this question</button>` : '';
	return `<div class="forecast"><h3>${text}</h3><p class="meta">${about}</p>${saidHtml(forecast)}${again}<div class="row"><fieldset class="seg" aria-label="What came of it">${buttons}</fieldset>${remove}${scoreHtml(forecast)}</div></div>`;
}

/** Dated questions of the lesson, then the learner's own. */
export function openHtml(ledger: Ledger): string {
	const asked = DATED.map(({ id, text, by, how }) => datedHtml(id, text, `By ${longDay(by)}. ${how}`, forecastOf(ledger, id)));
	const own = ledger.flatMap((forecast) =>
		forecast.own
			? [datedHtml(forecast.id, escapeHtml(forecast.own.text), `Your own question, by ${longDay(forecast.own.by)}.`, forecast)]
			: [],
	);
	return [...asked, ...own].join('');
}

/** The score in one paragraph. */
export function summaryText(ledger: Ledger): string {
	const latest = scored(ledger, 'latest');
	const waiting = ledger.filter(({ outcome }) => outcome === null).length;
	const open = `${waiting} ${waiting === 1 ? 'forecast waits' : 'forecasts wait'} for an outcome.`;
	if (latest.length === 0) return `Nothing is settled yet. ${open}`;
	const first = brier(scored(ledger, 'first'));
	const now = brier(latest);
	const moved = Math.abs(first - now) < 0.0005 ? '' : ` By your first numbers it would be ${first.toFixed(3)}.`;
	return `Brier score over ${latest.length} settled ${latest.length === 1 ? 'forecast' : 'forecasts'}: ${now.toFixed(3)}.${moved} Always saying 50 percent scores 0.250, knowing everything 0. ${calibrationText(ledger)} ${open}`;
}

function calibrationText(ledger: Ledger): string {
	const words = calibration(scored(ledger, 'latest')).map(
		({ said, happened, count }) =>
			`of ${count} at about ${Math.round(said * 100)} percent, ${Math.round(happened * 100)} percent came true`,
	);
	return words.length === 0 ? '' : `Calibration: ${words.join('; ')}.`;
}

const LEFT = 46;
const RIGHT = 346;
const TOP = 30;
const BOTTOM = 330;
export const VIEW_BOX = '0 0 380 376';
const x = (p: number) => LEFT + (RIGHT - LEFT) * p;
const y = (p: number) => BOTTOM - (BOTTOM - TOP) * p;

/** What was said against what came; on the diagonal, both agree. The area of a dot is the number of forecasts in it. */
export function calibrationSvg(ledger: Ledger): string {
	const ticks = [0, 0.25, 0.5, 0.75, 1].map(
		(p) =>
			`<line class="grid" x1="${x(p)}" x2="${x(p)}" y1="${TOP}" y2="${BOTTOM}"/><line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(p)}" y2="${y(p)}"/><text class="tick" x="${x(p)}" y="${BOTTOM + 16}" text-anchor="middle">${p * 100}</text><text class="tick" x="${LEFT - 6}" y="${y(p) + 4}" text-anchor="end">${p * 100}</text>`,
	);
	const dots = calibration(scored(ledger, 'latest')).map(({ said, happened, count }) => {
		const radius = 4 + 3 * Math.sqrt(count);
		return `<line class="mark-yours" x1="${x(said)}" x2="${x(said)}" y1="${y(said)}" y2="${y(happened)}"/><circle class="f1" cx="${x(said)}" cy="${y(happened)}" r="${radius.toFixed(1)}"/><text class="tick" x="${x(said) + radius + 4}" y="${y(happened) + 4}">${count}</text>`;
	});
	return `${ticks.join('')}<line class="floor" x1="${x(0)}" x2="${x(1)}" y1="${y(0)}" y2="${y(1)}"/>${dots.join('')}<text class="alab" x="${RIGHT}" y="${BOTTOM + 38}" text-anchor="end">you said, percent</text><text class="alab" x="4" y="11">came true, percent</text>`;
}
