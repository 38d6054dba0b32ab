/**
 * Learners × labs in the browser: the rows in view and no others, arrow keys through cells, sort and filter without a round trip and
 * in the address. Takes over the table that the server sent, which works without it. Opening a cell is a `grid-open` event
 * first, so that a page may show it in place; what nobody takes is a link that is followed.
 */
import {
	type Arranged,
	arrangeGrid,
	cellWords,
	type GridData,
	type GridQuery,
	type GridRow,
	gridAddress,
	readGridQuery,
} from '#contract/grid.ts';
import { countText, EMPTY_ROW, headHtml, rowHtml } from './grid-html.ts';
import { idsShown, type Place, placeAfter, rowAfter, rowsInView } from './grid-place.ts';
import { refreshRows, revealBeside, spaceHtml } from './grid-view.ts';

/** Detail of `grid-open`. */
export interface GridOpen {
	readonly rowId: string;
	/** Null: the learner. */
	readonly columnId: string | null;
	readonly href: string;
}

const GRID = { isGrid: true } as const;

export class LearnerGrid extends HTMLElement {
	#data: GridData | null = null;
	#query: GridQuery = {};
	#arranged: Arranged = { columns: [], rows: [], metric: 0 };
	#active: Place = { row: 0, column: 0 };
	#made = { from: 0, to: 0 };
	#rowHeight = 30;
	readonly #ids = (): string[] => (this.#data ? idsShown(this.#data, this.#arranged) : []);

	connectedCallback(): void {
		const text = this.querySelector('script[type="application/json"]')?.textContent;
		if (!text) return;
		// Written by LearnerGrid.astro of this server.
		this.#data = JSON.parse(text) as GridData;
		this.#query = readGridQuery(new URLSearchParams(window.location.search));
		this.classList.add('is-live');
		this.#listen();
		this.#arrange();
	}

	/** One row changed, for example because somebody set a cell. */
	replaceRow(row: GridRow): void {
		if (!this.#data) return;
		this.#data = { ...this.#data, rows: this.#data.rows.map((each) => (each.id === row.id ? row : each)) };
		this.#arrange();
	}

	/** All of it anew, with the same filter; what is in view and where the focus is stays, with its learner where the order changed. */
	replaceData(data: GridData): void {
		const before = this.#ids();
		const { table, scroll, body } = this.#parts();
		const { scrollTop, scrollLeft } = scroll;
		this.#data = data;
		this.#arranged = arrangeGrid(data, this.#query);
		if (this.#ids().join() === before.join()) {
			refreshRows(body, (at) => this.#rowHtml(data, at));
			this.#describe(this.#active);
			return;
		}
		const hadFocus = table.contains(document.activeElement);
		this.#arrange(before);
		scroll.scrollTo({ top: scrollTop, left: scrollLeft, behavior: 'instant' });
		this.#fill();
		if (hadFocus && !table.contains(document.activeElement)) this.#moveTo(this.#active);
	}

	/** Back to the cell that was opened. */
	focusCell(): void {
		this.#moveTo(this.#active);
	}

	#listen(): void {
		const { table, scroll, form } = this.#parts();
		let isAsked = false;
		scroll.addEventListener('scroll', () => {
			if (isAsked) return;
			isAsked = true;
			requestAnimationFrame(() => {
				isAsked = false;
				this.#fill();
			});
		});
		new ResizeObserver(() => this.#fill()).observe(scroll);
		table.addEventListener('keydown', (event) => this.#onKey(event));
		table.addEventListener('click', (event) => this.#onClick(event));
		table.addEventListener('focusin', ({ target }) => this.#onFocus(target));
		table.addEventListener('pointerover', ({ target }) => this.#describe(this.#placeOf(target)));
		table.addEventListener('pointerleave', () => this.#describe(this.#active));
		form?.addEventListener('input', () => this.#readForm(form));
		form?.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#readForm(form);
		});
		window.addEventListener('popstate', () => {
			this.#query = readGridQuery(new URLSearchParams(window.location.search));
			this.#arrange();
		});
	}

	#parts() {
		const table = this.querySelector('table');
		const scroll = this.querySelector<HTMLElement>('.grid-scroll');
		const [head, before, body, after] = ['thead', '[data-before]', '[data-rows]', '[data-after]'].map((name) =>
			this.querySelector<HTMLElement>(name),
		);
		if (!table || !scroll || !head || !before || !body || !after)
			throw new Error('A learner-grid without its table: see LearnerGrid.astro.');
		return { table, scroll, head, before, body, after, form: this.querySelector('form') };
	}

	#readForm(form: HTMLFormElement): void {
		const typed = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
		const { sort, turned } = this.#query;
		const { from: _, ...asked } = readGridQuery(typed);
		this.#ask({ ...asked, ...(sort === undefined ? {} : { sort }), ...(turned === undefined ? {} : { turned }) });
	}

	#ask(query: GridQuery): void {
		this.#query = query;
		window.history.replaceState(window.history.state, '', gridAddress(query) || window.location.pathname);
		this.#arrange();
	}

	/** Everything that depends on the filter; the rows in view follow. `before`: whose the rows were that `#active` counts. */
	#arrange(before = this.#ids()): void {
		const data = this.#data;
		if (!data) return;
		const { table, head, scroll } = this.#parts();
		this.#arranged = arrangeGrid(data, this.#query);
		const { rows, columns } = this.#arranged;
		table.setAttribute('role', 'grid');
		table.setAttribute('aria-describedby', 'grid-keys');
		table.setAttribute('aria-rowcount', String(rows.length + 1));
		table.setAttribute('aria-colcount', String(this.#extent().columns));
		const hadFocus = table.contains(document.activeElement);
		head.innerHTML = headHtml(data, this.#arranged, this.#query, GRID);
		const row = rowAfter(this.#active.row, before, this.#ids());
		this.#active = { row, column: Math.min(this.#active.column, columns.length + data.ends.length) };
		this.#made = { from: 0, to: 0 };
		this.#fill();
		for (const count of this.querySelectorAll('[data-count]')) count.textContent = countText(data, this.#arranged);
		for (const part of this.querySelectorAll<HTMLElement>('[data-empty]')) part.hidden = rows.length > 0;
		scroll.hidden = rows.length === 0;
		const address = gridAddress(this.#query);
		for (const link of this.querySelectorAll<HTMLAnchorElement>('a[data-follow]')) {
			const parts = [address.slice(1), link.dataset['more'] ?? ''].filter((part) => part !== '');
			link.href = `${link.dataset['follow']}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
		}
		if (hadFocus) this.#moveTo(this.#active);
		else this.#describe(this.#active);
	}

	/** Makes the rows in view and drops the others; what stays is not touched, so that the focus in it stays too. */
	#fill(): void {
		const data = this.#data;
		if (!data) return;
		const { scroll, before, body, after, head } = this.#parts();
		const { rows } = this.#arranged;
		const view = { top: Math.max(0, scroll.scrollTop - head.offsetHeight), height: scroll.clientHeight || window.innerHeight };
		const { from, to } = rowsInView({ ...view, row: this.#rowHeight }, rows.length);
		const isKept = this.#made.to > this.#made.from && from < this.#made.to && to > this.#made.from;
		const html = (first: number, end: number) =>
			rows
				.slice(first, end)
				.map((_, k) => this.#rowHtml(data, first + k))
				.join('');
		if (isKept) {
			for (const row of [...body.children]) {
				const at = Number((row as HTMLElement).dataset['at']);
				if (at < from || at >= to) this.#drop(row);
			}
			if (from < this.#made.from) body.insertAdjacentHTML('afterbegin', html(from, this.#made.from));
			if (to > this.#made.to) body.insertAdjacentHTML('beforeend', html(this.#made.to, to));
		} else body.innerHTML = html(from, to);
		this.#made = { from, to };
		this.#rowHeight = body.firstElementChild?.getBoundingClientRect().height || this.#rowHeight;
		before.innerHTML = spaceHtml(from * this.#rowHeight);
		after.innerHTML = spaceHtml((rows.length - to) * this.#rowHeight);
		this.#cellAt(this.#active)?.setAttribute('tabindex', '0');
		// The way in, also while the cell that was left is out of view.
		scroll.tabIndex = this.#cellAt(this.#active) ? -1 : 0;
	}

	#rowHtml(data: GridData, at: number): string {
		return rowHtml(data, this.#arranged, data.rows[this.#arranged.rows[at] ?? -1] ?? EMPTY_ROW, at, GRID);
	}

	/** A row that is scrolled away with the focus in it leaves the focus to the table, where the next key finds it. */
	#drop(row: Element): void {
		const hasFocus = row.contains(document.activeElement);
		row.remove();
		if (hasFocus) this.#parts().scroll.focus({ preventScroll: true });
	}

	#extent() {
		const { scroll } = this.#parts();
		const { rows, columns } = this.#arranged;
		const page = Math.max(1, Math.floor(scroll.clientHeight / this.#rowHeight) - 2);
		return { rows: rows.length, columns: columns.length + 1 + (this.#data?.ends.length ?? 0), page };
	}

	#cellAt({ row, column }: Place): HTMLElement | null {
		const { head, body } = this.#parts();
		const line = row < 0 ? head.firstElementChild : body.querySelector(`[data-at="${row}"]`);
		return (line?.children[column] as HTMLElement | undefined) ?? null;
	}

	#placeOf(target: EventTarget | null): Place | null {
		const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('th, td') : null;
		const row = cell?.parentElement;
		if (!cell || !row || row.getAttribute('role') !== 'row') return null;
		return { row: row.dataset['at'] === undefined ? -1 : Number(row.dataset['at']), column: cell.cellIndex };
	}

	#moveTo(place: Place): void {
		const { scroll, head } = this.#parts();
		this.#cellAt(this.#active)?.setAttribute('tabindex', '-1');
		this.#active = place;
		if (place.row >= 0) {
			const top = place.row * this.#rowHeight;
			const room = scroll.clientHeight - head.offsetHeight - this.#rowHeight;
			scroll.scrollTop = Math.max(Math.min(scroll.scrollTop, top), top - room);
		}
		this.#fill();
		const cell = this.#cellAt(place);
		cell?.setAttribute('tabindex', '0');
		cell?.focus({ preventScroll: true });
		if (cell && place.column > 0) revealBeside(scroll, cell);
		else scroll.scrollLeft = 0;
	}

	#onKey(event: KeyboardEvent): void {
		if (event.altKey || event.shiftKey) return;
		if (event.key === 'Enter' || event.key === ' ') {
			if (this.#open(this.#active)) event.preventDefault();
			return;
		}
		const next = placeAfter(this.#active, event.key, event.ctrlKey || event.metaKey, this.#extent());
		if (next === null) return;
		event.preventDefault();
		this.#moveTo(next);
	}

	#onClick(event: MouseEvent): void {
		const place = this.#placeOf(event.target);
		// With a key held the browser opens a tab, as for any link.
		if (place === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
		event.preventDefault();
		this.#moveTo(place);
		this.#open(place);
	}

	#onFocus(target: EventTarget | null): void {
		const place = this.#placeOf(target);
		if (place === null) return;
		this.#cellAt(this.#active)?.setAttribute('tabindex', '-1');
		this.#active = place;
		this.#cellAt(place)?.setAttribute('tabindex', '0');
		this.#describe(place);
	}

	/** False where there is nothing to open. */
	#open(place: Place): boolean {
		const link = this.#cellAt(place)?.querySelector('a');
		if (!link) return false;
		if (place.row < 0) {
			this.#ask(readGridQuery(new URL(link.href).searchParams));
			return true;
		}
		const row = this.#data?.rows[this.#arranged.rows[place.row] ?? -1];
		const column = this.#data?.columns[this.#arranged.columns[place.column - 1] ?? -1];
		const detail: GridOpen = { rowId: row?.id ?? '', columnId: column?.id ?? null, href: link.href };
		const goesOn = this.dispatchEvent(new CustomEvent('grid-open', { detail, bubbles: true, cancelable: true }));
		if (goesOn) window.location.assign(link.href);
		return true;
	}

	/** A line under the grid, for who sees it: a narrow cell has no room for words. Screen readers have them in the cell. */
	#describe(place: Place | null): void {
		const line = this.querySelector('[data-detail]');
		const row = place === null ? undefined : this.#data?.rows[this.#arranged.rows[place.row] ?? -1];
		if (!line || !this.#data || !place || !row) return;
		const at = this.#arranged.columns[place.column - 1];
		const column = at === undefined ? undefined : this.#data.columns[at];
		const cell = at === undefined ? undefined : row.cells[at];
		const who = row.section === null ? row.name : `${row.name} (${row.section})`;
		line.textContent = column && cell ? `${who} · ${column.lesson} ${column.title}: ${cellWords(this.#data, cell)}` : who;
	}
}

customElements.define('learner-grid', LearnerGrid);
