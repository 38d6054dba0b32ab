/**
 * A grid as HTML: the server writes the first rows of it as a plain table with links, the browser the rows in view as cells that arrow
 * keys move through. One writer, so that a row reads the same in both.
 */
import { escapeHtml } from '#contract/escape-html.ts';
import { type Arranged, cellWords, type GridData, type GridQuery, type GridRow, gridAddress, metricText } from '#contract/grid.ts';

/** In place of one that is not there. */
export const EMPTY_ROW: GridRow = { id: '', name: '', section: null, cells: [], ends: [] };

/** `isGrid`: cells take the focus, one of them at a time, and links inside are for the pointer. */
interface Mode {
	readonly isGrid: boolean;
}

/** One row of heads; each is a link that sorts by its column, and the other way when it does already. */
export function headHtml(data: GridData, { columns, metric }: Arranged, query: GridQuery, { isGrid }: Mode): string {
	const shown = data.metrics[metric]?.title ?? '';
	const labs = columns.map((n, at) => {
		const { id, lesson, title, part } = data.columns[n] ?? { id: '', lesson: '', title: '', part: '' };
		const isFirst = at > 0 && data.columns[columns[at - 1] ?? 0]?.part !== part;
		return {
			id,
			html: `${escapeHtml(lesson)}<span class="vh"> ${escapeHtml(`${title}, ${shown}`)}</span>`,
			title,
			className: isFirst ? 'part' : '',
		};
	});
	const ends = data.ends.map(({ id, title }) => ({ id, html: escapeHtml(title), title: '', className: 'end' }));
	const cells = [{ id: 'name', html: 'learner', title: '', className: 'corner' }, ...labs, ...ends].map(
		({ id, html, title, className }, at) => {
			const isSorted = id === (query.sort ?? 'name');
			const turned = isSorted && query.turned === undefined ? '1' : undefined;
			const href = gridAddress(query, { sort: id === 'name' ? undefined : id, turned, from: undefined }) || '?';
			// Names rise where nothing is said, numbers fall.
			const isRising = (id === 'name') === (query.turned === undefined);
			const sorted = isSorted ? ` aria-sort="${isRising ? 'ascending' : 'descending'}"` : '';
			const role = isGrid ? ` role="columnheader" tabindex="-1" aria-colindex="${at + 1}"` : '';
			const named = title === '' ? '' : ` title="${escapeHtml(title)}"`;
			return `<th scope="col" class="${className}"${sorted}${role}${named}><a href="${escapeHtml(href)}"${isGrid ? ' tabindex="-1"' : ''}>${html}</a></th>`;
		},
	);
	return `<tr${isGrid ? ' role="row" aria-rowindex="1"' : ''}>${cells.join('')}</tr>`;
}

/** `at`: place among the rows shown. */
export function rowHtml(data: GridData, { columns, metric }: Arranged, row: GridRow, at: number, { isGrid }: Mode): string {
	const link = isGrid ? ' tabindex="-1"' : '';
	const of = (role: string, place: number) => (isGrid ? ` role="${role}" tabindex="-1" aria-colindex="${place + 1}"` : '');
	const labs = columns.map((n, place) => {
		const cell = row.cells[n] ?? ([0] as const);
		const column = data.columns[n];
		const kind = data.kinds[cell[0]];
		const shown = data.metrics[metric];
		const text = shown === undefined ? '' : metricText(shown, cell[metric + 1]);
		const isFirst = place > 0 && data.columns[columns[place - 1] ?? 0]?.part !== column?.part;
		const inside = `<span class="vh">${escapeHtml(cellWords(data, cell))}</span><span aria-hidden="true">${text}</span>`;
		const href = fillHref(data.cellHref, row.id, column?.id ?? '');
		return `<td class="${kind?.className ?? ''}${isFirst ? ' part' : ''}"${of('gridcell', place + 1)}><a href="${escapeHtml(href)}"${link}>${inside}</a></td>`;
	});
	const ends = row.ends.map(([, text, column = ''], n) => {
		const href = data.ends[n]?.href;
		const shown = escapeHtml(text);
		const inside =
			href === undefined || text === '' ? shown : `<a href="${escapeHtml(fillHref(href, row.id, column))}"${link}>${shown}</a>`;
		return `<td class="end"${of('gridcell', columns.length + 1 + n)}>${inside}</td>`;
	});
	const name = `<th scope="row"${of('rowheader', 0)}><a href="${escapeHtml(fillHref(data.rowHref, row.id, ''))}"${link}>${escapeHtml(row.name)}</a></th>`;
	return `<tr${isGrid ? ` role="row" aria-rowindex="${at + 2}" data-at="${at}"` : ''}>${name}${labs.join('')}${ends.join('')}</tr>`;
}

function fillHref(pattern: string, row: string, column: string): string {
	return pattern.replace('{row}', encodeURIComponent(row)).replace('{column}', encodeURIComponent(column));
}

/** What the filter left, for example "12 of 200 learners, 6 of 20 labs". */
export function countText(data: GridData, { rows, columns }: Arranged): string {
	const part = (some: number, all: number, one: string, many: string) =>
		`${some === all ? '' : `${some.toLocaleString('en')} of `}${all.toLocaleString('en')} ${all === 1 ? one : many}`;
	return `${part(rows.length, data.rows.length, 'learner', 'learners')}, ${part(columns.length, data.columns.length, 'lab', 'labs')}`;
}
