/** What a grid does to the elements that it has made: room for rows that it did not make, new numbers in those that it did, a cell brought into view. */

/** What reads the same is not touched, and a cell that has the focus stays the same element. `htmlOf`: the row that belongs at a place, as rowHtml writes it. */
export function refreshRows(body: HTMLElement, htmlOf: (at: number) => string): void {
	const template = document.createElement('template');
	for (const row of body.querySelectorAll<HTMLElement>('tr[data-at]')) {
		template.innerHTML = htmlOf(Number(row.dataset['at']));
		const cells = [...(template.content.firstElementChild?.children ?? [])];
		for (const [n, made] of cells.entries()) {
			const cell = row.children[n];
			if (!cell) continue;
			if (cell.className !== made.className) cell.className = made.className;
			if (cell.innerHTML !== made.innerHTML) cell.innerHTML = made.innerHTML;
		}
	}
}

/** Stands for rows that are not in the page. */
export function spaceHtml(height: number): string {
	return height <= 0 ? '' : `<tr aria-hidden="true"><td class="grid-space" style="height:${height}px"></td></tr>`;
}

/** Scrolls sideways until the cell stands clear of the names, which stay. */
export function revealBeside(scroll: HTMLElement, cell: HTMLElement): void {
	const names = scroll.querySelector<HTMLElement>('.corner')?.offsetWidth ?? 0;
	const left = cell.offsetLeft - names;
	const right = cell.offsetLeft + cell.offsetWidth - scroll.clientWidth;
	scroll.scrollLeft = Math.max(Math.min(scroll.scrollLeft, left), right);
}
