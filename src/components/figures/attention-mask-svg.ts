/** The drawing of the attention figure as SVG and HTML text: one function for the server and the page. */
import { type AttentionRow, attentionRows, describeMask, type MaskState, ROWS } from './attention-mask.ts';

const CELL = 38;
const LEFT = 64;
const TOP = 46;
/** Bars are drawn to this weight: the largest of the figure. */
const FULL_BAR = 0.7;

export function maskSvg(state: MaskState): string {
	const rows = attentionRows(state.place, state.last);
	const heads = rows.map(
		(row, j) => `<text class="alab" transform="translate(${LEFT + j * CELL + CELL / 2 + 4} ${TOP - 8}) rotate(-38)">${row.word}</text>`,
	);
	const columns = [
		['row', 'sum', 16],
		['if the last', 'word changes', 70],
	].map(([one, two, x]) => {
		const at = LEFT + ROWS * CELL + Number(x);
		return `<text class="alab" x="${at}" y="${TOP - 26}">${one}</text><text class="alab" x="${at}" y="${TOP - 11}">${two}</text>`;
	});
	return [...heads, ...rows.map((row, i) => rowSvg(row, i, state)), ...columns].join('');
}

function rowSvg(row: AttentionRow, i: number, state: MaskState): string {
	const y = TOP + i * CELL;
	const middle = y + CELL / 2 + 4;
	const whole = Math.abs(row.sum - 1) < 0.005;
	const isLast = i === ROWS - 1;
	const cells = row.weights.map((weight, j) => cellSvg(weight, LEFT + j * CELL, y, state.place !== 'none' && j > i));
	const label = `<text class="${i === state.row ? 'dlab' : 'alab'}" x="${LEFT - 8}" y="${middle}" text-anchor="end">${row.word}</text>`;
	const sum = `<text class="tick ${whole ? 'tick-calm' : 'tick-bad'}" x="${LEFT + ROWS * CELL + 16}" y="${middle}">${row.sum.toFixed(2)}</text>`;
	const moves = isLast ? '(its own row)' : row.moves ? 'moves' : 'stays';
	const note = `<text class="tick ${row.moves && !isLast ? 'tick-bad' : ''}" x="${LEFT + ROWS * CELL + 70}" y="${middle}">${moves}</text>`;
	const outline = i === state.row ? `<rect class="mark-yours" x="${LEFT}" y="${y}" width="${ROWS * CELL}" height="${CELL}"/>` : '';
	return label + cells.join('') + sum + note + outline;
}

function cellSvg(weight: number, x: number, y: number, isMasked: boolean): string {
	if (isMasked) return `<path class="mark-off" d="M${x + CELL / 2 - 4} ${y + CELL / 2}h8"/>`;
	const step = Math.min(8, Math.round(weight ** 0.6 * 10));
	const ink = step >= 5 ? 'tick-high' : 'tick-low';
	return `<rect class="q${step}" x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}"/><text x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle" class="tick ${ink}">${Math.round(weight * 100)}</text>`;
}

/** What the outlined row reads, as bars, and one sentence about the place of the mask. */
export function maskText(state: MaskState): string {
	const rows = attentionRows(state.place, state.last);
	const row = rows[state.row];
	if (!row) return '';
	const { head, text } = describeMask(state);
	const bars = row.weights.map((weight, j) => {
		const hidden = state.place !== 'none' && j > state.row;
		return `<span>${rows[j]?.word ?? ''}</span>${bar(weight, 'f1')}<span>${hidden ? '–' : weight.toFixed(2)}</span>`;
	});
	const missing = 1 - row.sum;
	const lost =
		missing > 0.004 ? `<span class="fail">missing</span>${bar(missing, 'bar-lost')}<span class="fail">${missing.toFixed(2)}</span>` : '';
	return `<p><strong>${head}</strong> ${text}</p><div class="rowbars"><span></span><strong>What “${row.word}” reads</strong><span></span>${bars.join('')}${lost}</div>`;
}

function bar(weight: number, mark: string): string {
	return `<svg class="rowbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${mark}" width="${((weight * 100) / FULL_BAR).toFixed(1)}" height="10"/></svg>`;
}
