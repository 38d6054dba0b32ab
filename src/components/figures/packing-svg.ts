/** The drawing of the packing figure as SVG and HTML text: one function for the server and the page. */
import { factsAt, mayRead, PACKED, type PackingState } from './packing.ts';

const [CELL, LEFT, TOP] = [20, 92, 86];
const WIDTH = LEFT + PACKED.length * CELL + 44;
export const PACKING_VIEW_BOX = `0 0 ${WIDTH} ${TOP + PACKED.length * CELL + 8}`;

export function packingSvg(state: PackingState): string {
	const heads = PACKED.map(({ word }, j) => {
		const x = LEFT + j * CELL + CELL / 2 + 4;
		return `<text class="${j === state.at ? 'dlab' : 'alab'}" transform="translate(${x} ${TOP - 6}) rotate(-60)">${asHtml(word)}</text>`;
	});
	const rows = PACKED.map(({ word }, i) => {
		const y = TOP + i * CELL;
		const label = `<text class="${i === state.at ? 'dlab' : 'alab'}" x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${asHtml(word)}</text>`;
		return label + PACKED.map((_, j) => cellSvg(state, i, j)).join('');
	});
	const outline = `<rect class="mark-yours" x="${LEFT}" y="${TOP + state.at * CELL}" width="${PACKED.length * CELL}" height="${CELL}"/>`;
	return `${heads.join('')}${rows.join('')}${outline}`;
}

/** Own past dark, another text's past in the colour of a fault, the rest empty. */
function cellSvg({ sight }: PackingState, i: number, j: number): string {
	const [x, y] = [LEFT + j * CELL, TOP + i * CELL];
	if (!mayRead(sight, i, j)) return `<rect class="q0" x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}"/>`;
	const isLeak = PACKED[i]?.text !== PACKED[j]?.text;
	const leak = isLeak
		? `<path class="leak" d="M${x + 5} ${y + 5}l${CELL - 10} ${CELL - 10}m0 -${CELL - 10}l-${CELL - 10} ${CELL - 10}"/>`
		: '';
	return `<rect class="${isLeak ? 'q2' : 'q6'}" x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}"/>${leak}`;
}

export function packingText(state: PackingState): string {
	const facts = factsAt(state);
	if (facts === null) return '';
	const { token, reads, leaks, next } = facts;
	const where = `Token ${state.at}, <code>${asHtml(token.word)}</code>: text ${token.text}, place ${token.place} in it.`;
	const from = leaks === 0 ? 'all of its own text' : `${leaks} of them of the other text`;
	const asked =
		next === null
			? 'Nothing follows in this row, so nothing is asked.'
			: `It is asked for <code>${asHtml(next.word)}</code>, which ${next.isLearned ? '<strong>counts</strong>' : 'does not count'}.`;
	return `<p>${where}</p><p>It reads ${reads} ${reads === 1 ? 'token' : 'tokens'}, ${from}. ${asked}</p>`;
}

function asHtml(word: string): string {
	return word.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
