/**
 * Opens a cell of the gradebook in a dialog instead of on its own page: the same page is fetched and its panel shown, its form sent from
 * there, and the row of the grid made anew. Without script the cell's page does all of it.
 */
import type { GridOpen, LearnerGrid } from '#components/grid/learner-grid-element.ts';
import type { GridRow } from '#contract/grid.ts';

class GradebookCells extends HTMLElement {
	#href = '';

	connectedCallback(): void {
		this.addEventListener('grid-open', (event) => {
			// Dispatched by learner-grid-element.ts.
			const { columnId, href } = (event as CustomEvent<GridOpen>).detail;
			if (columnId === null) return;
			event.preventDefault();
			this.#href = href;
			void this.#show(() => fetch(href));
		});
		const { dialog } = this.#parts();
		dialog.addEventListener('close', () => this.#grid()?.focusCell());
		dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
		dialog.addEventListener('submit', (event) => {
			event.preventDefault();
			const body = new URLSearchParams(
				[...new FormData(event.target as HTMLFormElement, event.submitter)].map(([name, value]) => [name, String(value)]),
			);
			void this.#show(() => fetch(this.#href, { method: 'POST', body }));
		});
		dialog.addEventListener('click', (event) => {
			const link = event.target instanceof Element ? event.target.closest('a[data-again]') : null;
			if (!link) return;
			event.preventDefault();
			void this.#show(() => fetch(this.#href));
		});
	}

	#grid(): LearnerGrid | null {
		return this.querySelector('learner-grid');
	}

	#parts() {
		const dialog = this.querySelector('dialog');
		const panel = this.querySelector<HTMLElement>('[data-panel]');
		const problem = this.querySelector<HTMLElement>('[data-problem]');
		if (!dialog || !panel || !problem) throw new Error('gradebook-cells without its dialog.');
		return { dialog, panel, problem };
	}

	async #show(ask: () => Promise<Response>): Promise<void> {
		const { dialog, panel, problem } = this.#parts();
		const isNew = !dialog.open;
		if (isNew) {
			panel.replaceChildren(Object.assign(document.createElement('p'), { className: 'body', textContent: 'Opening the cell…' }));
			dialog.showModal();
		}
		problem.hidden = true;
		const found = await ask().then(readPanel, () => null);
		if (found === null) {
			problem.textContent =
				'The server did not answer with this cell, so nothing was changed. What you typed is still here; try again in a moment.';
			problem.hidden = false;
			if (isNew) panel.replaceChildren();
			return;
		}
		panel.replaceChildren(found);
		const row = found.querySelector('script[data-row]')?.textContent;
		// Written by CellPanel.astro of this server.
		if (row) this.#grid()?.replaceRow(JSON.parse(row) as GridRow);
		const first = panel.querySelector<HTMLElement>('[role="alert"], [data-title]');
		first?.focus();
	}
}

/** Null where the answer holds no cell: somebody was signed out, or the learner left. */
async function readPanel(response: Response): Promise<Element | null> {
	const page = new DOMParser().parseFromString(await response.text(), 'text/html');
	return page.querySelector('.cell-panel');
}

customElements.define('gradebook-cells', GradebookCells);
